package mws_test

import (
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/mws/params"
)

// atOnce sends a body from many goroutines at the same time.
func (s *shop) atOnce(n int, body func(i int) string) []*httptest.ResponseRecorder {
	answers := make([]*httptest.ResponseRecorder, n)
	var ready, done sync.WaitGroup
	start := make(chan struct{})
	for i := range n {
		ready.Add(1)
		done.Go(func() {
			text := body(i)
			ready.Done()
			<-start
			answers[i] = s.post(text)
		})
	}
	ready.Wait()
	close(start)
	done.Wait()
	return answers
}

// TestSameCaptureAtOnce: a client that asks again before it was answered gets
// one capture, and every answer tells of it in the same words.
func TestSameCaptureAtOnce(t *testing.T) {
	s := newShop(t)
	order, authorization := s.authorized(t, "106.00")
	body := params.Encode(s.signed(t, http.MethodPost, form("Capture", append(price("CaptureAmount", "106.00"),
		"AmazonAuthorizationId", authorization, "CaptureReferenceId", "R")...)))
	answers := s.atOnce(16, func(int) string { return body })

	requests := map[string]bool{}
	for _, w := range answers {
		requireProper(t, w)
		require.Equal(t, 200, w.Code)
		require.Equal(t, withoutID(answers[0]), withoutID(w))
		requests[w.Header().Get("X-Mws-Request-Id")] = true
	}
	require.Len(t, requests, 16, "each has a request id of its own")
	o, ok := s.account().Object(order)
	require.True(t, ok)
	require.Len(t, o.Order.Captures, 1)
	require.Len(t, s.account().History(o.Order.Captures[0].ID), 1)
	require.Len(t, s.account().History(authorization), 2)
}

// TestOneOfManyCaptures: of captures with different references one wins, the
// others are told that the authorization is used up.
func TestOneOfManyCaptures(t *testing.T) {
	s := newShop(t)
	order, authorization := s.authorized(t, "106.00")
	answers := s.atOnce(16, func(i int) string {
		return params.Encode(s.signed(t, http.MethodPost, form("Capture", append(price("CaptureAmount", "106.00"),
			"AmazonAuthorizationId", authorization, "CaptureReferenceId", "R"+string(rune('a'+i)))...)))
	})
	won := 0
	for _, w := range answers {
		if w.Code == 200 {
			won++
			continue
		}
		requireRefused(t, w, 405, "InvalidAuthorizationStatus")
	}
	require.Equal(t, 1, won)
	o, _ := s.account().Object(order)
	require.Len(t, o.Order.Captures, 1)
}

// TestSellersAtOnce: sellers that nobody has seen before come into being once.
func TestSellersAtOnce(t *testing.T) {
	s := newShop(t)
	answers := s.atOnce(64, func(i int) string {
		a := newAttempt("GetServiceStatus")
		a.set("SellerId", "A"+string(rune('0'+i%8)))
		return a.form()
	})
	requests := map[string]bool{}
	for _, w := range answers {
		requireOK(t, w, "Status")
		requests[w.Header().Get("X-Mws-Request-Id")] = true
	}
	require.Len(t, requests, 64)
	require.Len(t, s.engine.Accounts(), 9)
}

// TestCallsDuringAdvance: calls are served while time moves, and everything
// happens at its own moment all the same.
func TestCallsDuringAdvance(t *testing.T) {
	s := newShop(t)
	var ids []string
	for range 50 {
		_, authorization := s.authorized(t, "106.00")
		ids = append(ids, authorization)
	}
	var moving sync.WaitGroup
	moving.Go(func() { s.advance(t, 31*emulator.Day) })
	for _, w := range s.atOnce(len(ids), func(i int) string {
		return params.Encode(s.signed(t, http.MethodPost, form("GetAuthorizationDetails", "AmazonAuthorizationId", ids[i])))
	}) {
		require.Contains(t, []string{"Open", "Closed"}, requireOK(t, w, "State"))
	}
	moving.Wait()
	for _, id := range ids {
		require.Equal(t, "Closed ExpiredUnused", s.status(t, "GetAuthorizationDetails", "AmazonAuthorizationId", id))
	}
}

package engine_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
)

var twice = emulator.Delivery{Copies: 2}

// What is wished for the notifications of a call also holds for what becomes of
// its object by itself, not for the notifications of other calls.
func TestDeliveryIsAsWished(t *testing.T) {
	w, s, r := published(t)
	order := s.order()
	r.read()
	s.Enqueue(next{On: emulator.OpAuthorize, Delivery: twice})
	wished := s.must(emulator.Authorize{Order: order, Reference: "wished", Amount: dollars(5), Timeout: time.Hour}).Object
	usual := s.must(emulator.Authorize{Order: order, Reference: "usual", Amount: dollars(5), Timeout: time.Hour}).Object
	w.forward(time.Minute)
	seen := map[string][]emulator.Delivery{}
	for _, p := range r.read() {
		seen[p.Entry.ID] = append(seen[p.Entry.ID], p.Delivery)
	}
	require.Equal(t, map[string][]emulator.Delivery{wished: {twice, twice}, usual: {{}, {}}}, seen)

	s.must(emulator.CloseAuthorization{Authorization: wished})
	require.Zero(t, r.read()[0].Delivery, "a call of its own")
}

// A reset forgets what was wished for objects, even when an id comes again.
func TestDeliveryAfterAReset(t *testing.T) {
	w, s, r := published(t)
	again := func() emulator.Delivery {
		_, err := s.Create(engine.Arrangement{ID: "S01-1234567-1234567", Environment: emulator.Sandbox, Buyer: buyer, Total: dollars(5)})
		require.NoError(t, err)
		_, err = s.Decide("S01-1234567-1234567", emulator.Verdict{State: emulator.Canceled})
		require.NoError(t, err)
		list := r.read()
		return list[len(list)-1].Delivery
	}
	require.Zero(t, again())
	require.NoError(t, w.Reset(w.Accounts(), true, nil))
	s.Enqueue(next{On: emulator.OpConfirmOrderReference, Delivery: twice})
	_, err := s.Create(engine.Arrangement{ID: "S01-1234567-1234567", Environment: emulator.Sandbox, Buyer: buyer, Total: dollars(5)})
	require.NoError(t, err)
	s.must(emulator.Confirm{Order: "S01-1234567-1234567"})
	require.NoError(t, w.Reset(w.Accounts(), true, nil))
	require.Zero(t, again())
}

// A one-shot rule that only wishes for a delivery leaves the verdict to those
// behind it.
func TestDeliveryWithoutAVerdict(t *testing.T) {
	_, s, r := published(t)
	order := s.order()
	r.read()
	s.Enqueue(next{On: emulator.OpAuthorize, Delivery: twice})
	call := sandbox(emulator.OpAuthorize)
	call.Simulation = emulator.Verdict{State: emulator.Declined, Reason: emulator.ProcessingFailure}
	ans, err := s.Do(call, emulator.Authorize{Order: order, Reference: "ref", Amount: dollars(5)})
	require.NoError(t, err)
	require.Equal(t, "next, simulation", ans.By)
	list := r.read()
	require.Len(t, list, 1)
	require.Equal(t, emulator.ProcessingFailure, list[0].Entry.Reason)
	require.Equal(t, twice, list[0].Delivery)
}

// An early notification waits for no answer; the answer waits for it.
func TestDeliveryBeforeTheAnswer(t *testing.T) {
	_, s, r := published(t)
	order := s.order()
	r.read()
	s.Enqueue(next{On: emulator.OpAuthorize, Delivery: emulator.Delivery{Early: true}})
	ans := s.must(emulator.Authorize{Order: order, Reference: "ref", Amount: dollars(5), CaptureNow: true})
	list := r.read()
	require.Len(t, list, 2)
	early := ans.Early()
	require.NotNil(t, early)
	for _, p := range list {
		require.Nil(t, p.Answered)
		require.False(t, isClosed(early))
		p.Release()
		p.Release()
	}
	require.True(t, isClosed(early))
	require.Nil(t, ans.Early(), "nothing to wait for any more")
}

// The ids of notifications are drawn for themselves: whether anybody listens
// shifts nothing else, and the same seed draws the same.
func TestDeliveryDraws(t *testing.T) {
	silent := newWorld(t)
	want := season(silent, first)
	told := func() (transcript, []string) {
		var list []string
		w := newWorld(t, func(o *engine.Options) {
			o.Publish = func(p engine.Publication) {
				list = append(list, p.ID)
				p.Release()
			}
		})
		return season(w, first), list
	}
	one, drawn := told()
	require.Equal(t, want, one)
	_, again := told()
	require.Equal(t, drawn, again)
	seen := map[string]bool{}
	for _, id := range drawn {
		require.False(t, seen[id], id)
		seen[id] = true
	}
	require.Greater(t, len(seen), 30)
}

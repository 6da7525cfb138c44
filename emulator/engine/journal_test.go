package engine_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
)

// The history of an object is what happened to it and to nothing else, oldest
// first, each at its moment.
func TestHistory(t *testing.T) {
	w := newWorld(t)
	s := w.shop(first)
	order, authorization := s.authorized("auth")
	s.authorized("another")
	w.forward(8 * day)
	capture := s.must(emulator.CaptureFunds{Authorization: authorization, Reference: "capture", Amount: dollars(60)}).Object
	w.forward(time.Hour)
	refund := s.must(emulator.RefundCapture{Capture: capture, Reference: "refund", Amount: dollars(9)}).Object
	w.forward(time.Minute)

	opened, asked := start, start.Add(8*day)
	resolved := asked.Add(time.Hour)
	for id, want := range map[string][]emulator.Event{
		order: {
			{At: opened, Kind: emulator.KindOrder, ID: order, To: emulator.Draft},
			{At: opened, Kind: emulator.KindOrder, ID: order, From: emulator.Draft, To: emulator.Open},
		},
		authorization: {
			{At: opened, Kind: emulator.KindAuthorization, ID: authorization, To: emulator.Open},
			{At: resolved, Kind: emulator.KindAuthorization, ID: authorization, From: emulator.Open, To: emulator.Closed, Reason: emulator.MaxCapturesProcessed},
		},
		capture: {
			{At: asked, Kind: emulator.KindCapture, ID: capture, To: emulator.Pending},
			{At: resolved, Kind: emulator.KindCapture, ID: capture, From: emulator.Pending, To: emulator.Completed},
		},
		refund: {
			{At: resolved, Kind: emulator.KindRefund, ID: refund, To: emulator.Pending},
			{At: resolved.Add(30 * time.Second), Kind: emulator.KindRefund, ID: refund, From: emulator.Pending, To: emulator.Completed},
		},
		order + "-C999999": nil,
	} {
		require.Equal(t, want, s.History(id), id)
	}
}

// The journal keeps the newest events only; what it let go leaves the objects as
// they are.
func TestHistoryIsBounded(t *testing.T) {
	w := newWorld(t, keep(3))
	s := w.shop(first)
	order, authorization := s.authorized("auth") // Draft, Open, Open
	require.Len(t, s.History(order), 2)
	require.Len(t, s.History(authorization), 1)
	_, complete := s.WholeHistory(order)
	require.True(t, complete)
	last := s.draft()
	_, complete = s.WholeHistory(order)
	require.False(t, complete, "its beginning was dropped")
	_, complete = s.WholeHistory(authorization)
	require.True(t, complete, "others may be incomplete")
	require.Equal(t, []string{"order_reference Draft→Open"}, told(s.History(order)))
	s.draft()
	require.Empty(t, s.History(order))
	s.draft()
	require.Empty(t, s.History(authorization))
	require.Len(t, s.History(last), 1)
	s.is(authorization, emulator.Open, "", start)
	w.forward(day)
	require.Equal(t, []string{"order_reference Draft→Canceled Stale"}, told(s.History(last)))
}

// Another seller's events push nothing out.
func TestHistoryIsTheSellersOwn(t *testing.T) {
	w := newWorld(t, keep(3))
	order := w.shop(first).order()
	for range 10 {
		w.shop(second).draft()
	}
	require.Len(t, w.Account(first).History(order), 2)
	require.Empty(t, w.Account(second).History(order))
}

package engine_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
)

func objectIDs(list []engine.Object) []string {
	var ids []string
	for _, o := range list {
		ids = append(ids, o.ID)
	}
	return ids
}

func listedIDs(list []engine.Listed) []string {
	var ids []string
	for _, o := range list {
		ids = append(ids, o.ID)
	}
	return ids
}

// catalog makes one object after the other, an hour apart: an order with an
// authorization, capture and refund, and a draft that goes stale.
func catalog(w *world) (s *shop, order, authorization, capture, refund, draft string) {
	s = w.shop(first)
	draft = s.draft()
	w.forward(time.Hour)
	order = s.order()
	w.forward(time.Hour)
	authorization = s.must(emulator.Authorize{Order: order, Reference: "a", Amount: dollars(50)}).Object
	w.forward(time.Hour)
	capture = s.must(emulator.CaptureFunds{Authorization: authorization, Reference: "c", Amount: dollars(40)}).Object
	w.forward(time.Hour)
	refund = s.must(emulator.RefundCapture{Capture: capture, Reference: "r", Amount: dollars(30)}).Object
	return s, order, authorization, capture, refund, draft
}

func TestObjects(t *testing.T) {
	w := newWorld(t)
	s, order, authorization, capture, refund, draft := catalog(w)
	w.shop(second).order()
	for name, test := range map[string]struct {
		kind  emulator.Kind
		state emulator.State
		want  []string
	}{
		"all":                    {"", "", []string{refund, capture, authorization, order, draft}},
		"orders":                 {emulator.KindOrder, "", []string{order, draft}},
		"authorizations":         {emulator.KindAuthorization, "", []string{authorization}},
		"captures":               {emulator.KindCapture, "", []string{capture}},
		"refunds":                {emulator.KindRefund, "", []string{refund}},
		"open":                   {"", emulator.Open, []string{order}},
		"pending":                {"", emulator.Pending, []string{refund}},
		"canceled orders":        {emulator.KindOrder, emulator.Canceled, []string{draft}},
		"completed captures":     {emulator.KindCapture, emulator.Completed, []string{capture}},
		"captures that are open": {emulator.KindCapture, emulator.Open, nil},
		"of no kind":             {"capture order", "", nil},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, test.want, objectIDs(s.Objects(test.kind, test.state)))
			require.Equal(t, test.want, listedIDs(s.Newest(test.kind, test.state, engine.Place{}, 100)))
			var one []string // at a time
			for after, more := (engine.Place{}), true; more; {
				list := s.Newest(test.kind, test.state, after, 1)
				if more = len(list) > 0; more {
					one, after = append(one, list[0].ID), list[0].Place
				}
			}
			require.Equal(t, test.want, one)
		})
	}
}

func TestObject(t *testing.T) {
	w := newWorld(t)
	s, order, authorization, capture, refund, draft := catalog(w)
	at := func(hours int) time.Time { return start.Add(time.Duration(hours) * time.Hour) }
	for name, test := range map[string]struct {
		id        string
		kind      emulator.Kind
		reference string
		created   time.Time
		status    emulator.Status
		amount    emulator.Money
	}{
		"a draft":          {draft, emulator.KindOrder, "", at(0), emulator.Status{State: emulator.Canceled, Reason: emulator.Stale, Updated: at(3)}, emulator.Money{}},
		"an order":         {order, emulator.KindOrder, "", at(1), emulator.Status{State: emulator.Open, Updated: at(1)}, dollars(100)},
		"an authorization": {authorization, emulator.KindAuthorization, "a", at(2), emulator.Status{State: emulator.Closed, Reason: emulator.MaxCapturesProcessed, Updated: at(3)}, dollars(50)},
		"a capture":        {capture, emulator.KindCapture, "c", at(3), emulator.Status{State: emulator.Completed, Updated: at(3)}, dollars(40)},
		"a refund":         {refund, emulator.KindRefund, "r", at(4), emulator.Status{State: emulator.Pending, Updated: at(4)}, dollars(30)},
	} {
		t.Run(name, func(t *testing.T) {
			got, ok := s.Object(test.id)
			require.True(t, ok)
			require.Equal(t, emulator.OrderOf(test.id), got.Order.ID)
			got.Order = nil
			require.Equal(t, engine.Object{Kind: test.kind, ID: test.id, Reference: test.reference, Created: test.created, Status: test.status, Amount: test.amount}, got)
		})
	}
	for _, none := range []string{"", "S01-0000000-0000000", order + "-", order + "-A999999", order[:18]} {
		_, ok := s.Object(none)
		require.False(t, ok, none)
	}
}

// While a clock stands still, what was made later still comes first.
func TestNewestOnAFrozenClock(t *testing.T) {
	s := newWorld(t).shop(first)
	var made []string
	for range 20 {
		order, authorization := s.authorized(s.Ask().RequestID)
		made = append(made, order, authorization)
	}
	slices.Reverse(made)
	require.Equal(t, made, listedIDs(s.Newest("", "", engine.Place{}, 100)))
}

// A list that is being read page by page stays what it was when objects are
// added, and reads on behind a place of another seller.
func TestNewestGoesOnWhereItStopped(t *testing.T) {
	w := newWorld(t)
	s := w.shop(first)
	for range 10 {
		s.draft()
		w.forward(time.Minute)
	}
	all := s.Newest("", "", engine.Place{}, 100)
	page := s.Newest("", "", engine.Place{}, 4)
	s.draft()
	rest := s.Newest("", "", page[3].Place, 100)
	require.Equal(t, listedIDs(all), append(listedIDs(page), listedIDs(rest)...))

	for seller, want := range map[string][]engine.Listed{"A0BEFORE": all[3:], "A9BEHIND": all[4:]} {
		there := engine.Place{Created: all[3].Created, Seller: seller}
		require.Equal(t, listedIDs(want), listedIDs(s.Newest("", "", there, 100)), seller)
	}
	require.Empty(t, s.Newest("", "", all[9].Place, 100))
	require.Empty(t, s.Newest("", "", engine.Place{}, 0))
}

// The starting world is older than what comes later, whatever the order in which
// it was written down.
func TestNewestOfTheWorld(t *testing.T) {
	w := newWorld(t, withWorld)
	s := w.shop(first)
	order := s.order()
	require.Equal(t, []string{order, oldAuthorization, "S01-0000001-0000001"}, listedIDs(s.Newest("", "", engine.Place{}, 100)))
}

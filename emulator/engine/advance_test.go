package engine_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
	"amazon-pay-emulator/emulator/vclock"
)

func TestAdvance(t *testing.T) {
	for name, test := range map[string]struct {
		to   engine.Advance
		want time.Duration // after the start
	}{
		"by a span":             {engine.Advance{By: 8 * day}, 8 * day},
		"by nothing":            {engine.Advance{}, 0},
		"by less than a step":   {engine.Advance{By: 999999}, 0},
		"by a step and a bit":   {engine.Advance{By: 1999999}, time.Millisecond},
		"to a moment":           {engine.Advance{To: start.Add(time.Hour)}, time.Hour},
		"to now":                {engine.Advance{To: start}, 0},
		"to a part of a step":   {engine.Advance{To: start.Add(999999)}, 0},
		"to another zone's now": {engine.Advance{To: start.In(time.FixedZone("Bend", -8*3600))}, 0},
		"to what is next":       {engine.Advance{Next: true}, 3 * time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			s := w.shop(first)
			order := s.draft()
			r := w.advance(test.to)
			require.True(t, r.Settled)
			require.Equal(t, start.Add(test.want), r.Now)
			for _, a := range w.Accounts() {
				require.Equal(t, start.Add(test.want), a.Now(), a.ID())
			}
			require.Equal(t, start.Add(test.want), w.Account(third).Now(), "the template has moved along")
			if test.want < 3*time.Hour {
				require.Empty(t, r.Events)
				s.is(order, emulator.Draft, "", start)
			} else {
				require.Equal(t, []string{"order_reference Draft→Canceled Stale"}, told(r.Events))
				s.is(order, emulator.Canceled, emulator.Stale, start.Add(3*time.Hour))
			}
		})
	}
}

// Each event says whose it is, in the order in which they happened.
func TestAdvanceTellsWhose(t *testing.T) {
	w := newWorld(t)
	b, a := w.shop(second).draft(), w.shop(first).draft()
	_, err := w.only(engine.Advance{By: time.Hour}, w.Account(first))
	require.NoError(t, err)
	canceled := func(seller, id string, after time.Duration) engine.SellerEvent {
		return engine.SellerEvent{Seller: seller, Event: emulator.Event{
			At: start.Add(after), Kind: emulator.KindOrder, ID: id, From: emulator.Draft, To: emulator.Canceled, Reason: emulator.Stale,
		}}
	}
	later := w.shop(first).draft()
	require.Equal(t, []engine.SellerEvent{
		canceled(first, a, 3*time.Hour), canceled(second, b, 3*time.Hour), canceled(first, later, 4*time.Hour),
	}, w.advance(engine.Advance{To: start.Add(day)}).Events)
}

// Time never runs backwards, and either all accounts move or none.
func TestAdvanceRefusesThePast(t *testing.T) {
	for name, to := range map[string]engine.Advance{
		"by a negative span":           {By: -time.Millisecond},
		"to the past of all":           {To: start.Add(-day)},
		"to the past of one":           {To: start.Add(time.Hour)},
		"to just the past of one":      {To: start.Add(2*time.Hour - 1)},
		"by so much that it is before": {By: -1000 * day},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			_, err := w.only(engine.Advance{By: 2 * time.Hour}, w.Account(second))
			require.NoError(t, err)
			_, err = w.Advance(t.Context(), w.Accounts(), true, to)
			require.ErrorIs(t, err, vclock.ErrBackwards)
			require.Equal(t, start, w.Account(first).Now())
			require.Equal(t, start.Add(2*time.Hour), w.Account(second).Now())
			require.Equal(t, start, w.Account(third).Now())
			w.forward(time.Hour) // and nobody is left claimed
		})
	}
}

// Next is the next thing that is due anywhere; who is past it stays.
func TestAdvanceToNext(t *testing.T) {
	w := newWorld(t)
	a, b := w.shop(first), w.shop(second)
	_, err := w.only(engine.Advance{By: 100 * day}, a.Account)
	require.NoError(t, err)
	require.Empty(t, w.advance(engine.Advance{Next: true}).Events, "nothing is due")
	require.Equal(t, start, w.Account(third).Now(), "the template does not follow who is ahead")

	order := b.order()
	pending := b.must(emulator.Authorize{Order: order, Reference: "async", Amount: dollars(5), Timeout: time.Hour}).Object
	for _, step := range []struct {
		event string
		after time.Duration
	}{
		{"authorization Pending→Open", 30 * time.Second},
		{"authorization Open→Closed ExpiredUnused", 30*day + 30*time.Second},
	} {
		r := w.advance(engine.Advance{Next: true})
		require.Equal(t, []string{step.event}, told(r.Events))
		b.is(pending, r.Events[0].To, r.Events[0].Reason, start.Add(step.after))
		require.Equal(t, start.Add(step.after), b.Now())
		require.Equal(t, start.Add(100*day), a.Now())
		require.Equal(t, start.Add(step.after), w.Account(third).Now())
	}
	w.advance(engine.Advance{Next: true})
	require.Equal(t, start.Add(180*day), a.Now(), "who was ahead is no longer")
	b.is(order, emulator.Closed, emulator.Expired, start.Add(180*day))
}

// The events of all accounts come in the order in which they happened; what
// happened in the same moment goes by seller.
func TestAdvanceTellsWhatHappened(t *testing.T) {
	w := newWorld(t)
	a, b := w.shop(first), w.shop(second)
	b1, a1 := b.draft(), a.draft()
	w.forward(time.Minute)
	b2, a2, a3 := b.draft(), a.draft(), a.draft()
	var ids []string
	for _, e := range w.forward(day).Events {
		ids = append(ids, e.ID)
	}
	require.Equal(t, []string{a1, b1, a2, a3, b2}, ids)
	require.Empty(t, w.forward(day).Events, "once")
}

// However many alarms are due at once, and however few events an account keeps,
// an advance ends where it should and tells everything.
func TestAdvanceOverMany(t *testing.T) {
	for name, n := range map[string]int{"one batch but one": 999, "one batch": 1000, "one batch and one": 1001, "batches": 3000} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, keep(10))
			s := w.shop(first)
			for range n {
				s.draft()
			}
			w.forward(time.Hour)
			last := s.draft()
			r := w.forward(2 * time.Hour)
			require.Equal(t, start.Add(3*time.Hour), r.Now)
			require.Equal(t, start.Add(3*time.Hour), s.Now())
			require.Len(t, r.Events, n)
			s.is(last, emulator.Draft, "", start.Add(time.Hour))
		})
	}
}

// A running clock goes on running after it was advanced.
func TestAdvanceOfARunningClock(t *testing.T) {
	w := newWorld(t, rate(60))
	w.watch.pass(time.Second)
	require.Equal(t, start.Add(time.Hour+time.Minute), w.forward(time.Hour).Now)
	w.watch.pass(time.Second)
	for _, seller := range []string{first, third} {
		require.Equal(t, start.Add(time.Hour+2*time.Minute), w.Account(seller).Now(), seller)
	}
}

func TestAdvanceOfOne(t *testing.T) {
	w := newWorld(t)
	r, err := w.only(engine.Advance{By: day}, w.Account(second))
	require.NoError(t, err)
	require.Equal(t, start.Add(day), r.Now)
	require.Equal(t, start, w.Account(first).Now())
	require.Equal(t, start, w.Account(third).Now(), "a new seller begins with the template")
}

func TestAdvanceGivenUp(t *testing.T) {
	w := newWorld(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := w.Advance(ctx, w.Accounts(), false, engine.Advance{By: day})
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, start, w.Account(first).Now())
	w.forward(day) // and nobody is left claimed
}

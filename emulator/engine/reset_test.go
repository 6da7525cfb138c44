package engine_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
)

// worldOf makes a starting world: an order with an authorization 29 days old for
// the first seller, and a draft for one that nobody configured.
func worldOf(start time.Time) ([]emulator.Order, error) {
	rules := emulator.Production()
	env := func(age time.Duration) emulator.Env {
		return emulator.Env{Now: start.Add(-age), Rules: rules, Digits: func(uint32) uint32 { return 7 }}
	}
	o := emulator.NewOrder(emulator.Checkout{ID: "S01-0000001-0000001", Seller: first, Environment: emulator.Sandbox, Buyer: buyer}, env(29*day)).Order
	for _, cmd := range []emulator.Command{
		emulator.SetDetails{Order: o.ID, Total: dollars(100)},
		emulator.Confirm{Order: o.ID},
		emulator.Authorize{Order: o.ID, Reference: "old", Amount: dollars(100)},
	} {
		step, err := cmd.Apply(o, emulator.Verdict{}, env(29*day))
		if err != nil {
			return nil, err
		}
		o = step.Order
	}
	draft := emulator.NewOrder(emulator.Checkout{ID: "S01-0000002-0000002", Seller: third, Environment: emulator.Sandbox, Buyer: buyer}, env(0)).Order
	return []emulator.Order{o, draft}, nil
}

const oldAuthorization = "S01-0000001-0000001-A000007"

func withWorld(o *engine.Options) { o.World = worldOf }

// The starting world is there from the start, silently, and lives.
func TestWorld(t *testing.T) {
	w := newWorld(t, withWorld)
	require.Equal(t, []string{first, second, third}, ids(w.Accounts()), "its sellers come into being")
	s := w.shop(first)
	require.Len(t, s.Objects("", ""), 2)
	require.Empty(t, s.History(oldAuthorization), "without events")
	require.Equal(t, 1, s.Clock().Pending)

	replay := s.must(emulator.Authorize{Order: "S01-0000001-0000001", Reference: "old", Amount: dollars(100)})
	require.True(t, replay.Replay, "its reference ids are taken")
	require.Equal(t, oldAuthorization, replay.Object)

	require.Equal(t, []string{"order_reference Draft→Canceled Stale", "authorization Open→Closed ExpiredUnused"}, told(w.forward(day).Events))
	s.is(oldAuthorization, emulator.Closed, emulator.ExpiredUnused, start.Add(day))
}

func TestWorldIsMadeForTheStart(t *testing.T) {
	var asked []time.Time
	w := newWorld(t, rate(1), func(o *engine.Options) {
		o.World = func(start time.Time) ([]emulator.Order, error) {
			asked = append(asked, start)
			return nil, nil
		}
	})
	w.watch.pass(time.Hour)
	require.NoError(t, w.Reset(w.Accounts(), true, nil))
	require.Equal(t, []time.Time{start, start}, asked)
}

// Reset brings back the starting world and clock and forgets all else but who
// the sellers are.
func TestReset(t *testing.T) {
	w := newWorld(t, withWorld)
	s := w.shop(first)
	url := "http://127.0.0.1:3000/ipn"
	configured, err := s.Configure(engine.SellerPatch{IPNURL: &url})
	require.NoError(t, err)
	fast := 60.0

	order, _, capture := s.captured("ref")
	s.must(emulator.CaptureFunds{Authorization: oldAuthorization, Reference: "last moment", Amount: dollars(100)})
	s.Enqueue(next{On: emulator.OpCapture})
	s.SetEndpoints([]engine.Endpoint{{URL: url, Events: []string{engine.AllEvents}}})
	s.Record(engine.Record{Operation: "Capture"})
	w.RecordStray(engine.Record{Operation: "Bogus"})
	w.forward(40 * day)
	require.NoError(t, w.SetClock(w.Accounts(), true, engine.ClockChange{Rate: &fast}))
	w.watch.pass(time.Minute)

	require.NoError(t, w.Reset(w.Accounts(), true, nil))
	require.Len(t, s.Objects("", ""), 2)
	for _, gone := range []string{order, capture} {
		_, found := s.Object(gone)
		require.False(t, found)
		require.Empty(t, s.History(gone))
	}
	s.is(oldAuthorization, emulator.Open, "", start.Add(-29*day))
	require.Empty(t, s.Waiting())
	require.Empty(t, s.Endpoints())
	records, dropped := s.Records()
	require.Empty(t, records)
	require.Zero(t, dropped)
	strays, dropped := w.Strays()
	require.Empty(t, strays)
	require.Zero(t, dropped)
	for _, seller := range []string{first, second, third, "A2NEW"} {
		c := w.Account(seller).Clock()
		require.Equal(t, start, c.Now)
		require.Equal(t, "frozen", c.Mode, seller)
	}
	require.Equal(t, configured, s.Seller())
	require.False(t, s.must(emulator.Authorize{Order: s.order(), Reference: "ref", Amount: dollars(1)}).Replay, "reference ids are free again")
	require.Equal(t, []string{
		"order_reference Draft→Canceled Stale", "authorization Open→Closed ExpiredUnused", "authorization Open→Closed ExpiredUnused",
		"order_reference Open→Closed Expired", "order_reference Open→Closed Expired",
	}, told(w.forward(200*day).Events), "the world's alarms are back, those from before are gone")
}

func TestResetOfOne(t *testing.T) {
	w := newWorld(t, withWorld)
	w.shop(first).order()
	kept := w.shop(second).order()
	w.forward(day)
	require.NoError(t, w.Reset([]*engine.Account{w.Account(first)}, false, nil))
	require.Equal(t, start, w.Account(first).Now())
	require.Len(t, w.Account(first).Objects("", ""), 2)
	require.Equal(t, start.Add(day), w.Account(second).Now())
	w.shop(second).is(kept, emulator.Open, "", start)
	require.Equal(t, start.Add(day), w.Account("A2NEW").Now(), "the template is not theirs")
}

// drawn are the ids and request ids of a seller's next few calls, and of a
// stray one.
func drawn(w *world, seller string) []string {
	s := w.shop(seller)
	_, authorization, capture := s.captured("drawn")
	return []string{authorization, capture, s.Ask().RequestID, w.Stray().RequestID}
}

// Draws go on over a reset, so that old ids are not met again, unless a seed is
// given: then everything is as if the engine had begun with it.
func TestResetDraws(t *testing.T) {
	again, other := uint64(1), uint64(2)
	for name, test := range map[string]struct {
		seed  *uint64
		equal func(w *world) []string // what the draws must be; nil: none seen before
	}{
		"no seed":      {nil, nil},
		"the same one": {&again, func(*world) []string { return drawn(newWorld(t, seed(again)), first) }},
		"another one":  {&other, func(*world) []string { return drawn(newWorld(t, seed(other)), first) }},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			before := drawn(w, first)
			require.NoError(t, w.Reset(w.Accounts(), true, test.seed))
			after := drawn(w, first)
			if test.equal == nil {
				for i := range after {
					require.NotEqual(t, before[i], after[i])
				}
				return
			}
			require.Equal(t, test.equal(w), after)
			if test.seed == &other {
				require.Equal(t, drawn(newWorld(t, seed(other)), third)[:3], drawn(w, third)[:3], "sellers to come have it too")
			}
		})
	}
}

func TestResetWithABrokenWorld(t *testing.T) {
	broken := errors.New("broken fixture")
	var err error
	w := newWorld(t, func(o *engine.Options) {
		o.World = func(time.Time) ([]emulator.Order, error) { return nil, err }
	})
	order := w.shop(first).order()
	w.forward(time.Hour)
	err = broken
	require.ErrorIs(t, w.Reset(w.Accounts(), true, nil), broken)
	w.shop(first).is(order, emulator.Open, "", start)
	require.Equal(t, start.Add(time.Hour), w.Account(first).Now())
	w.forward(time.Hour) // nobody is left claimed
}

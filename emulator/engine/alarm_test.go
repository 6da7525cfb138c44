package engine_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
)

// bubble runs a test in which real time passes by itself, on an engine whose
// clocks run at a rate.
func bubble(t *testing.T, r float64, test func(*testing.T, *world)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		test(t, newWorld(t, rate(r), func(o *engine.Options) { o.Real = time.Now }))
	})
}

// pass lets real time pass, and all that happens in it come to an end.
func pass(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}

// A running clock wakes the account when something is due: nobody has to ask.
// History, which looks without firing anything, tells.
func TestAlarmsFireByThemselves(t *testing.T) {
	for name, test := range map[string]struct {
		rate float64
		wait time.Duration // for the 3 hours of a draft
	}{
		"real time":            {1, 3 * time.Hour},
		"a minute each second": {60, 3 * time.Minute},
		"an hour each second":  {3600, 3 * time.Second},
		"slower than real":     {0.5, 6 * time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, test.rate, func(t *testing.T, w *world) {
				s := w.shop(first)
				order := s.draft()
				pass(test.wait - time.Millisecond)
				require.Equal(t, []string{"order_reference →Draft"}, told(s.History(order)))
				pass(2 * time.Millisecond)
				require.Equal(t, []string{"order_reference →Draft", "order_reference Draft→Canceled Stale"}, told(s.History(order)))
				require.Equal(t, start.Add(3*time.Hour), s.History(order)[1].At, "at its own moment")
			})
		})
	}
}

// One timer serves all alarms of an account: the next one is set when one has
// fired, and brought forward for one that is due earlier.
func TestAlarmsFollowEachOther(t *testing.T) {
	bubble(t, 1, func(t *testing.T, w *world) {
		s := w.shop(first)
		order := s.order() // expires after 180 days
		pass(time.Hour)
		pending := s.must(emulator.Authorize{Order: order, Reference: "async", Amount: dollars(50), Timeout: time.Hour}).Object
		pass(31 * time.Second)
		require.Equal(t, []string{"authorization →Pending", "authorization Pending→Open"}, told(s.History(pending)))
		pass(30 * day)
		require.Equal(t, "authorization Open→Closed ExpiredUnused", told(s.History(pending))[2])
		require.Equal(t, start.Add(time.Hour+30*time.Second+30*day), s.History(pending)[2].At)
		require.Len(t, s.History(order), 2)
		pass(150 * day)
		require.Equal(t, "order_reference Open→Closed Expired", told(s.History(order))[2])
		require.Equal(t, start.Add(180*day), s.History(order)[2].At)
	})
}

func TestAlarmsFollowTheClock(t *testing.T) {
	frozen, running, fast := 0.0, 1.0, 60.0
	set := func(w *world, ch engine.ClockChange) {
		require.NoError(w.t, w.SetClock(w.Accounts(), true, ch))
	}
	for name, test := range map[string]struct {
		rate   float64
		before func(*world) // an hour after the draft was made
		wait   time.Duration
	}{
		"left alone":  {1, func(*world) {}, 2 * time.Hour},
		"made faster": {1, func(w *world) { set(w, engine.ClockChange{Rate: &fast}) }, 2 * time.Minute},
		"started":     {0, func(w *world) { w.forward(time.Hour); set(w, engine.ClockChange{Rate: &running}) }, 2 * time.Hour},
		"advanced":    {1, func(w *world) { w.forward(90 * time.Minute) }, 30 * time.Minute},
		"set":         {1, func(w *world) { to := start.Add(150 * time.Minute); set(w, engine.ClockChange{Now: &to}) }, 30 * time.Minute},
		"stopped, and on": {1, func(w *world) {
			set(w, engine.ClockChange{Rate: &frozen})
			pass(day)
			set(w, engine.ClockChange{Rate: &running})
		}, 2 * time.Hour},
		"moved and stopped": {1, func(w *world) { to := start.Add(3 * time.Hour); set(w, engine.ClockChange{Now: &to, Rate: &frozen}) }, -1},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, test.rate, func(t *testing.T, w *world) {
				s := w.shop(first)
				order := s.draft()
				pass(time.Hour)
				test.before(w)
				if test.wait >= 0 {
					require.Len(t, s.History(order), 1)
					pass(test.wait - time.Millisecond)
					require.Len(t, s.History(order), 1)
					pass(2 * time.Millisecond)
				}
				require.Len(t, s.History(order), 2)
				require.Equal(t, start.Add(3*time.Hour), s.History(order)[1].At)
			})
		})
	}
}

func TestNothingFiresByItself(t *testing.T) {
	frozen := 0.0
	for name, test := range map[string]struct {
		rate float64
		stop func(*world)
	}{
		"frozen from the start": {0, func(*world) {}},
		"frozen later": {1, func(w *world) {
			require.NoError(w.t, w.SetClock(w.Accounts(), true, engine.ClockChange{Rate: &frozen}))
		}},
		"closed": {1, func(w *world) { w.Close() }},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, test.rate, func(t *testing.T, w *world) {
				s := w.shop(first)
				order := s.draft()
				test.stop(w)
				late := w.shop(third)
				other := late.draft()
				pass(day)
				require.Len(t, s.History(order), 1)
				require.Len(t, late.History(other), 1, "of a seller that came later")
			})
		})
	}
}

// What is due exactly now has happened before a call that arrives now.
func TestAlarmDueNowFiresBeforeTheCall(t *testing.T) {
	for name, test := range map[string]struct {
		after   time.Duration
		refused bool
	}{
		"a millisecond before": {30*day - time.Millisecond, false},
		"less than one before": {30*day - time.Nanosecond, false},
		"exactly":              {30 * day, true},
		"a millisecond after":  {30*day + time.Millisecond, true},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, rate(1))
			s := w.shop(first)
			_, authorization := s.authorized("ref")
			w.watch.pass(test.after)
			ans, err := s.do(emulator.CaptureFunds{Authorization: authorization, Reference: "ref", Amount: dollars(1)})
			require.Equal(t, start.Add(test.after).Truncate(time.Millisecond), ans.At)
			if !test.refused {
				require.NoError(t, err)
				return
			}
			expired := emulator.Status{State: emulator.Closed, Reason: emulator.ExpiredUnused, Updated: start.Add(30 * day)}
			require.Equal(t, expired, refused(t, err, emulator.AuthorizationWrongState).Status)
			require.Equal(t, expired, ans.Before)
		})
	}
}

// However late it is noticed, everything happened at its own moment and in its
// own order.
func TestAlarmsKeepTheirMoments(t *testing.T) {
	w := newWorld(t, rate(1))
	s := w.shop(first)
	order, authorization := s.authorized("sync")
	pending := s.must(emulator.Authorize{Order: order, Reference: "async", Amount: dollars(5), Timeout: time.Hour}).Object
	draft := s.draft()
	w.watch.pass(400 * day)
	s.is(draft, emulator.Canceled, emulator.Stale, start.Add(3*time.Hour))
	s.is(authorization, emulator.Closed, emulator.ExpiredUnused, start.Add(30*day))
	s.is(pending, emulator.Closed, emulator.ExpiredUnused, start.Add(30*day+30*time.Second))
	s.is(order, emulator.Closed, emulator.Expired, start.Add(180*day))
	require.Equal(t, engine.ClockState{Now: start.Add(400 * day), Mode: "follow", Rate: 1}, s.Clock())
}

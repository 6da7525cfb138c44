package engine_test

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
	"amazon-pay-emulator/emulator/vclock"
)

func TestClock(t *testing.T) {
	w := newWorld(t, rate(60))
	s := w.shop(first)
	require.Equal(t, engine.ClockState{Now: start, Mode: "follow", Rate: 60}, s.Clock())
	s.draft()
	s.order()
	due := start.Add(3 * time.Hour)
	w.watch.pass(time.Second)
	require.Equal(t, engine.ClockState{Now: start.Add(time.Minute), Mode: "follow", Rate: 60, Pending: 2, Next: &due}, s.Clock())
	due = start.Add(180 * day)
	w.watch.pass(3 * time.Minute)
	require.Equal(t, engine.ClockState{Now: start.Add(181 * time.Minute), Mode: "follow", Rate: 60, Pending: 1, Next: &due}, s.Clock(), "what was due has happened")
}

// What is next is never in the past of now, even when time passes in between.
func TestClockIsOneMoment(t *testing.T) {
	hand := &watch{at: noon}
	w := newWorld(t, rate(1), func(o *engine.Options) {
		o.Real = func() time.Time { hand.pass(time.Hour); return hand.now() }
	})
	s := w.shop(first)
	s.draft()
	for range 10 {
		if c := s.Clock(); c.Next != nil {
			require.False(t, c.Next.Before(c.Now), "next %s, now %s", c.Next, c.Now)
		}
	}
}

func TestSetClock(t *testing.T) {
	at := func(d time.Duration) *time.Time { m := start.Add(d); return &m }
	run := func(r float64) *float64 { return &r }
	for name, test := range map[string]struct {
		rate   float64 // before
		change engine.ClockChange
		want   time.Duration // at once
		then   time.Duration // after a second
		state  emulator.State
		err    error
	}{
		"nothing":                     {0, engine.ClockChange{}, 0, 0, emulator.Draft, nil},
		"forward":                     {0, engine.ClockChange{Now: at(time.Hour)}, time.Hour, time.Hour, emulator.Draft, nil},
		"forward, running":            {1, engine.ClockChange{Now: at(time.Hour)}, time.Hour, time.Hour + time.Second, emulator.Draft, nil},
		"to what is due":              {0, engine.ClockChange{Now: at(3 * time.Hour)}, 3 * time.Hour, 3 * time.Hour, emulator.Canceled, nil},
		"to just before":              {0, engine.ClockChange{Now: at(3*time.Hour - 1)}, 3*time.Hour - time.Millisecond, 3*time.Hour - time.Millisecond, emulator.Draft, nil},
		"follow":                      {0, engine.ClockChange{Rate: run(1)}, 0, time.Second, emulator.Draft, nil},
		"follow, and due by that":     {0, engine.ClockChange{Rate: run(3 * 3600)}, 0, 3 * time.Hour, emulator.Canceled, nil},
		"freeze":                      {60, engine.ClockChange{Rate: run(0)}, 0, 0, emulator.Draft, nil},
		"forward and freeze":          {60, engine.ClockChange{Now: at(time.Hour), Rate: run(0)}, time.Hour, time.Hour, emulator.Draft, nil},
		"forward and follow":          {0, engine.ClockChange{Now: at(time.Hour), Rate: run(60)}, time.Hour, time.Hour + time.Minute, emulator.Draft, nil},
		"backward":                    {0, engine.ClockChange{Now: at(-time.Millisecond)}, 0, 0, emulator.Draft, vclock.ErrBackwards},
		"backward by less than one":   {0, engine.ClockChange{Now: at(-1)}, 0, 0, emulator.Draft, vclock.ErrBackwards},
		"backward and follow: at all": {0, engine.ClockChange{Now: at(-day), Rate: run(1)}, 0, 0, emulator.Draft, vclock.ErrBackwards},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, rate(test.rate))
			s := w.shop(first)
			order := s.draft()
			require.ErrorIs(t, w.SetClock(w.Accounts(), true, test.change), test.err)
			sellers := []string{first, second, third} // the third shows the template
			for _, seller := range sellers {
				require.Equal(t, start.Add(test.want), w.Account(seller).Now(), seller)
			}
			w.watch.pass(time.Second)
			for _, seller := range sellers {
				require.Equal(t, start.Add(test.then), w.Account(seller).Now(), seller)
			}
			require.Equal(t, test.state, s.status(order).State)
			if test.state == emulator.Canceled {
				s.is(order, emulator.Canceled, emulator.Stale, start.Add(3*time.Hour))
			}
		})
	}
}

// One clock that can't be set keeps all from being set, the template included.
func TestSetClockAllOrNothing(t *testing.T) {
	for name, ahead := range map[string]func(*world) error{
		"the first account": func(w *world) error {
			_, err := w.only(engine.Advance{By: day}, w.Account(first))
			return err
		},
		"the last account": func(w *world) error {
			_, err := w.only(engine.Advance{By: day}, w.Account(second))
			return err
		},
		"the template": func(w *world) error {
			w.forward(day)
			return w.Reset(w.Accounts(), false, nil)
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			require.NoError(t, ahead(w))
			now := func() (list []time.Time) {
				for _, seller := range []string{first, second} {
					list = append(list, w.Account(seller).Now())
				}
				return list
			}
			before := now()
			to, running := start.Add(time.Hour), 1.0
			require.ErrorIs(t, w.SetClock(w.Accounts(), true, engine.ClockChange{Now: &to, Rate: &running}), vclock.ErrBackwards)
			w.watch.pass(time.Hour)
			require.Equal(t, before, now())
			require.NoError(t, w.SetClock(w.Accounts(), false, engine.ClockChange{Rate: &running}), "nobody is left claimed")
		})
	}
}

// The template is what new sellers begin with: it moves with all, not with one.
func TestTemplate(t *testing.T) {
	w := newWorld(t)
	fast := 60.0
	require.NoError(t, w.SetClock([]*engine.Account{w.Account(first)}, false, engine.ClockChange{Rate: &fast}))
	require.Equal(t, "frozen", w.Account("A2NEW1").Clock().Mode)
	require.NoError(t, w.SetClock(w.Accounts(), true, engine.ClockChange{Rate: &fast}))
	w.watch.pass(time.Second)
	require.Equal(t, engine.ClockState{Now: start.Add(time.Minute), Mode: "follow", Rate: 60}, w.Account("A2NEW2").Clock())
	w.forward(time.Hour)
	w.watch.pass(time.Second)
	require.Equal(t, start.Add(62*time.Minute), w.Account("A2NEW3").Now())
}

// Nobody who looks at a clock while it is being set, stopped and started sees it
// run backwards.
func TestClockUnderWayNeverRunsBackwards(t *testing.T) {
	hand := &watch{at: noon}
	w := newWorld(t, rate(1), func(o *engine.Options) {
		o.Real = func() time.Time { hand.pass(time.Millisecond); return hand.now() }
	})
	a := w.Account(first)
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			var last time.Time
			for range 5000 {
				now := a.Ask().At
				if now.Before(last) {
					t.Errorf("it was %s, now it is %s", last, now)
					return
				}
				last = now
			}
		})
	}
	group.Go(func() {
		for n := range 2000 {
			r := float64(n % 3)
			if err := w.SetClock([]*engine.Account{a}, false, engine.ClockChange{Rate: &r}); err != nil {
				t.Error(err)
			}
		}
	})
	group.Wait()
}

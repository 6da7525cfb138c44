package engine_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
)

// outcome is what an advance came to.
type outcome struct {
	engine.Advanced
	err error
}

// underWay begins to advance some accounts and does not wait for it.
func (w *world) underWay(to engine.Advance, accounts ...*engine.Account) <-chan outcome {
	return w.underWayWith(context.Background(), to, accounts...)
}

func (w *world) underWayWith(ctx context.Context, to engine.Advance, accounts ...*engine.Account) <-chan outcome {
	done := make(chan outcome, 1)
	go func() {
		r, err := w.Advance(ctx, accounts, false, to)
		done <- outcome{r, err}
	}()
	return done
}

// over says whether an advance is.
func over(done <-chan outcome) bool {
	synctest.Wait()
	return len(done) > 0
}

// frozen runs a test with frozen clocks, in which real time passes by itself.
func frozen(t *testing.T, test func(*testing.T, *world)) {
	t.Helper()
	bubble(t, 0, test)
}

// An advance stands as long as something holds the clock.
func TestHold(t *testing.T) {
	frozen(t, func(t *testing.T, w *world) {
		s := w.shop(first)
		s.draft()
		one, two := s.Hold(), s.Hold()
		done := w.underWay(engine.Advance{By: day, Settle: time.Hour}, s.Account)
		require.False(t, over(done))
		require.Equal(t, start, s.Now())
		one()
		one()
		require.False(t, over(done), "a hold is released once, however often")
		two()
		r := <-done
		require.NoError(t, r.err)
		require.True(t, r.Settled)
		require.Equal(t, start.Add(day), r.Now)
		require.Len(t, r.Events, 1)
	})
}

// A hold that is taken on the way stops the clock there. Meanwhile calls are
// served, nobody else moves time, and what the calls cause by the target happens.
func TestHoldOnTheWay(t *testing.T) {
	frozen(t, func(t *testing.T, w *world) {
		s := w.shop(first)
		s.draft()
		var release func()
		s.At(start.Add(time.Hour), func(r func()) { release = r })
		done := w.underWay(engine.Advance{By: day, Settle: time.Hour}, s.Account)
		require.False(t, over(done))
		require.Equal(t, start.Add(time.Hour), s.Now())

		pending := pendingAuthorization(s)
		s.is(pending, emulator.Pending, "", start.Add(time.Hour))
		_, err := w.only(engine.Advance{By: time.Second}, s.Account)
		require.ErrorIs(t, err, engine.ErrMoving)
		require.ErrorIs(t, w.SetClock([]*engine.Account{s.Account}, false, engine.ClockChange{}), engine.ErrMoving)
		require.Equal(t, start.Add(time.Hour), s.Now())

		release()
		r := <-done
		require.True(t, r.Settled)
		require.Equal(t, []string{"authorization Pending→Open", "order_reference Draft→Canceled Stale"}, told(r.Events))
		s.is(pending, emulator.Open, "", start.Add(time.Hour+30*time.Second))
	})
}

// After the settle time an advance lets go, reaches its target and says so. It
// waits for that long in all, not for each hold or account.
func TestHoldIsLetGo(t *testing.T) {
	for name, settle := range map[string]time.Duration{"at once": 0, "after a while": 10 * time.Second} {
		t.Run(name, func(t *testing.T) {
			frozen(t, func(t *testing.T, w *world) {
				keep := func(func()) {} // a hold that nobody releases
				for _, a := range w.Accounts() {
					a.At(start.Add(time.Minute), keep)
					a.At(start.Add(time.Hour), keep)
				}
				began := time.Now()
				r := <-w.underWay(engine.Advance{By: day, Settle: settle}, w.Accounts()...)
				require.NoError(t, r.err)
				require.False(t, r.Settled)
				require.Equal(t, settle, time.Since(began))
				for _, a := range w.Accounts() {
					require.Equal(t, start.Add(day), a.Now())
				}
			})
		})
	}
}

func TestHoldOfAnotherSeller(t *testing.T) {
	frozen(t, func(t *testing.T, w *world) {
		release := w.Account(first).Hold()
		r := <-w.underWay(engine.Advance{By: day, Settle: time.Hour}, w.Account(second))
		require.True(t, r.Settled)
		done := w.underWay(engine.Advance{By: day, Settle: time.Hour}, w.Accounts()...)
		require.False(t, over(done), "but whoever moves both waits for both")
		release()
		require.True(t, (<-done).Settled)
	})
}

// A clock that runs by itself never stops for a hold.
func TestHoldOnARunningClock(t *testing.T) {
	bubble(t, 1, func(t *testing.T, w *world) {
		s := w.shop(first)
		order := s.draft()
		s.Hold()
		pass(3*time.Hour + 2*time.Millisecond)
		require.Len(t, s.History(order), 2)
	})
}

// Whoever waits for an advance can give up, and a reset ends it; then time is
// free to be moved again.
func TestHeldAdvanceEnds(t *testing.T) {
	for name, test := range map[string]struct {
		end  func(w *world, cancel func())
		want error
	}{
		"given up": {func(_ *world, cancel func()) { cancel() }, context.Canceled},
		"reset": {func(w *world, _ func()) {
			require.NoError(w.t, w.Reset(w.Accounts(), true, nil))
		}, engine.ErrReset},
	} {
		t.Run(name, func(t *testing.T) {
			frozen(t, func(t *testing.T, w *world) {
				a := w.Account(first)
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				release := a.Hold()
				done := w.underWayWith(ctx, engine.Advance{By: day, Settle: time.Minute}, a)
				require.False(t, over(done))
				began := time.Now()
				test.end(w, cancel)
				require.ErrorIs(t, (<-done).err, test.want)
				require.Equal(t, began, time.Now(), "at once")
				require.Equal(t, start, a.Now())
				release()
				r := <-w.underWay(engine.Advance{By: day}, a)
				require.NoError(t, r.err)
				require.True(t, r.Settled)
			})
		})
	}
}

// A reset forgets holds: what was under way before it holds nothing after it,
// and its end releases nobody else.
func TestHoldFromBeforeAReset(t *testing.T) {
	frozen(t, func(t *testing.T, w *world) {
		a := w.Account(first)
		old := a.Hold()
		require.NoError(t, w.Reset(w.Accounts(), true, nil))
		r := <-w.underWay(engine.Advance{By: time.Hour, Settle: time.Hour}, a)
		require.True(t, r.Settled)

		release := a.Hold()
		done := w.underWay(engine.Advance{By: time.Hour, Settle: time.Hour}, a)
		old()
		require.False(t, over(done))
		release()
		require.True(t, (<-done).Settled)
	})
}

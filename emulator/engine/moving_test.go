package engine_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
)

// between lets a test do something in the middle of an advance, which asks its
// context between two batches of alarms, when it holds no lock.
type between struct {
	context.Context
	do func(batch int)
	n  int
}

func (b *between) Err() error {
	b.do(b.n)
	b.n++
	return b.Context.Err()
}

// busy makes so many drafts now and so many an hour later, and answers where an
// advance is to go so that there is a pause in it: after the first of them.
func busy(w *world, s *shop) engine.Advance {
	for range 1000 {
		s.draft()
	}
	w.forward(time.Hour)
	for range 1000 {
		s.draft()
	}
	return engine.Advance{To: start.Add(5 * time.Hour)}
}

// Calls are served while an advance runs, at the time that it has come to, and
// what they cause by its target happens in the same advance.
func TestCallsDuringAnAdvance(t *testing.T) {
	w := newWorld(t)
	s := w.shop(first)
	to := busy(w, s)
	var pending string
	ctx := &between{Context: t.Context(), do: func(batch int) {
		if batch != 1 {
			return
		}
		order := s.order()
		ans := s.must(emulator.Authorize{Order: order, Reference: "async", Amount: dollars(5), Timeout: time.Hour})
		require.Equal(t, start.Add(3*time.Hour), ans.At)
		pending = ans.Object
		s.must(emulator.Authorize{Order: order, Reference: "late", Amount: dollars(5), Timeout: 3 * time.Hour})
	}}
	s.Enqueue(next{On: emulator.OpAuthorize})
	s.Enqueue(next{On: emulator.OpAuthorize, Verdict: emulator.Verdict{PendingFor: 3 * time.Hour}})
	r, err := w.Advance(ctx, []*engine.Account{s.Account}, false, to)
	require.NoError(t, err)
	require.Equal(t, to.To, r.Now)
	s.is(pending, emulator.Open, "", start.Add(3*time.Hour+30*time.Second))
	require.Len(t, r.Events, 2000+1, "all that fell due, also what the calls fired first; not the calls themselves")
	require.Equal(t, pending, r.Events[1000].ID)
	require.Equal(t, 1, s.Clock().Pending, "the order, with what is due after the target")
}

// A reset waits for nobody: it ends the advance.
func TestResetEndsAnAdvance(t *testing.T) {
	w := newWorld(t)
	s := w.shop(first)
	to := busy(w, s)
	ctx := &between{Context: t.Context(), do: func(batch int) {
		if batch == 1 {
			require.NoError(t, w.Reset(w.Accounts(), true, nil))
		}
	}}
	_, err := w.Advance(ctx, []*engine.Account{s.Account}, false, to)
	require.ErrorIs(t, err, engine.ErrReset)
	require.Equal(t, start, s.Now())
	_, err = w.Advance(t.Context(), w.Accounts(), true, engine.Advance{By: time.Hour})
	require.NoError(t, err, "free again")
}

// While time is being moved nobody else moves it: not one of the accounts that
// were asked for, even when others would be free.
func TestOneMovesTime(t *testing.T) {
	frozen := 0.0
	for name, move := range map[string]func(*world, ...*engine.Account) error{
		"advance": func(w *world, a ...*engine.Account) error {
			_, err := w.only(engine.Advance{By: day}, a...)
			return err
		},
		"set": func(w *world, a ...*engine.Account) error {
			return w.SetClock(a, true, engine.ClockChange{Rate: &frozen})
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			a, b := w.Account(first), w.Account(second)
			ctx := &between{Context: t.Context(), do: func(int) {
				require.ErrorIs(t, move(w, a), engine.ErrMoving)
				require.ErrorIs(t, move(w, b, a), engine.ErrMoving)
				require.ErrorIs(t, move(w, a, b), engine.ErrMoving)
				require.Equal(t, start, b.Now())
				require.NoError(t, move(w, b), "another seller is free")
			}}
			_, err := w.Advance(ctx, []*engine.Account{a}, false, engine.Advance{By: time.Hour})
			require.NoError(t, err)
			require.Equal(t, 1, ctx.n)
			require.Equal(t, start.Add(time.Hour), a.Now())
			require.NoError(t, move(w, a, b), "free again")
		})
	}
}

// Whatever moves at once, each either moves all or answers ErrMoving.
func TestAdvancesAtOnce(t *testing.T) {
	w := newWorld(t)
	var group sync.WaitGroup
	var done [2]atomic.Int64
	for n := range 40 {
		accounts := []*engine.Account{w.Account(first), w.Account(second)}[n%2:]
		group.Go(func() {
			for range 50 {
				switch _, err := w.only(engine.Advance{By: time.Second}, accounts...); {
				case err == nil:
					done[len(accounts)-1].Add(1)
				case !errors.Is(err, engine.ErrMoving):
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	require.Equal(t, start.Add(time.Duration(done[1].Load())*time.Second), w.Account(first).Now())
	require.Equal(t, start.Add(time.Duration(done[0].Load()+done[1].Load())*time.Second), w.Account(second).Now())
	require.Positive(t, done[0].Load()+done[1].Load())
}

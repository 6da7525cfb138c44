package engine_test

import (
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
)

func TestPlayIsRepeatable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawPlay(t)
		require.Equal(t, stageOf(t, 0).give(p), stageOf(t, 0).give(p))
	})
}

// However time is made to pass, the same happens at the same moments: in one
// step, in many, from one alarm to the next, or by itself.
func TestPlayIsTheSameHoweverTimePasses(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawPlay(t)
		whole := stageOf(t, 0)
		want := whole.give(p)

		many := stageOf(t, 0)
		steps := rapid.IntRange(2, 50).Draw(t, "steps")
		many.wait = func(by time.Duration) {
			step := (by / time.Duration(steps)).Truncate(time.Millisecond)
			for range steps - 1 {
				many.advance(step)
			}
			many.advance(by - step*time.Duration(steps-1))
		}
		require.Equal(t, want, many.give(p), "in %d steps", steps)
		require.Equal(t, whole.told, many.told)

		next := stageOf(t, 0)
		next.wait = func(by time.Duration) {
			to := next.w.Account(first).Now().Add(by)
			for due := next.due(); !due.IsZero() && !due.After(to); due = next.due() {
				next.told = append(next.told, next.w.advance(engine.Advance{Next: true}).Events...)
			}
			next.told = append(next.told, next.w.advance(engine.Advance{To: to}).Events...)
		}
		require.Equal(t, want, next.give(p), "from alarm to alarm")
		require.Equal(t, whole.told, next.told)

		running := stageOf(t, 1)
		running.wait = running.w.watch.pass
		require.Equal(t, want, running.give(p), "by itself")
		running.w.Close()
	})
}

// due is when the next thing happens to anybody.
func (h *stagehand) due() (first time.Time) {
	for _, a := range h.w.Accounts() {
		if next := a.Clock().Next; next != nil && (first.IsZero() || next.Before(first)) {
			first = *next
		}
	}
	return first
}

// Whatever is done, the books are right after every move.
func TestPlayKeepsTheBooks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := stageOf(t, 0)
		audits := map[string]audit{}
		h.look = func(s *shop) {
			if audits[s.ID()] == nil {
				audits[s.ID()] = audit{}
			}
			audits[s.ID()].look(t, s)
		}
		h.give(drawPlay(t))
	})
}

// audit remembers what became of each object, to hold it against what it is
// later.
type audit map[string]emulator.Status

func (seen audit) look(t *rapid.T, s *shop) {
	pending := 0
	census := map[engine.Class]int{}
	for _, listed := range s.Newest("", "", engine.Place{}, 1000) {
		then, known := seen[listed.ID]
		now := listed.Status
		census[engine.Class{Kind: listed.Kind, State: now.State}]++
		if known && then.State.Final() {
			require.Equal(t, then, now, "%s has ended", listed.ID)
		}
		require.False(t, now.Updated.Before(then.Updated), listed.ID)
		require.False(t, now.Updated.After(s.Now()), listed.ID)
		seen[listed.ID] = now
		checkHistory(t, listed, s.History(listed.ID))
		if listed.Kind == emulator.KindOrder {
			checkMoney(t, listed.Order, s.Rules().Limits)
			pending += min(len(listed.Order.Alarms), 1)
			for _, alarm := range listed.Order.Alarms {
				require.True(t, alarm.Due.After(s.Now()), "%s was due", alarm.Kind)
			}
		}
	}
	require.Equal(t, pending, s.Clock().Pending)
	counted := map[engine.Class]int{}
	require.Equal(t, pending, s.Census(counted))
	maps.DeleteFunc(counted, func(_ engine.Class, n int) bool { return n == 0 })
	require.Equal(t, census, counted)
}

// checkHistory sees to it that an object's events are legal moves, one after the
// other, and lead to where it is.
func checkHistory(t *rapid.T, o engine.Listed, events []emulator.Event) {
	var state emulator.State
	var reason emulator.Reason
	at := o.Created
	for _, e := range events {
		require.Equal(t, state, e.From, "%s: %s", o.ID, e.To)
		require.True(t, emulator.Legal(o.Kind, e.From, e.To, e.Reason), "%s: %s to %s %s", o.ID, e.From, e.To, e.Reason)
		require.False(t, e.At.Before(at), o.ID)
		state, reason, at = e.To, e.Reason, e.At
	}
	require.NotEmpty(t, events, o.ID)
	require.Equal(t, o.Created, events[0].At, o.ID)
	require.Equal(t, [2]string{string(o.Status.State), string(o.Status.Reason)}, [2]string{string(state), string(reason)}, o.ID)
	require.Equal(t, o.Status.Updated, at, o.ID)
}

// checkMoney sees to it that no more is taken or given back than is allowed.
func checkMoney(t *rapid.T, o *emulator.Order, limits emulator.Limits) {
	all := int64(0)
	for _, a := range o.Authorizations {
		taken, pending, number := int64(0), int64(0), 0
		for _, c := range o.Captures {
			if c.Authorization != a.ID || c.Status.State == emulator.Declined {
				continue
			}
			number++
			if c.Took() {
				taken += c.Amount.Minor
			} else {
				pending += c.Amount.Minor
			}
		}
		require.LessOrEqual(t, taken+pending, a.Amount.Minor, a.ID)
		require.LessOrEqual(t, number, limits.CapturesPerAuthorization, a.ID)
		require.Equal(t, taken, o.Captured(a.ID).Minor, a.ID)
		if number > 0 {
			require.Contains(t, []emulator.State{emulator.Open, emulator.Closed}, a.Status.State, a.ID)
		}
		all += taken
	}
	require.LessOrEqual(t, all, o.Total.Plus(limits.Allowance(o.Total)).Minor, o.ID)
	for _, c := range o.Captures {
		back, number := int64(0), 0
		for _, r := range o.Refunds {
			if r.Capture == c.ID && r.Status.State != emulator.Declined {
				back += r.Amount.Minor
				number++
			}
		}
		require.LessOrEqual(t, back, c.Amount.Plus(limits.Allowance(c.Amount)).Minor, c.ID)
		require.LessOrEqual(t, number, limits.RefundsPerCapture, c.ID)
		if number > 0 {
			require.True(t, c.Took(), c.ID)
		}
	}
	require.True(t, slices.IsSortedFunc(o.Alarms, func(a, b emulator.Alarm) int { return a.Due.Compare(b.Due) }))
}

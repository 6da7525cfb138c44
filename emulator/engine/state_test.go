package engine_test

import (
	"maps"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
)

// nothing else is to be saved.
func nothing() error { return nil }

// unattended has nothing else restored.
func unattended(*engine.Account) func() { return func() {} }

// states are those of all accounts.
func (w *world) states() []engine.State {
	var list []engine.State
	for _, a := range w.Accounts() {
		s, err := a.Save(nothing)
		require.NoError(w.t, err)
		list = append(list, s)
	}
	return list
}

// restored is a world of another seed that was brought to the state of this one.
func (w *world) restored(t tester) *world {
	other := newWorld(t, seed(99), func(o *engine.Options) { o.Rules = w.Account(first).Rules() })
	template := w.Template()
	require.NoError(t, other.Restore(w.states(), &template, unattended))
	return other
}

// A world that was restored in the middle of a play goes on as the one it was
// taken of: the same answers, ids, events, and the same state in the end.
func TestRestoredPlayGoesOnAlike(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawPlay(t)
		at := rapid.IntRange(0, len(p)).Draw(t, "restored after")
		original := stageOf(t, 0)
		original.give(p[:at])

		copied := stageOf(t, 0)
		copied.w = original.w.restored(t)
		copied.done, copied.refs = maps.Clone(original.done), original.refs
		require.Equal(t, original.w.states(), copied.w.states(), "what was restored is what was saved")

		original.list, original.told = nil, nil
		require.Equal(t, original.give(p[at:]), copied.give(p[at:]))
		require.Equal(t, original.told, copied.told)
		require.Equal(t, original.w.states(), copied.w.states())
		require.Equal(t, original.w.Template(), copied.w.Template())
		require.Equal(t, original.w.Stray().RequestID, copied.w.Stray().RequestID)
	})
}

func TestRestoreOfOneAccount(t *testing.T) {
	w := newWorld(t)
	one, two := w.shop(first), w.shop(second)
	order := one.order()
	kept := two.order()
	s, err := one.Save(nothing)
	require.NoError(t, err)
	later := one.order()
	require.NoError(t, w.Restore([]engine.State{s}, nil, unattended))
	_, found := one.Object(order)
	require.True(t, found)
	_, found = one.Object(later)
	require.False(t, found)
	_, found = two.Object(kept)
	require.True(t, found, "others are left alone")
	require.Equal(t, later, one.order(), "ids go on from where they were")
}

// With a template all is replaced: sellers that are in no state are gone, but
// configured ones begin anew.
func TestRestoreOfAll(t *testing.T) {
	w := newWorld(t)
	w.shop(second).order()
	w.shop(third).order()
	s, err := w.Account(first).Save(nothing)
	require.NoError(t, err)
	template := engine.Template{Now: start.Add(day), Rate: 0, Seed: 5}
	require.NoError(t, w.Restore([]engine.State{s}, &template, unattended))
	_, known := w.Lookup(third)
	require.False(t, known)
	require.Empty(t, w.shop(second).Objects("", ""))
	require.Equal(t, start.Add(day), w.Account(third).Now(), "the template's")
	require.Equal(t, start, w.Account(first).Now())
	require.Equal(t, template, w.Template())
}

func TestRestoreEndsWhatWaits(t *testing.T) {
	w := newWorld(t)
	a := w.Account(first)
	s, err := a.Save(nothing)
	require.NoError(t, err)
	changed, epoch := a.Changed(w.shop(first).order()), a.Epoch()
	a.Hold()
	require.NoError(t, w.Restore([]engine.State{s}, nil, unattended))
	<-changed
	require.NotEqual(t, epoch, a.Epoch())
	require.True(t, w.forward(day).Settled, "nothing of before holds the clock")
}

// While an advance runs, nothing is restored.
func TestRestoreDuringAnAdvance(t *testing.T) {
	w := newWorld(t)
	s := w.shop(first)
	to := busy(w, s)
	state, err := s.Save(nothing)
	require.NoError(t, err)
	template := w.Template()
	ctx := &between{Context: t.Context(), do: func(int) {
		require.ErrorIs(t, w.Restore([]engine.State{state}, nil, unattended), engine.ErrMoving)
		require.ErrorIs(t, w.Restore(nil, &template, unattended), engine.ErrMoving)
	}}
	r, err := w.Advance(ctx, []*engine.Account{s.Account}, false, to)
	require.NoError(t, err)
	require.Len(t, r.Events, 2000)
	require.NoError(t, w.Restore([]engine.State{state}, nil, unattended), "now it is over")
	require.Equal(t, state.Now, s.Now())
}

// The journal keeps what there is room for, and what was pushed out is counted.
func TestRestoreOfTheJournal(t *testing.T) {
	for name, test := range map[string]struct {
		from, to int
	}{
		"room for all":        {10_000, 10_000},
		"some were forgotten": {3, 3},
		"into a smaller one":  {10_000, 3},
		"into a larger one":   {3, 10_000},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, keep(test.from))
			_, _, capture := w.shop(first).captured("ref")
			s, err := w.Account(first).Save(nothing)
			require.NoError(t, err)
			other := newWorld(t, keep(test.to))
			require.NoError(t, other.Restore([]engine.State{s}, nil, unattended))
			a := other.shop(first)
			require.Equal(t, w.Account(first).Mark(), a.Mark())
			n := min(test.from, test.to)
			want, _ := w.Account(first).EventsAfter(0, capture)
			got, _ := a.EventsAfter(0, capture)
			require.Equal(t, want, got)
			again, err := a.Save(nothing)
			require.NoError(t, err)
			require.Equal(t, s.Journal.Last, again.Journal.Last)
			require.Len(t, again.Journal.Events, min(n, 5))
			a.must(emulator.RefundCapture{Capture: capture, Reference: "r", Amount: dollars(1)})
			later, _ := a.EventsAfter(again.Journal.Last, a.Newest(emulator.KindRefund, "", engine.Place{}, 1)[0].ID)
			require.NotEmpty(t, later)
		})
	}
}

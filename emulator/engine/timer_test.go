package engine_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator/engine"
)

// pad notes what fell due.
type pad struct {
	mu   sync.Mutex
	list []string
}

// note is a timer's function that notes a word.
func (p *pad) note(word string) func(func()) {
	return func(release func()) {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.list = append(p.list, word)
		release()
	}
}

// read is what was noted so far.
func (p *pad) read() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.list)
}

func at(by time.Duration) time.Time { return start.Add(by) }

func TestAt(t *testing.T) {
	for name, test := range map[string]struct {
		do    func(*world, *shop, *pad)
		after time.Duration
		want  []string
	}{
		"by due time": {func(_ *world, s *shop, p *pad) {
			s.At(at(2*time.Minute), p.note("b"))
			s.At(at(time.Minute), p.note("a"))
		}, time.Hour, []string{"a", "b"}},
		"among equal ones, first come": {func(_ *world, s *shop, p *pad) {
			s.At(at(time.Minute), p.note("a"))
			s.At(at(time.Minute), p.note("b"))
		}, time.Minute, []string{"a", "b"}},
		"not yet": {func(_ *world, s *shop, p *pad) {
			s.At(at(time.Minute), p.note("a"))
		}, time.Minute - time.Millisecond, nil},
		"now is at once": {func(_ *world, s *shop, p *pad) {
			s.At(start, p.note("a"))
		}, 0, []string{"a"}},
		"the past is at once": {func(_ *world, s *shop, p *pad) {
			s.At(at(-time.Hour), p.note("a"))
		}, 0, []string{"a"}},
		"canceled": {func(_ *world, s *shop, p *pad) {
			cancel := s.At(at(time.Minute), p.note("a"))
			s.At(at(time.Minute), p.note("b"))
			cancel()
			cancel()
		}, time.Hour, []string{"b"}},
		"canceled when it is over": {func(_ *world, s *shop, p *pad) {
			cancel := s.At(start, p.note("a"))
			s.At(at(time.Minute), p.note("b"))
			cancel()
		}, time.Hour, []string{"a", "b"}},
		"before a reset": {func(w *world, s *shop, p *pad) {
			s.At(at(time.Minute), p.note("a"))
			require.NoError(w.t, w.Reset(w.Accounts(), true, nil))
			s.At(at(time.Minute), p.note("b"))
		}, time.Hour, []string{"b"}},
		"canceled after a reset": {func(w *world, s *shop, p *pad) {
			cancel := s.At(at(time.Minute), p.note("a"))
			require.NoError(w.t, w.Reset(w.Accounts(), true, nil))
			s.At(at(time.Minute), p.note("b"))
			cancel()
		}, time.Hour, []string{"b"}},
		"canceled after a reset, when nothing is due": {func(w *world, s *shop, p *pad) {
			cancel := s.At(at(time.Minute), p.note("a"))
			require.NoError(w.t, w.Reset(w.Accounts(), true, nil))
			cancel()
		}, time.Hour, nil},
		"another seller's": {func(w *world, _ *shop, p *pad) {
			w.Account(second).At(at(time.Minute), p.note("a"))
		}, time.Minute, nil},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			s := w.shop(first)
			p := &pad{}
			test.do(w, s, p)
			_, err := w.only(engine.Advance{By: test.after}, s.Account)
			require.NoError(t, err)
			require.Equal(t, test.want, p.read())
		})
	}
}

// Timers and alarms of orders are on one agenda.
func TestAtAmongAlarms(t *testing.T) {
	w := newWorld(t)
	s := w.shop(first)
	p := &pad{}
	s.draft() // goes stale after 3 hours
	s.At(at(3*time.Hour), p.note("with it"))
	s.At(at(3*time.Hour-time.Millisecond), p.note("before it"))
	require.Equal(t, 3, s.Clock().Pending)
	require.Empty(t, w.advance(engine.Advance{Next: true}).Events)
	require.Equal(t, []string{"before it"}, p.read())
	require.Len(t, w.advance(engine.Advance{Next: true}).Events, 1)
	require.Equal(t, []string{"before it", "with it"}, p.read())
}

// A running clock wakes for a timer as for an alarm.
func TestAtOnARunningClock(t *testing.T) {
	bubble(t, 60, func(t *testing.T, w *world) {
		p := &pad{}
		w.Account(first).At(start.Add(time.Hour), p.note("a"))
		pass(time.Minute - time.Millisecond)
		require.Empty(t, p.read())
		pass(2 * time.Millisecond)
		require.Equal(t, []string{"a"}, p.read())
	})
}

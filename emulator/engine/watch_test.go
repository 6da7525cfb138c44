package engine_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
)

// Whoever waits for news of an order is woken by every change of it or of what
// hangs from it, and by nothing else.
func TestChanged(t *testing.T) {
	for name, test := range map[string]struct {
		change func(g *stage)
		news   bool
	}{
		"a call":             {func(g *stage) { g.must(emulator.CloseOrder{Order: g.order}) }, true},
		"a checkout":         {func(g *stage) { g.shop.order() }, false},
		"time":               {func(g *stage) { g.world.forward(400 * day) }, true},
		"a reset":            {func(g *stage) { require.NoError(g.t, g.world.Reset(g.world.Accounts(), true, nil)) }, true},
		"no time":            {func(g *stage) { g.world.forward(0) }, false},
		"a replay":           {func(g *stage) { g.must(g.captureFunds) }, false},
		"a call in vain":     {func(g *stage) { _, err := g.do(emulator.Cancel{Order: g.order}); require.Error(g.t, err) }, false},
		"reading":            {func(g *stage) { g.status(g.order) }, false},
		"another seller's":   {func(g *stage) { g.world.shop(second).order() }, false},
		"a rule that's made": {func(g *stage) { g.Enqueue(next{On: emulator.OpCapture}) }, false},
	} {
		t.Run(name, func(t *testing.T) {
			g := newStage(t)
			g.t = t
			one, another := g.Changed(g.order), g.Changed(g.order)
			test.change(g)
			for _, changed := range []<-chan struct{}{one, another} {
				select {
				case <-changed:
					require.True(t, test.news)
				default:
					require.False(t, test.news)
				}
			}
			if name == "a reset" {
				return // the order is gone
			}
			select {
			case <-g.Changed(g.order):
				t.Fatal("news are told once")
			default:
			}
		})
	}
}

// Nobody waits for what is not there.
func TestChangedOfNothing(t *testing.T) {
	<-newWorld(t).shop(first).Changed("S01-0000000-0000000")
}

func TestEventsAfter(t *testing.T) {
	w := newWorld(t, keep(3))
	s := w.shop(first)
	_, authorization := s.authorized("a")
	mark := s.Mark()
	after := func(mark uint64, object string) []string {
		list, upTo := s.EventsAfter(mark, object)
		require.Equal(t, s.Mark(), upTo)
		return told(list)
	}
	require.Empty(t, after(mark, authorization))
	require.Equal(t, []string{"authorization →Open"}, after(0, authorization))
	capture := s.must(emulator.CaptureFunds{Authorization: authorization, Reference: "c", Amount: dollars(100)}).Object
	require.Equal(t, []string{"capture →Completed"}, after(mark, capture))
	require.Equal(t, []string{"authorization Open→Closed MaxCapturesProcessed"}, after(mark, authorization))
	require.NoError(t, w.Reset(w.Accounts(), true, nil))
	require.Empty(t, after(0, capture), "forgotten")
	mark = s.Mark()
	other := s.draft()
	w.forward(time.Hour * 3)
	require.Equal(t, []string{"order_reference →Draft", "order_reference Draft→Canceled Stale"}, after(mark, other))
}

// Whoever waits for calls of one operation is woken by those, and by a reset.
func TestCalled(t *testing.T) {
	for name, test := range map[string]struct {
		change func(w *world, s *shop)
		news   bool
	}{
		"a call of it":       {func(_ *world, s *shop) { s.Record(engine.Record{Operation: "Capture"}) }, true},
		"a reset":            {func(w *world, _ *shop) { require.NoError(w.t, w.Reset(w.Accounts(), true, nil)) }, true},
		"another operation":  {func(_ *world, s *shop) { s.Record(engine.Record{Operation: "Refund"}) }, false},
		"another seller":     {func(w *world, _ *shop) { w.shop(second).Record(engine.Record{Operation: "Capture"}) }, false},
		"forgetting records": {func(_ *world, s *shop) { s.DropRecords() }, false},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			s := w.shop(first)
			news := s.Called("Capture")
			test.change(w, s)
			select {
			case <-news:
				require.True(t, test.news)
			default:
				require.False(t, test.news)
			}
		})
	}
}

func TestCount(t *testing.T) {
	w := newWorld(t, keep(3))
	s := w.shop(first)
	record := func(operations ...string) {
		for _, op := range operations {
			s.Record(engine.Record{Operation: op})
		}
	}
	captures := func(r *engine.Record) bool { return r.Operation == "Capture" }
	record("Capture", "Capture", "Refund", "Capture")
	n, upTo, from := s.Count(0, captures)
	require.Equal(t, 2, n, "the oldest is not kept")
	require.EqualValues(t, 4, upTo)
	n, upTo, again := s.Count(upTo, captures)
	require.Zero(t, n)
	require.Equal(t, from, again)
	record("Refund", "Capture")
	n, upTo, _ = s.Count(upTo, captures)
	require.Equal(t, 1, n)
	s.DropRecords()
	n, upTo, after := s.Count(upTo, captures)
	require.Zero(t, n)
	require.NotEqual(t, from, after, "whoever counted before can tell")
	record("Capture")
	n, _, _ = s.Count(upTo, captures)
	require.Equal(t, 1, n)
}

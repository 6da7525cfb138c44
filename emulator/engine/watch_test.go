package engine_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
)

// Whoever waits for news is woken by every change, and by nothing else.
func TestChanged(t *testing.T) {
	for name, test := range map[string]struct {
		change func(g *stage)
		news   bool
	}{
		"a call":             {func(g *stage) { g.must(emulator.CloseOrder{Order: g.order}) }, true},
		"a checkout":         {func(g *stage) { g.shop.order() }, true},
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
			one, another := g.Changed(), g.Changed()
			test.change(g)
			for _, changed := range []<-chan struct{}{one, another} {
				select {
				case <-changed:
					require.True(t, test.news)
				default:
					require.False(t, test.news)
				}
			}
			select {
			case <-g.Changed():
				t.Fatal("news are told once")
			default:
			}
		})
	}
}

func TestEventsAfter(t *testing.T) {
	w := newWorld(t, keep(3))
	s := w.shop(first)
	_, authorization := s.authorized("a")
	mark := s.Mark()
	require.Empty(t, s.EventsAfter(mark, authorization))
	require.Equal(t, []string{"authorization →Open"}, told(s.EventsAfter(0, authorization)))
	capture := s.must(emulator.CaptureFunds{Authorization: authorization, Reference: "c", Amount: dollars(100)}).Object
	require.Equal(t, []string{"capture →Completed"}, told(s.EventsAfter(mark, capture)))
	require.Equal(t, []string{"authorization Open→Closed MaxCapturesProcessed"}, told(s.EventsAfter(mark, authorization)))
	require.NoError(t, w.Reset(w.Accounts(), true, nil))
	require.Empty(t, s.EventsAfter(0, capture), "forgotten")
	after := s.Mark()
	other := s.draft()
	w.forward(time.Hour * 3)
	require.Equal(t, []string{"order_reference →Draft", "order_reference Draft→Canceled Stale"}, told(s.EventsAfter(after, other)))
}

package engine_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
)

// full is a store whose disk is full when it is told so. It counts what it took.
type full struct {
	mu     sync.Mutex
	now    bool
	writes int
	ids    map[string]bool // of orders it has
}

var errFull = errors.New("no space left on device")

func (f *full) Write(changes []engine.Change, _ *engine.KeptTemplate) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.now {
		return errFull
	}
	f.writes++
	for _, c := range changes {
		for _, o := range c.Orders {
			f.ids[o.Order.ID] = true
		}
	}
	return nil
}

func kept(f *full) func(*engine.Options) {
	f.ids = map[string]bool{}
	return func(o *engine.Options) { o.Store = f }
}

// What can't be written does not happen: whatever is tried while the disk is
// full, the world is as it was, and afterwards goes on as if nobody had tried.
func TestWhatCannotBeWrittenDoesNotHappen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, vain := drawPlay(t), drawPlay(t)
		at := rapid.IntRange(0, len(p)).Draw(t, "full after")
		var disk full
		h := stageOf(t, 0, kept(&disk))
		h.give(p[:at])
		before := h.w.states()
		disk.now = true
		for _, m := range vain {
			tryInVain(h, m)
		}
		require.Equal(t, withoutRequests(before), withoutRequests(h.w.states()))
		disk.now = false
		h.list = nil
		got := h.give(p[at:])

		other := stageOf(t, 0)
		other.give(p[:at])
		other.list = nil
		require.Equal(t, len(other.give(p[at:])), len(got))
		require.Equal(t, withoutRequests(other.w.states()), withoutRequests(h.w.states()))
	})
}

// withoutRequests leaves out where request ids stand: those of refused calls are
// used up.
func withoutRequests(list []engine.State) []engine.State {
	for i := range list {
		list[i].Draws.Requests = engine.Position{}
	}
	return list
}

// tryInVain makes a move that must be refused for the disk, or for itself.
func tryInVain(h *stagehand, m move) {
	s := h.w.shop([]string{first, second}[m.Seller])
	refused := func(err error) {
		var e *emulator.Error
		if !errors.As(err, &e) {
			require.ErrorIs(h.t, err, errFull, m.What)
		}
	}
	switch m.What {
	case "wait":
		_, err := h.w.only(engine.Advance{By: m.By}, s.Account)
		require.ErrorIs(h.t, err, errFull)
		require.ErrorIs(h.t, h.w.SetClock(h.w.Accounts(), true, engine.ClockChange{Rate: new(float64)}), errFull)
		require.ErrorIs(h.t, h.w.Reset(h.w.Accounts(), true, nil), errFull)
	case "checkout", "draft":
		_, err := s.Create(engine.Arrangement{Environment: emulator.Sandbox, Buyer: buyer})
		require.ErrorIs(h.t, err, errFull)
	case "next":
		require.ErrorIs(h.t, s.enqueue(next{On: emulator.OpCapture}), errFull)
		_, err := s.Configure(engine.SellerPatch{})
		require.ErrorIs(h.t, err, errFull)
		require.ErrorIs(h.t, s.SetEndpoints([]engine.Endpoint{{URL: "http://x"}}), errFull)
	case "capture":
		ans, err := s.Do(sandbox(emulator.OpCapture), emulator.CaptureFunds{
			Authorization: pick(s, emulator.KindAuthorization, m.Object), Reference: "in vain", Amount: dollars(m.Amount),
		})
		refused(err)
		require.NotEmpty(h.t, ans.RequestID)
		require.True(h.t, ans.Order == nil || !errors.Is(err, errFull))
	case "authorize":
		_, err := s.Do(sandbox(emulator.OpAuthorize), emulator.Authorize{
			Order: pick(s, emulator.KindOrder, m.Object), Reference: "in vain", Amount: dollars(m.Amount), CaptureNow: m.Now, Timeout: m.Timeout,
		})
		refused(err)
	case "refund":
		_, err := s.Do(sandbox(emulator.OpRefund), emulator.RefundCapture{Capture: pick(s, emulator.KindCapture, m.Object), Reference: "in vain", Amount: dollars(m.Amount)})
		refused(err)
	case "decide":
		_, err := s.Decide(pick(s, emulator.Kinds[m.Object%4], m.Object), m.Verdict)
		refused(err)
	case "buyer":
		_, err := s.ChangeBuyer(pick(s, emulator.KindOrder, m.Object), emulator.BuyerChange{Payment: emulator.Amex})
		refused(err)
	}
}

// Events are told only once they are written, and timers fire only then.
func TestNothingIsToldBeforeItIsWritten(t *testing.T) {
	var disk full
	var told []engine.Publication
	w := newWorld(t, kept(&disk), func(o *engine.Options) { o.Publish = func(p engine.Publication) { told = append(told, p) } })
	s := w.shop(first)
	fired := 0
	s.At(start.Add(time.Hour), func(release func()) { fired++; release() })
	disk.now = true
	_, err := s.Create(engine.Arrangement{Environment: emulator.Sandbox, Buyer: buyer})
	require.ErrorIs(t, err, errFull)
	require.Empty(t, told)
	_, err = w.only(engine.Advance{By: 2 * time.Hour}, s.Account)
	require.ErrorIs(t, err, errFull)
	require.Zero(t, fired)
	require.Equal(t, start, s.Now())
	disk.now = false
	require.True(t, w.forward(2*time.Hour).Settled, "nothing holds the clock of what did not happen")
	require.Equal(t, 1, fired)
	id := s.draft()
	require.Len(t, told, 1)
	require.Equal(t, id, told[0].Entry.ID)
	require.True(t, disk.ids[id])
	told[0].Release()
}

// A call that changes nothing is not worth a write, but request ids are.
func TestReadsAreNotWritten(t *testing.T) {
	var disk full
	w := newWorld(t, kept(&disk))
	s := w.shop(first)
	_, _, capture := s.captured("ref")
	before := disk.writes
	seen := map[string]bool{}
	for range 2500 {
		ans, err := s.Get(engine.Call{Environment: emulator.Sandbox}, emulator.KindCapture, capture)
		require.NoError(t, err)
		require.False(t, seen[ans.RequestID])
		seen[ans.RequestID] = true
	}
	require.InDelta(t, 3, disk.writes-before, 1)
}

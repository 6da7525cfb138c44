package engine_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
)

// Everything that happens is told, in its order and with both times.
func TestHappenings(t *testing.T) {
	var told []string
	w := newWorld(t, func(o *engine.Options) {
		o.Happened = func(h engine.Happening) {
			require.Equal(t, noon, h.Real)
			what := ""
			switch {
			case h.Event != nil:
				what = fmt.Sprintf("%s %s→%s", h.Event.Kind, h.Event.From, h.Event.To)
			case h.Call != nil:
				what = fmt.Sprintf("call %d of %s", h.Call.N, h.Call.Operation)
			case h.Clock != nil:
				require.Equal(t, h.At, h.Clock.Now)
				what = fmt.Sprintf("clock %s at %v", h.Clock.Mode, h.Clock.Rate)
			case h.Reset:
				what = "reset"
			}
			told = append(told, fmt.Sprintf("%s +%s %s", h.Seller, h.At.Sub(start), what))
		}
	})
	expect := func(want ...string) {
		t.Helper()
		require.Equal(t, want, told)
		told = nil
	}
	s := w.shop(first)
	order := s.draft()
	expect(first + " +0s order_reference →Draft")
	s.Record(engine.Record{At: start, Operation: "Capture"})
	expect(first + " +0s call 1 of Capture")
	w.RecordStray(engine.Record{At: start, Operation: "?"})
	expect(" +0s call 1 of ?")
	_, err := w.only(engine.Advance{By: 4 * time.Hour}, s.Account)
	require.NoError(t, err)
	expect(first+" +3h0m0s order_reference Draft→Canceled", first+" +4h0m0s clock frozen at 0")
	rate := 60.0
	require.NoError(t, w.SetClock([]*engine.Account{s.Account}, false, engine.ClockChange{Rate: &rate}))
	expect(first + " +4h0m0s clock follow at 60")
	require.NoError(t, w.Reset([]*engine.Account{s.Account}, false, nil))
	expect(first + " +0s reset")
	_, err = s.do(emulator.Cancel{Order: order})
	require.Error(t, err)
	require.Empty(t, told)
}

// An advance that a reset ends says what had happened until then.
func TestAdvanceThatIsResetTellsItsEvents(t *testing.T) {
	w := newWorld(t)
	s := w.shop(first)
	s.draft()
	release := s.Hold()
	defer release()
	began := make(chan struct{})
	s.At(start.Add(4*time.Hour), func(func()) { close(began) }) // keeps its hold
	release()
	ended := make(chan engine.Advanced)
	go func() {
		result, err := w.only(engine.Advance{By: day, Settle: time.Hour}, s.Account)
		require.ErrorIs(t, err, engine.ErrReset)
		ended <- result
	}()
	<-began
	require.NoError(t, w.Reset([]*engine.Account{s.Account}, false, nil))
	result := <-ended
	require.Len(t, result.Events, 1)
	require.Equal(t, emulator.Canceled, result.Events[0].To)
}

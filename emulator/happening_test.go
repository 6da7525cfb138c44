package emulator_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
)

// expect gives the order of a story something to expect.
func (s *story) expect(list ...emulator.Happening) { s.order = s.order.Expecting(list, s.now) }

func TestExpecting(t *testing.T) {
	closed := emulator.Verdict{State: emulator.Closed, Reason: emulator.AmazonClosed}
	t.Run("a verdict", func(t *testing.T) {
		s, capture := completed(t, "100")
		s.expect(emulator.Happening{After: time.Hour, Object: capture, Verdict: closed})
		s.wait(time.Hour - time.Millisecond)
		s.is(capture, "Completed")
		s.wait(time.Millisecond)
		s.is(capture, "Closed (AmazonClosed)")
	})
	t.Run("a verdict that has become impossible", func(t *testing.T) {
		s, capture := completed(t, "100")
		s.expect(
			emulator.Happening{After: time.Hour, Object: capture, Verdict: closed},
			emulator.Happening{After: 2 * time.Hour, Object: capture, Verdict: closed},
		)
		s.wait(3 * time.Hour)
		s.told("capture Completed -> Closed (AmazonClosed)")
	})
	t.Run("the versions before expect nothing", func(t *testing.T) {
		s, capture := completed(t, "100")
		before := s.order
		s.expect(emulator.Happening{After: time.Hour, Object: capture, Verdict: closed})
		require.Len(t, s.order.Alarms, len(before.Alarms)+1)
		require.Equal(t, before, before.Expecting(nil, s.now))
	})
}

func TestExpectingDisputes(t *testing.T) {
	for _, c := range []struct {
		name    string
		dispute emulator.Dispute
		takes   string
		because string
	}{
		{"all of it", emulator.Dispute{}, "100.00 USD", emulator.UnauthorizedTransaction},
		{"a part, for a reason", emulator.Dispute{Amount: "99.99", Reason: "Other"}, "99.99 USD", "Other"},
		{"no more than was captured", emulator.Dispute{Amount: "100.01"}, "100.00 USD", emulator.UnauthorizedTransaction},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, capture := completed(t, "100")
			s.expect(emulator.Happening{After: 10 * day, Object: capture, Dispute: &c.dispute})
			s.wait(10 * day)
			require.Len(t, s.order.Chargebacks, 1)
			b := s.order.Chargebacks[0]
			require.Equal(t, c.takes, b.Amount.String())
			require.Equal(t, c.because, b.Reason)
		})
	}
	t.Run("also of a capture that was refunded and closed", func(t *testing.T) {
		s, capture := completed(t, "100")
		s.expect(emulator.Happening{After: 10 * day, Object: capture, Dispute: &emulator.Dispute{}})
		s.decides(capture, emulator.Verdict{State: emulator.Closed, Reason: emulator.AmazonClosed})
		s.wait(10 * day)
		require.Len(t, s.order.Chargebacks, 1)
	})
	t.Run("not of one that was declined", func(t *testing.T) {
		s := opened(t, "100")
		capture := s.capture(s.authorize("100"), "100", emulator.Verdict{State: emulator.Declined, Reason: emulator.ProcessingFailure})
		s.expect(emulator.Happening{After: 10 * day, Object: capture, Dispute: &emulator.Dispute{}})
		s.wait(10 * day)
		require.Empty(t, s.order.Chargebacks)
	})
}

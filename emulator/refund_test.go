package emulator_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
)

func TestRefund(t *testing.T) {
	t.Run("Pending for 30 seconds, then Completed", func(t *testing.T) {
		s, capture := completed(t, "100")
		id := s.do(emulator.RefundCapture{
			Capture: capture, Reference: "ref_1", Amount: money("10"), Note: "Returned item", SoftDescriptor: "Books",
			ProviderCredits: []emulator.ProviderCredit{{Provider: "P", Amount: money("1")}},
		})
		s.told("refund new -> Pending")
		r, ok := s.order.Refund(id)
		require.True(t, ok)
		require.Equal(t, emulator.Refund{
			ID: id, Capture: capture, Reference: "ref_1", Amount: money("10"), Note: "Returned item", SoftDescriptor: "Books", Descriptor: "AMZ*Books",
			Status: emulator.Status{State: emulator.Pending, Updated: dawn}, Created: dawn,
			ProviderCredits: []emulator.ProviderCredit{{Provider: "P", Amount: money("1")}},
		}, *r)
		s.wait(30*time.Second - tick)
		s.told()
		require.True(t, s.order.Refunded(capture).IsZero(), "rises when the refund completes")
		s.wait(tick)
		s.told("refund Pending -> Completed")
		require.Equal(t, money("10"), s.order.Refunded(capture))
		r, _ = s.order.Refund(id)
		require.Equal(t, emulator.Pending, r.AsAnswered().Status.State)
	})
	t.Run("or for as long as the verdict says", func(t *testing.T) {
		s, capture := completed(t, "100")
		s.refund(capture, "10", emulator.Verdict{State: emulator.Completed, PendingFor: day})
		s.wait(day - tick)
		s.told()
		s.wait(tick)
		s.told("refund Pending -> Completed")
	})
	for _, why := range []emulator.Reason{emulator.AmazonRejected, emulator.ProcessingFailure} {
		t.Run("declined: "+string(why), func(t *testing.T) {
			s, capture := completed(t, "100")
			s.refund(capture, "115", declined(why))
			s.told("refund new -> Pending")
			s.wait(30 * time.Second)
			s.told("refund Pending -> Declined (" + string(why) + ")")
			s.is(capture, "Completed")
			require.True(t, s.order.Refunded(capture).IsZero())
			s.refund(capture, "115")
		})
	}
	t.Run("of a Completed capture only", func(t *testing.T) {
		s := opened(t, "100")
		pending := s.capture(s.authorize("10"), "10", pendingCapture)
		refused := s.capture(s.authorize("10"), "10", declined(emulator.ProcessingFailure))
		closed := s.capture(s.authorize("10"), "10")
		s.decides(closed, emulator.Verdict{State: emulator.Closed})
		for _, id := range []string{pending, refused, closed} {
			e := s.refused(emulator.RefundCapture{Capture: id, Amount: money("1")}, emulator.CaptureNotRefundable)
			c, _ := s.order.Capture(id)
			require.Equal(t, c.Status, e.Status)
		}
	})
	t.Run("an authorization's id is no capture's", func(t *testing.T) {
		s, capture := completed(t, "100")
		c, _ := s.order.Capture(capture)
		for _, id := range []string{c.Authorization, orderID, orderID + "-C999999"} {
			e := s.refused(emulator.RefundCapture{Capture: id, Amount: money("1")}, emulator.TransactionUnknown)
			require.Equal(t, id, e.ID)
		}
	})
	t.Run("in the capture's currency", func(t *testing.T) {
		s, capture := completed(t, "100")
		e := s.refused(emulator.RefundCapture{Capture: capture, Amount: money("10 EUR")}, emulator.CurrencyDiffers)
		require.Equal(t, emulator.USD, e.Currency)
	})
	t.Run("whatever the state of the order", func(t *testing.T) {
		s, capture := completed(t, "100")
		s.authorize("1", declined(emulator.InvalidPaymentMethod))
		s.refund(capture, "1")
		s.do(emulator.CloseOrder{Order: orderID})
		s.refund(capture, "1")
		s.wait(500 * day)
		require.Equal(t, money("2"), s.order.Refunded(capture))
	})
}

func TestMaxAmountRefunded(t *testing.T) {
	t.Run("captured amount and allowance", func(t *testing.T) {
		s, capture := completed(t, "100")
		s.refund(capture, "100")
		s.wait(time.Minute)
		s.told("refund Pending -> Completed")
		s.refund(capture, "14.99")
		s.wait(time.Minute)
		s.told("refund Pending -> Completed")
		s.refund(capture, "0.01")
		s.is(capture, "Completed")
		s.wait(time.Minute)
		s.told("refund Pending -> Completed", "capture Completed -> Closed (MaxAmountRefunded)")
		s.refused(emulator.RefundCapture{Capture: capture, Amount: money("0.01")}, emulator.CaptureNotRefundable)
	})
	t.Run("a declined refund gives its room back", func(t *testing.T) {
		s, capture := completed(t, "100")
		s.refund(capture, "115", declined(emulator.AmazonRejected))
		s.refused(emulator.RefundCapture{Capture: capture, Amount: money("0.01")}, emulator.RefundOverCaptured)
		s.wait(time.Minute)
		s.refund(capture, "115")
		s.wait(time.Minute)
		s.is(capture, "Closed (MaxAmountRefunded)")
	})
	t.Run("refunded money can't be captured again", func(t *testing.T) {
		s, capture := completed(t, "100")
		s.refund(capture, "115")
		s.wait(time.Minute)
		s.refused(emulator.Authorize{Order: orderID, Amount: money("15.01")}, emulator.AuthorizationOverTotal)
	})
	t.Run("without an allowance a full refund closes", func(t *testing.T) {
		rules := emulator.Production()
		rules.Limits.OverchargePercent = 0
		s, capture := completed(t, "100", rules)
		s.refund(capture, "100")
		s.wait(time.Minute)
		s.is(capture, "Closed (MaxAmountRefunded)")
	})
}

func TestMaxRefundsProcessed(t *testing.T) {
	t.Run("ten refunds, and the eleventh", func(t *testing.T) {
		s, capture := completed(t, "100")
		for range 9 {
			s.refund(capture, "1")
			s.wait(time.Minute)
		}
		s.refund(capture, "1")
		e := s.refused(emulator.RefundCapture{Capture: capture, Amount: money("1")}, emulator.TooManyRefunds)
		require.Equal(t, 10, e.Limit)
		s.wait(time.Minute)
		s.told("refund Pending -> Completed", "capture Completed -> Closed (MaxRefundsProcessed)")
		s.refused(emulator.RefundCapture{Capture: capture, Amount: money("1")}, emulator.CaptureNotRefundable)
	})
	t.Run("declined ones don't count", func(t *testing.T) {
		s, capture := completed(t, "100")
		for range 20 {
			s.refund(capture, "1", declined(emulator.ProcessingFailure))
			s.wait(time.Minute)
		}
		for range 9 {
			s.refund(capture, "1")
			s.wait(time.Minute)
		}
		s.is(capture, "Completed")
		s.refund(capture, "1")
		s.wait(time.Minute)
		s.is(capture, "Closed (MaxRefundsProcessed)")
	})
	t.Run("the amount is named first when both are used up", func(t *testing.T) {
		s, capture := completed(t, "100")
		for range 9 {
			s.refund(capture, "1")
		}
		s.refund(capture, "106")
		s.wait(time.Minute)
		s.is(capture, "Closed (MaxAmountRefunded)")
	})
	t.Run("each capture has its own ten", func(t *testing.T) {
		s := opened(t, "100")
		one, two := s.capture(s.authorize("10"), "10"), s.capture(s.authorize("10"), "10")
		for range 10 {
			s.refund(one, "0.10")
		}
		s.refund(two, "0.10")
		s.wait(time.Minute)
		s.is(one, "Closed (MaxRefundsProcessed)")
		s.is(two, "Completed")
	})
	t.Run("a Pending one is decided after its capture was closed", func(t *testing.T) {
		s, capture := completed(t, "100")
		s.refund(capture, "115")
		s.decides(capture, emulator.Verdict{State: emulator.Closed})
		s.wait(time.Minute)
		s.told("refund Pending -> Completed")
		s.is(capture, "Closed (AmazonClosed)")
	})
}

func TestCaptureClosedByAmazon(t *testing.T) {
	for _, c := range []struct {
		name  string
		after time.Duration
		want  time.Duration
	}{{"after 30 seconds", 0, 30 * time.Second}, {"or as the verdict says", time.Hour, time.Hour}} {
		t.Run(c.name, func(t *testing.T) {
			s := opened(t, "100")
			id := s.capture(s.authorize("100"), "100", emulator.Verdict{State: emulator.Closed, Reason: emulator.AmazonClosed, After: c.after})
			s.told("capture new -> Completed", "authorization Open -> Closed (MaxCapturesProcessed)")
			s.wait(c.want - tick)
			s.told()
			s.refund(id, "1")
			s.wait(tick)
			s.told("capture Completed -> Closed (AmazonClosed)")
		})
	}
	t.Run("closed otherwise before", func(t *testing.T) {
		s := opened(t, "100")
		id := s.capture(s.authorize("100"), "100", emulator.Verdict{State: emulator.Closed, Reason: emulator.AmazonClosed, After: time.Hour})
		s.refund(id, "115")
		s.wait(day)
		s.told("refund Pending -> Completed", "capture Completed -> Closed (MaxAmountRefunded)")
	})
}

func TestSameRefund(t *testing.T) {
	s, capture := completed(t, "100")
	base := emulator.RefundCapture{Capture: capture, Reference: "r", Amount: money("10"), Note: "n", SoftDescriptor: "d"}
	r, _ := s.order.Refund(s.do(base))
	require.True(t, r.Same(base))
	for name, change := range map[string]func(*emulator.RefundCapture){
		"amount":     func(q *emulator.RefundCapture) { q.Amount = money("9.99") },
		"note":       func(q *emulator.RefundCapture) { q.Note = "" },
		"descriptor": func(q *emulator.RefundCapture) { q.SoftDescriptor = "" },
		"credits":    func(q *emulator.RefundCapture) { q.ProviderCredits = []emulator.ProviderCredit{{}} },
	} {
		other := base
		change(&other)
		require.False(t, r.Same(other), name)
	}
}

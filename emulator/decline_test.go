package emulator_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
)

// Declines and what they do to the order: docs/fidelity.md, "Authorizations".
func TestDeclinedAuthorization(t *testing.T) {
	for _, c := range []struct {
		name    string
		verdict emulator.Verdict
		order   []string
	}{
		{"hard InvalidPaymentMethod", declined(emulator.InvalidPaymentMethod), []string{"order Open -> Suspended (InvalidPaymentMethod)"}},
		{"soft InvalidPaymentMethod", emulator.Verdict{State: emulator.Declined, Reason: emulator.InvalidPaymentMethod, SoftDecline: true}, nil},
		{"AmazonRejected", declined(emulator.AmazonRejected), []string{"order Open -> Closed (AmazonClosed)"}},
		{"TransactionTimedOut", declined(emulator.TransactionTimedOut), nil},
		{"ProcessingFailure", declined(emulator.ProcessingFailure), nil},
		{"AmazonRejected, order kept", emulator.Verdict{State: emulator.Declined, Reason: emulator.AmazonRejected, Order: emulator.KeepsOpen}, nil},
		{"InvalidPaymentMethod, order kept", emulator.Verdict{State: emulator.Declined, Reason: emulator.InvalidPaymentMethod, Order: emulator.KeepsOpen}, nil},
		{"ProcessingFailure, order closed", emulator.Verdict{State: emulator.Declined, Reason: emulator.ProcessingFailure, Order: emulator.Closes}, []string{"order Open -> Closed (AmazonClosed)"}},
		{"InvalidPaymentMethod, order closed", emulator.Verdict{State: emulator.Declined, Reason: emulator.InvalidPaymentMethod, Order: emulator.Closes}, []string{"order Open -> Closed (AmazonClosed)"}},
	} {
		what := emulator.Status{State: emulator.Declined, Reason: c.verdict.Reason}.String()
		t.Run(c.name+", synchronous", func(t *testing.T) {
			s := opened(t, "100")
			id := s.authorize("100", c.verdict)
			s.told(append([]string{"authorization new -> " + what}, c.order...)...)
			require.Equal(t, c.verdict.SoftDecline, s.authorization(id).SoftDecline)
			require.Zero(t, s.authorization(id).Opened)
		})
		t.Run(c.name+", asynchronous", func(t *testing.T) {
			s := opened(t, "100")
			id := s.ask("100", c.verdict)
			s.told("authorization new -> Pending")
			s.wait(time.Minute)
			s.told(append([]string{"authorization Pending -> " + what}, c.order...)...)
			require.Equal(t, c.verdict.SoftDecline, s.authorization(id).SoftDecline)
		})
	}
	t.Run("after a soft one another may be tried, for the whole amount", func(t *testing.T) {
		s := opened(t, "100")
		s.authorize("115", emulator.Verdict{State: emulator.Declined, Reason: emulator.InvalidPaymentMethod, SoftDecline: true})
		s.authorize("115")
	})
	t.Run("the second of two hard ones finds the order Suspended", func(t *testing.T) {
		s := opened(t, "100")
		s.ask("50", declined(emulator.InvalidPaymentMethod))
		s.ask("50", declined(emulator.InvalidPaymentMethod))
		s.wait(time.Minute)
		s.told("authorization Pending -> Declined (InvalidPaymentMethod)", "order Open -> Suspended (InvalidPaymentMethod)",
			"authorization Pending -> Declined (InvalidPaymentMethod)")
	})
	t.Run("a rejected one leaves its siblings alone", func(t *testing.T) {
		s := opened(t, "100")
		a := s.authorize("50")
		s.authorize("50", declined(emulator.AmazonRejected))
		s.is(a, "Open")
		s.capture(a, "50")
	})
}

// A declined capture and what it does to its authorization and order.
func TestDeclinedCapture(t *testing.T) {
	const closesAuthorization, closesOrder = "authorization Open -> Closed (AmazonClosed)", "order Open -> Closed (AmazonClosed)"
	for _, c := range []struct {
		name    string
		verdict emulator.Verdict
		above   []string
	}{
		{"AmazonRejected closes both", declined(emulator.AmazonRejected), []string{closesAuthorization, closesOrder}},
		{"ProcessingFailure closes neither", declined(emulator.ProcessingFailure), nil},
		{"AmazonRejected, both kept", emulator.Verdict{State: emulator.Declined, Reason: emulator.AmazonRejected, Authorization: emulator.KeepsOpen, Order: emulator.KeepsOpen}, nil},
		{"AmazonRejected, order kept", emulator.Verdict{State: emulator.Declined, Reason: emulator.AmazonRejected, Order: emulator.KeepsOpen}, []string{closesAuthorization}},
		{"AmazonRejected, authorization kept", emulator.Verdict{State: emulator.Declined, Reason: emulator.AmazonRejected, Authorization: emulator.KeepsOpen}, []string{closesOrder}},
		{"ProcessingFailure, authorization closed", emulator.Verdict{State: emulator.Declined, Reason: emulator.ProcessingFailure, Authorization: emulator.Closes}, []string{closesAuthorization}},
		{"ProcessingFailure, order closed", emulator.Verdict{State: emulator.Declined, Reason: emulator.ProcessingFailure, Order: emulator.Closes}, []string{closesOrder}},
	} {
		what := emulator.Status{State: emulator.Declined, Reason: c.verdict.Reason}.String()
		t.Run(c.name+", in the answer", func(t *testing.T) {
			s := opened(t, "100")
			s.capture(s.authorize("100"), "100", c.verdict)
			s.told(append([]string{"capture new -> " + what}, c.above...)...)
		})
		t.Run(c.name+", after Pending", func(t *testing.T) {
			s := opened(t, "100")
			c.verdict.PendingFor = time.Minute
			s.capture(s.authorize("100"), "100", c.verdict)
			s.told("capture new -> Pending")
			s.wait(time.Minute)
			s.told(append([]string{"capture Pending -> " + what}, c.above...)...)
		})
	}
	t.Run("what has ended already isn't closed again", func(t *testing.T) {
		s := opened(t, "100")
		a := s.authorize("100")
		s.capture(a, "100", emulator.Verdict{State: emulator.Declined, Reason: emulator.AmazonRejected, PendingFor: time.Minute})
		s.do(emulator.CloseAuthorization{Authorization: a})
		s.do(emulator.CloseOrder{Order: orderID})
		s.wait(time.Minute)
		s.told("capture Pending -> Declined (AmazonRejected)")
		s.is(a, "Closed (SellerClosed)")
		s.is(orderID, "Closed (SellerClosed)")
	})
	t.Run("a declined capture can't be refunded", func(t *testing.T) {
		s := opened(t, "100")
		c := s.capture(s.authorize("100"), "100", declined(emulator.ProcessingFailure))
		s.refused(emulator.RefundCapture{Capture: c, Amount: money("1")}, emulator.CaptureNotRefundable)
	})
}

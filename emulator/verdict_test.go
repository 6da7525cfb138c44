package emulator_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
)

// Each outcome that Amazon may decide on is reached by the operation it is for.
func TestOutcomes(t *testing.T) {
	for _, o := range emulator.Outcomes {
		name := string(o.Operation) + " " + emulator.Status{State: o.State, Reason: o.Reason}.String()
		t.Run(name, func(t *testing.T) {
			require.NoError(t, emulator.CheckOutcome(o.Operation, o.State, o.Reason))
			require.True(t, emulator.Decidable(o.Operation))
			v := emulator.Verdict{State: o.State, Reason: o.Reason}
			s := opened(t, "100")
			kind := emulator.KindOrder
			switch o.Operation {
			case emulator.OpAuthorize:
				kind = emulator.KindAuthorization
				r := emulator.Authorize{Order: orderID, Amount: money("50")}
				if o.State == emulator.Pending {
					kind, r.CaptureNow = emulator.KindCapture, true
				}
				s.do(r, v)
			case emulator.OpCapture:
				kind = emulator.KindCapture
				s.capture(s.authorize("50"), "50", v)
			case emulator.OpRefund:
				kind = emulator.KindRefund
				s.refund(s.capture(s.authorize("50"), "50"), "50", v)
			case emulator.OpConfirmOrderReference:
				s = draft(t)
				s.do(emulator.SetDetails{Order: orderID, Total: money("100")})
				s.do(emulator.Confirm{Order: orderID}, v)
			case emulator.OpCloseOrderReference:
				s.do(emulator.CloseOrder{Order: orderID}, v)
			}
			s.wait(2 * time.Minute)
			reached := false
			for _, e := range s.events {
				reached = reached || e.Kind == kind && e.To == o.State && e.Reason == o.Reason
			}
			require.True(t, reached, "%v", lines(s.events))
		})
	}
}

// The pairs that a SandboxSimulation string may ask for, extensions included.
func TestSimulatedOutcomes(t *testing.T) {
	want := map[emulator.Operation][]string{
		emulator.OpAuthorize: {
			"Declined (InvalidPaymentMethod)", "Declined (AmazonRejected)", "Declined (TransactionTimedOut)", "Declined (ProcessingFailure)",
			"Closed (ExpiredUnused)", "Closed (AmazonClosed)", "Pending",
		},
		emulator.OpCapture:             {"Pending", "Declined (AmazonRejected)", "Declined (ProcessingFailure)", "Closed (AmazonClosed)"},
		emulator.OpRefund:              {"Declined (AmazonRejected)", "Declined (ProcessingFailure)"},
		emulator.OpCloseOrderReference: {"Closed (AmazonClosed)"},
	}
	got := make(map[emulator.Operation][]string)
	for _, o := range emulator.Outcomes {
		if o.Simulated {
			got[o.Operation] = append(got[o.Operation], emulator.Status{State: o.State, Reason: o.Reason}.String())
		}
	}
	require.Len(t, got, len(want))
	for op, pairs := range want {
		require.ElementsMatch(t, pairs, got[op], op)
	}
}

func TestCheckOutcome(t *testing.T) {
	for _, c := range []struct {
		name   string
		op     emulator.Operation
		state  emulator.State
		reason emulator.Reason
		says   string
	}{
		{"ExpiredUnused is no decline", emulator.OpAuthorize, emulator.Declined, emulator.ExpiredUnused, "Authorize can't end Declined ExpiredUnused; possible are Open, Pending, Declined AmazonRejected"},
		{"a decline needs a reason", emulator.OpCapture, emulator.Declined, "", "Capture can't end Declined; possible are Completed, Pending, Declined AmazonRejected, Declined ProcessingFailure, Closed AmazonClosed"},
		{"misspelt", emulator.OpAuthorize, emulator.Declined, "InvalidPayment Method", "can't end Declined InvalidPayment Method"},
		{"a refund doesn't close", emulator.OpRefund, emulator.Closed, emulator.AmazonClosed, "possible are Completed, Declined AmazonRejected"},
		{"nothing to decide", emulator.OpCancelOrderReference, emulator.Canceled, emulator.SellerCanceled, "CancelOrderReference reaches no state that could be decided"},
		{"no operation", "Charge", emulator.Open, "", "Charge reaches no state that could be decided"},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.ErrorContains(t, emulator.CheckOutcome(c.op, c.state, c.reason), c.says)
		})
	}
	for _, op := range []emulator.Operation{emulator.OpSetOrderReferenceDetails, emulator.OpCancelOrderReference, emulator.OpCloseAuthorization, ""} {
		require.False(t, emulator.Decidable(op), op)
	}
	require.True(t, emulator.Verdict{}.IsZero())
	require.False(t, emulator.Verdict{PendingFor: 1}.IsZero())
}

// Star-marked wallet methods and their effects.
func TestPaymentMethods(t *testing.T) {
	for _, c := range []struct {
		method emulator.PaymentMethod
		shown  string
		ends   string
	}{
		{emulator.Visa, "Amazon Pay (Visa **42)", "Open"},
		{emulator.Mastercard, "Amazon Pay (MasterCard **43)", "Open"},
		{emulator.Amex, "Amazon Pay (American Express **44)", "Open"},
		{emulator.DeclineInvalidMethod, "Amazon Pay (Visa **42)", "Declined (InvalidPaymentMethod)"},
		{emulator.DeclineAmazonRejected, "Amazon Pay (Visa **42)", "Declined (AmazonRejected)"},
		{emulator.DeclineTransactionTimeout, "Amazon Pay (Visa **42)", "Declined (TransactionTimedOut)"},
	} {
		t.Run(string(c.method), func(t *testing.T) {
			require.True(t, c.method.Known())
			require.Equal(t, c.shown, c.method.Descriptor())
			s := opened(t, "100")
			s.buyer(emulator.BuyerChange{Payment: c.method})
			for _, op := range []emulator.Operation{emulator.OpConfirmOrderReference, emulator.OpCapture, emulator.OpRefund} {
				require.Zero(t, emulator.Question{Operation: op, Order: &s.order}.Asked(), op)
			}
			plan := emulator.Question{Operation: emulator.OpAuthorize, Order: &s.order}.Asked()
			require.Equal(t, plan.Verdict.IsZero(), plan.By == "")
			if plan.By != "" {
				require.Equal(t, "payment-method:"+string(c.method), plan.By)
				require.NoError(t, emulator.CheckOutcome(emulator.OpAuthorize, plan.Verdict.State, plan.Verdict.Reason))
			}
			s.is(s.authorize("100", plan.Verdict), c.ends)
		})
	}
	t.Run("not allowed", func(t *testing.T) {
		s := opened(t, "100")
		s.buyer(emulator.BuyerChange{Payment: emulator.DeclineNotAllowed})
		require.Zero(t, emulator.Question{Operation: emulator.OpAuthorize, Order: &s.order}.Asked())
		require.Empty(t, s.order.Constraints(), "only before confirmation")
	})
	require.False(t, emulator.PaymentMethod("").Known())
	require.False(t, emulator.PaymentMethod("visa*").Known())
}

func TestAsked(t *testing.T) {
	o := &emulator.Order{Buyer: &emulator.Buyer{Payment: emulator.DeclineAmazonRejected}}
	simulated := declined(emulator.TransactionTimedOut)
	require.Equal(t, emulator.Plan{By: "simulation", Verdict: simulated},
		emulator.Question{Operation: emulator.OpAuthorize, Order: o, Simulation: simulated}.Asked(), "the string wins over the method")
	require.Equal(t, emulator.Plan{By: "simulation", Verdict: simulated}, emulator.Question{Operation: emulator.OpAuthorize, Simulation: simulated}.Asked())
	require.Zero(t, emulator.Question{Operation: emulator.OpAuthorize}.Asked(), "about no order")
}

// A command says which operation it is and which object it names.
func TestCommands(t *testing.T) {
	for _, c := range []struct {
		command emulator.Command
		op      emulator.Operation
		kind    emulator.Kind
	}{
		{emulator.SetDetails{Order: "x"}, "SetOrderReferenceDetails", emulator.KindOrder},
		{emulator.SetAttributes{Order: "x"}, "SetOrderAttributes", emulator.KindOrder},
		{emulator.Confirm{Order: "x"}, "ConfirmOrderReference", emulator.KindOrder},
		{emulator.Cancel{Order: "x"}, "CancelOrderReference", emulator.KindOrder},
		{emulator.CloseOrder{Order: "x"}, "CloseOrderReference", emulator.KindOrder},
		{emulator.Authorize{Order: "x"}, "Authorize", emulator.KindOrder},
		{emulator.CloseAuthorization{Authorization: "x"}, "CloseAuthorization", emulator.KindAuthorization},
		{emulator.CaptureFunds{Authorization: "x"}, "Capture", emulator.KindAuthorization},
		{emulator.RefundCapture{Capture: "x"}, "Refund", emulator.KindCapture},
	} {
		t.Run(string(c.op), func(t *testing.T) {
			require.Equal(t, c.op, c.command.Operation())
			kind, id := c.command.Target()
			require.Equal(t, c.kind, kind)
			require.Equal(t, "x", id)
		})
	}
}

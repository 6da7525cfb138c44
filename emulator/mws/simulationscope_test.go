package mws_test

import (
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
)

// TestSimulationsElsewhere: operations without simulations take any note, and
// the live environment takes every note for what it is.
func TestSimulationsElsewhere(t *testing.T) {
	note := simulation("Declined", "AmazonRejected", "")
	t.Run("operations without", func(t *testing.T) {
		s := newShop(t)
		order, authorization := s.authorized(t, "106.00")
		requireOK(t, s.call(t, "CloseAuthorization", "AmazonAuthorizationId", authorization, "ClosureReason", note), "RequestId")
		require.Equal(t, "Closed SellerClosed", s.status(t, "GetAuthorizationDetails", "AmazonAuthorizationId", authorization))
		requireOK(t, s.call(t, "CancelOrderReference", "AmazonOrderReferenceId", order, "CancelationReason", note), "RequestId")
		require.Equal(t, "Canceled SellerCanceled", s.status(t, "GetOrderReferenceDetails", "AmazonOrderReferenceId", order))
	})
	t.Run("live", func(t *testing.T) {
		s := newShop(t)
		s.path = live
		o, err := s.account().Create(engine.Arrangement{Environment: emulator.Live, Buyer: buyer, Total: emulator.Units(106, emulator.USD), Confirmed: true})
		require.NoError(t, err)
		c := &chain{order: o.ID}
		ok := func(op emulator.Operation, note string, more ...string) *httptest.ResponseRecorder {
			w := s.noted(t, c, op, note, more...)
			requireOK(t, w, "RequestId")
			require.Empty(t, w.Header().Get("X-Emulator-Rule"))
			return w
		}
		ok(emulator.OpSetOrderAttributes, simulation("Exploded", "Whim", ""))
		c.authorization = element(t, ok(emulator.OpAuthorize, note, synchronous...), "AmazonAuthorizationId")
		c.capture = element(t, ok(emulator.OpCapture, note), "AmazonCaptureId")
		c.refund = element(t, ok(emulator.OpRefund, note), "AmazonRefundId")
		ok(emulator.OpCloseOrderReference, note)
		c.requireMoment(t, s, moment{0, "Closed SellerClosed", "Closed MaxCapturesProcessed", "Completed", "Pending"})
	})
}

// TestSimulatedConstraint: it keeps the order from being confirmed until another
// note takes its place (documented), by either call.
func TestSimulatedConstraint(t *testing.T) {
	const constraint = `{"SandboxSimulation":{"Constraint":"PaymentMethodNotAllowed"}}`
	s := newShop(t)
	for _, op := range []emulator.Operation{emulator.OpSetOrderReferenceDetails, emulator.OpSetOrderAttributes} {
		t.Run(string(op), func(t *testing.T) {
			c := s.ready(t, op)
			set := func(pairs ...string) *httptest.ResponseRecorder {
				w := s.call(t, "SetOrderReferenceDetails", append(price("OrderReferenceAttributes.OrderTotal", "106"),
					append(pairs, "AmazonOrderReferenceId", c.order)...)...)
				requireOK(t, w, "State")
				return w
			}
			requireOK(t, s.noted(t, c, op, constraint), "State")
			w := set()
			require.Equal(t, "PaymentMethodNotAllowed", element(t, w, "Constraint/ConstraintID"), "no note: it stays")
			require.Equal(t, constraint, element(t, w, "SellerNote"))
			s.requireUnchanged(t, func() {
				w := s.call(t, "ConfirmOrderReference", "AmazonOrderReferenceId", c.order)
				requireRefused(t, w, 400, "ConstraintsExist")
				require.Equal(t, "OrderReference "+c.order+" has constraints PaymentMethodNotAllowed and cannot be confirmed.", value(w, "Message"))
			})
			require.NotContains(t, s.noted(t, c, op, "Two paperbacks").Body.String(), "PaymentMethodNotAllowed")
			set()
			requireOK(t, s.call(t, "ConfirmOrderReference", "AmazonOrderReferenceId", c.order), "RequestId")
		})
	}
}

// TestSimulationPrecedence: one-shot rule, then the call's own string, then the
// test buyer's payment method. Refused calls and replays use nothing up.
func TestSimulationPrecedence(t *testing.T) {
	s := newShop(t)
	b := *buyer
	b.Payment = emulator.DeclineInvalidMethod
	authorize := func(reference, amount, note string) *httptest.ResponseRecorder {
		o, ok := s.account().Object("S01-1234567-" + reference)
		if !ok {
			_, err := s.account().Create(engine.Arrangement{
				ID: "S01-1234567-" + reference, Environment: emulator.Sandbox, Buyer: &b, Total: emulator.Units(106, emulator.USD), Confirmed: true,
			})
			require.NoError(t, err)
			o, _ = s.account().Object("S01-1234567-" + reference)
		}
		return s.call(t, "Authorize", append(price("AuthorizationAmount", amount), "AmazonOrderReferenceId", o.ID,
			"AuthorizationReferenceId", reference, "TransactionTimeout", "0", "SellerAuthorizationNote", note)...)
	}
	decided := func(w *httptest.ResponseRecorder) string {
		return w.Header().Get("X-Emulator-Rule") + " " + requireOK(t, w, "ReasonCode")
	}
	simulated := simulation("Declined", "ProcessingFailure", "")
	require.Equal(t, "payment-method:decline-invalid-payment-method InvalidPaymentMethod", decided(authorize("0000001", "106", "a note")))
	require.Equal(t, "simulation ProcessingFailure", decided(authorize("0000002", "106", simulated)))

	s.next(emulator.OpAuthorize, emulator.Verdict{State: emulator.Declined, Reason: emulator.TransactionTimedOut})
	requireRefused(t, authorize("0000003", "999", simulated), 400, "TransactionAmountExceeded")
	require.Equal(t, " ProcessingFailure", decided(authorize("0000002", "106", simulated)), "a replay is decided by nothing")
	require.Equal(t, 1, s.waiting())
	require.Equal(t, "next TransactionTimedOut", decided(authorize("0000003", "106", simulated)))
	require.Zero(t, s.waiting())
}

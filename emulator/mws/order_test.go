package mws_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
)

func TestWholeOrder(t *testing.T) {
	s := newShop(t)
	id := s.order(t, "")
	details := append(price("OrderReferenceAttributes.OrderTotal", "84.20"), "AmazonOrderReferenceId", id,
		"OrderReferenceAttributes.SellerOrderAttributes.SellerOrderId", "web-1")
	require.Equal(t, "Draft", requireOK(t, s.call(t, "SetOrderReferenceDetails", details...), "State"))
	requireOK(t, s.call(t, "ConfirmOrderReference", "AmazonOrderReferenceId", id), "RequestId")

	w := s.call(t, "Authorize", append(price("AuthorizationAmount", "84.20"), "AmazonOrderReferenceId", id,
		"AuthorizationReferenceId", "auth-1", "TransactionTimeout", "0")...)
	require.Equal(t, "Open", requireOK(t, w, "State"))
	authorization := value(w, "AmazonAuthorizationId")

	w = s.call(t, "Capture", append(price("CaptureAmount", "84.20"), "AmazonAuthorizationId", authorization, "CaptureReferenceId", "cap-1")...)
	require.Equal(t, "Completed", requireOK(t, w, "State"))
	capture := value(w, "AmazonCaptureId")

	w = s.call(t, "GetAuthorizationDetails", "AmazonAuthorizationId", authorization)
	require.Equal(t, "Closed", requireOK(t, w, "State"))
	require.Equal(t, "MaxCapturesProcessed", value(w, "ReasonCode"))

	w = s.call(t, "Refund", append(price("RefundAmount", "10"), "AmazonCaptureId", capture, "RefundReferenceId", "ref-1")...)
	require.Equal(t, "Pending", requireOK(t, w, "State"))
	refund := value(w, "AmazonRefundId")
	s.advance(t, 30*time.Second)
	require.Equal(t, "Completed", requireOK(t, s.call(t, "GetRefundDetails", "AmazonRefundId", refund), "State"))
	require.Contains(t, s.call(t, "GetCaptureDetails", "AmazonCaptureId", capture).Body.String(), "<Amount>10.00</Amount>")
}

func TestCaptureWindow(t *testing.T) {
	for name, test := range map[string]struct {
		after time.Duration
		state string
	}{
		"exactly 7 days":   {7 * emulator.Day, "Completed"},
		"one step past it": {7*emulator.Day + time.Millisecond, "Pending"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newShop(t)
			_, authorization := s.authorized(t, "106.00")
			s.advance(t, test.after)
			w := s.call(t, "Capture", append(price("CaptureAmount", "106.00"), "AmazonAuthorizationId", authorization, "CaptureReferenceId", "c")...)
			require.Equal(t, test.state, requireOK(t, w, "State"))
		})
	}
}

func TestExpiryAtItsOwnMoment(t *testing.T) {
	s := newShop(t)
	_, authorization := s.authorized(t, "106.00")
	s.advance(t, 31*emulator.Day)
	w := s.call(t, "Capture", append(price("CaptureAmount", "106.00"), "AmazonAuthorizationId", authorization, "CaptureReferenceId", "c")...)
	requireRefused(t, w, 405, "InvalidAuthorizationStatus")
	require.Contains(t, w.Header().Get("X-Emulator-Hint"), "ExpiredUnused")
	w = s.call(t, "GetAuthorizationDetails", "AmazonAuthorizationId", authorization)
	require.Equal(t, "Closed", requireOK(t, w, "State"))
	require.Equal(t, "ExpiredUnused", value(w, "ReasonCode"))
	require.Equal(t, start.Add(30*emulator.Day).Format("2006-01-02T15:04:05.000Z"), value(w, "LastUpdateTimestamp"))
}

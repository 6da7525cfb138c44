package mws_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestScope gives every operation every id that is not of its kind, not of its
// seller or not of its environment: it is told that there is no such object, in
// the words for its own kind.
func TestScope(t *testing.T) {
	s := newShop(t)
	order, authorization := s.authorized(t, "106.00")
	capture := s.captured(t, "106.00")
	refund := requireOK(t, s.call(t, "Refund", append(price("RefundAmount", "1"), "AmazonCaptureId", capture, "RefundReferenceId", "r")...), "AmazonRefundId")
	ids := map[string]string{"order": order, "authorization": authorization, "capture": capture, "refund": refund}
	strangers := map[string]string{
		"unknown":             "S01-0000000-0000000",
		"unknown child":       order + "-A000000",
		"a billing agreement": "C01-5501223-8899001",
		"in small letters":    strings.ToLower(order),
		"a space behind":      order + " ",
		"a child without end": order + "-",
		"a part":              order[:18],
		"XML":                 "<id>&amp;",
		"long":                strings.Repeat("S01-", 500),
		"no id":               "x",
	}
	for operation, tt := range map[string]struct {
		parameter, kind string
		pairs           []string
	}{
		"SetOrderReferenceDetails": {"AmazonOrderReferenceId", "order", price("OrderReferenceAttributes.OrderTotal", "1")},
		"SetOrderAttributes":       {"AmazonOrderReferenceId", "order", nil},
		"ConfirmOrderReference":    {"AmazonOrderReferenceId", "order", nil},
		"GetOrderReferenceDetails": {"AmazonOrderReferenceId", "order", nil},
		"CancelOrderReference":     {"AmazonOrderReferenceId", "order", nil},
		"CloseOrderReference":      {"AmazonOrderReferenceId", "order", nil},
		"Authorize":                {"AmazonOrderReferenceId", "order", append(price("AuthorizationAmount", "1"), "AuthorizationReferenceId", "new")},
		"GetAuthorizationDetails":  {"AmazonAuthorizationId", "authorization", nil},
		"CloseAuthorization":       {"AmazonAuthorizationId", "authorization", nil},
		"Capture":                  {"AmazonAuthorizationId", "authorization", append(price("CaptureAmount", "1"), "CaptureReferenceId", "new")},
		"GetCaptureDetails":        {"AmazonCaptureId", "capture", nil},
		"Refund":                   {"AmazonCaptureId", "capture", append(price("RefundAmount", "1"), "RefundReferenceId", "new")},
		"GetRefundDetails":         {"AmazonRefundId", "refund", nil},
	} {
		t.Run(operation, func(t *testing.T) {
			code, message := "InvalidTransactionId", "The TransactionId %s is invalid."
			if tt.kind == "order" {
				code, message = "InvalidOrderReferenceId", "The OrderReferenceId %s is invalid."
			}
			refused := func(t *testing.T, id string, change func(*attempt)) {
				s.requireUnchanged(t, func() {
					a := newAttempt(operation, append(slices.Clone(tt.pairs), tt.parameter, id)...)
					change(a)
					w := s.send(t, a)
					requireRefused(t, w, 404, code)
					require.Equal(t, strings.Replace(message, "%s", id, 1), element(t, w, "Message"))
				})
			}
			asIs := func(*attempt) {}
			for _, kind := range slices.Sorted(maps.Keys(ids)) {
				if kind != tt.kind {
					t.Run("id of a kind: "+kind, func(t *testing.T) { refused(t, ids[kind], asIs) })
				}
			}
			for name, id := range strangers {
				t.Run(name, func(t *testing.T) { refused(t, id, asIs) })
			}
			t.Run("another seller", func(t *testing.T) {
				refused(t, ids[tt.kind], func(a *attempt) { a.set("SellerId", "A9SOMEBODYELSE") })
			})
			t.Run("another environment", func(t *testing.T) {
				refused(t, ids[tt.kind], func(a *attempt) { a.path = live })
			})
			t.Run("empty", func(t *testing.T) {
				w := s.call(t, operation, append(slices.Clone(tt.pairs), tt.parameter, "")...)
				requireRefused(t, w, 400, "InvalidParameterValue")
				require.Equal(t, "The Value '' is invalid for the Parameter '"+tt.parameter+"'", element(t, w, "Message"))
			})
		})
	}
}

// TestSellersAreApart: the same reference ids and calls of another seller, or of
// the same in the other environment, never meet.
func TestSellersAreApart(t *testing.T) {
	s := newShop(t)
	_, one := s.authorized(t, "106.00")
	capture := func(a *attempt) string {
		return requireOK(t, s.send(t, a), "AmazonCaptureId")
	}
	first := capture(newAttempt("Capture", append(price("CaptureAmount", "1"), "AmazonAuthorizationId", one, "CaptureReferenceId", "c")...))

	other := s.engine.Account("A9SOMEBODYELSE")
	order := s.orderOf(t, other, "106.00")
	a := newAttempt("Authorize", append(price("AuthorizationAmount", "106"), "AmazonOrderReferenceId", order,
		"AuthorizationReferenceId", "auth-"+one[:19], "TransactionTimeout", "0")...)
	a.set("SellerId", other.ID())
	authorization := requireOK(t, s.send(t, a), "AmazonAuthorizationId")
	a = newAttempt("Capture", append(price("CaptureAmount", "2"), "AmazonAuthorizationId", authorization, "CaptureReferenceId", "c")...)
	a.set("SellerId", other.ID())
	require.NotEqual(t, first, capture(a))
}

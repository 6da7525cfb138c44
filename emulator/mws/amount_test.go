package mws_test

import (
	"net/http/httptest"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// amounts is what becomes of an amount that a seller sends; "" is refused.
var amounts = []struct{ name, sent, printed string }{
	{"cents", "19.95", "19.95"},
	{"whole", "7", "7.00"},
	{"one decimal", "7.5", "7.50"},
	{"the least", "0.01", "0.01"},
	{"four decimals, as a shop sent", "7.3295", "7.33"},
	{"half a cent counts up", "0.005", "0.01"},
	{"leading zeros", "007.50", "7.50"},
	{"less than half a cent", "0.0049", ""},
	{"zero", "0", ""},
	{"zero with decimals", "0.00", ""},
	{"zero, as refused by the service", "0.0000", ""},
	{"more decimals, as refused by the service", "0.0099999999999998", ""},
	{"five decimals", "0.00001", ""},
	{"five decimals of much", "19.95000", ""},
	{"less than zero", "-1", ""},
	{"minus zero", "-0", ""},
	{"plus", "+1", ""},
	{"exponent", "1e3", ""},
	{"capital exponent", "1E3", ""},
	{"hexadecimal", "0x1p4", ""},
	{"no number", "NaN", ""},
	{"infinity", "Infinity", ""},
	{"words", "ten", ""},
	{"comma", "19,95", ""},
	{"thousands", "1,000.00", ""},
	{"underscore", "1_000", ""},
	{"two points", "1.9.5", ""},
	{"nothing before the point", ".5", ""},
	{"nothing after the point", "5.", ""},
	{"a point", ".", ""},
	{"space before", " 5", ""},
	{"space after", "5 ", ""},
	{"line end", "5\n", ""},
	{"currency sign", "$5", ""},
	{"currency behind", "5 USD", ""},
	{"other digits", "５", ""},
	{"thirteen digits", "1000000000000", ""},
	{"more than any integer", "99999999999999999999999999", ""},
	{"empty", "", ""},
	{"XML", "<5>", ""},
}

// amountTakers are the calls that take an amount, with the parameter's name, the
// short name in messages, and the element that prints it.
var amountTakers = []struct {
	operation, parameter, short, element string
	pairs                                func(*testing.T, *shop) []string
}{
	{"SetOrderReferenceDetails", "OrderReferenceAttributes.OrderTotal", "OrderTotal", "OrderTotal/Amount", func(t *testing.T, s *shop) []string {
		return []string{"AmazonOrderReferenceId", s.order(t, "")}
	}},
	{"SetOrderAttributes", "OrderAttributes.OrderTotal", "OrderTotal", "OrderTotal/Amount", func(t *testing.T, s *shop) []string {
		return []string{"AmazonOrderReferenceId", s.order(t, "")}
	}},
	{"ConfirmOrderReference", "AuthorizationAmount", "Amount", "", func(t *testing.T, s *shop) []string {
		return []string{"AmazonOrderReferenceId", s.order(t, "106.00")}
	}},
	{"Authorize", "AuthorizationAmount", "Amount", "AuthorizationAmount/Amount", func(t *testing.T, s *shop) []string {
		return []string{"AmazonOrderReferenceId", s.order(t, "106.00"), "AuthorizationReferenceId", "a"}
	}},
	{"Capture", "CaptureAmount", "Amount", "CaptureAmount/Amount", func(t *testing.T, s *shop) []string {
		_, authorization := s.authorized(t, "106.00")
		return []string{"AmazonAuthorizationId", authorization, "CaptureReferenceId", "c"}
	}},
	{"Refund", "RefundAmount", "Amount", "RefundAmount/Amount", func(t *testing.T, s *shop) []string {
		return []string{"AmazonCaptureId", s.captured(t, "106.00"), "RefundReferenceId", "r"}
	}},
	{"Authorize", "ProviderCreditList.member.1.CreditAmount", "Amount", "", func(t *testing.T, s *shop) []string {
		return append(price("AuthorizationAmount", "106.00"), "AmazonOrderReferenceId", s.order(t, "106.00"),
			"AuthorizationReferenceId", "a", "ProviderCreditList.member.1.ProviderId", "A1")
	}},
	{"Capture", "ProviderCreditList.member.1.CreditAmount", "Amount", "", func(t *testing.T, s *shop) []string {
		_, authorization := s.authorized(t, "106.00")
		return append(price("CaptureAmount", "106.00"), "AmazonAuthorizationId", authorization, "CaptureReferenceId", "c",
			"ProviderCreditList.member.1.ProviderId", "A1")
	}},
	{"Refund", "ProviderCreditReversalList.member.1.CreditReversalAmount", "Amount", "", func(t *testing.T, s *shop) []string {
		return append(price("RefundAmount", "106.00"), "AmazonCaptureId", s.captured(t, "106.00"), "RefundReferenceId", "r",
			"ProviderCreditReversalList.member.1.ProviderId", "A1")
	}},
}

// captured makes a Completed capture over an amount.
func (s *shop) captured(t testing.TB, amount string) string {
	t.Helper()
	order, authorization := s.authorized(t, amount)
	return requireOK(t, s.call(t, "Capture", append(price("CaptureAmount", amount), "AmazonAuthorizationId", authorization,
		"CaptureReferenceId", "cap-"+order)...), "AmazonCaptureId")
}

func TestAmounts(t *testing.T) {
	for _, taker := range amountTakers {
		t.Run(taker.operation+"/"+taker.parameter, func(t *testing.T) {
			s := newShop(t)
			refused := taker.pairs(t, s)
			for _, tt := range amounts {
				t.Run(tt.name, func(t *testing.T) {
					if tt.printed == "" {
						s.requireUnchanged(t, func() {
							w := s.call(t, taker.operation, append(price(taker.parameter, tt.sent), refused...)...)
							requireRefused(t, w, 400, "InvalidParameterValue")
							require.Equal(t, "The Value '"+tt.sent+"' is invalid for the Parameter '"+taker.short+"'", element(t, w, "Message"))
						})
						return
					}
					s := newShop(t)
					w := s.call(t, taker.operation, append(price(taker.parameter, tt.sent), taker.pairs(t, s)...)...)
					requireOK(t, w, "RequestId")
					if taker.element != "" {
						require.Equal(t, tt.printed, element(t, w, taker.element))
					}
				})
			}
		})
	}
}

func TestAmountParts(t *testing.T) {
	for _, taker := range amountTakers {
		t.Run(taker.operation+"/"+taker.parameter, func(t *testing.T) {
			s := newShop(t)
			pairs := taker.pairs(t, s)
			for name, tt := range map[string]struct {
				amount []string
				says   string
			}{
				"amount missing":   {[]string{taker.parameter + ".CurrencyCode", "USD"}, ".amount' failed to satisfy constraint: Member must not be null"},
				"currency missing": {[]string{taker.parameter + ".Amount", "1"}, ".currencyCode' failed to satisfy constraint: Member must not be null"},
				"currency empty":   {[]string{taker.parameter + ".Amount", "1", taker.parameter + ".CurrencyCode", ""}, "The Value '' is invalid for the Parameter '"},
				"currency unknown": {[]string{taker.parameter + ".Amount", "1", taker.parameter + ".CurrencyCode", "usd"}, "The Value 'usd' is invalid for the Parameter 'CurrencyCode'"},
			} {
				t.Run(name, func(t *testing.T) {
					s.requireUnchanged(t, func() {
						w := s.call(t, taker.operation, append(slices.Clone(pairs), tt.amount...)...)
						requireRefused(t, w, 400, "InvalidParameterValue")
						require.Contains(t, element(t, w, "Message"), tt.says)
					})
				})
			}
		})
	}
}

// TestMaximum is about the largest amount, in each call that takes one: at it,
// and a cent above.
func TestMaximum(t *testing.T) {
	s := newShop(t)
	order := s.order(t, "")
	set := func(amount string) *httptest.ResponseRecorder {
		return s.call(t, "SetOrderReferenceDetails", append(price("OrderReferenceAttributes.OrderTotal", amount), "AmazonOrderReferenceId", order)...)
	}
	for _, amount := range []string{"150000.01", "150000.005", "150001", "999999999999"} {
		w := set(amount)
		requireRefused(t, w, 400, "InvalidParameterValue")
		require.Equal(t, "The Value '"+amount+"' is invalid for the Parameter 'OrderTotal'", element(t, w, "Message"))
	}
	require.Equal(t, "150000.00", element(t, set("150000.0049"), "OrderTotal/Amount"))
	requireOK(t, s.call(t, "ConfirmOrderReference", "AmazonOrderReferenceId", order), "RequestId")

	authorize := func(amount string) *httptest.ResponseRecorder {
		return s.call(t, "Authorize", append(price("AuthorizationAmount", amount), "AmazonOrderReferenceId", order,
			"AuthorizationReferenceId", "a", "TransactionTimeout", "0")...)
	}
	requireRefused(t, authorize("150000.01"), 400, "TransactionAmountExceeded")
	requireRefused(t, authorize("999999999999"), 400, "TransactionAmountExceeded")
	authorization := requireOK(t, authorize("150000"), "AmazonAuthorizationId")
	w := s.call(t, "Capture", append(price("CaptureAmount", "150000.00"), "AmazonAuthorizationId", authorization, "CaptureReferenceId", "c")...)
	capture := requireOK(t, w, "AmazonCaptureId")

	refund := func(amount string) *httptest.ResponseRecorder {
		return s.call(t, "Refund", append(price("RefundAmount", amount), "AmazonCaptureId", capture, "RefundReferenceId", "r")...)
	}
	requireRefused(t, refund("150000.01"), 400, "TransactionAmountExceeded")
	requireOK(t, refund("150000"), "AmazonRefundId")
}

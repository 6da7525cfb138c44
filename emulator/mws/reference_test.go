package mws_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestReferences is about the ids that sellers choose: [A-Za-z0-9_-]{1,32}.
func TestReferences(t *testing.T) {
	for _, taker := range []struct {
		parameter, operation string
		pairs                func(*testing.T, *shop) []string
	}{
		{"AuthorizationReferenceId", "Authorize", func(t *testing.T, s *shop) []string {
			return append(price("AuthorizationAmount", "1"), "AmazonOrderReferenceId", s.order(t, "106.00"))
		}},
		{"CaptureReferenceId", "Capture", func(t *testing.T, s *shop) []string {
			_, authorization := s.authorized(t, "106.00")
			return append(price("CaptureAmount", "1"), "AmazonAuthorizationId", authorization)
		}},
		{"RefundReferenceId", "Refund", func(t *testing.T, s *shop) []string {
			return append(price("RefundAmount", "1"), "AmazonCaptureId", s.captured(t, "106.00"))
		}},
	} {
		t.Run(taker.parameter, func(t *testing.T) {
			for name, tt := range map[string]struct {
				reference string
				refused   bool
			}{
				"one letter":          {"a", false},
				"32 letters":          {strings.Repeat("a", 32), false},
				"all that is allowed": {"AZaz09_-", false},
				"a dash":              {"-", false},
				"a UUID without":      {"4ea38b7bf56377094bae87aea1f4e5a9", false},
				"33 letters":          {strings.Repeat("a", 33), true},
				"a UUID with dashes":  {"4ea38b7b-f563-7709-4bae-87aea1f4e5a9", true},
				"empty":               {"", true},
				"a space":             {"a b", true},
				"a space at the end":  {"a ", true},
				"a plus":              {"a+b", true},
				"a dot":               {"a.b", true},
				"a slash":             {"a/b", true},
				"a hash":              {"#1", true},
				"a foreign letter":    {"é", true},
				"a line end":          {"a\n", true},
				"a zero byte":         {"a\x00", true},
			} {
				t.Run(name, func(t *testing.T) {
					s := newShop(t)
					pairs := append(taker.pairs(t, s), taker.parameter, tt.reference)
					if !tt.refused {
						require.Equal(t, tt.reference, element(t, s.call(t, taker.operation, pairs...), taker.parameter))
						return
					}
					s.requireUnchanged(t, func() {
						w := s.call(t, taker.operation, pairs...)
						requireRefused(t, w, 400, "InvalidParameterValue")
						member := strings.ToLower(taker.parameter[:1]) + taker.parameter[1:]
						shown := strings.ReplaceAll(tt.reference, "\x00", "\ufffd")
						require.Equal(t, "1 validation error detected: Value '"+shown+"' at '"+member+
							"' failed to satisfy constraint: Member must satisfy regular expression pattern: [A-Za-z0-9_-]{1,32}", element(t, w, "Message"))
					})
				})
			}
		})
	}
}

// TestLengths is about the texts that have a limit, counted in characters: at
// it, and one more.
func TestLengths(t *testing.T) {
	onOrder := func(t *testing.T, s *shop) []string { return []string{"AmazonOrderReferenceId", s.order(t, "106.00")} }
	onDraft := func(t *testing.T, s *shop) []string {
		return append(price("OrderReferenceAttributes.OrderTotal", "1"), "AmazonOrderReferenceId", s.order(t, ""))
	}
	authorize := func(t *testing.T, s *shop) []string {
		return append(price("AuthorizationAmount", "1"), "AmazonOrderReferenceId", s.order(t, "106.00"), "AuthorizationReferenceId", "a")
	}
	capture := func(t *testing.T, s *shop) []string {
		_, authorization := s.authorized(t, "106.00")
		return append(price("CaptureAmount", "1"), "AmazonAuthorizationId", authorization, "CaptureReferenceId", "c")
	}
	refund := func(t *testing.T, s *shop) []string {
		return append(price("RefundAmount", "1"), "AmazonCaptureId", s.captured(t, "106.00"), "RefundReferenceId", "r")
	}
	for _, tt := range []struct {
		operation, parameter string
		limit                int
		pairs                func(*testing.T, *shop) []string
	}{
		{"SetOrderReferenceDetails", "OrderReferenceAttributes.SellerNote", 1024, onDraft},
		{"SetOrderReferenceDetails", "OrderReferenceAttributes.SellerOrderAttributes.SellerOrderId", 127, onDraft},
		{"SetOrderReferenceDetails", "OrderReferenceAttributes.SellerOrderAttributes.StoreName", 50, onDraft},
		{"SetOrderReferenceDetails", "OrderReferenceAttributes.SellerOrderAttributes.CustomInformation", 1024, onDraft},
		{"SetOrderAttributes", "OrderAttributes.SellerNote", 1024, onOrder},
		{"SetOrderAttributes", "OrderAttributes.SellerOrderAttributes.SellerOrderId", 127, onOrder},
		{"CancelOrderReference", "CancelationReason", 1024, onOrder},
		{"CloseOrderReference", "ClosureReason", 1024, onOrder},
		{"CloseAuthorization", "ClosureReason", 255, func(t *testing.T, s *shop) []string {
			_, authorization := s.authorized(t, "106.00")
			return []string{"AmazonAuthorizationId", authorization}
		}},
		{"Authorize", "SellerAuthorizationNote", 255, authorize},
		{"Authorize", "SoftDescriptor", 16, authorize},
		{"Capture", "SellerCaptureNote", 255, capture},
		{"Capture", "SoftDescriptor", 16, capture},
		{"Refund", "SellerRefundNote", 255, refund},
		{"Refund", "SoftDescriptor", 16, refund},
	} {
		t.Run(tt.operation+"/"+tt.parameter, func(t *testing.T) {
			for _, letter := range []string{"x", "é", "📚"} {
				s := newShop(t)
				pairs := tt.pairs(t, s)
				s.requireUnchanged(t, func() {
					w := s.call(t, tt.operation, append(pairs, tt.parameter, strings.Repeat(letter, tt.limit+1))...)
					requireRefused(t, w, 400, "InvalidParameterValue")
					require.Contains(t, element(t, w, "Message"), "1 validation error detected: Value '"+letter)
				})
				requireOK(t, s.call(t, tt.operation, append(pairs, tt.parameter, strings.Repeat(letter, tt.limit))...), "RequestId")
			}
		})
	}
}

// TestTimeouts is about TransactionTimeout: 0, or a multiple of 5 up to 1440.
func TestTimeouts(t *testing.T) {
	for sent, state := range map[string]string{
		"0": "Open", "5": "Pending", "10": "Pending", "1435": "Pending", "1440": "Pending",
		"1": "", "4": "", "6": "", "1441": "", "1445": "", "-5": "", "5.0": "", "five": "", "": "", "99999999999999999999": "",
	} {
		t.Run(sent, func(t *testing.T) {
			s := newShop(t)
			w := s.call(t, "Authorize", append(price("AuthorizationAmount", "1"), "AmazonOrderReferenceId", s.order(t, "106.00"),
				"AuthorizationReferenceId", "a", "TransactionTimeout", sent)...)
			if state != "" {
				require.Equal(t, state, requireOK(t, w, "State"))
				return
			}
			requireRefused(t, w, 400, "InvalidParameterValue")
			require.Equal(t, "The Value '"+sent+"' is invalid for the Parameter 'TransactionTimeout'", element(t, w, "Message"))
		})
	}
}

// TestBooleans: WooCommerce and tuurbo send 1 and 0, others any letter case.
func TestBooleans(t *testing.T) {
	for sent, printed := range map[string]string{
		"true": "true", "TRUE": "true", "True": "true", "1": "true", "false": "false", "False": "false", "0": "false",
		"": "", "yes": "", "2": "", "t": "", " true": "",
	} {
		t.Run(sent, func(t *testing.T) {
			s := newShop(t)
			w := s.call(t, "Authorize", append(price("AuthorizationAmount", "1"), "AmazonOrderReferenceId", s.order(t, "106.00"),
				"AuthorizationReferenceId", "a", "CaptureNow", sent)...)
			if printed != "" {
				require.Equal(t, printed, requireOK(t, w, "CaptureNow"))
				return
			}
			requireRefused(t, w, 400, "InvalidParameterValue")
			require.Equal(t, "The Value '"+sent+"' is invalid for the Parameter 'CaptureNow'", element(t, w, "Message"))
		})
	}
}

package mws_test

import (
	"net/http/httptest"
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
)

// keyed are the calls that a reference id makes idempotent. Each is made on one
// of two parents.
var keyed = []struct {
	operation, reference, id string
	first                    []string // parameters of the first call, but for parent and reference
	parents                  func(*testing.T, *shop) [2][]string
	closeParent              func(*testing.T, *shop, string)
}{
	{
		"Authorize", "AuthorizationReferenceId", "AmazonAuthorizationId",
		append(price("AuthorizationAmount", "10.00"), "SellerAuthorizationNote", "note", "TransactionTimeout", "1440", "CaptureNow", "true",
			"SoftDescriptor", "words", "ProviderCreditList.member.1.ProviderId", "A1PROVIDER",
			"ProviderCreditList.member.1.CreditAmount.Amount", "1", "ProviderCreditList.member.1.CreditAmount.CurrencyCode", "USD"),
		func(t *testing.T, s *shop) [2][]string {
			return [2][]string{{"AmazonOrderReferenceId", s.order(t, "106.00")}, {"AmazonOrderReferenceId", s.order(t, "106.00")}}
		},
		func(t *testing.T, s *shop, order string) {
			requireOK(t, s.call(t, "CloseOrderReference", "AmazonOrderReferenceId", order), "RequestId")
		},
	},
	{
		"Capture", "CaptureReferenceId", "AmazonCaptureId",
		append(price("CaptureAmount", "10.00"), "SellerCaptureNote", "note", "SoftDescriptor", "words",
			"ProviderCreditList.member.1.ProviderId", "A1PROVIDER",
			"ProviderCreditList.member.1.CreditAmount.Amount", "1", "ProviderCreditList.member.1.CreditAmount.CurrencyCode", "USD"),
		func(t *testing.T, s *shop) [2][]string {
			_, one := s.authorized(t, "106.00")
			_, two := s.authorized(t, "106.00")
			return [2][]string{{"AmazonAuthorizationId", one}, {"AmazonAuthorizationId", two}}
		},
		func(*testing.T, *shop, string) {}, // the capture itself closed it
	},
	{
		"Refund", "RefundReferenceId", "AmazonRefundId",
		append(price("RefundAmount", "10.00"), "SellerRefundNote", "note", "SoftDescriptor", "words",
			"ProviderCreditReversalList.member.1.ProviderId", "A1PROVIDER",
			"ProviderCreditReversalList.member.1.CreditReversalAmount.Amount", "1",
			"ProviderCreditReversalList.member.1.CreditReversalAmount.CurrencyCode", "USD"),
		func(t *testing.T, s *shop) [2][]string {
			return [2][]string{{"AmazonCaptureId", s.captured(t, "106.00")}, {"AmazonCaptureId", s.captured(t, "106.00")}}
		},
		func(t *testing.T, s *shop, capture string) {
			_, err := s.account().Decide(capture, emulator.Verdict{State: emulator.Closed, Reason: emulator.AmazonClosed})
			require.NoError(t, err)
		},
	},
}

// changed returns the parameters with one of them at another value, added, or
// taken away.
func changed(pairs []string, name, value string) []string {
	pairs = slices.Clone(pairs)
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i] == name {
			if value == "" {
				return slices.Delete(pairs, i, i+2)
			}
			pairs[i+1] = value
			return pairs
		}
	}
	return append(pairs, name, value)
}

// inCurrency returns the parameters with every amount in another currency.
func inCurrency(pairs []string, currency string) []string {
	pairs = slices.Clone(pairs)
	for i, p := range pairs {
		if p == "USD" {
			pairs[i] = currency
		}
	}
	return pairs
}

// requestID is what alone differs between an answer and its replay.
var requestID = regexp.MustCompile(`<RequestI[dD]>[^<]*<`)

func withoutID(w *httptest.ResponseRecorder) string {
	return requestID.ReplaceAllString(w.Body.String(), "")
}

// TestReplay is the table of mws-errors section 4 for each kind: the same
// request gets the first answer, other parameters DuplicateRequest, another
// parent DuplicateReferenceId.
func TestReplay(t *testing.T) {
	for _, k := range keyed {
		t.Run(k.operation, func(t *testing.T) {
			s := newShop(t)
			parents := k.parents(t, s)
			call := func(parent, pairs []string) *httptest.ResponseRecorder {
				return s.call(t, k.operation, slices.Concat(parent, []string{k.reference, "R"}, pairs)...)
			}
			first := call(parents[0], k.first)
			requireOK(t, first, "State")
			amount := k.first[0]

			same := func(t *testing.T, pairs []string) {
				s.requireUnchanged(t, func() {
					again := call(parents[0], pairs)
					require.Equal(t, 200, again.Code, again.Body)
					require.Equal(t, withoutID(first), withoutID(again))
					require.NotEqual(t, first.Header().Get("X-Mws-Request-Id"), again.Header().Get("X-Mws-Request-Id"))
				})
			}
			refused := func(t *testing.T, code string, parent, pairs []string) {
				s.requireUnchanged(t, func() { requireRefused(t, call(parent, pairs), 400, code) })
			}

			t.Run("same", func(t *testing.T) { same(t, k.first) })
			for _, written := range []string{"10", "10.0", "10.0000", "010.00", "9.9999", "10.0049"} {
				t.Run("amount written "+written, func(t *testing.T) { same(t, changed(k.first, amount, written)) })
			}
			t.Run("with an unknown parameter", func(t *testing.T) { same(t, changed(k.first, "PlatformId", "A1")) })
			for i := 0; i < len(k.first); i += 2 {
				name := k.first[i]
				another := map[string]string{"USD": "EUR", "10.00": "11", "1440": "720", "true": "false", "1": "2"}[k.first[i+1]]
				if another == "" {
					another = "another"
				}
				pairs := changed(k.first, name, another)
				if another == "EUR" { // the shares are in the same currency
					pairs = inCurrency(k.first, another)
				}
				t.Run("other "+name, func(t *testing.T) { refused(t, "DuplicateRequest", parents[0], pairs) })
				t.Run("other "+name+" and parent", func(t *testing.T) { refused(t, "DuplicateReferenceId", parents[1], pairs) })
			}
			t.Run("without note", func(t *testing.T) {
				refused(t, "DuplicateRequest", parents[0], slices.DeleteFunc(slices.Clone(k.first), func(p string) bool { return p == "note" || p == k.first[4] }))
			})
			t.Run("other parent", func(t *testing.T) { refused(t, "DuplicateReferenceId", parents[1], k.first) })
			t.Run("unknown parent", func(t *testing.T) {
				s.requireUnchanged(t, func() {
					require.Equal(t, 404, call([]string{parents[0][0], "S01-0000000-0000000"}, k.first).Code)
				})
			})
			t.Run("other letter case", func(t *testing.T) {
				require.Equal(t, 404, s.call(t, k.operation, slices.Concat([]string{parents[0][0], "x"}, []string{k.reference, "r"}, k.first)...).Code)
				requireOK(t, s.call(t, k.operation, slices.Concat(parents[1], []string{k.reference, "r"}, k.first)...), "State")
			})
			t.Run("much later, the parent closed", func(t *testing.T) {
				k.closeParent(t, s, parents[0][1])
				s.advance(t, 200*emulator.Day)
				same(t, k.first)
			})
		})
	}
}

// TestReplayOfDefaults: what was left out and what means the same are the same.
func TestReplayOfDefaults(t *testing.T) {
	s := newShop(t)
	pairs := append(price("AuthorizationAmount", "10"), "AmazonOrderReferenceId", s.order(t, "106.00"), "AuthorizationReferenceId", "R")
	first := requireOK(t, s.call(t, "Authorize", pairs...), "AmazonAuthorizationId")
	for name, more := range map[string][]string{
		"timeout": {"TransactionTimeout", "1440"}, "capture now": {"CaptureNow", "0"}, "note": {"SellerAuthorizationNote", ""},
		"descriptor": {"SoftDescriptor", ""},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, first, requireOK(t, s.call(t, "Authorize", append(slices.Clone(pairs), more...)...), "AmazonAuthorizationId"))
		})
	}
	requireRefused(t, s.call(t, "Authorize", append(slices.Clone(pairs), "TransactionTimeout", "0")...), 400, "DuplicateRequest")
}

// TestReplayOfRefused: a call that was refused leaves its reference id free.
func TestReplayOfRefused(t *testing.T) {
	for _, k := range keyed {
		t.Run(k.operation, func(t *testing.T) {
			s := newShop(t)
			parents := k.parents(t, s)
			call := func(pairs []string) *httptest.ResponseRecorder {
				return s.call(t, k.operation, slices.Concat(parents[0], []string{k.reference, "R"}, pairs)...)
			}
			for _, bad := range [][]string{
				changed(k.first, k.first[0], "149999"),
				inCurrency(k.first, "EUR"),
				changed(k.first, k.first[4], `{"SandboxSimulation":{"State":"Exploded"}}`),
				changed(k.first, k.first[0], "x"),
			} {
				s.requireUnchanged(t, func() { require.Equal(t, 400, call(bad).Code) })
			}
			requireOK(t, call(changed(k.first, k.first[4], "yet another")), "State")
		})
	}
}

// TestReplayOfDeclined: a declined object keeps its reference id.
func TestReplayOfDeclined(t *testing.T) {
	for _, k := range keyed {
		t.Run(k.operation, func(t *testing.T) {
			s := newShop(t)
			parents := k.parents(t, s)
			note := changed(k.first, k.first[4], simulation("Declined", "ProcessingFailure", ""))
			call := func(parent, pairs []string, reference string) *httptest.ResponseRecorder {
				return s.call(t, k.operation, slices.Concat(parent, []string{k.reference, reference}, pairs)...)
			}
			first := call(parents[0], note, "R")
			requireOK(t, first, "State")
			s.advance(t, time.Minute)
			require.Equal(t, withoutID(first), withoutID(call(parents[0], note, "R")))
			s.requireUnchanged(t, func() {
				requireRefused(t, call(parents[0], k.first, "R"), 400, "DuplicateRequest")
				requireRefused(t, call(parents[1], k.first, "R"), 400, "DuplicateReferenceId")
			})
			requireOK(t, call(parents[0], k.first, "R2"), "State")
		})
	}
}

// TestReplayNamespaces: kinds, sellers and environments have reference ids of
// their own.
func TestReplayNamespaces(t *testing.T) {
	s := newShop(t)
	order := s.order(t, "106.00")
	w := s.call(t, "Authorize", append(price("AuthorizationAmount", "10"), "AmazonOrderReferenceId", order, "AuthorizationReferenceId", "R", "TransactionTimeout", "0")...)
	w = s.call(t, "Capture", append(price("CaptureAmount", "10"), "AmazonAuthorizationId", requireOK(t, w, "AmazonAuthorizationId"), "CaptureReferenceId", "R")...)
	w = s.call(t, "Refund", append(price("RefundAmount", "10"), "AmazonCaptureId", requireOK(t, w, "AmazonCaptureId"), "RefundReferenceId", "R")...)
	requireOK(t, w, "AmazonRefundId")

	s.path = live
	o, err := s.account().Create(engine.Arrangement{Environment: emulator.Live, Buyer: buyer, Total: emulator.Units(106, emulator.USD), Confirmed: true})
	require.NoError(t, err)
	w = s.call(t, "Authorize", append(price("AuthorizationAmount", "10"), "AmazonOrderReferenceId", o.ID, "AuthorizationReferenceId", "R", "TransactionTimeout", "0")...)
	require.Equal(t, "Open", requireOK(t, w, "State"))
}

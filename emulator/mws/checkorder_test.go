package mws_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
	"amazon-pay-emulator/emulator/mws"
)

// violation makes a good Capture fail one check.
type violation struct {
	name   string
	spoil  func(*attempt, *world)
	status int
	code   string
	says   string // in the message or the hint
}

// world holds the objects that violations need.
type world struct {
	shop               *shop
	open, used, closed string // authorizations: free, captured as "used", closed
}

// violations stand in the order of the checks, mws-api 2.3 (assumed). Between
// the path and the action comes what keeps the form from being read.
var violations = []violation{
	{"section", func(a *attempt, _ *world) { a.path = "/OffAmazonPayments_Sandbox/2012-01-01" }, 404, "InvalidAddress", "2012-01-01 is not found"},
	{"form", func(a *attempt, _ *world) { a.tail = "&note=%zz" }, 400, "InvalidParameterValue", "The Value '%zz' is invalid for the Parameter 'note'"},
	{"action", func(a *attempt, _ *world) { a.set("Action", "capture") }, 404, "InvalidAddress", "the nearest is Capture"},
	{"doubled", func(a *attempt, _ *world) { a.tail += "&SellerId=" + seller }, 400, "InvalidParameterValue", "sent twice"},
	{"missing", func(a *attempt, _ *world) { a.drop("Timestamp") }, 400, "MissingParameter", "the parameter Timestamp"},
	{"version", func(a *attempt, _ *world) { a.set("Version", "2012-01-01") }, 404, "InvalidAddress", "the API's is 2013-01-01"},
	{"signature version", func(a *attempt, _ *world) { a.set("SignatureVersion", "4") }, 400, "InvalidParameterValue", "'SignatureVersion'"},
	{"signature method", func(a *attempt, _ *world) { a.set("SignatureMethod", "HmacMD5") }, 400, "InvalidParameterValue", "'SignatureMethod'"},
	{"key", func(a *attempt, _ *world) { a.set("AWSAccessKeyId", "AKIANOBODY") }, 403, "InvalidAccessKeyId", ""},
	{"signature", func(a *attempt, _ *world) { a.signature = "bm90IHRoaXMgb25l" }, 403, "SignatureDoesNotMatch", ""},
	{"timestamp", func(a *attempt, _ *world) { a.set("Timestamp", "2021-03-04T05:06:07Z") }, 400, "InvalidParameterValue", "'Timestamp'"},
	{"seller", func(a *attempt, _ *world) { a.set("SellerId", "A9SOMEBODYELSE") }, 401, "AccessDenied", ""},
	{"throttle", func(_ *attempt, w *world) { w.spend() }, 503, "RequestThrottled", "once more every 1s"},
	{"parameters", func(a *attempt, _ *world) { a.set("CaptureAmount.Amount", "x") }, 400, "InvalidParameterValue", "'Amount'"},
	{"object", func(a *attempt, _ *world) { a.set("AmazonAuthorizationId", "S01-0000000-0000000-A000000") }, 404, "InvalidTransactionId", ""},
	{"replay", func(a *attempt, _ *world) { a.set("CaptureReferenceId", "used") }, 400, "DuplicateReferenceId", ""},
	{"state", func(a *attempt, w *world) { a.set("AmazonAuthorizationId", w.closed) }, 405, "InvalidAuthorizationStatus", ""},
	{"currency", func(a *attempt, _ *world) { a.set("CaptureAmount.CurrencyCode", "EUR") }, 400, "CurrencyMismatch", ""},
	{"amount", func(a *attempt, _ *world) { a.set("CaptureAmount.Amount", "106.01") }, 400, "TransactionAmountExceeded", ""},
}

// newWorld makes a shop that checks signatures strictly, and the world.
func newWorld(t *testing.T) (*shop, *world) {
	t.Helper()
	s := newShop(t, func(eo *engine.Options, mo *mws.Options) {
		mo.Signature, mo.Throttle = mws.Strict, mws.ProductionThrottle
		eo.Sellers = append(eo.Sellers, engine.Seller{ID: "A9SOMEBODYELSE", AccessKey: "AKIASOMEBODYELSE", SecretKey: "another-secret"})
	})
	w := world{shop: s}
	_, w.open = s.authorized(t, "106.00")
	_, w.used = s.authorized(t, "106.00")
	_, w.closed = s.authorized(t, "106.00")
	requireOK(t, s.call(t, "Capture", append(price("CaptureAmount", "106.00"), "AmazonAuthorizationId", w.used, "CaptureReferenceId", "used")...), "State")
	requireOK(t, s.call(t, "CloseAuthorization", "AmazonAuthorizationId", w.closed), "RequestId")
	return s, &w
}

// attempt is a good call, for which the quota is full.
func (w *world) attempt(t *testing.T) *attempt {
	t.Helper()
	w.shop.advance(t, 10*time.Second)
	return newAttempt("Capture", append(price("CaptureAmount", "106.00"), "AmazonAuthorizationId", w.open, "CaptureReferenceId", "c")...)
}

// spend uses the quota up.
func (w *world) spend() {
	captures := engine.Counted{Operation: emulator.OpCapture, Environment: emulator.Sandbox, AccessKey: accessKey}
	for w.shop.account().Spend(captures, engine.Quota{Most: 10, Restore: time.Second}) == 0 {
		continue
	}
}

// TestCheckOrder sends every pair of violations in one call: the earlier check
// answers. A pair whose violations need the same parameter has the earlier one.
func TestCheckOrder(t *testing.T) {
	s, w := newWorld(t)
	for i, first := range violations {
		t.Run(first.name, func(t *testing.T) {
			a := w.attempt(t)
			first.spoil(a, w)
			s.requireViolated(t, a, first)
			for _, second := range violations[i+1:] {
				t.Run("before "+second.name, func(t *testing.T) {
					a := w.attempt(t)
					second.spoil(a, w)
					first.spoil(a, w)
					s.requireViolated(t, a, first)
				})
			}
		})
	}
	// And nothing of that kept the good call from succeeding.
	require.Equal(t, "Completed", requireOK(t, s.send(t, w.attempt(t)), "State"))
}

func (s *shop) requireViolated(t *testing.T, a *attempt, v violation) {
	t.Helper()
	s.requireUnchanged(t, func() {
		answer := s.send(t, a)
		requireRefused(t, answer, v.status, v.code)
		if v.says != "" {
			require.Contains(t, value(answer, "Message")+"\n"+answer.Header().Get("X-Emulator-Hint"), v.says)
		}
	})
}

// TestCheckOrderOfAuthorize and of Refund hold the checks of 2.3's last step
// against each other: state, currency, amount, count.
func TestCheckOrderOfAuthorize(t *testing.T) {
	s := newShop(t)
	closed, open := s.order(t, "106.00"), s.order(t, "106.00")
	requireOK(t, s.call(t, "CloseOrderReference", "AmazonOrderReferenceId", closed), "RequestId")
	full := s.order(t, "25.00")
	for i := range 25 {
		requireOK(t, s.call(t, "Authorize", append(price("AuthorizationAmount", "1"), "AmazonOrderReferenceId", full,
			"AuthorizationReferenceId", "full-"+string(rune('a'+i)))...), "State")
	}
	for _, tt := range []struct{ name, order, amount, currency, code, says string }{
		{"state before currency", closed, "1", "EUR", "InvalidOrderReferenceStatus", ""},
		{"state before amount", closed, "999999", "USD", "InvalidOrderReferenceStatus", ""},
		{"currency before the maximum", open, "999999", "EUR", "CurrencyMismatch", ""},
		{"the maximum before the total", open, "150000.01", "USD", "TransactionAmountExceeded", "A Authorize request"},
		{"the maximum is allowed by itself", open, "150000", "USD", "TransactionAmountExceeded", "An Authorization request"},
		{"amount before count", full, "4", "USD", "TransactionAmountExceeded", ""},
		{"count", full, "3", "USD", "TransactionCountExceeded", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s.requireUnchanged(t, func() {
				w := s.call(t, "Authorize", "AmazonOrderReferenceId", tt.order, "AuthorizationReferenceId", "a",
					"AuthorizationAmount.Amount", tt.amount, "AuthorizationAmount.CurrencyCode", tt.currency)
				requireRefused(t, w, statusOf[tt.code], tt.code)
				require.Contains(t, value(w, "Message"), tt.says)
			})
		})
	}
}

func TestCheckOrderOfRefund(t *testing.T) {
	s := newShop(t)
	captured := func(reference string, note ...string) string {
		_, authorization := s.authorized(t, "106.00")
		return requireOK(t, s.call(t, "Capture", append(append(price("CaptureAmount", "106.00"), note...),
			"AmazonAuthorizationId", authorization, "CaptureReferenceId", reference)...), "AmazonCaptureId")
	}
	pending := captured("pending", "SellerCaptureNote", `{"SandboxSimulation":{"State":"Pending"}}`)
	full, completed := captured("full"), captured("completed")
	for i := range 10 {
		requireOK(t, s.call(t, "Refund", append(price("RefundAmount", "1"), "AmazonCaptureId", full, "RefundReferenceId", "full-"+string(rune('a'+i)))...), "State")
	}
	for _, tt := range []struct{ name, capture, amount, currency, code, says string }{
		{"state before currency", pending, "1", "EUR", "CaptureNotRefundable", ""},
		{"state before amount", pending, "999999", "USD", "CaptureNotRefundable", ""},
		{"currency before the maximum", completed, "999999", "EUR", "CurrencyMismatch", ""},
		{"the maximum before the limit", completed, "150000.01", "USD", "TransactionAmountExceeded", "150000.01 USD cannot be accepted."},
		{"amount before count", full, "112", "USD", "TransactionAmountExceeded", "already been refunded"},
		{"count", full, "111", "USD", "TransactionCountExceeded", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s.requireUnchanged(t, func() {
				w := s.call(t, "Refund", "AmazonCaptureId", tt.capture, "RefundReferenceId", "r",
					"RefundAmount.Amount", tt.amount, "RefundAmount.CurrencyCode", tt.currency)
				requireRefused(t, w, statusOf[tt.code], tt.code)
				require.Contains(t, value(w, "Message"), tt.says)
			})
		})
	}
}

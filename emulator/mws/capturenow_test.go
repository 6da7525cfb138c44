package mws_test

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestCaptureNowReferences is about the reference id that an authorization with
// CaptureNow shares with the capture that it makes, mws-errors section 4.
func TestCaptureNowReferences(t *testing.T) {
	type fixture struct {
		*shop
		order, now, other string // an order, its authorization with CaptureNow, another authorization
	}
	capture := func(t *testing.T, f *fixture, authorization, reference, amount string, more ...string) *httptest.ResponseRecorder {
		return f.call(t, "Capture", append(append(price("CaptureAmount", amount), more...),
			"AmazonAuthorizationId", authorization, "CaptureReferenceId", reference)...)
	}
	authorize := func(t *testing.T, f *fixture, reference string, more ...string) *httptest.ResponseRecorder {
		return f.call(t, "Authorize", append(append(price("AuthorizationAmount", "10"), more...),
			"AmazonOrderReferenceId", f.order, "AuthorizationReferenceId", reference)...)
	}
	withNow := func(t *testing.T, more ...string) *fixture {
		f := &fixture{shop: newShop(t)}
		f.order = f.shop.order(t, "106.00")
		f.now = requireOK(t, authorize(t, f, "R", append(more, "CaptureNow", "true")...), "AmazonAuthorizationId")
		f.other = requireOK(t, authorize(t, f, "other", "TransactionTimeout", "0"), "AmazonAuthorizationId")
		return f
	}
	twin := func(authorization string) string { return strings.Replace(authorization, "-A", "-C", 1) }
	refused := func(t *testing.T, f *fixture, w *httptest.ResponseRecorder, code string) {
		requireRefused(t, w, statusOf[code], code)
	}

	t.Run("same amount: the capture that was made", func(t *testing.T) {
		f := withNow(t, synchronous...)
		for _, more := range [][]string{nil, {"SellerCaptureNote", "note"}, {"SoftDescriptor", "words"}} {
			f.requireUnchanged(t, func() {
				w := capture(t, f, f.now, "R", "10.00", more...)
				require.Equal(t, twin(f.now), requireOK(t, w, "AmazonCaptureId"))
				require.Equal(t, "Completed", element(t, w, "State"))
			})
		}
	})
	t.Run("other amount", func(t *testing.T) {
		f := withNow(t, synchronous...)
		f.requireUnchanged(t, func() { refused(t, f, capture(t, f, f.now, "R", "9"), "DuplicateRequest") })
	})
	t.Run("other currency", func(t *testing.T) {
		f := withNow(t, synchronous...)
		w := f.call(t, "Capture", "AmazonAuthorizationId", f.now, "CaptureReferenceId", "R", "CaptureAmount.Amount", "10", "CaptureAmount.CurrencyCode", "EUR")
		refused(t, f, w, "DuplicateRequest")
	})
	t.Run("other authorization", func(t *testing.T) {
		f := withNow(t, synchronous...)
		f.requireUnchanged(t, func() { refused(t, f, capture(t, f, f.other, "R", "10"), "DuplicateReferenceId") })
	})
	t.Run("other reference on the same authorization", func(t *testing.T) {
		f := withNow(t, synchronous...)
		f.requireUnchanged(t, func() { refused(t, f, capture(t, f, f.now, "R2", "10"), "InvalidAuthorizationStatus") })
	})

	t.Run("while Pending, on the same authorization", func(t *testing.T) {
		f := withNow(t)
		f.requireUnchanged(t, func() { refused(t, f, capture(t, f, f.now, "R", "10"), "InvalidAuthorizationStatus") })
		f.advance(t, 30*time.Second)
		require.Equal(t, twin(f.now), requireOK(t, capture(t, f, f.now, "R", "10"), "AmazonCaptureId"))
	})
	t.Run("while Pending, on another authorization: it is promised", func(t *testing.T) {
		f := withNow(t)
		f.requireUnchanged(t, func() { refused(t, f, capture(t, f, f.other, "R", "10"), "DuplicateReferenceId") })
	})
	t.Run("declined at once: it is free for captures", func(t *testing.T) {
		f := withNow(t, append(synchronous, "SellerAuthorizationNote", simulation("Declined", "ProcessingFailure", ""))...)
		require.Equal(t, "Completed", requireOK(t, capture(t, f, f.other, "R", "10"), "State"))
	})
	t.Run("declined later: free from then on", func(t *testing.T) {
		f := withNow(t, "SellerAuthorizationNote", simulation("Declined", "ProcessingFailure", ""))
		refused(t, f, capture(t, f, f.other, "R", "10"), "DuplicateReferenceId")
		f.advance(t, 30*time.Second)
		require.Equal(t, "Completed", requireOK(t, capture(t, f, f.other, "R", "10"), "State"))
	})
	t.Run("closed while Pending: free from then on", func(t *testing.T) {
		f := withNow(t)
		requireOK(t, f.call(t, "CloseAuthorization", "AmazonAuthorizationId", f.now), "RequestId")
		require.Equal(t, "Completed", requireOK(t, capture(t, f, f.other, "R", "10"), "State"))
	})

	t.Run("a capture has it already", func(t *testing.T) {
		f := withNow(t, synchronous...)
		requireOK(t, capture(t, f, f.other, "taken", "10"), "State")
		f.requireUnchanged(t, func() { refused(t, f, authorize(t, f, "taken", "CaptureNow", "true"), "DuplicateReferenceId") })
		requireOK(t, authorize(t, f, "taken"), "State") // without CaptureNow it is free
	})
	t.Run("replay of the authorization", func(t *testing.T) {
		f := withNow(t, synchronous...)
		w := authorize(t, f, "R", append(synchronous, "CaptureNow", "true")...)
		require.Equal(t, f.now, requireOK(t, w, "AmazonAuthorizationId"))
		require.Equal(t, twin(f.now), element(t, w, "IdList/member"))
		require.Equal(t, "0", element(t, w, "CapturedAmount/Amount"), "as in the first answer")
		f.requireUnchanged(t, func() { refused(t, f, authorize(t, f, "R", synchronous...), "DuplicateRequest") })
	})
	t.Run("replay of an asynchronous one, captured meanwhile", func(t *testing.T) {
		f := withNow(t)
		f.advance(t, 30*time.Second)
		w := authorize(t, f, "R", "CaptureNow", "true")
		require.Equal(t, "Pending", requireOK(t, w, "State"))
		require.Contains(t, w.Body.String(), "<IdList/>")
	})
	t.Run("a replay is what the first answer was, captured with its reference since", func(t *testing.T) {
		f := withNow(t, append(synchronous, "SellerAuthorizationNote", simulation("Closed", "ExpiredUnused", ""))...)
		require.Equal(t, "Open", f.status(t, "GetAuthorizationDetails", "AmazonAuthorizationId", f.now))
		requireOK(t, capture(t, f, f.now, "R", "10"), "State")
		w := authorize(t, f, "R", append(synchronous, "CaptureNow", "true", "SellerAuthorizationNote", simulation("Closed", "ExpiredUnused", ""))...)
		require.Equal(t, "Open", requireOK(t, w, "State"))
		require.Contains(t, w.Body.String(), "<IdList/>")
	})
}

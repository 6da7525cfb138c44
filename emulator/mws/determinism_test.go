package mws_test

import (
	"fmt"
	"math/rand/v2"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator/engine"
	"amazon-pay-emulator/emulator/mws"
)

// day is a merchant's day: a few hundred calls of all sorts, good and bad, and
// time passing. Which is drawn by a generator of its own; what comes of it is
// written down, headers included.
func day(t *testing.T, s *shop, between func(i int)) string {
	draw := rand.New(rand.NewPCG(1, 2))
	var b strings.Builder
	var orders, authorizations, captures []string
	pick := func(list []string) string {
		if len(list) == 0 || draw.IntN(20) == 0 {
			return "S01-0000000-0000000"
		}
		return list[draw.IntN(len(list))]
	}
	note := func(members string) string {
		if draw.IntN(3) > 0 {
			return "a note"
		}
		return `{"SandboxSimulation":{` + members + `}}`
	}
	for i := range 300 {
		between(i)
		reference := fmt.Sprintf("R%d", draw.IntN(100))
		amount := fmt.Sprintf("%d.%02d", draw.IntN(60), draw.IntN(100))
		var w *httptest.ResponseRecorder
		switch draw.IntN(9) {
		case 0, 1:
			orders = append(orders, s.order(t, "106.00"))
			continue
		case 2:
			s.advance(t, time.Duration(draw.Int64N(int64(2*time.Hour))).Truncate(time.Millisecond))
			continue
		case 3, 4:
			w = s.call(t, "Authorize", append(price("AuthorizationAmount", amount), "AmazonOrderReferenceId", pick(orders),
				"AuthorizationReferenceId", reference, "TransactionTimeout", []string{"0", "5"}[draw.IntN(2)],
				"CaptureNow", []string{"0", "1"}[draw.IntN(2)], "SellerAuthorizationNote", note(`"State":"Declined","ReasonCode":"ProcessingFailure"`))...)
			if id := value(w, "AmazonAuthorizationId"); id != "" {
				authorizations = append(authorizations, id)
			}
		case 5:
			w = s.call(t, "Capture", append(price("CaptureAmount", amount), "AmazonAuthorizationId", pick(authorizations),
				"CaptureReferenceId", reference, "SellerCaptureNote", note(`"State":"Pending"`))...)
			if id := value(w, "AmazonCaptureId"); id != "" {
				captures = append(captures, id)
			}
		case 6:
			w = s.call(t, "Refund", append(price("RefundAmount", amount), "AmazonCaptureId", pick(captures),
				"RefundReferenceId", reference, "SellerRefundNote", note(`"State":"Declined","ReasonCode":"AmazonRejected"`))...)
		case 7:
			w = s.call(t, "GetAuthorizationDetails", "AmazonAuthorizationId", pick(authorizations))
		default:
			w = s.call(t, "GetOrderReferenceDetails", "AmazonOrderReferenceId", pick(orders))
		}
		requireProper(t, w)
		fmt.Fprintln(&b, w.Code, w.Header(), w.Body)
	}
	return b.String()
}

// TestDeterminism: the same seed and the same calls give the same bytes, request
// ids and timestamps included. What others do changes none of them.
func TestDeterminism(t *testing.T) {
	quiet := func(int) {}
	first := day(t, newShop(t), quiet)
	require.Greater(t, strings.Count(first, "<State>"), 100)
	require.Equal(t, first, day(t, newShop(t), quiet))

	t.Run("beside other sellers and calls of nobody", func(t *testing.T) {
		s := newShop(t)
		require.Equal(t, first, day(t, s, func(i int) {
			a := newAttempt("GetCaptureDetails", "AmazonCaptureId", "S01-1")
			a.set("SellerId", fmt.Sprintf("A%d", i%7))
			require.Equal(t, 404, s.send(t, a).Code)
			require.Equal(t, 404, s.serve(request("GET", "example.com", "/favicon.ico", "")).Code)
			require.Equal(t, 400, s.serve(request("POST", "example.com", sandbox, "Action=Capture&%")).Code)
		}))
	})
	t.Run("another seed", func(t *testing.T) {
		s := newShop(t, func(eo *engine.Options, _ *mws.Options) { eo.Seed = 2 })
		require.NotEqual(t, first, day(t, s, quiet))
	})
}

package mws_test

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
	"amazon-pay-emulator/emulator/mws"
	"amazon-pay-emulator/emulator/mws/params"
)

// fuzzWorld is a shop with one object of each kind; the ids are the same each
// time.
func fuzzWorld(t testing.TB) (*shop, *chain) {
	s := newShop(t)
	c := &chain{}
	c.order, c.authorization = s.authorized(t, "53.00")
	c.capture = s.captured(t, "53.00")
	c.refund = requireOK(t, s.call(t, "Refund", append(price("RefundAmount", "1"), "AmazonCaptureId", c.capture, "RefundReferenceId", "r")...), "AmazonRefundId")
	return s, c
}

// orders lists the orders of the shop.
func (s *shop) orders() []emulator.Order {
	var list []emulator.Order
	for _, o := range s.account().Objects(emulator.KindOrder, "") {
		list = append(list, *o.Order)
	}
	return list
}

// fuzzForm is a call by a key that nobody configured, so that no signature
// keeps the fuzzer from what comes behind it.
func fuzzForm(action string, pairs ...string) string {
	a := newAttempt(action, pairs...)
	a.set("AWSAccessKeyId", "AKIANOBODY")
	a.signature = "none"
	return a.form()
}

// FuzzFace sends anything. Whatever comes, the answer is proper and of a known
// status; a refused call and a read change nothing; and what succeeded once
// succeeds in the same words when it is repeated.
func FuzzFace(f *testing.F) {
	built, c := fuzzWorld(f)
	world := built.orders()
	calls := map[string][]string{
		"SetOrderReferenceDetails": append(price("OrderReferenceAttributes.OrderTotal", "1"), "AmazonOrderReferenceId", c.order),
		"SetOrderAttributes": {
			"AmazonOrderReferenceId", c.order, "OrderAttributes.SellerNote", "<&>",
			"OrderAttributes.SellerOrderAttributes.OrderItemCategories.OrderItemCategory.1", "Books",
		},
		"ConfirmOrderReference":    {"AmazonOrderReferenceId", c.order},
		"GetOrderReferenceDetails": {"AmazonOrderReferenceId", c.order, "AccessToken", "Atza|x"},
		"CancelOrderReference":     {"AmazonOrderReferenceId", c.order, "CancelationReason", "why"},
		"CloseOrderReference":      {"AmazonOrderReferenceId", c.order, "ClosureReason", simulation("Closed", "AmazonClosed", "")},
		"Authorize": append(price("AuthorizationAmount", "7.95"), "AmazonOrderReferenceId", c.order, "AuthorizationReferenceId", "R",
			"CaptureNow", "true", "TransactionTimeout", "0", "SellerAuthorizationNote", simulation("Declined", "InvalidPaymentMethod", `"SoftDecline":"true"`)),
		"GetAuthorizationDetails": {"AmazonAuthorizationId", c.authorization},
		"CloseAuthorization":      {"AmazonAuthorizationId", c.authorization},
		"Capture": append(price("CaptureAmount", "53"), "AmazonAuthorizationId", c.authorization, "CaptureReferenceId", "R",
			"SellerCaptureNote", simulation("Pending", "", ""), "ProviderCreditList.member.1.ProviderId", "A1",
			"ProviderCreditList.member.1.CreditAmount.Amount", "1", "ProviderCreditList.member.1.CreditAmount.CurrencyCode", "USD"),
		"GetCaptureDetails": {"AmazonCaptureId", c.capture},
		"Refund":            append(price("RefundAmount", "5"), "AmazonCaptureId", c.capture, "RefundReferenceId", "R", "SoftDescriptor", "sorry"),
		"GetRefundDetails":  {"AmazonRefundId", c.refund},
		"GetServiceStatus":  nil,
		"SetMerchantNotificationConfiguration": {
			"NotificationConfigurationList.NotificationConfiguration.1.NotificationUrl", "https://shop.example.test/ipn",
			"NotificationConfigurationList.NotificationConfiguration.1.EventTypes.EventTypeList.1", "ALL",
		},
		"GetMerchantNotificationConfiguration": nil,
	}
	for action, pairs := range calls {
		f.Add("POST", "example.com", sandbox, "", fuzzForm(action, pairs...), false)
		f.Add("GET", "localhost:2729", sandbox+"/", fuzzForm(action, pairs...), "", true)
	}
	f.Add("POST", "example.com", live, "Action=Capture", fuzzForm("Capture"), true)
	f.Add("POST", "example.com", sandbox, "", newAttempt("GetServiceStatus").form(), false)
	f.Add("PUT", "", "/", "%", "\xff=\x00", true)

	statuses := []int{200, 400, 401, 403, 404, 405}
	f.Fuzz(func(t *testing.T, method, host, path, query, body string, chunked bool) {
		s := newShop(t, func(eo *engine.Options, _ *mws.Options) {
			eo.World = func(time.Time) ([]emulator.Order, error) { return world, nil }
		})
		send := func() (int, string) {
			r := &http.Request{
				Method: method, Host: host, URL: &url.URL{Path: path, RawQuery: query}, Header: http.Header{},
				Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)),
			}
			if chunked {
				r.ContentLength = -1
			}
			w := s.serve(r)
			requireProper(t, w)
			return w.Code, withoutID(w)
		}
		before := s.objects()
		status, first := send()
		require.Contains(t, statuses, status)
		action := ""
		if form, err := params.Parse(query, []byte(body)); err == nil {
			action, _ = form.Get("Action")
		}
		if status != 200 || strings.HasPrefix(action, "Get") {
			require.Equal(t, before, s.objects())
			return
		}
		changed := s.objects()
		again, second := send()
		switch action {
		case "Authorize", "Capture", "Refund", "SetOrderReferenceDetails", "SetOrderAttributes", "ConfirmOrderReference",
			"SetMerchantNotificationConfiguration":
			require.Equal(t, 200, again)
			require.Equal(t, first, second)
			require.Equal(t, changed, s.objects())
		default: // closing or canceling what is closed or canceled
			require.Equal(t, 405, again)
		}
	})
}

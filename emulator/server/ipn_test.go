package server

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
	"amazon-pay-emulator/emulator/mws/params"
	"amazon-pay-emulator/emulator/mws/sigv2"
	"amazon-pay-emulator/ipnsender"
	"amazon-pay-emulator/ipnsender/sns"
	"amazon-pay-emulator/scenarios"
)

// merchant is a shop with an IPN endpoint that verifies what it gets by the
// certificate of the emulator.
type merchant struct {
	t      *testing.T
	server *Server
	http   *httptest.Server

	mu       sync.Mutex
	received []received
	answer   int
}

type received struct {
	kind, object, id string
	status           string // of the object, with its reason
	calls            int    // that the emulator had answered when it came
	sample           bool
	err              error
}

// open is a server with a merchant, on a frozen clock.
func openShop(t *testing.T, change ...func(*Options)) *merchant {
	t.Helper()
	m := &merchant{t: t, answer: http.StatusOK}
	m.http = httptest.NewServer(m)
	t.Cleanup(m.http.Close)
	m.server = newServer(t, append([]func(*Options){func(o *Options) { o.IPNURL = m.http.URL + "/ipn?shop=1" }}, change...)...)
	start(t, m.server)
	return m
}

func (m *merchant) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	got := received{err: m.verify(r, body)}
	var envelope struct{ MessageId, Message string }
	var inner struct {
		NotificationType, NotificationData string
		IsSample                           bool
	}
	_ = json.Unmarshal(body, &envelope)
	_ = json.Unmarshal([]byte(envelope.Message), &inner)
	got.id, got.kind, got.sample = envelope.MessageId, inner.NotificationType, inner.IsSample
	for _, name := range []string{"State", "ReasonCode"} {
		if _, rest, ok := strings.Cut(inner.NotificationData, "<"+name+">"); ok {
			text, _, _ := strings.Cut(rest, "<")
			got.status = strings.TrimSpace(got.status + " " + text)
		}
	}
	for _, name := range []string{"AmazonCaptureId", "AmazonAuthorizationId", "AmazonRefundId", "AmazonChargebackId", "AmazonOrderReferenceId"} {
		if _, rest, ok := strings.Cut(inner.NotificationData, "<"+name+">"); ok && got.object == "" {
			got.object, _, _ = strings.Cut(rest, "<")
		}
	}
	answered, _ := m.account().Records()
	got.calls = len(answered)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.received = append(m.received, got)
	w.WriteHeader(m.answer)
}

// verify checks a notification as an SDK does, but for where it fetches the
// certificate from.
func (m *merchant) verify(r *http.Request, body []byte) error {
	e, err := sns.ParseEnvelope(body)
	if err != nil {
		return err
	}
	u, err := url.Parse(e.SigningCertURL)
	if err != nil {
		return err
	}
	_, text := get(m.t, m.server.URL()+u.Path)
	block, _ := pem.Decode([]byte(text))
	certificate, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return err
	}
	if err := sns.VerifyHeaders(r.Header.Get, body); err != nil {
		return err
	}
	return sns.Verify(body, certificate)
}

// got waits for so many notifications in all, and lists their kinds.
func (m *merchant) got(n int) []received {
	m.t.Helper()
	var list []received
	require.Eventually(m.t, func() bool {
		m.mu.Lock()
		defer m.mu.Unlock()
		list = append([]received(nil), m.received...)
		return len(list) >= n
	}, time.Minute, time.Millisecond)
	require.Len(m.t, list, n)
	return list
}

func kinds(list []received) (names []string) {
	for _, r := range list {
		names = append(names, r.kind)
	}
	return names
}

func (m *merchant) account() *engine.Account { return m.server.engine.Account(example.ID) }

// next has the notifications of the next call of an operation delivered in a way.
func (m *merchant) next(on emulator.Operation, wish emulator.Delivery) {
	m.account().Scripted(func(s engine.Script) {
		s.(*scenarios.Director).Enqueue(&scenarios.Rule{
			On: []emulator.Operation{on}, Chance: 1, Times: 1, Then: []scenarios.Outcome{{Delivery: wish}},
		})
	})
}

// order makes an Open order.
func (m *merchant) order() string {
	m.t.Helper()
	b := emulator.Buyer{Name: "Ana Fields", Payment: emulator.Visa, Address: &emulator.Address{CountryCode: "US", PostalCode: "97701"}}
	o, err := m.account().Create(engine.Arrangement{Environment: emulator.Sandbox, Buyer: &b, Total: emulator.Units(100, emulator.USD), Confirmed: true})
	require.NoError(m.t, err)
	return o.ID
}

// send makes a signed API call over HTTP, on a connection of its own.
func (m *merchant) send(ctx context.Context, action string, pairs ...string) (*http.Response, error) {
	m.t.Helper()
	form := []params.Pair{
		{Name: "AWSAccessKeyId", Value: example.AccessKey},
		{Name: "Action", Value: action},
		{Name: "SellerId", Value: example.ID},
		{Name: "SignatureMethod", Value: "HmacSHA256"},
		{Name: "SignatureVersion", Value: "2"},
		{Name: "Timestamp", Value: time.Now().UTC().Format(time.RFC3339)},
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		form = append(form, params.Pair{Name: pairs[i], Value: pairs[i+1]})
	}
	const path = "/OffAmazonPayments_Sandbox/2013-01-01"
	signature, err := sigv2.NewKey(example.SecretKey).Sign(sigv2.Request{Method: "POST", Host: strings.TrimPrefix(m.server.URL(), "http://"), Path: path, Pairs: form})
	require.NoError(m.t, err)
	form = append(form, params.Pair{Name: "Signature", Value: signature})
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, m.server.URL()+path, strings.NewReader(params.Encode(form)))
	require.NoError(m.t, err)
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Close = true
	return http.DefaultClient.Do(request)
}

// call makes a signed API call that succeeds and returns the text of an element.
func (m *merchant) call(element, action string, pairs ...string) string {
	m.t.Helper()
	response, err := m.send(m.t.Context(), action, pairs...)
	require.NoError(m.t, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	require.NoError(m.t, err)
	require.Equal(m.t, http.StatusOK, response.StatusCode, string(body))
	_, rest, _ := strings.Cut(string(body), "<"+element+">")
	text, _, _ := strings.Cut(rest, "<")
	return text
}

func (m *merchant) authorize(order, reference string, more ...string) string {
	return m.call("AmazonAuthorizationId", "Authorize", append([]string{
		"AmazonOrderReferenceId", order, "AuthorizationReferenceId", reference, "TransactionTimeout", "0",
		"AuthorizationAmount.Amount", "10", "AuthorizationAmount.CurrencyCode", "USD",
	}, more...)...)
}

func (m *merchant) capture(authorization, reference string) string {
	return m.call("AmazonCaptureId", "Capture", "AmazonAuthorizationId", authorization, "CaptureReferenceId", reference,
		"CaptureAmount.Amount", "10", "CaptureAmount.CurrencyCode", "USD")
}

// Every kind arrives, once, in order, and verifies.
func TestIPNs(t *testing.T) {
	m := openShop(t)
	order := m.order()
	authorization := m.authorize(order, "a")
	capture := m.capture(authorization, "c")
	m.got(3)
	refund := m.call("AmazonRefundId", "Refund", "AmazonCaptureId", capture, "RefundReferenceId", "r", "RefundAmount.Amount", "1", "RefundAmount.CurrencyCode", "USD")
	result, err := m.server.engine.Advance(t.Context(), []*engine.Account{m.account()}, false, engine.Advance{By: time.Minute, Settle: time.Minute})
	require.NoError(t, err)
	require.True(t, result.Settled)
	m.got(4) // the advance has waited for it
	_, err = m.account().Dispute(capture, emulator.Money{}, "")
	require.NoError(t, err)
	m.got(5)
	m.call("RequestId", "CloseOrderReference", "AmazonOrderReferenceId", order)
	list := m.got(6)
	require.Equal(t, []string{
		"PaymentAuthorize", "PaymentCapture", "PaymentAuthorize", "PaymentRefund", "Chargeback Detailed Notification", "OrderReferenceNotification",
	}, kinds(list))
	for _, r := range list {
		require.NoError(t, r.err)
	}
	require.Equal(t, []string{authorization, capture, authorization, refund}, []string{list[0].object, list[1].object, list[2].object, list[3].object})
}

// CaptureNow sends two, the authorization first; a confirmed order is told of on
// demand only.
func TestCaptureNowAndConfirm(t *testing.T) {
	m := openShop(t, func(o *Options) { o.IPNOnConfirm = true })
	m.authorize(m.order(), "a", "CaptureNow", "true")
	require.Equal(t, []string{"OrderReferenceNotification", "PaymentAuthorize", "PaymentCapture"}, kinds(m.got(3)))
}

// A seller's own URL and endpoints of the API come before the common URL.
func TestIPNTargets(t *testing.T) {
	m := openShop(t)
	nobody := ""
	m.account().Configure(engine.SellerPatch{IPNURL: &nobody})
	m.account().SetEndpoints([]engine.Endpoint{
		{URL: m.http.URL, Events: []string{"PAYMENT_CAPTURE"}},
		{URL: m.http.URL + "/all", Events: []string{engine.AllEvents}},
	})
	m.authorize(m.order(), "a", "CaptureNow", "true")
	list := m.got(3)
	require.ElementsMatch(t, []string{"PaymentAuthorize", "PaymentCapture", "PaymentCapture"}, kinds(list))
}

// Without a URL they are recorded with their bytes, and nothing is sent.
func TestIPNsRecorded(t *testing.T) {
	m := openShop(t, func(o *Options) { o.IPNURL = "" })
	m.authorize(m.order(), "a")
	require.NoError(t, m.server.ipns.relay.relayed(t.Context()))
	list, _ := m.server.ipns.sender.Deliveries(example.ID)
	require.Len(t, list, 1)
	require.Equal(t, ipnsender.Recorded, list[0].State)
	_, request, err := m.server.ipns.sender.Show(example.ID, "1")
	require.NoError(t, err)
	require.Contains(t, string(request.Body), "PaymentAuthorize")
}

func TestIPNSample(t *testing.T) {
	m := openShop(t)
	for i, kind := range []string{"OrderReferenceNotification", "PaymentAuthorize", "PaymentCapture", "PaymentRefund", "Chargeback Detailed Notification"} {
		n, err := m.server.ipns.relay.sample(m.account(), kind, emulator.Sandbox)
		require.NoError(t, err)
		require.EqualValues(t, i+1, n)
		r := m.got(i + 1)[i]
		require.NoError(t, r.err)
		require.True(t, r.sample)
		require.Equal(t, kind, r.kind)
	}
	_, err := m.server.ipns.relay.sample(m.account(), "PaymentGuess", emulator.Sandbox)
	require.ErrorIs(t, err, ErrNoSample)
}

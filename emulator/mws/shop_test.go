package mws_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
	"amazon-pay-emulator/emulator/mws"
	"amazon-pay-emulator/emulator/mws/params"
	"amazon-pay-emulator/emulator/mws/sigv2"
	"amazon-pay-emulator/scenarios"
)

const (
	seller    = "A2EXAMPLESELLER"
	accessKey = "AKIAEXAMPLEACCESSKEY"
	secretKey = "example-secret-key"
	sandbox   = "/OffAmazonPayments_Sandbox/2013-01-01"
	live      = "/OffAmazonPayments/2013-01-01"
)

// start is where the frozen clock of every test begins; real is the machine's
// time in it, years apart so that nobody confuses them.
var (
	start = time.Date(2021, 3, 4, 5, 6, 7, 89e6, time.UTC)
	real  = time.Date(2026, 5, 6, 7, 8, 9, 0, time.UTC)
)

// shop is a merchant with an emulator of its own.
type shop struct {
	engine *engine.Engine
	face   *mws.Face
	path   string
}

func newShop(t testing.TB, change ...func(*engine.Options, *mws.Options)) *shop {
	t.Helper()
	eo := engine.Options{
		Real: func() time.Time { return real }, Seed: 1, ClockStart: start,
		Script:  func(string) engine.Script { return scenarios.NewDirector(scenarios.Vocabulary{}, nil, nil) },
		Sellers: []engine.Seller{{ID: seller, AccessKey: accessKey, SecretKey: secretKey, Region: emulator.US, StoreName: "Pine Street Books"}},
	}
	var mo mws.Options
	for _, c := range change {
		c(&eo, &mo)
	}
	e, err := engine.New(eo)
	require.NoError(t, err)
	t.Cleanup(e.Close)
	return &shop{engine: e, face: mws.New(e, mo), path: sandbox}
}

// buyer is who checks out in every test.
var buyer = &emulator.Buyer{
	Name: "Ana Fields", Email: "ana@example.test", Payment: emulator.Visa,
	Address: &emulator.Address{
		Name: "Ana Fields", Line1: "12 Mill Row", City: "Bend", StateOrRegion: "OR",
		PostalCode: "97701", CountryCode: "US", Phone: "541-555-0134",
	},
}

func (s *shop) account() *engine.Account { return s.engine.Account(seller) }

// next decides the next call of an operation.
func (s *shop) next(on emulator.Operation, v emulator.Verdict) {
	s.enqueue(on, scenarios.Outcome{Verdict: v})
}

func (s *shop) enqueue(on emulator.Operation, then scenarios.Outcome) {
	s.direct(func(d *scenarios.Director) {
		d.Enqueue(&scenarios.Rule{On: []emulator.Operation{on}, Chance: 1, Times: 1, Then: []scenarios.Outcome{then}})
	})
}

// waiting is how many one-shot rules have not been used.
func (s *shop) waiting() (n int) {
	s.direct(func(d *scenarios.Director) { n = len(d.Waiting()) })
	return n
}

func (s *shop) direct(use func(*scenarios.Director)) {
	_ = s.account().Scripted(func(script engine.Script) { use(script.(*scenarios.Director)) })
}

// order makes an order reference; with a total it is Open.
func (s *shop) order(t testing.TB, total string) string {
	t.Helper()
	w := engine.Arrangement{Environment: emulator.Sandbox, Buyer: buyer}
	if total != "" {
		m, err := emulator.ParseMoney(total, emulator.USD)
		require.NoError(t, err)
		w.Total, w.Confirmed = m, true
	}
	o, err := s.account().Create(w)
	require.NoError(t, err)
	return o.ID
}

func (s *shop) advance(t testing.TB, by time.Duration) {
	t.Helper()
	_, err := s.engine.Advance(t.Context(), s.engine.Accounts(), true, engine.Advance{By: by})
	require.NoError(t, err)
}

// form builds a call: the common parameters, then name and value pairs.
func form(action string, pairs ...string) []params.Pair {
	all := []params.Pair{
		{Name: "AWSAccessKeyId", Value: accessKey},
		{Name: "Action", Value: action},
		{Name: "SellerId", Value: seller},
		{Name: "SignatureMethod", Value: "HmacSHA256"},
		{Name: "SignatureVersion", Value: "2"},
		{Name: "Timestamp", Value: real.Format("2006-01-02T15:04:05Z")},
		{Name: "Version", Value: "2013-01-01"},
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		all = append(all, params.Pair{Name: pairs[i], Value: pairs[i+1]})
	}
	return all
}

// signed adds the signature to a call.
func (s *shop) signed(t testing.TB, method string, pairs []params.Pair) []params.Pair {
	t.Helper()
	signature, err := sigv2.NewKey(secretKey).Sign(sigv2.Request{Method: method, Host: "example.com", Path: s.path, Pairs: pairs})
	require.NoError(t, err)
	return append(pairs, params.Pair{Name: "Signature", Value: signature})
}

// call signs and sends a call and returns the whole answer.
func (s *shop) call(t testing.TB, action string, pairs ...string) *httptest.ResponseRecorder {
	t.Helper()
	return s.post(params.Encode(s.signed(t, http.MethodPost, form(action, pairs...))))
}

// post sends a body as it is.
func (s *shop) post(body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, s.path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return s.serve(r)
}

func (s *shop) serve(r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	s.face.ServeHTTP(w, r)
	return w
}

// value is the text of the first element of a name in an answer.
func value(w *httptest.ResponseRecorder, element string) string {
	_, rest, _ := strings.Cut(w.Body.String(), "<"+element+">")
	text, _, _ := strings.Cut(rest, "</"+element+">")
	return text
}

// requireOK fails unless the call succeeded, and returns the text of an element.
func requireOK(t testing.TB, w *httptest.ResponseRecorder, element string) string {
	t.Helper()
	require.Equal(t, http.StatusOK, w.Code, w.Body.String())
	return value(w, element)
}

// requireRefused fails unless the call was refused in this way.
func requireRefused(t testing.TB, w *httptest.ResponseRecorder, status int, code string) {
	t.Helper()
	require.Equal(t, status, w.Code, w.Body.String())
	require.Equal(t, code, value(w, "Code"), w.Body.String())
	require.Equal(t, "text/xml", w.Header().Get("Content-Type"))
	require.NotEmpty(t, w.Header().Get("X-Mws-Request-Id"))
}

func price(name, amount string) []string {
	return []string{name + ".Amount", amount, name + ".CurrencyCode", "USD"}
}

// authorized makes an Open order and an Open authorization of the same amount.
func (s *shop) authorized(t testing.TB, amount string) (order, authorization string) {
	t.Helper()
	order = s.order(t, amount)
	w := s.call(t, "Authorize", append(price("AuthorizationAmount", amount), "AmazonOrderReferenceId", order,
		"AuthorizationReferenceId", "auth-"+order, "TransactionTimeout", "0")...)
	return order, requireOK(t, w, "AmazonAuthorizationId")
}

package mws_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
	"amazon-pay-emulator/emulator/mws/params"
	"amazon-pay-emulator/emulator/mws/sigv2"
)

// attempt is a call of which anything can be made wrong before it is sent.
type attempt struct {
	method, host, path string
	pairs              []params.Pair
	secret             string // signs
	signature          string // sent instead, when not empty
	unsigned           bool   // no signature is sent
	tail               string // put behind the form as it is
}

func newAttempt(action string, pairs ...string) *attempt {
	return &attempt{method: http.MethodPost, host: "example.com", path: sandbox, pairs: form(action, pairs...), secret: secretKey}
}

// set gives a parameter a value, whether it was there or not.
func (a *attempt) set(name, value string) {
	for i := range a.pairs {
		if a.pairs[i].Name == name {
			a.pairs[i].Value = value
			return
		}
	}
	a.pairs = append(a.pairs, params.Pair{Name: name, Value: value})
}

// drop takes a parameter away.
func (a *attempt) drop(name string) {
	a.pairs = slices.DeleteFunc(a.pairs, func(p params.Pair) bool { return p.Name == name })
}

// form is the encoded form, signed as documented.
func (a *attempt) form() string {
	if a.unsigned {
		return params.Encode(a.pairs) + a.tail
	}
	signature := a.signature
	if signature == "" {
		var err error
		signature, err = sigv2.NewKey(a.secret).Sign(sigv2.Request{Method: a.method, Host: a.host, Path: a.path, Pairs: a.pairs})
		if err != nil {
			signature = "none" // by a method that nobody knows
		}
	}
	return params.Encode(append(slices.Clone(a.pairs), params.Pair{Name: "Signature", Value: signature})) + a.tail
}

// send sends the form in the body.
func (s *shop) send(t testing.TB, a *attempt) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(a.method, a.path, strings.NewReader(a.form()))
	r.Host = a.host
	w := s.serve(r)
	requireProper(t, w)
	return w
}

// requireUnchanged fails when a test changes or makes an object of any seller.
func (s *shop) requireUnchanged(t testing.TB, do func()) {
	t.Helper()
	before := s.objects()
	do()
	require.Equal(t, before, s.objects(), "a refused call must change nothing")
}

// objects lists what there is, with the orders in full.
func (s *shop) objects() []engine.Object {
	var list []engine.Object
	for _, a := range s.engine.Accounts() {
		list = append(list, a.Objects("", "")...)
	}
	return list
}

// request makes a request with a body of its own.
func request(method, host, path, body string) *http.Request {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Host = host
	return r
}

// orderOf makes an Open order of some seller.
func (s *shop) orderOf(t testing.TB, a *engine.Account, total string) string {
	t.Helper()
	m, err := emulator.ParseMoney(total, emulator.USD)
	require.NoError(t, err)
	o, err := a.Create(engine.Arrangement{Environment: emulator.Sandbox, Buyer: buyer, Total: m, Confirmed: true})
	require.NoError(t, err)
	return o.ID
}

package emutest

import (
	"bytes"
	"context"
	"strings"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/server"
)

// The environments of the API.
const (
	Sandbox = emulator.Sandbox
	Live    = emulator.Live
)

// The states of objects.
const (
	Draft     = emulator.Draft
	Pending   = emulator.Pending
	Open      = emulator.Open
	Suspended = emulator.Suspended
	Declined  = emulator.Declined
	Completed = emulator.Completed
	Canceled  = emulator.Canceled
	Closed    = emulator.Closed
)

// Emulator is a running emulator as one of its sellers sees it. What it shows and
// does concerns that seller alone.
type Emulator struct {
	// URL is where it is, such as http://127.0.0.1:40123.
	URL string
	// TLSURL is where it listens for TLS; empty unless it was started with TLS. Use
	// Client, which trusts its certificate.
	TLSURL string

	t           TB
	host        *host
	credentials Credentials
}

// Credentials are what a seller signs its calls with.
type Credentials struct{ SellerID, AccessKey, SecretKey string }

// Start starts an emulator, which runs until the test and its subtests are over.
// The Emulator it returns is that of the default seller, A2EXAMPLESELLER.
func Start(t TB, opts ...Option) *Emulator {
	t.Helper()
	o := defaults()
	for _, option := range opts {
		option(&o)
	}
	out := &journal{t: t, verbose: o.verbose}
	o.server.Log = out.logger()
	var ready bytes.Buffer // http://... https://..., once it has started
	o.server.Out = &ready
	s, err := server.New(o.server)
	if err != nil {
		t.Fatalf("emutest: the emulator can't be made: %v", err)
	}
	h := newHost()
	e := &Emulator{t: t, host: h, credentials: credentialsOf(o.server.Default)}
	t.Cleanup(func() {
		t.Helper()
		e.tell()
		h.client.CloseIdleConnections()
		if err := s.Stop(context.Background()); err != nil {
			t.Logf("emutest: stopping the emulator: %v", err)
		}
		h.close()
		out.tell()
	})
	if err := s.Start(context.Background()); err != nil {
		t.Fatalf("emutest: the emulator can't be started: %v", err)
	}
	addresses := strings.Fields(ready.String())[1:]
	e.URL = addresses[0]
	if len(addresses) > 1 {
		e.TLSURL = addresses[1]
	}
	h.url = e.URL
	return e
}

func credentialsOf(s server.Seller) Credentials {
	return Credentials{SellerID: s.ID, AccessKey: s.AccessKey, SecretKey: s.SecretKey}
}

// Credentials are those of the seller.
func (e *Emulator) Credentials() Credentials { return e.credentials }

// apiPaths are the paths of the API.
var apiPaths = map[emulator.Environment]string{
	Sandbox: "/OffAmazonPayments_Sandbox/2013-01-01",
	Live:    "/OffAmazonPayments/2013-01-01",
}

// Endpoint is the address of the API in an environment, over plain HTTP. An
// unknown environment ends the test.
func (e *Emulator) Endpoint(environment emulator.Environment) string {
	e.t.Helper()
	path, known := apiPaths[environment]
	if !known {
		e.t.Fatalf("emutest: %q is no environment; use %s or %s", environment, Sandbox, Live)
	}
	return e.URL + path
}

// tell shows a failed test what was called: the first question is whether the
// emulator was reached at all.
func (e *Emulator) tell() {
	e.t.Helper()
	if !e.t.Failed() || e.URL == "" {
		return
	}
	var page struct{ Requests []Request }
	if err := e.ask("GET", "requests?limit=20&seller="+e.credentials.SellerID, nil, &page); err != nil {
		e.t.Logf("emutest: what was called is not known: %v", err)
		return
	}
	var lines strings.Builder
	for i := len(page.Requests) - 1; i >= 0; i-- {
		lines.WriteString("\n" + page.Requests[i].String())
	}
	if lines.Len() == 0 {
		lines.WriteString(" none")
	}
	e.t.Logf("emutest: the last calls of seller %s:%s", e.credentials.SellerID, lines.String())
}

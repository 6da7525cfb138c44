package emutest

import (
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"net/netip"
	"net/url"
)

// Client is an HTTP client for a shop that calls Amazon's own addresses: requests
// for https://mws.amazonservices.com, and all others of Amazon Pay's hosts, reach
// the emulator, whose certificates it trusts. Requests for loopback addresses go
// straight there, TLSURL's among them; every other host is refused, so that
// nothing that is tested ever calls Amazon.
//
// All sellers of an emulator have the same Client. The first call waits until the
// emulator has made its keys.
func (e *Emulator) Client() *http.Client {
	e.t.Helper()
	e.host.mu.Lock()
	defer e.host.mu.Unlock()
	if e.host.trusting != nil {
		return e.host.trusting
	}
	pem, err := e.host.fetch(e.URL + "/_emulator/ca.pem")
	if err != nil {
		e.t.Fatalf("emutest: Client: %v", err)
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(pem)
	proxy, err := url.Parse(e.URL)
	if err != nil {
		e.t.Fatalf("emutest: Client: %v", err)
	}
	e.host.trusting = &http.Client{Timeout: patience, Transport: &http.Transport{
		TLSClientConfig: &tls.Config{RootCAs: pool},
		Proxy: func(r *http.Request) (*url.URL, error) {
			if isLoopback(r.URL.Hostname()) {
				return nil, nil
			}
			return proxy, nil
		},
	}}
	return e.host.trusting
}

func isLoopback(host string) bool {
	address, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && address.IsLoopback()
}

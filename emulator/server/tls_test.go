package server

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator/pki"
)

// A client that trusts ca.pem and resolves Amazon's names to the emulator takes
// it for the service, on every host, and no other name gets a certificate.
func TestTLS(t *testing.T) {
	s := newServer(t, func(o *Options) {
		o.TLSListen = []string{"127.0.0.1:0", "127.0.0.1:0"}
		o.TLSHosts = []string{"amazon-pay.test"}
	})
	start(t, s)
	ports := s.ports.Load()
	require.Len(t, ports.HTTPS, 2)
	pem, err := s.ipns.authority.RootPEM(t.Context())
	require.NoError(t, err)
	pool := x509.NewCertPool()
	require.True(t, pool.AppendCertsFromPEM(pem))
	get := func(address, host string) (*http.Response, error) {
		dialer := &net.Dialer{}
		client := &http.Client{Transport: &http.Transport{
			DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
				return dialer.DialContext(ctx, network, address)
			},
			TLSClientConfig:   &tls.Config{RootCAs: pool},
			DisableKeepAlives: true,
		}}
		return client.Get("https://" + host + "/_emulator/health")
	}
	for _, address := range ports.HTTPS {
		for _, host := range append([]string{"localhost", "amazon-pay.test"}, pki.AmazonHosts...) {
			response, err := get(address, host)
			require.NoError(t, err, host)
			require.Equal(t, "HTTP/1.1", response.Proto)
			var health map[string]string
			require.NoError(t, json.NewDecoder(response.Body).Decode(&health))
			response.Body.Close()
			require.Equal(t, "ok", health["status"])
		}
		_, err := get(address, "example.com")
		require.ErrorContains(t, err, "unrecognized name")
	}
}

// The signing certificate is at the path of its URL, on the plain port too.
func TestSigningCertificate(t *testing.T) {
	s := newServer(t)
	start(t, s)
	signing, err := s.ipns.authority.Signing(t.Context())
	require.NoError(t, err)
	for path, want := range map[string]int{
		"/" + signing.FileName:                           http.StatusOK,
		"/SimpleNotificationService-x.pem":               http.StatusNotFound,
		"/" + strings.ToUpper(signing.FileName):          http.StatusNotFound,
		"/SimpleNotificationService-/../_emulator/clock": http.StatusNotFound,
	} {
		response, err := http.Get(s.URL() + path)
		require.NoError(t, err)
		body, err := io.ReadAll(response.Body)
		require.NoError(t, err)
		response.Body.Close()
		require.Equal(t, want, response.StatusCode, path)
		if want == http.StatusOK {
			require.Equal(t, signing.PEM, body)
		}
	}
	response, err := http.Post(s.URL()+"/"+signing.FileName, "text/plain", nil)
	require.NoError(t, err)
	response.Body.Close()
	require.Equal(t, http.StatusMethodNotAllowed, response.StatusCode)
}

// A second emulator on the same machine does without the TLS port that nobody
// has asked for, and fails for one that somebody has.
func TestTLSPortTaken(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer taken.Close()
	wanted := func(o *Options) { o.TLSListen = []string{taken.Addr().String()} }
	s := newServer(t, wanted, func(o *Options) { o.TLSOptional = true })
	start(t, s)
	require.Empty(t, s.ports.Load().HTTPS)

	var why *TLSListenError
	require.ErrorAs(t, newServer(t, wanted).Start(t.Context()), &why)
	require.ErrorContains(t, why, "address already in use")
}

package server

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator/lwa"
	"amazon-pay-emulator/emulator/pki"
)

// trust is what a client trusts that was given ca.pem.
func trust(t *testing.T, s *Server) *x509.CertPool {
	t.Helper()
	pem, err := s.ipns.authority.RootPEM(t.Context())
	require.NoError(t, err)
	pool := x509.NewCertPool()
	require.True(t, pool.AppendCertsFromPEM(pem))
	return pool
}

// proxied is a client that was given the emulator as its proxy, and ca.pem.
func proxied(t *testing.T, s *Server) *http.Client {
	t.Helper()
	proxy, err := url.Parse(s.URL())
	require.NoError(t, err)
	transport := &http.Transport{Proxy: http.ProxyURL(proxy), TLSClientConfig: &tls.Config{RootCAs: trust(t, s)}}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

// tunnelTo asks for a tunnel and returns it with what the client has to do next.
func tunnelTo(t *testing.T, s *Server, authority string) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", s.Addrs()[0])
	require.NoError(t, err)
	t.Cleanup(func() { c.Close() })
	_, err = io.WriteString(c, "CONNECT "+authority+" HTTP/1.1\r\nHost: "+authority+"\r\n\r\n")
	require.NoError(t, err)
	const want = "HTTP/1.1 200 Connection established\r\n\r\n"
	got := make([]byte, len(want))
	_, err = io.ReadFull(c, got)
	require.NoError(t, err)
	require.Equal(t, want, string(got))
	return c
}

// A client that has nothing but a proxy and a CA takes the emulator for every
// host.
func TestThroughTheProxy(t *testing.T) {
	s := newServer(t, func(o *Options) { o.TLSHosts = []string{"Shop.test", "192.0.2.1"} })
	start(t, s)
	client := proxied(t, s)
	for _, host := range append([]string{"shop.test"}, pki.AmazonHosts...) {
		for _, scheme := range []string{"https", "http"} { // by CONNECT, and in absolute-form
			response, err := client.Get(scheme + "://" + host + "/_emulator/health")
			require.NoError(t, err, host)
			require.Equal(t, "HTTP/1.1", response.Proto)
			require.JSONEq(t, `{"status":"ok"}`, readAll(t, response))
			if scheme == "https" {
				require.Equal(t, strings.ToLower(host), response.TLS.PeerCertificates[0].DNSNames[0])
			}
		}
	}
	response, err := client.Get(s.URL() + "/_emulator/health") // its own address, in absolute-form
	require.NoError(t, err)
	require.JSONEq(t, `{"status":"ok"}`, readAll(t, response))

	for _, host := range []string{"example.com", "192.0.2.1", "evil.mws.amazonservices.com", "mws.amazonservices.com:8443"} {
		_, err := client.Get("https://" + host + "/")
		require.ErrorContains(t, err, "Forbidden", host)
		response, err := client.Get("http://" + host + "/")
		require.NoError(t, err)
		require.NotEmpty(t, readAll(t, response))
		require.Equal(t, http.StatusForbidden, response.StatusCode, host)
	}
}

// A listed host is reached through the emulator, with its own certificate.
func TestProxyPassthrough(t *testing.T) {
	shop := newServer(t, func(o *Options) { o.TLSListen = []string{"127.0.0.1:0"} })
	start(t, shop)
	address := shop.ports.Load().HTTPS[0]
	s := newServer(t, func(o *Options) { o.ProxyPassthrough = []string{address} })
	start(t, s)
	client := proxied(t, s)
	client.Transport.(*http.Transport).Proxy = func(*http.Request) (*url.URL, error) { return url.Parse(s.URL()) }
	client.Transport.(*http.Transport).TLSClientConfig.RootCAs = trust(t, shop)
	response, err := client.Get("https://" + address + "/_emulator/health")
	require.NoError(t, err)
	require.JSONEq(t, `{"status":"ok"}`, readAll(t, response))

	require.NoError(t, s.Stop(t.Context()), "with the tunnel still open")
	_, err = client.Get("https://" + address + "/_emulator/health")
	require.Error(t, err)
}

// A tunnel never leads back: not even where the user lists the emulator itself.
func TestNoProxyLoop(t *testing.T) {
	free, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	address := free.Addr().String()
	require.NoError(t, free.Close())
	_, port, err := net.SplitHostPort(address)
	require.NoError(t, err)
	s := newServer(t, func(o *Options) {
		o.Listen, o.ProxyPassthrough = []string{address}, []string{address, "localhost:" + port}
	})
	start(t, s)
	for _, authority := range s.opts.ProxyPassthrough {
		c, err := net.Dial("tcp", address)
		require.NoError(t, err)
		answer, err := exchange(t, c, "CONNECT "+authority+" HTTP/1.1\r\nHost: x\r\n\r\n", time.Minute)
		require.NoError(t, err)
		require.Contains(t, answer, "403 Forbidden")
		require.Contains(t, answer, "the emulator itself")
	}
}

// TLS in a tunnel goes by the name that the client asks for; one that asks for
// none means the host of the tunnel.
func TestNamesInATunnel(t *testing.T) {
	s := newServer(t)
	start(t, s)
	pool := trust(t, s)
	for name, want := range map[string]string{
		"":                            "api.amazon.com",
		"api.amazon.com":              "api.amazon.com",
		"sns.us-east-1.amazonaws.com": "sns.us-east-1.amazonaws.com",
	} {
		c := tls.Client(tunnelTo(t, s, "API.amazon.com.:443"), &tls.Config{ServerName: name, InsecureSkipVerify: name == "", RootCAs: pool, NextProtos: []string{"h2", "http/1.1"}})
		require.NoError(t, c.HandshakeContext(t.Context()), name)
		require.Equal(t, want, c.ConnectionState().PeerCertificates[0].DNSNames[0])
		require.Equal(t, "http/1.1", c.ConnectionState().NegotiatedProtocol)
	}
	c := tls.Client(tunnelTo(t, s, "api.amazon.com:443"), &tls.Config{ServerName: "example.com", RootCAs: pool})
	require.ErrorContains(t, c.HandshakeContext(t.Context()), "unrecognized name")
}

// A tunnel begins on a plain connection only, so none begins in another.
func TestNoTunnelWithinTLS(t *testing.T) {
	s := newServer(t, func(o *Options) { o.TLSListen = []string{"127.0.0.1:0"} })
	start(t, s)
	config := &tls.Config{ServerName: "mws.amazonservices.com", RootCAs: trust(t, s)}
	direct, err := net.Dial("tcp", s.ports.Load().HTTPS[0])
	require.NoError(t, err)
	for name, raw := range map[string]net.Conn{"in a tunnel": tunnelTo(t, s, "mws.amazonservices.com:443"), "on a port for TLS": direct} {
		t.Run(name, func(t *testing.T) {
			answer, err := exchange(t, tls.Client(raw, config), "CONNECT mws.amazonservices.com:443 HTTP/1.1\r\nHost: x\r\n\r\n", time.Minute)
			require.NoError(t, err)
			require.Contains(t, answer, "403 Forbidden")
			require.Contains(t, answer, "can't begin inside another one, or inside TLS")
		})
	}
}

// Login with Amazon as PHP's SDK asks it, over TLS by name and through the proxy.
func TestHeaderOfPHP(t *testing.T) {
	s := newServer(t, func(o *Options) { o.TLSListen = []string{"127.0.0.1:0"} })
	start(t, s)
	_, err := s.login.Add(lwa.Token{Value: "Atza|php", Seller: example.ID, Name: "Bo", Email: "bo@example.test"})
	require.NoError(t, err)
	pool := trust(t, s)
	const request = "GET /user/profile HTTP/1.1\r\nHost: api.sandbox.amazon.com\r\nx-amz-access-token : Atza|php\r\nConnection: close\r\n\r\n"
	for name, test := range map[string]struct {
		tunnel string // empty: the port for TLS
		server string
		status int
	}{
		"by name":                      {"", "api.sandbox.amazon.com", 200},
		"in a tunnel":                  {"api.sandbox.amazon.com:443", "api.sandbox.amazon.com", 200},
		"in a tunnel, without a name":  {"api.sandbox.amazon.com:443", "", 200},
		"but not at the API":           {"", "mws.amazonservices.com", 400},
		"nor in a tunnel to the API":   {"mws.amazonservices.com:443", "mws.amazonservices.com", 400},
		"nor where there is no name":   {"", "", 400},
		"in a tunnel, by another name": {"mws.amazonservices.com:443", "api.amazon.de", 200},
	} {
		t.Run(name, func(t *testing.T) {
			var raw net.Conn
			if test.tunnel != "" {
				raw = tunnelTo(t, s, test.tunnel)
			} else {
				var err error
				raw, err = net.Dial("tcp", s.ports.Load().HTTPS[0])
				require.NoError(t, err)
				defer raw.Close()
			}
			c := tls.Client(raw, &tls.Config{ServerName: test.server, InsecureSkipVerify: test.server == "", RootCAs: pool})
			_, err := io.WriteString(c, request)
			require.NoError(t, err)
			response, err := http.ReadResponse(bufio.NewReader(c), nil)
			require.NoError(t, err)
			body := readAll(t, response)
			require.Equal(t, test.status, response.StatusCode, body)
			if test.status == http.StatusOK {
				var profile map[string]string
				require.NoError(t, json.Unmarshal([]byte(body), &profile))
				require.Equal(t, "Bo", profile["name"])
			}
		})
	}
}

// certificateFor makes a certificate of the user's own.
func certificateFor(t *testing.T, name string) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "own"}, DNSNames: []string{name},
		NotBefore: time.Unix(0, 0), NotAfter: time.Now().Add(time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	require.NoError(t, err)
	leaf, err := x509.ParseCertificate(der)
	require.NoError(t, err)
	pool := x509.NewCertPool()
	pool.AddCert(leaf)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool
}

// The user's own certificate is shown on every way, whatever name is asked for.
func TestOwnCertificate(t *testing.T) {
	own, pool := certificateFor(t, "mws.amazonservices.com")
	s := newServer(t, func(o *Options) { o.TLSListen, o.TLSCertificate = []string{"127.0.0.1:0"}, &own })
	start(t, s)
	client := proxied(t, s)
	client.Transport.(*http.Transport).TLSClientConfig.RootCAs = pool
	response, err := client.Get("https://mws.amazonservices.com/_emulator/health")
	require.NoError(t, err)
	require.JSONEq(t, `{"status":"ok"}`, readAll(t, response))
	_, err = client.Get("https://api.amazon.com/")
	require.ErrorContains(t, err, "certificate is valid for mws.amazonservices.com")
	for _, name := range []string{"", "mws.amazonservices.com", "anything.test"} {
		dialer := tls.Dialer{Config: &tls.Config{ServerName: name, InsecureSkipVerify: true, NextProtos: []string{"h2", "http/1.1"}}}
		c, err := dialer.DialContext(t.Context(), "tcp", s.ports.Load().HTTPS[0])
		require.NoError(t, err)
		defer c.Close()
		state := c.(*tls.Conn).ConnectionState()
		require.Equal(t, own.Certificate[0], state.PeerCertificates[0].Raw)
		require.Equal(t, "http/1.1", state.NegotiatedProtocol)
	}
}

func TestPlainHTTPOnAPortForTLS(t *testing.T) {
	s := newServer(t, func(o *Options) { o.TLSListen = []string{"127.0.0.1:0"} })
	start(t, s)
	for _, request := range []string{"GET / HTTP/1.1\r\nHost: a\r\n\r\n", "PUT / HTTP/1.1\r\nHost: a\r\n\r\n"} {
		c, err := net.Dial("tcp", s.ports.Load().HTTPS[0])
		require.NoError(t, err)
		defer c.Close()
		_, err = io.WriteString(c, request)
		require.NoError(t, err)
		response, err := http.ReadResponse(bufio.NewReader(c), nil)
		require.NoError(t, err)
		require.Equal(t, http.StatusBadRequest, response.StatusCode)
	}
	c, err := net.Dial("tcp", s.ports.Load().HTTPS[0])
	require.NoError(t, err)
	answer, _ := exchange(t, c, "\x01\x02\x03\x04\x05 no TLS either", time.Minute)
	require.NotContains(t, answer, "HTTP")
}

// serveTunnels is serve with tunnels that end in TLS.
func serveTunnels(t *testing.T, own tls.Certificate) *pipes {
	t.Helper()
	s := &Server{limits: standard, opts: Options{TLSCertificate: &own}.withDefaults()}
	s.wire(named("face"), named("admin"))
	p := newPipes()
	done := make(chan struct{}, 2)
	for _, l := range []net.Listener{p, s.secure(s.proxy)} {
		go func() {
			_ = s.http.Serve(l)
			done <- struct{}{}
		}()
	}
	t.Cleanup(func() {
		s.cut()
		_ = s.http.Close()
		<-done
		<-done
	})
	return p
}

const toTheAPI = "CONNECT mws.amazonservices.com:443 HTTP/1.1\r\nHost: x\r\n\r\n"

// half begins a tunnel and goes no further than the text says.
func half(t *testing.T, p *pipes, text string) net.Conn {
	t.Helper()
	c := p.dial()
	_, err := io.WriteString(c, toTheAPI)
	require.NoError(t, err)
	_, err = io.ReadFull(c, make([]byte, len("HTTP/1.1 200 Connection established\r\n\r\n")))
	require.NoError(t, err)
	_, err = io.WriteString(c, text)
	require.NoError(t, err)
	return c
}

// A thousand tunnels whose clients do nothing, or only begin to shake hands, keep
// nobody from being served, and are let go.
func TestHalfOpenTunnels(t *testing.T) {
	own, pool := certificateFor(t, "mws.amazonservices.com")
	synctest.Test(t, func(t *testing.T) {
		p := serveTunnels(t, own)
		began := time.Now()
		var open []net.Conn
		for i := range 1000 {
			open = append(open, half(t, p, []string{"", "\x16", "\x16\x03\x01\x02\x00\x01"}[i%3]))
		}
		config := &tls.Config{ServerName: "mws.amazonservices.com", RootCAs: pool, Time: func() time.Time { return time.Unix(1, 0) }}
		c := tls.Client(half(t, p, ""), config)
		answer, err := exchange(t, c, "GET /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", long)
		require.NoError(t, err)
		require.Contains(t, answer, "face /x")
		require.Less(t, time.Since(began), time.Second, "somebody had to wait")
		for _, c := range open {
			_, _ = io.Copy(io.Discard, c) // returns because it was closed
		}
		require.InDelta(t, standard.header, time.Since(began), float64(time.Second))
	})
}

// Behind the handshake the limits are those of every connection.
func TestTunnelsThatDoNotFinish(t *testing.T) {
	own, pool := certificateFor(t, "mws.amazonservices.com")
	for name, test := range map[string]struct {
		request string
		within  time.Duration
	}{
		"nothing at all":       {"", standard.header},
		"half a header":        {"POST /x HTTP/1.1\r\nHost: a\r\nContent-Le", standard.header},
		"nothing after a call": {"GET /x HTTP/1.1\r\nHost: a\r\n\r\n", standard.idle},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := tls.Client(half(t, serveTunnels(t, own), ""), &tls.Config{
					ServerName: "mws.amazonservices.com", RootCAs: pool, Time: func() time.Time { return time.Unix(1, 0) },
				})
				require.NoError(t, c.HandshakeContext(t.Context()))
				began := time.Now()
				_, err := exchange(t, c, test.request, long)
				require.NoError(t, err, "the connection was not closed")
				require.InDelta(t, test.within, time.Since(began), float64(time.Second))
			})
		})
	}
}

// Stop closes tunnels at whatever point they are.
func TestStopClosesTunnels(t *testing.T) {
	s := newServer(t)
	s.limits.grace = time.Millisecond
	start(t, s)
	pool := trust(t, s)
	silent := tunnelTo(t, s, "mws.amazonservices.com:443")
	idle := tls.Client(tunnelTo(t, s, "mws.amazonservices.com:443"), &tls.Config{ServerName: "mws.amazonservices.com", RootCAs: pool})
	require.NoError(t, idle.HandshakeContext(t.Context()))
	require.NoError(t, s.Stop(context.Background()))
	_, _ = io.Copy(io.Discard, silent) // return because they were closed
	_, _ = io.Copy(io.Discard, idle)
}

package ipnsender_test

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/ipnsender"
)

// listen serves raw connections, each with the bytes of the request on it.
func listen(t testing.TB, serve func(c net.Conn, request string)) (address string) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				var raw strings.Builder
				r := bufio.NewReader(io.TeeReader(c, &raw))
				req, err := http.ReadRequest(r)
				if err != nil {
					return
				}
				io.Copy(io.Discard, req.Body)
				serve(c, raw.String())
			}()
		}
	}()
	return l.Addr().String()
}

func TestRequestOnTheWire(t *testing.T) {
	for name, c := range map[string]struct{ path, line string }{
		"path":                  {"/ipn", "POST /ipn HTTP/1.1"},
		"no path":               {"", "POST / HTTP/1.1"},
		"query":                 {"/ipn?shop=1&shop=2&x", "POST /ipn?shop=1&shop=2&x HTTP/1.1"},
		"empty query":           {"/ipn?", "POST /ipn? HTTP/1.1"},
		"escapes":               {"/a%2Fb%20c/?d=%2F+e", "POST /a%2Fb%20c/?d=%2F+e HTTP/1.1"},
		"slashes and dots":      {"//a/../b/./c//", "POST //a/../b/./c// HTTP/1.1"},
		"signs that may stand":  {"/a;b=c,d(e)!~*'", "POST /a;b=c,d(e)!~*' HTTP/1.1"},
		"at sign and colon too": {"/@a:b?c@d:e", "POST /@a:b?c@d:e HTTP/1.1"},
	} {
		t.Run(name, func(t *testing.T) {
			got := make(chan string, 1)
			address := listen(t, func(c net.Conn, request string) {
				got <- request
				io.WriteString(c, "HTTP/1.1 204 No Content\r\n\r\n")
			})
			w := newWorld(t)
			n := w.send("http://" + address + c.path)
			require.Equal(t, c.line+"\r\n"+
				"Host: "+address+"\r\n"+
				"User-Agent: Amazon Simple Notification Service Agent\r\n"+
				"Connection: Keep-Alive\r\n"+
				"Content-Length: 10\r\n"+
				"Accept-Encoding: gzip,deflate\r\n"+
				"Content-Type: text/plain; charset=UTF-8\r\n"+
				"x-amz-sns-message-id: m1\r\n\r\n"+
				"body of m1", sorted(<-got))
			w.until(n, ipnsender.Delivered)
		})
	}
}

// sorted puts the headers whose order is nobody's concern into that of the test.
func sorted(request string) string {
	head, body, _ := strings.Cut(request, "\r\n\r\n")
	lines := strings.Split(head, "\r\n")
	rank := func(line string) int {
		for i, name := range []string{"POST", "Host", "User-Agent", "Connection", "Content-Length", "Accept-Encoding", "Content-Type", "x-amz"} {
			if strings.HasPrefix(line, name) {
				return i
			}
		}
		return 99
	}
	for i := range lines {
		for j := i; j > 0 && rank(lines[j]) < rank(lines[j-1]); j-- {
			lines[j], lines[j-1] = lines[j-1], lines[j]
		}
	}
	return strings.Join(lines, "\r\n") + "\r\n\r\n" + body
}

func TestUserInfoIsBasicAuthentication(t *testing.T) {
	for name, c := range map[string]struct{ info, want string }{
		"both":             {"merchant:sesame", "merchant:sesame"},
		"escaped":          {"merch%40nt:ses%2Fame%3A", "merch@nt:ses/ame:"},
		"user only":        {"merchant", "merchant:"},
		"password only":    {":sesame", ":sesame"},
		"nothing but an @": {"", ":"},
	} {
		t.Run(name, func(t *testing.T) {
			echo := newMerchant(t, func(_ int, w http.ResponseWriter, r *http.Request) {
				w.WriteHeader(400)
				user, password, _ := r.BasicAuth()
				io.WriteString(w, r.Host+" "+r.Header.Get("Authorization")+" "+user+":"+password)
			})
			w := newWorld(t)
			n := w.send(strings.Replace(echo.URL, "//", "//"+c.info+"@", 1))
			d := w.until(n, ipnsender.Failed)
			require.Contains(t, d.Attempts[0].Answer, echo.Listener.Addr().String()+" Basic ")
			_, password, _ := strings.Cut(c.want, ":")
			if password == "" {
				require.Contains(t, d.Attempts[0].Answer, base64.StdEncoding.EncodeToString([]byte(c.want)))
				return
			}
			require.NotContains(t, d.Attempts[0].Answer, base64.StdEncoding.EncodeToString([]byte(c.want)), "a record never shows it")
			require.NotContains(t, d.Attempts[0].Answer, password)
			require.NotContains(t, d.URL, password)
		})
	}
}

func TestBasicAuthenticationArrives(t *testing.T) {
	got := make(chan string, 1)
	m := newMerchant(t, func(_ int, _ http.ResponseWriter, r *http.Request) { got <- r.Header.Get("Authorization") })
	w := newWorld(t)
	w.send(strings.Replace(m.URL, "//", "//merch%40nt:ses%2Fame@", 1))
	require.Equal(t, "Basic "+base64.StdEncoding.EncodeToString([]byte("merch@nt:ses/ame")), <-got)
}

func TestConnectionsAreUsedAgain(t *testing.T) {
	connections := make(chan struct{}, 100)
	m := &merchant{answer: statuses(200)}
	m.Server = httptest.NewUnstartedServer(m)
	m.Config.ConnState = func(_ net.Conn, s http.ConnState) {
		if s == http.StateNew {
			connections <- struct{}{}
		}
	}
	m.Start()
	t.Cleanup(m.Close)
	w := newWorld(t)
	for range 20 {
		w.until(w.send(m.URL), ipnsender.Delivered)
	}
	require.LessOrEqual(t, len(connections), 2)
}

func TestNoProxyIsUsed(t *testing.T) {
	t.Setenv("HTTP_PROXY", "http://127.0.0.1:1")
	t.Setenv("HTTPS_PROXY", "http://127.0.0.1:1")
	require.Nil(t, ipnsender.NewTransport(nil).Proxy)
}

func TestHTTPS(t *testing.T) {
	served := make(chan string, 1)
	m := httptest.NewUnstartedServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { served <- r.Proto }))
	m.EnableHTTP2 = true
	m.Config.ErrorLog = quiet
	m.StartTLS()
	t.Cleanup(m.Close)
	own := x509.NewCertPool()
	own.AddCert(m.Certificate())
	for name, c := range map[string]struct {
		trust *tls.Config
		want  string // in the error; empty: delivered
	}{
		"the system's CAs":   {nil, "certificate"},
		"another CA":         {&tls.Config{RootCAs: x509.NewCertPool()}, "unknown authority"},
		"its CA":             {&tls.Config{RootCAs: own}, ""},
		"another host":       {&tls.Config{RootCAs: own, ServerName: "other.test"}, "not other.test"},
		"insecure, on order": {&tls.Config{InsecureSkipVerify: true}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, func(o *ipnsender.Options) { o.Transport, o.Policy = ipnsender.NewTransport(c.trust), ipnsender.Gaps() })
			n := w.send(m.URL)
			if c.want != "" {
				require.Contains(t, w.until(n, ipnsender.Failed).Attempts[0].Err, c.want)
				return
			}
			w.until(n, ipnsender.Delivered)
			require.Equal(t, "HTTP/1.1", <-served)
		})
	}
}

func TestRetryRepeatsEveryByte(t *testing.T) {
	requests := make(chan string, 3)
	address := listen(t, func(c net.Conn, request string) {
		requests <- request
		io.WriteString(c, "HTTP/1.1 500 Oops\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
	})
	w := newWorld(t, policy("1m,1m"))
	w.send("http://" + address)
	w.advance(time.Hour)
	first := <-requests
	require.Equal(t, sorted(first), sorted(<-requests))
	require.Equal(t, sorted(first), sorted(<-requests))
}

package tunnel

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const served = "mws.amazonservices.com"

// world is a proxy behind a real server. What it serves echoes.
type world struct {
	*testing.T
	proxy   *Proxy
	address string
	dialed  atomic.Int64 // connections that the proxy began
}

func newWorld(t *testing.T, change ...func(*Options)) *world {
	t.Helper()
	w := &world{T: t}
	o := Options{Serves: func(name string) bool { return name == served || name == "own.test" }}
	for _, c := range change {
		c(&o)
	}
	w.proxy = New(o)
	check := w.proxy.dialer.ControlContext
	w.proxy.dialer.ControlContext = func(ctx context.Context, network, address string, c syscall.RawConn) error {
		w.dialed.Add(1)
		return check(ctx, network, address, c)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	w.address = l.Addr().String()
	server := &http.Server{Handler: http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		switch {
		case r.Method == http.MethodConnect:
			w.proxy.Connect(rw, r)
		case r.URL.Host == "" || w.proxy.Admits(rw, r):
			_, _ = io.WriteString(rw, "here "+r.Host)
		}
	})}
	go func() { _ = server.Serve(l) }()
	go func() {
		for {
			c, err := w.proxy.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				_, _ = io.WriteString(c, "here "+c.(*Conn).Target.String()+"\n")
				_, _ = io.Copy(c, c)
			}()
		}
	}()
	t.Cleanup(func() {
		require.NoError(t, w.proxy.Close())
		server.Close()
		w.proxy.Wait()
	})
	return w
}

// send sends bytes on a connection of its own and reads the answer's header.
func (w *world) send(request string) (net.Conn, *bufio.Reader, *http.Response) {
	w.Helper()
	c, err := net.Dial("tcp", w.address)
	require.NoError(w, err)
	w.Cleanup(func() { c.Close() })
	_, err = io.WriteString(c, request)
	require.NoError(w, err)
	answers := bufio.NewReader(c)
	response, err := http.ReadResponse(answers, &http.Request{Method: http.MethodConnect})
	require.NoError(w, err)
	return c, answers, response
}

func connect(authority string) string {
	return "CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n\r\n"
}

// body is what a refusal says, on a connection that ends with it.
func body(t *testing.T, r *bufio.Reader) string {
	t.Helper()
	text, err := io.ReadAll(r)
	require.NoError(t, err)
	return string(text)
}

// A tunnel to a host that is served ends here, however its name is written.
func TestTunnelsThatEndHere(t *testing.T) {
	w := newWorld(t)
	for name, request := range map[string]string{
		"plain":             connect(served + ":443"),
		"odd case":          connect("MWS.AmazonServices.COM:443"),
		"final dot":         connect(served + ".:443"),
		"HTTP/1.0":          "CONNECT " + served + ":443 HTTP/1.0\r\n\r\n",
		"another Host":      "CONNECT " + served + ":443 HTTP/1.1\r\nHost: example.com\r\n\r\n",
		"headers of a kind": "CONNECT " + served + ":443 HTTP/1.1\r\nHost: x\r\nProxy-Authorization: Basic eDp5\r\nProxy-Connection: Keep-Alive\r\nContent-Length: 0\r\n\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			c, answers, response := w.send(request)
			require.Equal(t, http.StatusOK, response.StatusCode)
			require.Empty(t, response.Header)
			line, err := answers.ReadString('\n')
			require.NoError(t, err)
			require.Equal(t, "here "+served+":443\n", line)
			_, err = io.WriteString(c, "hello")
			require.NoError(t, err)
			require.NoError(t, c.(*net.TCPConn).CloseWrite())
			require.Equal(t, "hello", body(t, answers))
		})
	}
	t.Run("what was sent early arrives", func(t *testing.T) {
		c, answers, _ := w.send(connect(served+":443") + "early ")
		_, err := io.WriteString(c, "late")
		require.NoError(t, err)
		require.NoError(t, c.(*net.TCPConn).CloseWrite())
		require.Equal(t, "here "+served+":443\nearly late", body(t, answers))
	})
	require.Zero(t, w.dialed.Load())
}

// Whatever a client names: a host that is not served and not listed is refused,
// and nobody is called. The listener is what a look-alike would lead to.
func TestNothingElseIsReached(t *testing.T) {
	trap := newTarget(t)
	go func() {
		if c, err := trap.Accept(); err == nil {
			t.Errorf("%s was reached", c.LocalAddr())
		}
	}()
	_, port, err := net.SplitHostPort(trap.Addr().String())
	require.NoError(t, err)
	for _, listed := range [][]Target{nil, {{served, 8443}, {"listed.test", 443}, {"127.0.0.9", 443}}} {
		w := newWorld(t, func(o *Options) { o.Passthrough = listed })
		for request, status := range map[string]int{
			connect("127.0.0.1:" + port):                    403,
			connect("[::1]:" + port):                        403,
			connect("[::ffff:127.0.0.1]:" + port):           403,
			connect("localhost:" + port):                    403,
			connect("localhost.:" + port):                   403,
			connect("example.com:443"):                      403,
			connect("evil.mws.amazonservices.com:443"):      403,
			connect("mws.amazonservices.com.evil.test:443"): 403,
			connect("evilmws.amazonservices.com:443"):       403,
			connect("amazonservices.com:443"):               403,
			connect("x.listed.test:443"):                    403,
			connect("listed.test:444"):                      403,
			connect("listed.test.evil.test:443"):            403,
			connect("127.0.0.9:" + port):                    403,
			connect("127.1:" + port):                        403,
			connect("2130706433:" + port):                   403,
			connect("0x7f000001:" + port):                   403,
			connect("0.0.0.0:" + port):                      403,
			connect("[::]:" + port):                         403,
			connect("52.94.0.1:443"):                        403,
			connect("[2001:db8::1]:443"):                    403,
			connect(served + ":80"):                         403,
			connect(served + ":" + port):                    403,
			connect(served + ":65535"):                      403,

			connect(served):                             400,
			connect(served + ":"):                       400,
			connect(served + ":0"):                      400,
			connect(served + ":65536"):                  400,
			connect(served + ":-443"):                   400,
			connect(served + ":443:443"):                400,
			connect(served + ":https"):                  400,
			connect(served + "..:443"):                  400,
			connect(":443"):                             400,
			connect("[" + served + "]:443"):             400,
			connect("127.0.0.1:" + port + "/"):          400,
			connect("user@" + served + ":443"):          400,
			connect(served + "@127.0.0.1:" + port):      400,
			connect("127.0.0.1:" + port + "#" + served): 400,
			connect("mws%2eamazonservices.com:443"):     400,
			connect("https://" + served + ":443"):       400,
			connect("/"):                                400,
			connect("*"):                                400,
			"CONNECT " + served + ":443 HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}":                            400,
			"CONNECT " + served + ":443 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n": 400,
			"CONNECT 127.0.0.1:" + port + " HTTP/1.1\r\nHost: " + served + ":443\r\n\r\n":                              403,

			"GET http://127.0.0.1:" + port + "/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n":                    403,
			"GET http://[::1]:" + port + "/ HTTP/1.1\r\nHost: x\r\n\r\n":                                403,
			"GET http://localhost:" + port + "/ HTTP/1.1\r\nHost: " + served + "\r\n\r\n":               403,
			"GET http://example.com/ HTTP/1.1\r\nHost: " + served + "\r\n\r\n":                          403,
			"POST http://evil.mws.amazonservices.com/ HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n": 403,
			"GET http://listed.test:443/ HTTP/1.1\r\nHost: x\r\n\r\n":                                   403,
			"GET https://listed.test/ HTTP/1.1\r\nHost: x\r\n\r\n":                                      403,
			"GET http://" + served + ":443/ HTTP/1.1\r\nHost: x\r\n\r\n":                                403,
			"GET http://" + served + ":8443/ HTTP/1.1\r\nHost: x\r\n\r\n":                               403,
			"GET http://" + served + "@127.0.0.1:" + port + "/ HTTP/1.1\r\nHost: x\r\n\r\n":             403,
			"GET ftp://" + served + "/ HTTP/1.1\r\nHost: x\r\n\r\n":                                     400,
			"GET http://" + served + "../ HTTP/1.1\r\nHost: x\r\n\r\n":                                  400,
			"GET http://" + served + ":0/ HTTP/1.1\r\nHost: x\r\n\r\n":                                  400,
		} {
			_, answers, response := w.send(request)
			require.Equal(t, status, response.StatusCode, request)
			require.Equal(t, "text/plain; charset=utf-8", response.Header.Get("Content-Type"))
			if strings.Contains(request, "Content-Length: 2") || response.Header.Get("X-Content-Type-Options") == "" {
				continue // net/http's own words, or a body that it waits for
			}
			text := body(t, answers)
			if status == 403 {
				require.Regexp(t, "stands in for this host|--proxy-passthrough", text, request)
			}
		}
		require.Zero(t, w.dialed.Load(), "the proxy tried")
	}
}

// A request in absolute-form is answered as one to that host, or to the emulator.
func TestAbsoluteForm(t *testing.T) {
	w := newWorld(t, func(o *Options) {
		o.Own = func(t Target) bool { return t == Target{"localhost", 2729} || t == Target{"127.0.0.1", 2729} }
	})
	for url, want := range map[string]string{
		"http://" + served + "/":            "here " + served,
		"http://" + served + ":80/":         "here " + served + ":80",
		"https://" + served + "/":           "here " + served,
		"https://" + served + ":443/":       "here " + served + ":443",
		"http://MWS.AmazonServices.com./":   "here MWS.AmazonServices.com.",
		"http://localhost:2729/_emulator/":  "here localhost:2729",
		"http://127.0.0.1:2729/_emulator/":  "here 127.0.0.1:2729",
		"http://x@" + served + "/":          "here " + served,
		"http://own.test/auth/o2/tokeninfo": "here own.test",
	} {
		_, answers, response := w.send("GET " + url + " HTTP/1.0\r\nHost: elsewhere.test\r\nProxy-Connection: close\r\n\r\n")
		require.Equal(t, http.StatusOK, response.StatusCode, url)
		require.Equal(t, want, body(t, answers))
	}
}

func TestConnectAfterClose(t *testing.T) {
	target := newTarget(t)
	w := newWorld(t, func(o *Options) { o.Passthrough = []Target{targetOf(t, target.Addr())} })
	require.NoError(t, w.proxy.Close())
	require.NoError(t, w.proxy.Close())
	_, err := w.proxy.Accept()
	require.ErrorIs(t, err, net.ErrClosed)
	_, _, response := w.send(connect(target.Addr().String()))
	require.Equal(t, http.StatusServiceUnavailable, response.StatusCode)
	_, answers, _ := w.send(connect(served + ":443"))
	require.Empty(t, body(t, answers))
}

func targetOf(t *testing.T, a net.Addr) Target {
	t.Helper()
	address, err := netip.ParseAddrPort(a.String())
	require.NoError(t, err)
	return Target{address.Addr().String(), address.Port()}
}

// newTarget is somebody to be called.
func newTarget(t *testing.T) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { l.Close() })
	return l
}

func portOf(t *testing.T, l net.Listener) string {
	t.Helper()
	return strconv.Itoa(l.Addr().(*net.TCPAddr).Port)
}

const long = time.Minute

package server

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

const long = 10 * time.Minute // longer than every limit

// reading reads the body and then answers as a handler should.
func reading(w http.ResponseWriter, r *http.Request) {
	if _, err := io.Copy(io.Discard, r.Body); err != nil {
		panic(http.ErrAbortHandler)
	}
	_, _ = io.WriteString(w, "done")
}

// wait lets virtual time pass inside a handler, unless the request is cut.
func wait(ctx context.Context, d time.Duration) bool {
	select {
	case <-time.After(d):
		return true
	case <-ctx.Done():
		return false
	}
}

func TestClientsThatDoNotFinish(t *testing.T) {
	for name, test := range map[string]struct {
		request string
		within  time.Duration
	}{
		"nothing at all":       {"", standard.header},
		"half a request line":  {"POST /x HT", standard.header},
		"half a header":        {"POST /x HTTP/1.1\r\nHost: a\r\nContent-Le", standard.header},
		"half a body":          {"POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf", standard.read},
		"half an admin body":   {"POST /_emulator/x HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf", standard.read},
		"half a chunk":         {"POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", standard.read},
		"nothing after a call": {"GET /x HTTP/1.1\r\nHost: a\r\n\r\n", standard.idle},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := serve(t, reading, reading).dial()
				began := time.Now()
				_, err := exchange(t, c, test.request, long)
				require.NoError(t, err, "the connection was not closed")
				require.InDelta(t, test.within, time.Since(began), float64(time.Second))
			})
		})
	}
}

// An admin call may take as long as it needs, between its body and its answer
// and between parts of its answer.
func TestLongAdminCallsAreNotCut(t *testing.T) {
	slow := func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		for part := range 3 {
			if !wait(r.Context(), long) {
				return
			}
			fmt.Fprintf(w, "part %d\n", part)
			if http.NewResponseController(w).Flush() != nil {
				return
			}
		}
	}
	for name, request := range map[string]string{
		"without a body": "GET /_emulator/x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
		"with a body":    "POST /_emulator/x HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}",
		"with chunks":    "POST /_emulator/x HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := serve(t, slow, slow).dial()
				answer, err := exchange(t, c, request, 10*long)
				require.NoError(t, err)
				require.Contains(t, answer, "part 2")
			})
		})
	}
	t.Run("but calls of the API are", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			c := serve(t, slow, slow).dial()
			answer, err := exchange(t, c, "GET /x HTTP/1.1\r\nHost: a\r\n\r\n", 10*long)
			require.NoError(t, err)
			require.Empty(t, answer)
		})
	})
}

// A client that sends a call and never takes the answer is cut, patient or not.
func TestClientsThatDoNotRead(t *testing.T) {
	for _, path := range []string{"/x", "/_emulator/x"} {
		t.Run(path, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ended := make(chan time.Time, 1)
				talk := func(w http.ResponseWriter, _ *http.Request) {
					for {
						if _, err := io.WriteString(w, strings.Repeat("x", 10_000)); err != nil {
							ended <- time.Now()
							return
						}
					}
				}
				c := serve(t, talk, talk).dial()
				began := time.Now()
				_, err := io.WriteString(c, "GET "+path+" HTTP/1.1\r\nHost: a\r\n\r\n")
				require.NoError(t, err)
				require.InDelta(t, standard.write, (<-ended).Sub(began), float64(time.Second))
			})
		})
	}
}

func TestRequestsThatAreTooMuch(t *testing.T) {
	s := newServer(t)
	start(t, s)
	for name, test := range map[string]struct{ request, status string }{
		"a header that is too long":      {"GET / HTTP/1.1\r\nHost: a\r\nX: " + strings.Repeat("x", 2*maxHeader) + "\r\n\r\n", "431"},
		"an admin body that is too long": {"POST /_emulator/reset HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 1048577\r\n\r\n" + strings.Repeat(" ", 1048577), "413"},
		"no HTTP":                        {"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", "400"},
		"HTTP/2":                         {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "505"},
		"two hosts":                      {"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "400"},
	} {
		t.Run(name, func(t *testing.T) {
			c, err := net.Dial("tcp", s.Addrs()[0])
			require.NoError(t, err)
			defer c.Close()
			_, _ = io.WriteString(c, test.request) // the answer may come before the end of it
			answer := make([]byte, 12)
			_, err = io.ReadFull(c, answer)
			require.NoError(t, err)
			require.Contains(t, string(answer), test.status)
		})
	}
}

// Idle connections, with and without a call before, cost nobody anything, and
// don't hold up the end.
func TestManyIdleConnections(t *testing.T) {
	const many = 400
	s := newServer(t)
	s.limits.grace = time.Millisecond
	start(t, s)
	var idle []net.Conn
	for i := range many {
		c, err := net.Dial("tcp", s.Addrs()[0])
		require.NoError(t, err)
		defer c.Close()
		idle = append(idle, c)
		if i%2 == 0 {
			_, err = io.WriteString(c, "GET /_emulator/health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
			require.NoError(t, err)
			_, err = io.ReadFull(c, make([]byte, 12))
			require.NoError(t, err)
		}
	}
	status, _ := get(t, s.URL()+"/_emulator/health")
	require.Equal(t, http.StatusOK, status)
	require.NoError(t, s.Stop(t.Context()))
	for _, c := range idle {
		_, _ = io.Copy(io.Discard, c) // returns because it was closed
	}
}

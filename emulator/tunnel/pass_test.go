package tunnel

import (
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// passing is a world with one listed target.
func passing(t *testing.T, change ...func(*Options)) (*world, net.Listener) {
	t.Helper()
	l := newTarget(t)
	return newWorld(t, append(change, func(o *Options) { o.Passthrough = append(o.Passthrough, targetOf(t, l.Addr())) })...), l
}

// A listed target is reached, both ways, and each way ends for itself.
func TestPassThrough(t *testing.T) {
	w, l := passing(t, func(o *Options) { o.Passthrough = []Target{{"localhost", 0}} })
	w.proxy.opts.Passthrough[0] = Target{"localhost", targetOf(t, l.Addr()).Port}
	many := strings.Repeat("0123456789", 100_000)
	for _, authority := range []string{l.Addr().String(), "LOCALHOST.:" + portOf(t, l)} {
		heard := make(chan string)
		go func() {
			c, err := l.Accept()
			if err != nil {
				heard <- err.Error()
				return
			}
			defer c.Close()
			question, _ := io.ReadAll(c) // ends because the client's half did
			_, _ = io.WriteString(c, many)
			heard <- string(question)
		}()
		c, answers, response := w.send(connect(authority) + "early ")
		require.Equal(t, http.StatusOK, response.StatusCode, authority)
		_, err := io.WriteString(c, many)
		require.NoError(t, err)
		require.NoError(t, c.(*net.TCPConn).CloseWrite())
		require.Equal(t, "early "+many, <-heard)
		require.Equal(t, many, body(t, answers), "the other half is still open")
	}
	require.EqualValues(t, 2, w.dialed.Load())
}

// A listed host is passed through even when it would be served.
func TestPassThroughBeatsServing(t *testing.T) {
	w, l := passing(t, func(o *Options) { o.Serves = func(string) bool { return true } })
	go func() {
		if c, err := l.Accept(); err == nil {
			_, _ = io.WriteString(c, "real")
			c.Close()
		}
	}()
	_, answers, _ := w.send(connect(l.Addr().String()))
	require.Equal(t, "real", body(t, answers))
}

func TestTargetsThatCannotBeReached(t *testing.T) {
	closed := newTarget(t)
	require.NoError(t, closed.Close())
	own := newTarget(t)
	w := newWorld(t, func(o *Options) {
		o.Passthrough = []Target{targetOf(t, closed.Addr()), targetOf(t, own.Addr()), {"localhost", targetOf(t, own.Addr()).Port}}
		o.Own = func(target Target) bool { return target == targetOf(t, own.Addr()) || target.Host == "::1" }
	})
	for authority, want := range map[string]struct {
		status int
		says   string
	}{
		closed.Addr().String():        {http.StatusBadGateway, "connection refused"},
		own.Addr().String():           {http.StatusForbidden, "the emulator itself"},
		"localhost:" + portOf(t, own): {http.StatusForbidden, "the emulator itself"}, // by the address behind the name
	} {
		_, answers, response := w.send(connect(authority))
		require.Equal(t, want.status, response.StatusCode, authority)
		require.Equal(t, "text/plain; charset=utf-8", response.Header.Get("Content-Type"))
		text := body(t, answers)
		require.Contains(t, text, want.says)
		require.Contains(t, text, authority)
	}
}

// Who does not answer in time is given up.
func TestDialTimeout(t *testing.T) {
	w, l := passing(t, func(o *Options) { o.DialTimeout = time.Millisecond })
	w.proxy.dialer.ControlContext = func(ctx context.Context, _, _ string, _ syscall.RawConn) error {
		<-ctx.Done() // as a host does that never answers
		return ctx.Err()
	}
	_, answers, response := w.send(connect(l.Addr().String()))
	require.Equal(t, http.StatusGatewayTimeout, response.StatusCode)
	require.Contains(t, body(t, answers), "no connection")
}

// Close ends a tunnel in use and one that is being made.
func TestCloseCutsTunnels(t *testing.T) {
	w, l := passing(t)
	c, answers, _ := w.send(connect(l.Addr().String()))
	there, err := l.Accept()
	require.NoError(t, err)
	_, err = io.WriteString(c, "x")
	require.NoError(t, err)
	_, err = io.ReadFull(there, make([]byte, 1))
	require.NoError(t, err)

	dialing := make(chan struct{})
	w.proxy.dialer.ControlContext = func(ctx context.Context, _, _ string, _ syscall.RawConn) error {
		close(dialing)
		<-ctx.Done()
		return ctx.Err()
	}
	second, err := net.Dial("tcp", w.address)
	require.NoError(t, err)
	defer second.Close()
	_, err = io.WriteString(second, connect(l.Addr().String()))
	require.NoError(t, err)
	<-dialing

	require.NoError(t, w.proxy.Close())
	_, _ = io.Copy(io.Discard, answers) // returns because it was cut
	_, _ = io.Copy(io.Discard, there)
	w.proxy.Wait()
	require.Empty(t, w.proxy.passing)
}

// One side that breaks off ends the other.
func TestBrokenSides(t *testing.T) {
	for name, broken := range map[string]func(client, target net.Conn) (broken, other net.Conn){
		"the client": func(client, target net.Conn) (net.Conn, net.Conn) { return client, target },
		"the target": func(client, target net.Conn) (net.Conn, net.Conn) { return target, client },
	} {
		t.Run(name, func(t *testing.T) {
			w, l := passing(t)
			c, _, _ := w.send(connect(l.Addr().String()))
			there, err := l.Accept()
			require.NoError(t, err)
			defer there.Close()
			one, other := broken(c, there)
			require.NoError(t, one.(*net.TCPConn).SetLinger(0)) // a reset instead of an end
			require.NoError(t, one.Close())
			_, _ = io.Copy(io.Discard, other) // returns because it was cut
		})
	}
}

// A tunnel in which nothing moves is let go; one that is used lives on, whichever
// way it is used.
func TestIdleTunnels(t *testing.T) {
	for name, move := range map[string]func(client, target net.Conn) (from, to net.Conn){
		"towards the target": func(client, target net.Conn) (net.Conn, net.Conn) { return client, target },
		"towards the client": func(client, target net.Conn) (net.Conn, net.Conn) { return target, client },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				client, near := net.Pipe()
				target, far := net.Pipe()
				began := time.Now()
				ended := make(chan time.Duration)
				go func() {
					(&pass{client: near, target: far, idle: long}).run()
					ended <- time.Since(began)
				}()
				from, to := move(client, target)
				for range 3 {
					select {
					case <-time.After(long - time.Second):
					case <-ended:
						t.Fatal("it was let go while it was used")
					}
					_, err := io.WriteString(from, "x")
					require.NoError(t, err)
					_, err = io.ReadFull(to, make([]byte, 1))
					require.NoError(t, err)
				}
				require.Equal(t, 3*(long-time.Second)+long, <-ended)
				_, err := client.Read(make([]byte, 1))
				require.Error(t, err)
			})
		})
	}
}

// A side that takes nothing any more is idle too.
func TestStuckTunnels(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, near := net.Pipe()
		_, far := net.Pipe()
		ended := make(chan struct{})
		began := time.Now()
		go func() {
			(&pass{client: near, target: far, idle: long}).run()
			close(ended)
		}()
		_, err := io.WriteString(client, "x")
		require.NoError(t, err)
		<-ended
		require.Equal(t, long, time.Since(began))
	})
}

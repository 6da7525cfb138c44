package server

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
)

var example = Seller{ID: "A2EXAMPLESELLER", AccessKey: "AKIAEXAMPLEACCESSKEY", SecretKey: "example-secret-key", Region: emulator.US}

// newServer makes a server on a free port that is stopped at the end of the
// test.
func newServer(t *testing.T, change ...func(*Options)) *Server {
	t.Helper()
	o := Options{Listen: []string{"127.0.0.1:0"}, Default: example, Version: "test", KeysInMemory: true}
	for _, c := range change {
		c(&o)
	}
	s, err := New(o)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Stop(context.Background())) })
	return s
}

func start(t *testing.T, s *Server) {
	t.Helper()
	require.NoError(t, s.Start(t.Context()))
}

// get sends a request on a connection of its own and returns the answer.
func get(t *testing.T, url string) (status int, body string) {
	t.Helper()
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Get(url)
	require.NoError(t, err)
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return response.StatusCode, string(content)
}

// pipes is a listener without a network, so that connections can live in the
// time of a synctest bubble.
type pipes struct {
	made   chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func newPipes() *pipes { return &pipes{made: make(chan net.Conn), closed: make(chan struct{})} }

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.made:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error {
	p.once.Do(func() { close(p.closed) })
	return nil
}

func (p *pipes) Addr() net.Addr { return &net.UnixAddr{Name: "pipe"} }

func (p *pipes) dial() net.Conn {
	client, server := net.Pipe()
	p.made <- server
	return client
}

// serve serves two handlers on pipes with the standard limits until the end of
// the test.
func serve(t *testing.T, face, admin http.HandlerFunc) *pipes {
	t.Helper()
	s := &Server{limits: standard, opts: Options{}.withDefaults()}
	s.wire(face, admin)
	p := newPipes()
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = s.http.Serve(p)
	}()
	t.Cleanup(func() {
		s.cut()
		_ = s.http.Close()
		<-done
	})
	return p
}

// exchange sends bytes and reads until the server closes the connection or the
// time is up.
func exchange(t *testing.T, c net.Conn, request string, within time.Duration) (answer string, err error) {
	t.Helper()
	require.NoError(t, c.SetDeadline(time.Now().Add(within)))
	_, err = io.WriteString(c, request)
	require.NoError(t, err)
	content, err := io.ReadAll(c)
	return string(content), err
}

// lockedBuffer is a log that goroutines write to while a test reads it.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func logTo(b *lockedBuffer) *slog.Logger { return slog.New(slog.NewTextHandler(b, nil)) }

// readAll reads an answer's body to its end.
func readAll(t *testing.T, response *http.Response) string {
	t.Helper()
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return string(content)
}

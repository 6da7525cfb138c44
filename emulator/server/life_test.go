package server

import (
	"context"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestStartAndStop(t *testing.T) {
	var out lockedBuffer
	ports := filepath.Join(t.TempDir(), "ports.json")
	s := newServer(t, func(o *Options) { o.Out, o.PortsFile = &out, ports })
	require.Nil(t, s.Addrs())
	require.Empty(t, s.URL())
	require.NoError(t, os.WriteFile(ports, []byte("of another run"), 0o600))

	start(t, s)
	require.Equal(t, "ready "+s.URL()+"\n", out.String())
	content, err := os.ReadFile(ports)
	require.NoError(t, err)
	require.JSONEq(t, `{"http":["`+s.Addrs()[0]+`"],"https":[]}`, string(content))
	status, _ := get(t, s.URL()+"/_emulator/ready")
	require.Equal(t, http.StatusOK, status)
	status, body := get(t, s.URL()+"/anything")
	require.Equal(t, http.StatusNotFound, status)
	require.Contains(t, body, "InvalidAddress")

	url := s.URL()
	require.NoError(t, s.Stop(t.Context()))
	require.Nil(t, s.Addrs())
	require.NoFileExists(t, ports)
	_, err = http.Get(url)
	require.ErrorIs(t, err, syscall.ECONNREFUSED)
	left, err := os.ReadDir(filepath.Dir(ports))
	require.NoError(t, err)
	require.Empty(t, left)
}

func TestEveryStartAndStopIsAnswered(t *testing.T) {
	s := newServer(t)
	start(t, s)
	require.ErrorIs(t, s.Start(t.Context()), ErrStarted)
	require.NoError(t, s.Stop(t.Context()))
	require.NoError(t, s.Stop(t.Context()))
	require.ErrorIs(t, s.Start(t.Context()), ErrStopped)

	never := newServer(t)
	require.NoError(t, never.Stop(t.Context()))
	require.ErrorIs(t, never.Start(t.Context()), ErrStopped)
}

func TestManyStartAndStopAtOnce(t *testing.T) {
	s := newServer(t)
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			if err := s.Start(t.Context()); err != nil {
				require.Contains(t, []error{ErrStarted, ErrStopped}, err)
			}
		})
		all.Go(func() { require.NoError(t, s.Stop(t.Context())) })
	}
	all.Wait()
	require.Empty(t, s.URL())
}

func TestTwoServersDoNotMeet(t *testing.T) {
	a, b := newServer(t), newServer(t)
	start(t, a)
	start(t, b)
	a.engine.Account("A2ONLYHERE")
	_, found := b.engine.Lookup("A2ONLYHERE")
	require.False(t, found)
	require.NoError(t, a.Stop(t.Context()))
	status, _ := get(t, b.URL()+"/_emulator/ready")
	require.Equal(t, http.StatusOK, status)
}

func TestAllPortsOrNone(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	var out lockedBuffer
	ports := filepath.Join(t.TempDir(), "ports.json")
	s := newServer(t, func(o *Options) {
		o.Listen = []string{"127.0.0.1:0", taken.Addr().String()}
		o.Out, o.PortsFile = &out, ports
	})
	require.ErrorIs(t, s.Start(t.Context()), syscall.EADDRINUSE)
	require.Empty(t, out.String())
	require.NoFileExists(t, ports)

	require.NoError(t, taken.Close())
	start(t, s)
	require.Len(t, s.Addrs(), 2)
	for _, address := range s.Addrs() {
		status, _ := get(t, "http://"+address+"/_emulator/health")
		require.Equal(t, http.StatusOK, status)
	}
	require.Equal(t, "ready http://"+s.Addrs()[0]+"\n", out.String())
}

func TestPortsFileThatCannotBeWritten(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "later gone")
	require.NoError(t, os.Mkdir(folder, 0o700))
	s := newServer(t, func(o *Options) { o.PortsFile = filepath.Join(folder, "ports.json") })
	require.NoError(t, os.Remove(folder))
	require.ErrorContains(t, s.Start(t.Context()), "ports.json")
	require.Empty(t, s.URL())
}

func TestWildcardIsCalledByLoopback(t *testing.T) {
	s := newServer(t, func(o *Options) { o.Listen = []string{":0"} })
	start(t, s)
	require.Regexp(t, `^http://127\.0\.0\.1:\d+$`, s.URL())
	status, _ := get(t, s.URL()+"/_emulator/ready")
	require.Equal(t, http.StatusOK, status)
}

// A request that hangs is cut after the grace, and its context ends.
func TestStopDuringAHangingRequest(t *testing.T) {
	var log lockedBuffer
	s := newServer(t, func(o *Options) { o.Log = logTo(&log) })
	s.limits.grace = 20 * time.Millisecond
	entered, ended := make(chan struct{}), make(chan struct{})
	hang := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		close(entered)
		<-r.Context().Done()
		close(ended)
		panic(http.ErrAbortHandler) // or else its empty answer may be faster than the cut
	})
	s.wire(hang, hang)
	start(t, s)
	url := s.URL()
	answered := make(chan error)
	go func() {
		_, err := http.Get(url)
		answered <- err
	}()
	<-entered
	began := time.Now()
	require.NoError(t, s.Stop(t.Context()))
	require.Less(t, time.Since(began), 2*time.Second)
	require.Error(t, <-answered)
	<-ended
	require.Contains(t, log.String(), "cut")
}

// A request that is nearly done may end.
func TestStopWaitsForAnswersOnTheirWay(t *testing.T) {
	s := newServer(t)
	entered, let := make(chan struct{}), make(chan struct{})
	slow := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		close(entered)
		<-let
		w.WriteHeader(http.StatusNoContent)
	})
	s.wire(slow, slow)
	start(t, s)
	url := s.URL()
	answered := make(chan int)
	go func() {
		status := 0
		if response, err := http.Get(url); err == nil {
			status = response.StatusCode
			response.Body.Close()
		}
		answered <- status
	}()
	<-entered
	stopped := make(chan error)
	go func() { stopped <- s.Stop(context.Background()) }()
	require.Eventually(t, func() bool { return s.URL() == "" }, time.Second, time.Millisecond, "Stop did not begin")
	close(let)
	require.Equal(t, http.StatusNoContent, <-answered)
	require.NoError(t, <-stopped)
}

func TestStopEndsWithItsContext(t *testing.T) {
	s := newServer(t)
	entered := make(chan struct{})
	hang := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		close(entered)
		<-r.Context().Done()
	})
	s.wire(hang, hang)
	start(t, s)
	url := s.URL()
	go func() { _, _ = http.Get(url) }()
	<-entered
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	began := time.Now()
	require.NoError(t, s.Stop(ctx))
	require.Less(t, time.Since(began), s.limits.grace)
}

func TestRun(t *testing.T) {
	t.Run("until it is asked to stop", func(t *testing.T) {
		s := newServer(t)
		ctx, cancel := context.WithCancel(t.Context())
		s.opts.Out = writerFunc(func(p []byte) (int, error) {
			cancel()
			return len(p), nil
		})
		require.NoError(t, s.Run(ctx))
		require.Empty(t, s.URL())
	})
	t.Run("not at all when that was asked before", func(t *testing.T) {
		s := newServer(t)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		require.NoError(t, s.Run(ctx))
	})
	t.Run("not on a taken port", func(t *testing.T) {
		other := newServer(t)
		start(t, other)
		s := newServer(t, func(o *Options) { o.Listen = other.Addrs() })
		require.ErrorIs(t, s.Run(t.Context()), syscall.EADDRINUSE)
		require.ErrorIs(t, s.Start(t.Context()), ErrStopped)
	})
	t.Run("until a port fails", func(t *testing.T) {
		s := newServer(t)
		broken := os.ErrDeadlineExceeded
		s.opts.Out = writerFunc(func(p []byte) (int, error) {
			s.failed <- broken
			return len(p), nil
		})
		require.ErrorIs(t, s.Run(t.Context()), broken)
	})
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

package server

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
)

// phase is how far a server is in its life. It never goes back.
type phase int

const (
	fresh phase = iota
	running
	stopped
)

// The answers to starting a server that was started or stopped before.
var (
	ErrStarted = errors.New("the server was started already")
	ErrStopped = errors.New("the server was stopped")
)

// errNotReady is what the admin API says before Start and after Stop.
var errNotReady = errors.New("the server is starting or stopping")

// Start opens the ports and serves them until Stop. It returns once the server
// is ready and has said so; ctx ends nothing later. An error leaves nothing
// open, and Start may be tried again. A server that runs answers ErrStarted, one
// that was stopped ErrStopped.
func (s *Server) Start(ctx context.Context) error {
	s.life.Lock()
	defer s.life.Unlock()
	switch s.phase {
	case running:
		return ErrStarted
	case stopped:
		return ErrStopped
	}
	// A script may wait for the file, and must not find that of another run.
	if err := removePorts(s.opts.PortsFile); err != nil {
		return err
	}
	plain, err := listen(ctx, s.opts.Listen)
	if err != nil {
		return err
	}
	secure, err := s.listenTLS(ctx)
	if err != nil {
		closeAll(plain)
		return err
	}
	listeners := slices.Concat(plain, secure)
	ports := portsOf(plain, secure)
	if s.opts.PortsFile != "" {
		if err := ports.write(s.opts.PortsFile); err != nil {
			closeAll(listeners)
			return err
		}
	}
	s.phase = running
	s.ports.Store(&ports)
	for i := range secure {
		listeners[len(plain)+i] = s.secure(secure[i])
	}
	listeners = append(listeners, s.secure(s.proxy))
	for _, l := range listeners {
		s.serving.Go(func() {
			if err := s.http.Serve(l); !errors.Is(err, http.ErrServerClosed) {
				s.failed <- fmt.Errorf("serve %s: %w", l.Addr(), err)
			}
		})
	}
	if !s.opts.KeysInMemory {
		s.ipns.authority.Prepare()
	}
	_, err = fmt.Fprintf(s.opts.Out, "ready %s\n", ports)
	if err != nil {
		s.opts.Log.Warn("could not say that the emulator is ready", "error", err)
	}
	return nil
}

// Stop closes the ports, lets requests in flight end for a second, or until ctx
// ends if that is earlier, and cuts those that still hang. It may be called at
// any time and several times; every call returns when the server has stopped. It
// fails only to remove the ports file.
func (s *Server) Stop(ctx context.Context) error {
	s.life.Lock()
	defer s.life.Unlock()
	if s.phase == stopped {
		return nil
	}
	started := s.phase == running
	s.phase = stopped
	s.ports.Store(nil)
	ctx, cancel := context.WithTimeout(ctx, s.limits.grace)
	defer cancel()
	s.feed.Close() // streams of events end by themselves
	if err := s.http.Shutdown(ctx); err != nil {
		s.opts.Log.Warn("requests in flight were cut", "grace", s.limits.grace)
	}
	s.cut()
	_ = s.proxy.Close() // which a server that was not started has not done
	_ = s.http.Close()  // closes what Shutdown left; its listeners are closed already
	s.proxy.Wait()
	s.serving.Wait()
	s.ipns.stop(s.opts.Log)
	s.engine.Close()
	closeData(s.data, s.opts.Log)
	if !started {
		return nil
	}
	return removePorts(s.opts.PortsFile)
}

// Run starts the server, waits until ctx ends or a port fails, and stops it. It
// returns nil when it was ctx.
func (s *Server) Run(ctx context.Context) error {
	err := s.Start(ctx)
	if err == nil {
		select {
		case <-ctx.Done():
		case err = <-s.failed:
		}
	} else if ctx.Err() != nil {
		err = nil // asked to stop before it was ready
	}
	return errors.Join(err, s.Stop(context.WithoutCancel(ctx)))
}

// Addrs are the addresses under which a running server can be called from its
// machine, such as 127.0.0.1:2729, in the order of Options.Listen; nil when it
// does not run.
func (s *Server) Addrs() []string {
	if p := s.ports.Load(); p != nil {
		return p.HTTP
	}
	return nil
}

// URL is where a running server can be called from its machine, such as
// http://127.0.0.1:2729; empty when it does not run.
func (s *Server) URL() string {
	if p := s.ports.Load(); p != nil {
		return p.URL()
	}
	return ""
}

// ready is nil while the server runs.
func (s *Server) ready() error {
	if s.ports.Load() == nil {
		return errNotReady
	}
	return nil
}

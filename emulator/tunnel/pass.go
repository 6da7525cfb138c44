package tunnel

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"sync"
	"time"
)

// errOwn is why a tunnel is not made.
var errOwn = errors.New("this is the emulator itself")

// pass is a tunnel that leads on: what comes from one side goes to the other,
// byte by byte.
type pass struct {
	client, target net.Conn
	idle           time.Duration
}

// passThrough makes a tunnel to a listed target and returns when it has ended.
func (p *Proxy) passThrough(w http.ResponseWriter, r *http.Request, t Target) {
	if !p.begin() {
		p.refuse(w, http.StatusServiceUnavailable, t.String(), "the emulator is stopping")
		return
	}
	defer p.running.Done()
	target, err := p.dial(r.Context(), t)
	if err != nil {
		p.refuse(w, dialStatus(err), t.String(), "no connection: "+err.Error())
		return
	}
	client, err := p.hijack(w, t)
	if err != nil {
		target.Close()
		return // the client is gone
	}
	one := &pass{client: client, target: target, idle: p.opts.Idle}
	p.mu.Lock()
	p.passing[one] = struct{}{}
	p.mu.Unlock()
	if p.ctx.Err() != nil { // Close may not have seen it
		one.cut()
	}
	one.run()
	p.mu.Lock()
	delete(p.passing, one)
	p.mu.Unlock()
}

// begin counts a tunnel that Wait has to wait for.
func (p *Proxy) begin() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ctx.Err() != nil {
		return false
	}
	p.running.Add(1)
	return true
}

// dial connects to a target itself, whatever proxies the environment names.
func (p *Proxy) dial(ctx context.Context, t Target) (net.Conn, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(p.ctx, cancel)()
	return p.dialer.DialContext(ctx, "tcp", t.String())
}

// dialStatus is how a connection that could not be made is answered.
func dialStatus(err error) int {
	var late net.Error
	switch {
	case errors.Is(err, errOwn):
		return http.StatusForbidden
	case errors.As(err, &late) && late.Timeout():
		return http.StatusGatewayTimeout
	}
	return http.StatusBadGateway
}

// run carries both ways until both sides have ended, one of them fails, or
// nothing has moved for the idle time.
func (t *pass) run() {
	defer t.cut()
	var there sync.WaitGroup
	there.Go(func() { t.carry(t.target, t.client) })
	t.carry(t.client, t.target)
	there.Wait()
}

// carry copies until one side has said all it had to say, and tells the other.
func (t *pass) carry(to, from net.Conn) {
	buffer := make([]byte, 32<<10)
	for {
		t.moved()
		n, err := from.Read(buffer)
		if n > 0 {
			t.moved()
			if _, err := to.Write(buffer[:n]); err != nil {
				t.cut()
				return
			}
		}
		switch {
		case err == nil:
		case errors.Is(err, io.EOF) && closeWrite(to) == nil:
			return
		default:
			t.cut()
			return
		}
	}
}

// moved gives both sides the idle time anew.
func (t *pass) moved() {
	limit := time.Now().Add(t.idle)
	_ = t.client.SetDeadline(limit) // fails on one that was cut, as reading it will
	_ = t.target.SetDeadline(limit)
}

// cut ends the tunnel at once.
func (t *pass) cut() {
	t.client.Close()
	t.target.Close()
}

// closeWrite ends one direction of a connection, if it can be done.
func closeWrite(c net.Conn) error {
	if half, ok := c.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return errors.ErrUnsupported
}

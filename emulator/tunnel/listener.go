package tunnel

import (
	"net"
	"net/http"
)

// Conn is a tunnel to its Target: the client's connection, with what it sent
// after CONNECT without waiting for the answer.
type Conn struct {
	net.Conn
	Target Target
	early  []byte
}

func (c *Conn) Read(p []byte) (int, error) {
	if len(c.early) > 0 {
		n := copy(p, c.early)
		c.early = c.early[n:]
		return n, nil
	}
	return c.Conn.Read(p)
}

// CloseWrite tells the client that nothing more comes.
func (c *Conn) CloseWrite() error { return closeWrite(c.Conn) }

// endHere hands a tunnel to Accept.
func (p *Proxy) endHere(w http.ResponseWriter, t Target) {
	conn, err := p.hijack(w, t)
	if err != nil {
		return // the client is gone
	}
	select {
	case p.here <- conn:
	case <-p.ctx.Done():
		conn.Close()
	}
}

// Accept waits for the next tunnel that ends here. What runs in it is the
// client's TLS. After Close it answers net.ErrClosed.
func (p *Proxy) Accept() (net.Conn, error) {
	select {
	case <-p.ctx.Done():
		return nil, net.ErrClosed
	case c := <-p.here:
		return c, nil
	}
}

// Addr is the address of a Proxy as a listener, which has no port of its own.
func (p *Proxy) Addr() net.Addr { return address{} }

type address struct{}

func (address) Network() string { return "tcp" }
func (address) String() string  { return "CONNECT" }

// Close ends Accept and takes no more tunnels. Those that are passed through are
// cut; those that Accept returned belong to whoever called it. It does not wait,
// because a server closes its listeners with a lock held that hijacking needs. It
// may be called several times.
func (p *Proxy) Close() error {
	p.end()
	p.mu.Lock()
	for one := range p.passing {
		one.cut()
	}
	p.mu.Unlock()
	return nil
}

// Wait waits, after Close, until nothing of the tunnels that were passed through
// is left.
func (p *Proxy) Wait() { p.running.Wait() }

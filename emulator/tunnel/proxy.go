package tunnel

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"
)

// Options say what a Proxy does.
type Options struct {
	// Serves says whether tunnels to a host may end here. The name is in lower case
	// and without a final dot. Required.
	Serves func(name string) bool
	// Own says whether a host and port are the emulator's own: what a request in
	// absolute-form may name too, and a tunnel must not lead to. The host is a name
	// in that spelling or an IP address. Nil: none are.
	Own func(Target) bool
	// Passthrough are the only targets that connections are made to.
	Passthrough []Target
	// DialTimeout is how long making a connection may take; 0: 10 s.
	DialTimeout time.Duration
	// Idle is how long a tunnel that is passed through lives while nothing moves in
	// either direction; 0: 2 minutes.
	Idle time.Duration
	// Log is told what was refused; nil: nobody.
	Log *slog.Logger
}

// Proxy takes tunnels. It is also the net.Listener of those that end here, which
// are *Conn. Its methods may be called from several goroutines.
type Proxy struct {
	opts   Options
	dialer net.Dialer
	here   chan *Conn         // tunnels that end here
	ctx    context.Context    // ends with Close
	end    context.CancelFunc // ends it

	mu      sync.Mutex
	passing map[*pass]struct{}
	running sync.WaitGroup // of passing, and of those that are being made
}

// New makes a proxy. One that is not wanted any more has to be closed.
func New(o Options) *Proxy {
	if o.Own == nil {
		o.Own = func(Target) bool { return false }
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	o.DialTimeout = cmp.Or(o.DialTimeout, 10*time.Second)
	o.Idle = cmp.Or(o.Idle, 2*time.Minute)
	p := &Proxy{opts: o, here: make(chan *Conn), passing: map[*pass]struct{}{}}
	p.dialer = net.Dialer{Timeout: o.DialTimeout, ControlContext: p.notOwn}
	p.ctx, p.end = context.WithCancel(context.Background())
	return p
}

// Connect answers a CONNECT request. It returns when the tunnel was refused, has
// been handed to Accept, or has ended.
func (p *Proxy) Connect(w http.ResponseWriter, r *http.Request) {
	// What counts is the target itself, and not the Host header beside it.
	t, ok := parseAuthority(r.RequestURI)
	switch {
	case !ok:
		p.refuse(w, http.StatusBadRequest, r.RequestURI, "this is not HOST:PORT")
	case r.TLS != nil:
		p.refuse(w, http.StatusForbidden, t.String(), "a tunnel can't begin inside another one, or inside TLS: use the plain http address of the emulator as the proxy")
	case r.ContentLength != 0:
		p.refuse(w, http.StatusBadRequest, t.String(), "CONNECT has no body")
	case slices.Contains(p.opts.Passthrough, t):
		p.passThrough(w, r, t)
	case p.serves(t) && t.Port == httpsPort:
		p.endHere(w, t)
	case p.serves(t):
		p.refuse(w, http.StatusForbidden, t.String(), fmt.Sprintf("the emulator stands in for this host on port %d only", httpsPort))
	default:
		p.refuse(w, http.StatusForbidden, t.String(), "the emulator's proxy leads to Amazon Pay's hosts and to nowhere else, unless --proxy-passthrough lists the host")
	}
}

// serves says whether the emulator stands in for a host. Addresses are nobody's
// name.
func (p *Proxy) serves(t Target) bool {
	_, isAddress := t.Address()
	return !isAddress && p.opts.Serves(t.Host)
}

// Admits says whether a request in absolute-form, GET http://HOST/ HTTP/1.1, is
// for a host that is served here or for the emulator itself. Any other is
// answered with a refusal, and never passed on.
func (p *Proxy) Admits(w http.ResponseWriter, r *http.Request) bool {
	t, ok := parseURL(r)
	switch {
	case !ok:
		p.refuse(w, http.StatusBadRequest, r.URL.Scheme+"://"+r.URL.Host, "this is no URL of a web server")
	case p.opts.Own(t) || p.serves(t) && t.Port == schemePorts[r.URL.Scheme]:
		return true
	case p.serves(t):
		p.refuse(w, http.StatusForbidden, t.String(), "the emulator stands in for this host on the usual port only")
	default:
		p.refuse(w, http.StatusForbidden, t.String(), "the emulator's proxy answers for Amazon Pay's hosts and passes no requests on; --proxy-passthrough lists hosts for CONNECT only, and NO_PROXY keeps a client from asking")
	}
	return false
}

var schemePorts = map[string]uint16{"http": 80, "https": httpsPort}

// parseURL reads the target of a request in absolute-form.
func parseURL(r *http.Request) (Target, bool) {
	usual, known := schemePorts[r.URL.Scheme]
	if !known {
		return Target{}, false
	}
	if r.URL.Port() != "" {
		return parseAuthority(r.URL.Host)
	}
	host, ok := parseHost(r.URL.Hostname())
	return Target{host, usual}, ok
}

// longestTarget is how much of a target is repeated to people, in bytes.
const longestTarget = 300

// refuse says in words what is not done, and why.
func (p *Proxy) refuse(w http.ResponseWriter, status int, target, why string) {
	if at := strings.LastIndexByte(target, '@'); at >= 0 {
		target = target[at+1:] // a password may stand before it
	}
	if len(target) > longestTarget {
		target = strings.ToValidUTF8(target[:longestTarget], "") + "..."
	}
	p.opts.Log.Warn("the proxy refused a client", "target", target, "reason", why)
	w.Header().Set("Connection", "close") // a client may have sent on already
	http.Error(w, fmt.Sprintf("%q: %s.", target, why), status)
}

// established is the answer to CONNECT after which the connection is a tunnel.
const established = "HTTP/1.1 200 Connection established\r\n\r\n"

// hijack answers that the tunnel stands, and takes its connection from the
// server. On an error there is none any more.
func (p *Proxy) hijack(w http.ResponseWriter, t Target) (*Conn, error) {
	conn, buffered, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return nil, err
	}
	early, err := buffered.Reader.Peek(buffered.Reader.Buffered())
	if err == nil {
		_ = conn.SetWriteDeadline(time.Now().Add(p.opts.DialTimeout))
		_, err = io.WriteString(conn, established)
		_ = conn.SetWriteDeadline(time.Time{})
	}
	if err != nil {
		conn.Close()
		return nil, err
	}
	return &Conn{Conn: conn, Target: t, early: slices.Clone(early)}, nil
}

// notOwn keeps a tunnel from leading back to the emulator. It sees the address
// behind a name, before anything is sent there.
func (p *Proxy) notOwn(_ context.Context, _, address string, _ syscall.RawConn) error {
	to, err := netip.ParseAddrPort(address)
	if err != nil {
		return err
	}
	if p.opts.Own(Target{to.Addr().Unmap().String(), to.Port()}) {
		return errOwn
	}
	return nil
}

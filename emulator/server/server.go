package server

import (
	"context"
	"net"
	"net/http"
	"sync"
	"sync/atomic"

	"amazon-pay-emulator/emulator/admin"
	"amazon-pay-emulator/emulator/engine"
	"amazon-pay-emulator/emulator/lwa"
	"amazon-pay-emulator/emulator/mws"
	"amazon-pay-emulator/emulator/store"
	"amazon-pay-emulator/emulator/tunnel"
	"amazon-pay-emulator/scenarios"
)

// Server is one emulator. Several can run in one process.
type Server struct {
	opts   Options
	limits limits
	engine *engine.Engine
	ipns   *notifier
	login  *lwa.Store
	proxy  *tunnel.Proxy
	feed   *admin.Feed
	data   *store.Store // nil: nothing is kept
	http   *http.Server
	ctx    context.Context    // of all requests
	cut    context.CancelFunc // ends it

	life    sync.Mutex // held while starting and stopping
	phase   phase
	serving sync.WaitGroup
	failed  chan error // a listener that ended by itself; room for all, the proxy too
	ports   atomic.Pointer[Ports]
}

// New makes a server that has not been started. All that can be wrong with the
// options is found here, before anything is created. A server that is not
// wanted any more has to be stopped, started or not.
func New(o Options) (*Server, error) {
	o = o.withDefaults()
	if err := o.check(); err != nil {
		return nil, err
	}
	s := &Server{opts: o, limits: standard, failed: make(chan error, len(o.Listen)+len(o.TLSListen)+1)}
	s.feed = admin.NewFeed(0, operations()...)
	data, kept, err := o.openData()
	if err != nil {
		return nil, err
	}
	n, err := newNotifier(o, s.URL, s.feed.Attempted)
	if err != nil {
		closeData(data, o.Log)
		return nil, err
	}
	repertoire := scenarios.NewRepertoire(Vocabulary(), o.Scenarios)
	eo := o.engine()
	eo.Script = func(string) engine.Script { return repertoire.Director() }
	eo.Happened = s.feed.Happened
	e, err := newEngine(eo, n, data, kept, o.Log)
	if err != nil {
		n.stop(o.Log)
		closeData(data, o.Log)
		return nil, err
	}
	s.engine, s.ipns, s.data = e, n, data
	if s.login, err = newLogin(o, e); err != nil {
		n.stop(o.Log)
		e.Close()
		closeData(data, o.Log)
		return nil, err
	}
	s.wire(
		mws.New(e, mws.Options{Signature: o.Signature, Throttle: o.Throttle, Log: o.Log}),
		admin.New(e, admin.Options{
			Version: o.Version, Ready: s.ready, Log: o.Log, DefaultBuyer: o.buyer(), Hosts: o.AdminHosts, Token: o.AdminToken,
			Operations: operations(), IPNTypes: mws.NotificationTypes(), Scenarios: repertoire, Tokens: s.login, Feed: s.feed,
			IPNs: n.sender, Relayed: n.relay.relayed, Sample: n.relay.sample,
			SaveState: n.relay.save, RestoreIPNs: n.relay.restore, PackIPNs: parcels,
			CA: n.authority.RootPEM, SigningCert: n.signingPEM, CRL: n.authority.CRL,
		}),
	)
	return s, nil
}

// operations are the names of the API's operations.
func operations() []string {
	var names []string
	for _, o := range mws.Operations() {
		names = append(names, o.Name)
	}
	return names
}

// wire puts the two handlers behind the ports to be.
func (s *Server) wire(face, admin http.Handler) {
	ctx, cut := context.WithCancel(context.Background())
	s.ctx, s.cut = ctx, cut
	s.proxy = s.newProxy()
	s.http = s.limits.httpServer(&router{
		face: face, admin: admin, certificates: s.ipns, login: lwa.New(s.login), proxy: s.proxy, log: s.opts.Log, write: s.limits.write,
	}, s.opts.Log)
	s.http.BaseContext = func(net.Listener) context.Context { return ctx }
}

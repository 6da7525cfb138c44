package server

import (
	"context"
	"net"
	"net/http"
	"sync"
	"sync/atomic"

	"amazon-pay-emulator/emulator/admin"
	"amazon-pay-emulator/emulator/engine"
	"amazon-pay-emulator/emulator/mws"
	"amazon-pay-emulator/emulator/store"
)

// Server is one emulator. Several can run in one process.
type Server struct {
	opts   Options
	limits limits
	engine *engine.Engine
	ipns   *notifier
	data   *store.Store // nil: nothing is kept
	http   *http.Server
	cut    context.CancelFunc // ends the contexts of all requests

	life    sync.Mutex // held while starting and stopping
	phase   phase
	serving sync.WaitGroup
	failed  chan error // a listener that ended by itself
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
	s := &Server{opts: o, limits: standard, failed: make(chan error, len(o.Listen)+len(o.TLSListen))}
	data, kept, err := o.openData()
	if err != nil {
		return nil, err
	}
	n, err := newNotifier(o, s.URL)
	if err != nil {
		closeData(data, o.Log)
		return nil, err
	}
	e, err := o.newEngine(n, data, kept)
	if err != nil {
		n.stop(o.Log)
		closeData(data, o.Log)
		return nil, err
	}
	s.engine, s.ipns, s.data = e, n, data
	s.wire(
		mws.New(e, mws.Options{Signature: o.Signature, Log: o.Log}),
		admin.New(e, admin.Options{
			Version: o.Version, Ready: s.ready, Log: o.Log, DefaultBuyer: o.buyer(), Hosts: o.AdminHosts, IPNs: n.sender, Relayed: n.relay.relayed, Sample: n.relay.sample,
			SaveState: n.relay.save, RestoreIPNs: n.relay.restore, PackIPNs: parcels,
			CA: n.authority.RootPEM, SigningCert: n.signingPEM, CRL: n.authority.CRL,
		}),
	)
	return s, nil
}

// wire puts the two handlers behind the ports to be.
func (s *Server) wire(face, admin http.Handler) {
	ctx, cut := context.WithCancel(context.Background())
	s.cut = cut
	s.http = s.limits.httpServer(&router{face: face, admin: admin, certificates: s.ipns, log: s.opts.Log, write: s.limits.write}, s.opts.Log)
	s.http.BaseContext = func(net.Listener) context.Context { return ctx }
}

package admin

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"slices"

	"github.com/gorilla/mux"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
	"amazon-pay-emulator/emulator/lwa"
	"amazon-pay-emulator/ipnsender"
	"amazon-pay-emulator/scenarios"
)

// root is where the API begins.
const root = "/_emulator/"

// Options say what an API needs to know beside the engine.
type Options struct {
	// Version is what GET version answers.
	Version string
	// Ready says why the emulator can't be used yet; nil: it always can.
	Ready func() error
	// Log gets what went wrong inside; nil: nobody.
	Log *slog.Logger
	// DefaultBuyer makes the buyer of orders whose creation names none; nil: a
	// built-in one.
	DefaultBuyer func() *emulator.Buyer
	// Hosts are the names, beside localhost and the loopback addresses, under
	// which a browser may reach the API.
	Hosts []string
	// Token is what calls have to bring as a bearer token, but for those of public
	// routes; empty: none.
	Token string

	// Operations are the names of the API's operations, and IPNTypes those of
	// notifications: where one is asked for, another is refused. Nil: any will do.
	Operations, IPNTypes []string

	// Scenarios are those that can be named, and those of sellers to come. The script
	// of every account is a *scenarios.Director of it. Required.
	Scenarios *scenarios.Repertoire

	// IPNs delivers notifications and remembers them; nil: there are none.
	IPNs *ipnsender.Sender
	// Feed has what happened; nil: one that nobody feeds.
	Feed *Feed
	// Relayed waits until IPNs knows of all that has happened so far, so that
	// whoever made a call finds its notifications. Nil: it always does.
	Relayed func(context.Context) error
	// Sample sends a notification of a kind that is marked as a sample, and answers
	// its number. The error is about the kind. Nil: none can be sent.
	Sample func(account *engine.Account, kind string, environment emulator.Environment) (n uint64, err error)
	// SaveState is the state of an account and, of the same moment, what IPNs has
	// not delivered yet. RestoreIPNs has the latter go on; it is called with the
	// account's lock, start without it. Nil: there are no notifications.
	SaveState   func(context.Context, *engine.Account) (engine.State, ipnsender.Outbox, error)
	RestoreIPNs func(*engine.Account, ipnsender.Outbox) (start func())
	// PackIPNs is the latter in the form in which the engine's Store is to keep it.
	// Nil: it has none.
	PackIPNs func(ipnsender.Outbox) []engine.Parcel
	// CA and SigningCert are the certificates, in PEM, that notifications and the
	// TLS listener are verified by; CRL is the list of revoked ones, in DER. They
	// wait until what they answer has been made. Nil: there is none.
	CA, SigningCert, CRL func(context.Context) ([]byte, error)
	// Tokens are the access tokens of Login with Amazon; nil: there are none.
	Tokens *lwa.Store
}

// API answers everything below /_emulator/. It is an http.Handler.
type API struct {
	engine  *engine.Engine
	options Options
	guard   guard
	routes  []route
	router  *mux.Router

	largestState int64 // bytes of the body of PUT state
}

// New makes the API of an engine.
func New(e *engine.Engine, o Options) *API {
	if o.Ready == nil {
		o.Ready = func() error { return nil }
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.DefaultBuyer == nil {
		o.DefaultBuyer = anybody
	}
	if o.Relayed == nil {
		o.Relayed = func(context.Context) error { return nil }
	}
	if o.Feed == nil {
		o.Feed = NewFeed(0)
	}
	if o.SaveState == nil {
		o.SaveState = func(_ context.Context, a *engine.Account) (engine.State, ipnsender.Outbox, error) {
			return saveAlone(a)
		}
	}
	if o.RestoreIPNs == nil {
		o.RestoreIPNs = func(*engine.Account, ipnsender.Outbox) func() { return func() {} }
	}
	a := &API{engine: e, options: o, guard: newGuard(o.Hosts), routes: table(), router: mux.NewRouter().SkipClean(true), largestState: largestState}
	for _, path := range paths(a.routes) {
		a.router.Handle(root+path, a.serve(path))
	}
	a.router.NotFoundHandler = a.refusing(func(r *http.Request) error { return noRoute(a.routes, r.URL.Path) })
	return a
}

// ServeHTTP answers one call.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	a.logged(w, r, func(w http.ResponseWriter) {
		if err := a.guard.check(r); err != nil {
			a.refuse(w, r, err)
			return
		}
		if !a.bearer(r) {
			w.Header().Set("WWW-Authenticate", `Bearer realm="amazon-pay-emulator"`)
			a.refuse(w, r, unproven(r))
			return
		}
		a.router.ServeHTTP(w, r)
	})
}

// call is one request on its way through the API.
type call struct {
	*http.Request
	writer http.ResponseWriter
	id     string // of the object, seller or notification that the path names
	seller string // that the call is limited to; empty: none
}

// created is the answer of a handler that has made something.
type created struct{ document any }

// file is the answer of a handler that is no JSON.
type file struct {
	contentType string
	content     []byte
}

// serve makes the handler of one path from its rows in the table.
func (a *API) serve(path string) http.Handler {
	methods := map[string]route{}
	for _, row := range a.routes {
		if row.path == path {
			methods[row.method] = row
		}
	}
	if get, ok := methods[http.MethodGet]; ok {
		methods[http.MethodHead] = get // net/http leaves the body out
	}
	allowed := allow(methods)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		row, ok := methods[r.Method]
		if !ok {
			w.Header().Set("Allow", allowed)
			a.refuse(w, r, wrongMethod(r, allowed))
			return
		}
		c := &call{Request: r, writer: w, id: mux.Vars(r)["id"]}
		err := c.readQuery(row.query)
		var document any
		if err == nil {
			document, err = row.handle(a, c)
		}
		if err != nil {
			a.refuse(w, r, err)
			return
		}
		switch d := document.(type) {
		case file:
			w.Header().Set("Content-Type", d.contentType)
			_, _ = w.Write(d.content) // an error means that the client is gone
		case stream:
			d(w)
		case streamed:
			w.Header().Set("Content-Type", "application/json")
			if err := d(w); err != nil {
				// The client is gone: the documents of this package always encode.
				a.options.Log.DebugContext(r.Context(), "admin answer not delivered", "path", r.URL.Path, "error", err)
			}
		case created:
			a.answer(w, r, http.StatusCreated, "application/json", d.document)
		default:
			a.answer(w, r, http.StatusOK, "application/json", d)
		}
	})
}

// refusing is a handler that only has an error to answer.
func (a *API) refusing(why func(*http.Request) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { a.refuse(w, r, why(r)) })
}

// refuse answers an error as a problem document.
func (a *API) refuse(w http.ResponseWriter, r *http.Request, err error) {
	p := problemOf(err)
	if p.Status >= http.StatusInternalServerError && p.Status != http.StatusServiceUnavailable {
		a.options.Log.ErrorContext(r.Context(), "admin call failed", "method", r.Method, "path", r.URL.Path, "error", err)
	}
	a.answer(w, r, p.Status, "application/problem+json", p)
}

// answer writes a document as JSON.
func (a *API) answer(w http.ResponseWriter, r *http.Request, status int, contentType string, document any) {
	w.Header().Set("Content-Type", contentType)
	w.WriteHeader(status)
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(document); err != nil {
		// The client is gone: the documents of this package always encode.
		a.options.Log.DebugContext(r.Context(), "admin answer not delivered", "path", r.URL.Path, "error", err)
	}
}

// allow is the Allow header of a path.
func allow(methods map[string]route) string {
	var list []string
	for m := range methods {
		list = append(list, m)
	}
	slices.Sort(list)
	return join(list)
}

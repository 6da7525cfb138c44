package server

import (
	"errors"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"amazon-pay-emulator/emulator/tunnel"
)

// adminRoot is where the admin API begins. Amazon's own paths never do.
const adminRoot = "/_emulator"

// router hands requests on: to the proxy by their form, then by their path's
// prefix whatever the host, then by their host. What is under every request is
// kept small: no pattern.
//
// The admin API is there under Amazon's names too: a client that has only those
// names can reach it, Amazon has no such paths, and browsers are kept out there by
// the admin API itself.
type router struct {
	face         http.Handler
	admin        http.Handler
	certificates http.Handler // of IPNs
	login        http.Handler // Login with Amazon
	proxy        *tunnel.Proxy
	log          *slog.Logger
	write        time.Duration // see limits
}

func (t *router) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a := &answer{ResponseWriter: w}
	defer t.survive(a, r)
	if r.ProtoMajor != 1 { // net/http hands on the preface of HTTP/2
		a.Header().Set("Connection", "close")
		http.Error(a, "The emulator speaks HTTP/1.1.", http.StatusHTTPVersionNotSupported)
		return
	}
	if r.Method == http.MethodConnect {
		t.proxy.Connect(a, r)
		return
	}
	if r.URL.Host != "" && !t.proxy.Admits(a, r) { // in absolute-form, as to a proxy
		return
	}
	if rest, found := strings.CutPrefix(r.URL.Path, adminRoot); found && (rest == "" || rest[0] == '/') {
		a.bePatient(r, t.write)
		t.admin.ServeHTTP(a, r)
		a.extend() // for what is still buffered
		return
	}
	if strings.HasPrefix(r.URL.Path, certificatePath) {
		t.certificates.ServeHTTP(a, r)
		return
	}
	if foreign(r) {
		http.Error(a, "The API is for shops. Calls from web pages of others are refused.", http.StatusForbidden)
		return
	}
	t.serveHost(a, r)
}

// foreign says whether a browser sends the request on behalf of a page that is
// not the emulator's, which needs no permission for simple requests. No shop's
// server sends such headers.
func foreign(r *http.Request) bool {
	switch r.Header.Get("Sec-Fetch-Site") {
	case "cross-site", "same-site":
		return true
	case "":
		origin := r.Header.Get("Origin")
		return origin != "" && origin != "http://"+r.Host && origin != "https://"+r.Host
	}
	return false
}

// survive answers 500 to a request whose handler panicked, or cuts the
// connection when an answer has begun already. A handler that wants its
// connection cut panics with http.ErrAbortHandler.
func (t *router) survive(a *answer, r *http.Request) {
	switch p := recover(); {
	case p == nil:
	case isAbort(p):
		panic(p)
	default:
		t.log.Error("a handler panicked", "panic", p, "method", r.Method, "path", r.URL.Path, "stack", string(debug.Stack()))
		if a.begun {
			panic(http.ErrAbortHandler)
		}
		http.Error(a, "The emulator failed on this request. Its log says more.", http.StatusInternalServerError)
	}
}

func isAbort(p any) bool {
	err, ok := p.(error)
	return ok && errors.Is(err, http.ErrAbortHandler)
}

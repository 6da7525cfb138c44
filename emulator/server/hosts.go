package server

import (
	"net"
	"net/http"
	"slices"
	"strings"

	"amazon-pay-emulator/emulator/lwa"
	"amazon-pay-emulator/emulator/pki"
	"amazon-pay-emulator/emulator/tunnel"
)

// hostKind is what a host of Amazon's is there for.
type hostKind int

const (
	otherHost  hostKind = iota // none of Amazon's: localhost, containers, addresses
	apiHost                    // the API
	loginHost                  // Login with Amazon
	snsHost                    // signing certificates of IPNs
	scriptHost                 // scripts for the browser
)

// hostPrefixes tell Amazon's hosts apart by how their names begin.
var hostPrefixes = []struct {
	prefix string
	kind   hostKind
}{
	{"mws", apiHost},
	{"api", loginHost},
	{"sns.", snsHost},
	{"static-", scriptHost},
	{"origin-", scriptHost},
}

var kindByHost = func() map[string]hostKind {
	all := map[string]hostKind{}
	for _, host := range pki.AmazonHosts {
		for _, k := range hostPrefixes {
			if strings.HasPrefix(host, k.prefix) {
				all[host] = k.kind
			}
		}
	}
	return all
}()

// kindOf is what the host of a request is there for, whatever its case, its port
// and with or without a final dot.
func kindOf(host string) hostKind {
	if kind, ok := kindByHost[host]; ok {
		return kind
	}
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	return kindByHost[strings.ToLower(strings.TrimSuffix(host, "."))]
}

// serveHost answers a request as the host would that it was sent to. A host that
// is none of Amazon's is the API, and Login with Amazon too, whose paths are none
// of the API's: some clients can be given one plain address for each.
func (t *router) serveHost(w http.ResponseWriter, r *http.Request) {
	kind := kindOf(r.Host)
	if kind == otherHost && (r.URL.Path == lwa.TokenInfoPath || r.URL.Path == lwa.ProfilePath) {
		kind = loginHost
	}
	switch kind {
	case loginHost:
		t.login.ServeHTTP(w, r)
	case snsHost:
		serveSNS(w, r)
	case scriptHost:
		w.Header().Set(hintHeader, "the emulator has no scripts for the browser yet")
		http.Error(w, "There are no scripts here.", http.StatusNotFound)
	default:
		t.face.ServeHTTP(w, r)
	}
}

// hintHeader says why something was refused, as in the API.
const hintHeader = "X-Emulator-Hint"

// stoodInFor says whether the emulator stands in for a host: one of Amazon Pay's,
// or one that the user asked a certificate for.
func (o Options) stoodInFor(name string) bool {
	return kindByHost[name] != otherHost || slices.ContainsFunc(o.TLSHosts, func(host string) bool { return strings.EqualFold(host, name) })
}

// own says whether a host and port are the emulator's own.
func (s *Server) own(t tunnel.Target) bool {
	ports := s.ports.Load()
	if ports == nil || !ports.has(t.Port) {
		return false
	}
	if address, ok := t.Address(); ok {
		return address.IsLoopback() || address.IsUnspecified() || isOfThisMachine(address)
	}
	names := slices.Concat([]string{"localhost"}, s.opts.TLSHosts, s.opts.AdminHosts)
	return slices.ContainsFunc(names, func(name string) bool { return strings.EqualFold(name, t.Host) })
}

package admin

import (
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// guard keeps other web pages out. A page that a developer happens to have open
// could otherwise drive an emulator on the same machine.
type guard struct {
	hosts       []string
	crossOrigin *http.CrossOriginProtection
}

func newGuard(hosts []string) guard {
	g := guard{crossOrigin: http.NewCrossOriginProtection()}
	for _, h := range hosts {
		g.hosts = append(g.hosts, hostname(h))
	}
	return g
}

// check refuses what a browser sends on behalf of another page, and what it
// sends to a name that somebody else may have pointed at this machine. Programs
// other than browsers send none of the headers that it looks at, but for those
// that pass themselves off as one.
func (g guard) check(r *http.Request) error {
	host := hostname(r.Host)
	_, noAddress := netip.ParseAddr(host)
	if !fromBrowser(r) && (noAddress == nil || !likeBrowser(r)) {
		return nil
	}
	if !g.listed(host) {
		return &problem{
			Type: typeForeign, Title: "The host name is not allowed", Status: http.StatusForbidden,
			Detail: "a browser may reach the admin API as localhost or by a loopback address, not as \"" + host + "\"",
			Hint:   "open it under http://localhost, or allow the name with --admin-host",
		}
	}
	if followsLink(r) {
		return nil
	}
	// The standard library lets safe methods pass. Here they don't: what is read
	// is nobody else's business, and reading lets due things happen.
	unsafe := *r
	unsafe.Method = http.MethodPost
	if err := g.crossOrigin.Check(&unsafe); err != nil {
		return &problem{
			Type: typeForeign, Title: "Calls from other web pages are refused", Status: http.StatusForbidden,
			Detail: err.Error(),
			Hint:   "call the admin API from a program, or from the emulator's own page",
		}
	}
	return nil
}

// likeBrowser says whether the request looks as if a browser had sent it. To a
// name over plain http browsers send no Sec-Fetch headers, and no Origin when a
// page reads from where it came: that is what somebody makes use of who points a
// name of his own at this machine. An address can't be pointed anywhere.
func likeBrowser(r *http.Request) bool {
	return r.Header.Get("Referer") != "" || strings.HasPrefix(r.UserAgent(), "Mozilla/")
}

// fromBrowser says whether the request has a header that only browsers send.
func fromBrowser(r *http.Request) bool {
	if r.Header.Get("Origin") != "" {
		return true
	}
	for name := range r.Header {
		if strings.HasPrefix(name, "Sec-Fetch-") {
			return true
		}
	}
	return false
}

// followsLink says whether a person goes to the address, from wherever: the
// answer is shown to that person and to no page.
func followsLink(r *http.Request) bool {
	return r.Method == http.MethodGet && r.Header.Get("Origin") == "" &&
		r.Header.Get("Sec-Fetch-Mode") == "navigate" && r.Header.Get("Sec-Fetch-Dest") == "document"
}

func (g guard) listed(host string) bool {
	if host == "localhost" || slices.Contains(g.hosts, host) {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap().IsLoopback()
}

// hostname is a host without its port, brackets and final dot, in lower case.
func hostname(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	return strings.ToLower(strings.TrimSuffix(host, "."))
}

package tunnel

import (
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

// Target is a host and port that a tunnel leads to, in one spelling: names in
// lower case and without a final dot, addresses in their shortest form. Targets
// can be compared.
type Target struct {
	Host string
	Port uint16
}

// String is the target as HOST:PORT.
func (t Target) String() string {
	return net.JoinHostPort(t.Host, strconv.Itoa(int(t.Port)))
}

// Address is the host when it is an IP address.
func (t Target) Address() (netip.Addr, bool) {
	address, err := netip.ParseAddr(t.Host)
	return address, err == nil
}

// httpsPort is the only port on which hosts are served through a tunnel, and that
// of targets that name none.
const httpsPort = 443

// ParseTarget reads a target as a setting names it: HOST or HOST:PORT, where the
// host is a name in ASCII or an IP address and the port is 443 unless it is given.
func ParseTarget(text string) (Target, error) {
	if strings.Contains(text, "*") {
		return Target{}, fmt.Errorf("%q: name every host, there are no wildcards", text)
	}
	if host, ok := parseHost(text); ok {
		return Target{host, httpsPort}, nil
	}
	t, ok := parseAuthority(text)
	if !ok {
		return Target{}, fmt.Errorf("%q is not a host; write HOST or HOST:PORT, such as images.example.com or localhost:8443", text)
	}
	return t, nil
}

// parseAuthority reads HOST:PORT.
func parseAuthority(text string) (Target, bool) {
	host, digits, err := net.SplitHostPort(text)
	if err != nil {
		return Target{}, false
	}
	port, err := strconv.ParseUint(digits, 10, 16)
	if err != nil || port == 0 {
		return Target{}, false
	}
	if strings.HasPrefix(text, "[") != strings.Contains(host, ":") { // brackets are for IPv6
		return Target{}, false
	}
	host, ok := parseHost(host)
	return Target{host, uint16(port)}, ok
}

// parseHost finds the one spelling of a name or address. A name may end with a
// dot, which names the same host.
func parseHost(text string) (string, bool) {
	if address, err := netip.ParseAddr(text); err == nil {
		return address.Unmap().String(), true
	}
	name := strings.ToLower(strings.TrimSuffix(text, "."))
	if len(name) > 253 || slices.ContainsFunc(strings.Split(name, "."), badLabel) {
		return "", false
	}
	return name, true
}

// badLabel allows the underscore, which names of containers have.
func badLabel(label string) bool {
	const letters = "abcdefghijklmnopqrstuvwxyz0123456789-_"
	return label == "" || len(label) > 63 || strings.Trim(label, letters) != "" ||
		label[0] == '-' || label[len(label)-1] == '-'
}

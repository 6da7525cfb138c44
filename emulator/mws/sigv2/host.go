package sigv2

import "strings"

// HostRule says which text stands in the host line of the string to sign.
type HostRule uint8

const (
	// HostReceived is the Host header in lower case without a default port
	// (80 or 443); another port stays. It is the documented rule.
	HostReceived HostRule = iota
	// HostVerbatim is the Host header as it came, port and letter case
	// included. Observed: Python, Ruby and PHP SDKs, when their endpoint is
	// written with a default port.
	HostVerbatim
	// HostNA is mws.amazonservices.com. It and the next two are signed by
	// clients which reach the emulator through something that rewrites the
	// Host header. Assumed.
	HostNA
	// HostEU is mws-eu.amazonservices.com.
	HostEU
	// HostJP is mws.amazonservices.jp.
	HostJP
	// HostWithScheme is "http://" and the Host header as it came. Observed:
	// Java SDK with an http override, from which it cuts only "https://".
	HostWithScheme
	// HostWithoutPort is the Host header in lower case without any port.
	// Observed: boto and the npm package amazon-payments.
	HostWithoutPort
	// HostNone is the empty text; it occurs only together with PathNone.
	// Observed: C# SDK with SetMwsTestUrl.
	HostNone

	hostRules
)

var hostNames = [hostRules]string{
	HostReceived:    "host as documented",
	HostVerbatim:    "Host header verbatim",
	HostNA:          "host " + amazonNA,
	HostEU:          "host " + amazonEU,
	HostJP:          "host " + amazonJP,
	HostWithScheme:  "host with http:// before it",
	HostWithoutPort: "host without its port",
	HostNone:        "no host",
}

// Amazon's hosts. Source: documented, MWS endpoints.
const (
	amazonNA = "mws.amazonservices.com"
	amazonEU = "mws-eu.amazonservices.com"
	amazonJP = "mws.amazonservices.jp"
)

// String names the rule for people.
func (h HostRule) String() string { return nameOf(hostNames[:], h) }

// line returns the host line that the rule makes of a Host header.
func (h HostRule) line(host string) string {
	switch h {
	case HostReceived:
		name, port := splitPort(host)
		if port == "80" || port == "443" {
			host = name
		}
		return strings.ToLower(host)
	case HostNA:
		return amazonNA
	case HostEU:
		return amazonEU
	case HostJP:
		return amazonJP
	case HostWithScheme:
		return "http://" + host
	case HostWithoutPort:
		name, _ := splitPort(host)
		return strings.ToLower(name)
	case HostNone:
		return ""
	default:
		return host
	}
}

// splitPort splits "name:port", where the port is made of digits and a name
// with colons of its own stands in brackets. Without such a port the whole
// host is the name.
func splitPort(host string) (name, port string) {
	i := strings.LastIndexByte(host, ':')
	if i < 0 || i == len(host)-1 {
		return host, ""
	}
	for _, c := range []byte(host[i+1:]) {
		if c < '0' || c > '9' {
			return host, ""
		}
	}
	if strings.IndexByte(host, ':') < i && !strings.HasSuffix(host[:i], "]") {
		return host, ""
	}
	return host[:i], host[i+1:]
}

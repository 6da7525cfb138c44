package sigv2

import "strings"

// PathRule says which text stands in the path line of the string to sign.
type PathRule uint8

const (
	// PathReceived is the path as it came, "/" when it was empty. It is the
	// documented rule.
	PathReceived PathRule = iota
	// PathOtherSlash is the path with its trailing slash taken away, or with
	// one added when it had none. Observed: WooCommerce and the npm
	// package's SandboxEU sign a path with a slash; a proxy may cut it.
	PathOtherSlash
	// PathNone is the empty text; it occurs only together with HostNone.
	PathNone

	pathRules
)

var pathNames = [pathRules]string{
	PathReceived:   "path as documented",
	PathOtherSlash: "path with the trailing slash added or removed",
	PathNone:       "no path",
}

// String names the rule for people.
func (p PathRule) String() string { return nameOf(pathNames[:], p) }

// line returns the path line that the rule makes of a received path. The
// root path has no other slash.
func (p PathRule) line(path string) string {
	switch {
	case p == PathNone:
		return ""
	case path == "" || path == "/":
		return "/"
	case p == PathReceived:
		return path
	case strings.HasSuffix(path, "/"):
		return path[:len(path)-1]
	default:
		return path + "/"
	}
}

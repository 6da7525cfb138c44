package sigv2

import (
	"slices"
	"strings"
)

// Variant is one way of writing the string to sign. The zero Variant is the
// documented way; every other is a deviation that some client is known to
// make, or a combination of such deviations.
type Variant struct {
	Host     HostRule
	Path     PathRule
	Encoding Encoding
}

// Documented reports whether the documents allow this way of signing for the
// host and path that were asked. [Strict] refuses any other.
func (v Variant) Documented() bool { return v == Variant{} }

// String names what differs from the documents, such as
// "host without its port, spaces as +", or says "as documented".
func (v Variant) String() string {
	if v.Documented() {
		return "as documented"
	}
	var deviations []string
	if v.Host != HostReceived {
		deviations = append(deviations, v.Host.String())
	}
	if v.Path != PathReceived {
		deviations = append(deviations, v.Path.String())
	}
	if v.Encoding != EncodingRFC3986 {
		deviations = append(deviations, v.Encoding.String())
	}
	return strings.Join(deviations, ", ")
}

// MaxTries is the largest number of HMACs that one [Key.Verify] computes.
// Only a request that is refused can cost that many, and only when its Host
// header has a port and a capital letter, its path is not the root, and its
// parameters hold both a space and one of "!'()*". A refused call to
// localhost:8443 costs thirteen, one to Amazon's own host nine.
const MaxTries = 43

// variants lists what a lenient check tries, in this order: host deviations
// are more common than a moved slash, and encodings differ only for requests
// with unusual characters, so they come last.
var variants = func() []Variant {
	var all []Variant
	for e := range encodings {
		for _, p := range []PathRule{PathReceived, PathOtherSlash} {
			for h := range HostNone {
				all = append(all, Variant{h, p, e})
			}
			if p == PathReceived && e == EncodingRFC3986 {
				all = append(all, Variant{Host: HostNone, Path: PathNone})
			}
		}
	}
	return all
}()

// spellings holds the host and path lines of one request under every rule,
// and knows which rules say nothing new for it.
type spellings struct {
	host       [hostRules]string
	path       [pathRules]string
	hostRepeat [hostRules]bool
	pathRepeat [pathRules]bool
}

func (r Request) spellings() *spellings {
	s := new(spellings)
	for h := range hostRules {
		s.host[h] = h.line(r.Host)
		s.hostRepeat[h] = h != HostNone && slices.Contains(s.host[:h], s.host[h])
	}
	for p := range pathRules {
		s.path[p] = p.line(r.Path)
		s.pathRepeat[p] = slices.Contains(s.path[:p], s.path[p])
	}
	return s
}

// repeat reports whether an earlier variant has written the same lines.
func (s *spellings) repeat(v Variant) bool { return s.hostRepeat[v.Host] || s.pathRepeat[v.Path] }

func nameOf[R ~uint8](names []string, rule R) string {
	if int(rule) < len(names) {
		return names[rule]
	}
	return "unknown rule"
}

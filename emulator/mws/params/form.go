package params

import "strings"

// Pair is one decoded parameter.
//
// It is an alias of an unnamed struct, so that a list of pairs can be handed
// to a package with the same notion of a pair without being copied.
type Pair = struct{ Name, Value string }

// Form holds the decoded parameters of one call. Make it with [Parse]; it
// doesn't change afterwards and is safe for concurrent use.
type Form struct {
	pairs   []Pair
	byName  []uint16 // positions in pairs, by name and then by arrival
	doubled int      // position in pairs plus one, 0 for none
}

// Pairs returns the parameters in order of arrival, those of the query before
// those of the body. The caller must not change them.
func (f *Form) Pairs() []Pair { return f.pairs }

// Get returns the value of a parameter and whether it was sent, be it empty.
// Names are case sensitive. Of a parameter sent twice it is the first value.
func (f *Form) Get(name string) (value string, sent bool) {
	if i := f.search(name); i < len(f.byName) {
		if p := &f.pairs[f.byName[i]]; p.Name == name {
			return p.Value, true
		}
	}
	return "", false
}

// Doubled returns the first parameter whose name had been sent before, in the
// query, the body or one in each, with its later value.
//
// Such a call can't be answered sensibly, and callers should refuse it. It is
// not an error of [Parse] because the order in which the service checks a
// call puts other complaints first. Assumed: what Amazon answers is not
// known.
func (f *Form) Doubled() (Pair, bool) {
	if f.doubled == 0 {
		return Pair{}, false
	}
	return f.pairs[f.doubled-1], true
}

// search returns the first place in byName whose name is not below name.
func (f *Form) search(name string) int {
	low, high := 0, len(f.byName)
	for low < high {
		middle := int(uint(low+high) >> 1)
		if f.pairs[f.byName[middle]].Name < name {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return low
}

// under returns the places of the parameters whose names begin with prefix.
func (f *Form) under(prefix string) []uint16 {
	first := f.search(prefix)
	last := first
	for last < len(f.byName) && strings.HasPrefix(f.pairs[f.byName[last]].Name, prefix) {
		last++
	}
	return f.byName[first:last]
}

// has reports whether any parameter's name begins with prefix.
func (f *Form) has(prefix string) bool {
	i := f.search(prefix)
	return i < len(f.byName) && strings.HasPrefix(f.pairs[f.byName[i]].Name, prefix)
}

package scenarios

import "strings"

// candidate is a rule that may decide about an operation, with as much of its
// conditions as can be ruled out at a glance. Scenarios can have thousands of
// rules, each for one reference id: they lie side by side in memory for this.
type candidate struct {
	rule   int
	number int    // of the subject that the others are about; -1: there is none
	start  string // with which its value begins, or else a condition does not hold
	sign   comparison
	bound  float64 // to which its value has to stand as the sign says; no sign: none
}

// mayMatch says whether a value leaves the rule in the running.
func (c *candidate) mayMatch(v *value) bool {
	if c.sign == "" {
		return strings.HasPrefix(v.text, c.start)
	}
	n, ok := v.asNumber()
	return ok && v.present && c.sign.says(order(n, c.bound))
}

func candidateOf(index int, r *Rule) candidate {
	for i := range r.When {
		if c := &r.When[i]; len(c.tests) == 1 {
			t := &c.tests[0]
			if start := t.start(); start != "" {
				return candidate{rule: index, number: c.number, start: start}
			}
			if t.kind == comparesNumbers && t.compare != differs {
				return candidate{rule: index, number: c.number, sign: t.compare, bound: t.number}
			}
		}
	}
	return candidate{rule: index, number: -1}
}

// start is what every value begins with for which the test holds; empty: that
// can't be said.
func (t *test) start() string {
	switch t.kind {
	case isText:
		return t.text
	case isGlob:
		if wild := strings.IndexAny(t.text, "*?"); wild >= 0 {
			return t.text[:wild]
		}
		return t.text
	}
	return ""
}

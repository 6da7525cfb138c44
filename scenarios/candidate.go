package scenarios

import "strings"

// candidate is a rule that may decide about an operation, with as much of its
// conditions as can be ruled out at a glance. Scenarios can have thousands of
// rules, each for one reference id: they lie side by side in memory for this.
type candidate struct {
	rule   int
	number int    // of the subject that start is about; -1: there is none
	start  string // with which its value begins, or else a condition does not hold
}

func candidateOf(index int, r *Rule) candidate {
	for i := range r.When {
		if c := &r.When[i]; len(c.tests) == 1 {
			if start := c.tests[0].start(); start != "" {
				return candidate{index, c.number, start}
			}
		}
	}
	return candidate{index, -1, ""}
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

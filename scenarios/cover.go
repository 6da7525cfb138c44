package scenarios

import (
	"cmp"
	"slices"
	"strings"

	"amazon-pay-emulator/emulator"
)

// covers says that the rule matches every call that another matches, as far as
// can be told from their conditions: it may be so and not be seen, but is never
// said wrongly. What they are on is not looked at.
func (r *Rule) covers(other *Rule) bool {
	replays := other.forReplays()
	if replays && !r.forReplays() {
		return false // it is not asked about replays
	}
	for i := range r.When {
		c := &r.When[i]
		if c.certain(replays) {
			continue
		}
		at := slices.IndexFunc(other.When, func(o Condition) bool { return o.Subject == c.Subject })
		if at < 0 || !c.covers(&other.When[at]) {
			return false
		}
	}
	return true
}

// certain says that the condition holds for every call that a rule is asked
// about; replays says whether the rule is asked about those too.
func (c *Condition) certain(replays bool) bool {
	may := []value{}
	switch c.Subject {
	case factReplay:
		may = append(may, told("false"))
		if replays {
			may = append(may, told("true"))
		}
	case factEnvironment:
		may = append(may, told(string(emulator.Sandbox)), told(string(emulator.Live)))
	case factAttempt:
		first := test{kind: comparesNumbers, compare: atLeast, number: 1}
		return slices.ContainsFunc(c.tests, func(t test) bool { return t.covers(&first) })
	case factSeller:
		return slices.ContainsFunc(c.tests, func(t test) bool { return t.anyText() })
	default:
		return false
	}
	return !slices.ContainsFunc(may, func(v value) bool { return !c.holds(&v) })
}

// covers says that the condition holds whenever another one about the same
// subject does.
func (c *Condition) covers(other *Condition) bool {
	for i := range other.tests {
		if !slices.ContainsFunc(c.tests, func(t test) bool { return t.covers(&other.tests[i]) }) {
			return false
		}
	}
	return true
}

// covers says that the test holds for every value for which another one about the
// same subject does.
func (t *test) covers(o *test) bool {
	if o.holds(&value{}) && !t.holds(&value{}) {
		return false
	}
	switch {
	case o.kind == isAbsent:
		return true
	case t.anyText():
		return o.kind != comparesAges
	case o.isOneText():
		return t.holds(&value{text: o.text, present: true})
	case t.kind != o.kind:
		return false
	}
	switch t.kind {
	case isGlob:
		return globCovers(t.text, o.text)
	case isPattern:
		return t.pattern.String() == o.pattern.String()
	case comparesTexts:
		return contains(t.compare, t.text, o.compare, o.text)
	case comparesNumbers:
		return contains(t.compare, t.number, o.compare, o.number)
	case comparesAges:
		return contains(t.compare, t.length, o.compare, o.length)
	}
	return false
}

// anyText says that the test holds for every text that there is.
func (t *test) anyText() bool {
	return t.kind == isGlob && strings.Trim(t.text, "*") == ""
}

// isOneText says that the test holds for nothing but its own text.
func (t *test) isOneText() bool {
	return t.kind == isText || t.kind == comparesTexts && (t.compare == same || t.compare == sameShort)
}

// contains says that what compares so to x includes all that compares otherwise to
// y.
func contains[T cmp.Ordered](c comparison, x T, other comparison, y T) bool {
	switch other {
	case differs:
		return c == differs && x == y
	case above:
		return (c == above || c == atLeast || c == differs) && x <= y
	case atLeast:
		return (c == above || c == differs) && x < y || c == atLeast && x <= y
	case below:
		return (c == below || c == atMost || c == differs) && x >= y
	case atMost:
		return (c == below || c == differs) && x > y || c == atMost && x >= y
	}
	return c.says(cmp.Compare(y, x))
}

// globCovers says that one glob fits whatever another fits: it fits the other as
// it is written, for its stars take the other's signs too.
func globCovers(glob, other string) bool {
	if strings.Contains(glob, "?") && strings.Contains(other, "*") {
		return glob == other // ? takes one character, which a * is not
	}
	return matches(glob, other)
}

package scenarios

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"amazon-pay-emulator/emulator"
)

// warnOfNames is about rules that are called the same: they can't be told apart
// where they are shown.
func warnOfNames(rules []draft) {
	first := map[string]draft{}
	for _, d := range rules {
		if before, twice := first[d.Name]; twice && d.Name != "" {
			d.name.Warn(fmt.Sprintf("another rule is called %q too", d.Name), fmt.Sprintf("it is in line %d", before.at.Place().Line))
			continue
		}
		first[d.Name] = d
	}
}

// warnOfReach finds rules that never decide, because earlier ones decide every
// call that they would.
func (r reader) warnOfReach(rules []draft) {
	for i, d := range rules {
		if d.on.unclear || d.forReplays() {
			continue // the earlier ones are not asked about replays
		}
		if by := r.deciders(d, rules[:i]); len(by) > 0 {
			d.at.Warn("never reached: all of its calls are decided before, in line "+strings.Join(by, " and "), "write it further up, or limit what is before it")
		}
	}
}

// deciders finds the rules that together leave nothing to another: one alone if
// there is one. It answers their lines, none when something is left.
func (r reader) deciders(d draft, earlier []draft) (lines []string) {
	every := d.On
	if len(every) == 0 {
		every = append(r.words.operations(), everyOther)
	}
	left := every
	for _, before := range earlier {
		if before.on.unclear || !before.takesAll(d.Rule) {
			continue
		}
		line := strconv.Itoa(before.at.Place().Line)
		rest := slices.DeleteFunc(slices.Clone(left), before.concerns)
		if !slices.ContainsFunc(every, func(op emulator.Operation) bool { return !before.concerns(op) }) {
			return []string{line}
		}
		if len(rest) < len(left) {
			lines = append(lines, line)
		}
		left = rest
	}
	if len(left) > 0 {
		return nil
	}
	return lines
}

// everyOther stands for operations that the vocabulary doesn't hold.
const everyOther emulator.Operation = "*"

// takesAll says that the rule leaves nothing to a later one on the same
// operations: it is always in force, and its conditions are among the other's.
func (r *Rule) takesAll(later *Rule) bool {
	if r.Times > 0 || r.Skip > 0 || r.Chance < 1 || r.forReplays() {
		return false
	}
	for _, c := range r.When {
		if !slices.ContainsFunc(later.When, c.same) {
			return false
		}
	}
	return true
}

// same says that two conditions say the same in the same words.
func (c Condition) same(other Condition) bool {
	return c.Subject == other.Subject && c.Text == other.Text &&
		slices.EqualFunc(c.tests, other.tests, func(a, b test) bool { return a.kind == b.kind })
}

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
	var steady []draft
	for _, d := range rules {
		if d.on.unclear || d.forReplays() {
			continue // of replays, only such rules are asked
		}
		if by := r.deciders(d, steady); len(by) > 0 {
			d.at.Warn("never reached: all of its calls are decided before, in line "+strings.Join(by, " and "), "write it further up, or limit what is before it")
		}
		if d.Times == 0 && d.Skip == 0 && d.Chance == 1 {
			steady = append(steady, d)
		}
	}
}

// deciders finds the rules, of earlier ones that are always in force, that
// together leave nothing to another: one alone if there is one. It answers their
// lines, none when something is left.
func (r reader) deciders(d draft, earlier []draft) (lines []string) {
	every := d.On
	if len(every) == 0 {
		every = append(r.words.operations(), everyOther)
	}
	left := every
	for i := range earlier {
		before := &earlier[i]
		if !before.asksNoMore(d.Rule) {
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

// asksNoMore says that all conditions of the rule are among those of another.
func (r *Rule) asksNoMore(than *Rule) bool {
	for i := range r.When {
		if !has(than.When, &r.When[i]) {
			return false
		}
	}
	return true
}

// has says whether a list has a condition that says the same in the same words.
func has(list []Condition, c *Condition) bool {
	for i := range list {
		if o := &list[i]; o.Text == c.Text && o.Subject == c.Subject &&
			slices.EqualFunc(o.tests, c.tests, func(a, b test) bool { return a.kind == b.kind }) {
			return true
		}
	}
	return false
}

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
	steady := steadyRules{words: r.words, keyed: map[key][]int{}}
	for _, d := range rules {
		if d.on.unclear {
			continue
		}
		if by := steady.deciders(d); len(by) > 0 {
			d.at.Warn("never reached: all of its calls are decided before, in line "+strings.Join(by, " and "), "write it further up, or limit what is before it")
		}
		if d.Times == 0 && d.Skip == 0 && d.Chance == 1 && !d.vague {
			steady.add(d)
		}
	}
}

// steadyRules are rules that are always in force, in their order. Most rules of
// long scenarios are for one value each, such as a reference id: they are found
// by it, and only the others are all tried.
type steadyRules struct {
	words    Vocabulary
	list     []draft
	keyed    map[key][]int
	others   []int
	compared int
}

// key is a subject with the only text that a condition allows it.
type key struct{ subject, text string }

// mostCompared bounds how often tests of two rules are compared. Beyond it nothing
// more is said of what is never reached.
const mostCompared = 4_000_000

func (s *steadyRules) add(d draft) {
	at := len(s.list)
	s.list = append(s.list, d)
	for i := range d.When {
		if c := &d.When[i]; c.Subject != factReplay && len(c.tests) == 1 && c.tests[0].isOneText() {
			k := key{c.Subject, c.tests[0].text}
			s.keyed[k] = append(s.keyed[k], at)
			return
		}
	}
	s.others = append(s.others, at)
}

// before lists those that may cover a rule, in their order.
func (s *steadyRules) before(d draft) []int {
	list := slices.Clone(s.others)
	for i := range d.When {
		c := &d.When[i]
		if len(c.tests) > 0 && c.tests[0].isOneText() { // to be covered by one text, all must be the same
			list = append(list, s.keyed[key{c.Subject, c.tests[0].text}]...)
		}
	}
	if len(list) > len(s.others) {
		slices.Sort(list)
	}
	return list
}

// deciders finds the rules that together leave nothing to another: one alone if
// there is one. It answers their lines, none when something is left.
func (s *steadyRules) deciders(d draft) (lines []string) {
	every := d.On
	if len(every) == 0 {
		every = append(s.words.operations(), everyOther)
	}
	left := every
	for _, i := range s.before(d) {
		before := s.list[i]
		if s.compared += before.size() * d.size(); s.compared > mostCompared {
			return nil
		}
		if !before.covers(d.Rule) {
			continue
		}
		line := strconv.Itoa(before.at.Place().Line)
		if !slices.ContainsFunc(every, func(op emulator.Operation) bool { return !before.concerns(op) }) {
			return []string{line}
		}
		rest := slices.DeleteFunc(slices.Clone(left), before.concerns)
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

// size is how much of a rule there is to compare.
func (r *Rule) size() int {
	n := 1
	for i := range r.When {
		n += len(r.When[i].tests)
	}
	return n
}

// everyOther stands for operations that the vocabulary doesn't hold.
const everyOther emulator.Operation = "*"

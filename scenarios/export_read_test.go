package scenarios

import (
	"time"

	"amazon-pay-emulator/emulator"
)

// Overridden are the rules as a scenario changes them.
func Overridden(s *Scenario, r emulator.Rules) emulator.Rules {
	for _, o := range s.Timings {
		o.apply(&r)
	}
	return r
}

// Holds says whether a condition holds for a text, or for nothing.
func Holds(c Condition, text string, present bool) bool {
	return c.holds(&value{text: text, present: present})
}

// Covers says whether a condition holds whenever another one does.
func Covers(c, other Condition) bool { return c.covers(&other) }

// HoldsAged says whether a condition holds for an age.
func HoldsAged(c Condition, age time.Duration) bool { return c.holds(new(aged(age))) }

package scenarios

import "amazon-pay-emulator/emulator"

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

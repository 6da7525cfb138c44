package scenarios

import (
	"time"

	"amazon-pay-emulator/emulator"
)

// Count says what a rule has done so far.
type Count struct {
	Matched int `json:"matched"` // calls for which its conditions held
	Hits    int `json:"hits"`    // those of them that it decided
}

// act is a scenario that is active for a seller, with its counters.
type act struct {
	scenario *Scenario
	counts   []Count
	followed []int // how often each event let something happen
	labels   []string
	source   []byte // of the scenario as JSON, once somebody has asked

	// What the conditions saw of the present call: most of them look at the same few
	// subjects. Kept from call to call for its room only.
	seen  []value
	asked []bool
}

func newAct(s *Scenario, name func(i int) string) *act {
	a := &act{
		scenario: s, counts: make([]Count, len(s.Rules)), followed: make([]int, len(s.Events)), labels: make([]string, len(s.Rules)),
		seen: make([]value, len(s.subjects)), asked: make([]bool, len(s.subjects)),
	}
	for i := range s.Rules {
		a.labels[i] = name(i)
	}
	return a
}

// stage is newAct for a scenario that was loaded; its rules go by scenario and
// rule.
func stage(s *Scenario) *act {
	return newAct(s, func(i int) string { return s.Name + "/" + Label(s.Rules[i].Name, i) })
}

// decide finds the rule that decides a call, in the order of counting: when,
// skip, chance, times. Rules that have their say but let the call pass are
// passed over too, and passed is told.
func (a *act) decide(m *matter, op emulator.Operation, seed uint64, passed func(pass)) (rule int, o *Outcome) {
	clear(a.asked)
	list := a.scenario.concerning(op)
	for at := range list {
		x := &list[at]
		if x.number >= 0 && !x.mayMatch(a.see(x.number, m)) {
			continue
		}
		i := x.rule
		r := a.scenario.Rules[i]
		if m.replay && !r.replays || !a.hold(r.When, m) {
			continue
		}
		c := &a.counts[i]
		c.Matched++
		switch n := c.Matched - r.Skip; {
		case n <= 0:
			passed(pass{a, i, "skip", c.Matched})
		case r.Chance < 1 && draw(seed, a.scenario.Name, i, "chance", n) >= r.Chance:
			passed(pass{a, i, "chance", c.Matched})
		case r.Times > 0 && c.Hits >= r.Times:
			passed(pass{a, i, "times", c.Matched})
		default:
			c.Hits++
			return i, &r.Then[min(c.Hits, len(r.Then))-1]
		}
	}
	return 0, nil
}

// hold says whether all the conditions do.
func (a *act) hold(list []Condition, m *matter) bool {
	for i := range list {
		if !list[i].holds(a.see(list[i].number, m)) {
			return false
		}
	}
	return true
}

// see is what the matter says about a subject, by its number.
func (a *act) see(number int, m *matter) *value {
	if !a.asked[number] {
		a.asked[number] = true
		a.seen[number] = m.value(a.scenario.subjects[number])
	}
	return &a.seen[number]
}

// delay is how long an outcome of a rule lets the caller wait.
func (a *act) delay(rule int, o *Outcome, seed uint64) time.Duration {
	span := o.Delay.Max - o.Delay.Min
	if span <= 0 {
		return o.Delay.Min
	}
	part := draw(seed, a.scenario.Name, rule, "delay", a.counts[rule].Hits)
	return o.Delay.Min + time.Duration(part*float64(span)).Truncate(time.Millisecond)
}

// used says whether a one-shot rule has had its calls.
func (a *act) used() bool { return a.counts[0].Hits >= max(a.scenario.Rules[0].Times, 1) }

package scenarios

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"amazon-pay-emulator/emulator"
)

// Report says what a Director has done so far.
type Report struct {
	Scenarios []ActiveScenario
	Misses    []Miss // the newest first
}

// ActiveScenario is a scenario with what it has done.
type ActiveScenario struct {
	*Scenario
	Counts   []Count // by rule
	Followed []int   // by event: how often it let something happen
}

// Miss is a call that no rule decided, though there were rules.
type Miss struct {
	At        time.Time
	Operation emulator.Operation
	Object    string
	Reference string
	Rules     []NotMet // one for each rule, up to mostNotMet
	LeftOut   int      // rules beyond that

	replay bool
	seen   [][]value // by active scenario
	passed []pass
}

// NotMet says why a rule did not decide a call: the first of its conditions that
// failed, and the value that was there.
type NotMet struct {
	Scenario string
	Rule     string // name, or number from 1
	Subject  string // parameter or fact, or else on, skip, chance or times
	Want     string
	Saw      string
}

// Bounds on what is kept and told of calls that no rule decided.
const (
	mostMisses = 10
	mostNotMet = 100
	mostSeen   = 2000 // bytes of a value that are kept
	mostShown  = 200  // bytes of it that are told
)

// pass is a rule that matched a call and let it go.
type pass struct {
	act  *act
	rule int
	why  string // skip, chance or times
	saw  int    // which matching call it was
}

// miss notes a call that no rule decided: not yet why, which only few will ask.
// Reads that no rule is about are not worth it.
func (d *Director) miss(q emulator.Question, m *matter) {
	concerned := slices.ContainsFunc(d.active, func(a *act) bool { return len(a.scenario.concerning(q.Operation)) > 0 })
	if !concerned && strings.HasPrefix(string(q.Operation), "Get") {
		return
	}
	x := Miss{
		At: q.Now, Operation: q.Operation, Object: q.Object, Reference: cut(q.Reference, mostSeen), replay: q.Replay, passed: slices.Clone(d.passed),
	}
	for _, a := range d.active {
		seen := make([]value, len(a.seen))
		for i := range seen {
			seen[i] = *a.see(i, m)
			seen[i].text = cut(seen[i].text, mostSeen)
		}
		x.seen = append(x.seen, seen)
	}
	if len(d.misses) < mostMisses {
		d.misses = append(d.misses, x)
	} else {
		d.misses[d.missed%mostMisses] = x
	}
	d.missed++
}

// cut is a text that may be kept: not too long, and not a part of a longer one.
func cut(text string, most int) string {
	if len(text) <= most {
		return strings.Clone(text)
	}
	for !utf8.RuneStart(text[most]) {
		most--
	}
	return text[:most] + "…"
}

// Report says what was done so far.
func (d *Director) Report() Report {
	var r Report
	for _, a := range d.active {
		r.Scenarios = append(r.Scenarios, ActiveScenario{a.scenario, slices.Clone(a.counts), slices.Clone(a.followed)})
	}
	for n := d.missed - 1; n >= 0 && n >= d.missed-mostMisses; n-- {
		x := d.misses[n%mostMisses]
		d.explain(&x)
		r.Misses = append(r.Misses, x)
	}
	return r
}

// explain finds out why no rule decided a call.
func (d *Director) explain(x *Miss) {
	for n, a := range d.active {
		for i := range a.scenario.Rules {
			if len(x.Rules) == mostNotMet {
				x.LeftOut++
				continue
			}
			why := NotMet{Scenario: a.scenario.Name, Rule: Label(a.scenario.Rules[i].Name, i)}
			why.Subject, why.Want, why.Saw = x.notMet(a, i, x.seen[n])
			x.Rules = append(x.Rules, why)
		}
	}
}

// notMet says what kept one rule from deciding.
func (x *Miss) notMet(a *act, i int, seen []value) (subject, want, saw string) {
	r := a.scenario.Rules[i]
	switch {
	case !r.concerns(x.Operation):
		names := make([]string, len(r.On))
		for i, op := range r.On {
			names[i] = string(op)
		}
		return "on", strings.Join(names, ", "), string(x.Operation)
	case x.replay && !r.replays:
		return factReplay, "false, as for every rule that doesn't ask for it", "true"
	}
	for c := range r.When {
		if v := seen[r.When[c].number]; !r.When[c].holds(&v) {
			return r.When[c].Subject, r.When[c].Text, shown(r.When[c].Subject, v)
		}
	}
	for _, p := range x.passed {
		if p.act == a && p.rule == i {
			return p.reason(r)
		}
	}
	return "", "", ""
}

// reason says why a rule that matched let a call go.
func (p pass) reason(r *Rule) (subject, want, saw string) {
	saw = fmt.Sprintf("matching call %d", p.saw)
	switch p.why {
	case "skip":
		return p.why, fmt.Sprintf("from matching call %d on", r.Skip+1), saw
	case "chance":
		return p.why, fmt.Sprintf("a chance of %v", r.Chance), saw + ", which was not drawn"
	}
	return p.why, fmt.Sprintf("%d in all", r.Times), saw
}

// secret are the parameters whose values nobody is shown.
var secret = []string{"AWSAccessKeyId", "Signature", "MWSAuthToken", "AddressConsentToken", "AccessToken"}

func shown(subject string, v value) string {
	if v.present && slices.Contains(secret, subject) {
		return "***"
	}
	return cut(v.String(), mostShown)
}

package scenarios

import (
	"fmt"
	"slices"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/strictyaml"
)

// mostCalls bounds the numbers of calls in a rule.
const mostCalls = 1_000_000

// draft is a rule as it is read, with what only the file tells.
type draft struct {
	*Rule
	at   *strictyaml.Value
	name *strictyaml.Value
	on   scope
	// vague says that it is not understood which calls the rule is for, and that
	// this is reported: nothing is held against others for it.
	vague bool
}

// scope is which operations something is on, for what else is said of them.
type scope struct {
	operations []emulator.Operation // empty: every one
	unclear    bool                 // it was not understood, and that is reported: nothing is held against it
}

// all says whether something is so of every operation that is named.
func (s scope) all(is func(emulator.Operation) bool) bool {
	return len(s.operations) > 0 && !slices.ContainsFunc(s.operations, func(op emulator.Operation) bool { return !is(op) })
}

// rule reads a rule; beside it in its map may stand other keys.
func (r reader) rule(v *strictyaml.Value, beside ...string) draft {
	f := v.Fields(append([]string{"name", "on", "when", "times", "skip", "chance", "then"}, beside...)...)
	d := draft{Rule: &Rule{Chance: 1}, at: v, name: f.Get("name")}
	d.Name = readName(d.name)
	d.on = r.scope(f.Need("on", `write on: Capture, a list of operations, or on: "*"`))
	d.On = d.on.operations
	when, complete := r.conditions(f.Get("when"), r.subjectsOfCalls(d.on))
	d.When, d.vague = when, !complete
	d.Times = r.times(f.Get("times"))
	skip, skips := f.Get("skip").Int(0, mostCalls)
	d.Skip = int(skip)
	chance, drawn := f.Get("chance").Number(0, 1)
	for key, read := range map[string]bool{"times": d.Times > 0 || f.Get("times").Is("unlimited"), "skip": skips, "chance": drawn} {
		d.vague = d.vague || f.Get(key).Present() && !read
	}
	if drawn {
		d.Chance = chance
		if chance == 0 {
			f.Get("chance").Warn("the rule never decides", "write more than 0, or remove the rule")
		}
	}
	then := r.outcomes(f.Need("then", "write then: {state: Declined, reason: AmazonRejected}"), d.on)
	for _, o := range then {
		d.Then = append(d.Then, o.Outcome)
	}
	r.checkRetries(d, f.Get("times"), then)
	warnOfTimes(d, f.Get("then"), then)
	warnOfReplays(d, then)
	return d
}

// scope reads the operations of a rule.
func (r reader) scope(v *strictyaml.Value) scope {
	if v.Is("*") {
		return scope{}
	}
	items := []*strictyaml.Value{v}
	if v.Kind() == strictyaml.List {
		if items = v.Items(); len(items) == 0 {
			v.Problem("names no operation", `write on: Capture, a list of operations, or on: "*"`)
		}
	}
	s := scope{unclear: len(items) == 0}
	for _, item := range items {
		if item.Is("*") {
			item.Problem("stands for every operation", `write on: "*" alone`)
			s.unclear = true
			continue
		}
		op, ok := strictyaml.Choice(item, "an operation", r.words.operations()...)
		switch {
		case !ok:
			s.unclear = true
		case slices.Contains(s.operations, op):
			item.Problem(fmt.Sprintf("%s is there twice", op), "write it once")
		default:
			s.operations = append(s.operations, op)
		}
	}
	return s
}

// times reads how many calls a rule decides; 0: it is not limited.
func (r reader) times(v *strictyaml.Value) int {
	suggestion := fmt.Sprintf("write a number from 1 to %d, or unlimited", mostCalls)
	if r.alone {
		if !v.Present() {
			return 1
		}
		suggestion = fmt.Sprintf("write a number from 1 to %d; a scenario can go on without end", mostCalls)
	}
	if v.Is("unlimited") && !r.alone {
		return 0
	}
	if v.Kind() != strictyaml.Number {
		v.Not("a number of calls", suggestion)
		return 0
	}
	n, _ := v.Int(1, mostCalls)
	return int(n)
}

// checkRetries refuses answers for which some SDKs call again and again, when
// they would never end.
func (r reader) checkRetries(d draft, times *strictyaml.Value, then []outcome) {
	if len(then) == 0 || r.alone || times.Present() || slices.ContainsFunc(d.When, boundsAttempts) {
		return
	}
	last := then[len(then)-1]
	at, what := last.fields.Get("fault"), "faults"
	if last.Error != nil {
		status := last.Error.Status
		if status == 0 {
			status = r.words.status(last.Error.Code)
		}
		if status != 500 && status != 503 {
			return
		}
		if at, what = last.fields.Get("error"), fmt.Sprintf("errors %d", status); !at.Present() {
			at = last.fields.Get("throttle")
		}
	}
	if last.lost() {
		at.Problem(what+" without end, for which some SDKs try again for ever", "write times: 2, or times: unlimited if that is meant")
	}
}

// boundsAttempts says that a condition holds for the first few calls only.
func boundsAttempts(c Condition) bool {
	return c.Subject == factAttempt && !slices.ContainsFunc(c.tests, func(t test) bool {
		return t.kind != comparesNumbers || t.compare == atLeast || t.compare == above || t.compare == differs
	})
}

func warnOfTimes(d draft, v *strictyaml.Value, then []outcome) {
	if d.Times > 0 && d.Times < len(then) {
		v.Warn(fmt.Sprintf("%d outcomes, but the rule decides only %d: the last are never reached", len(then), d.Times), "write fewer, or more times")
	}
}

// warnOfReplays is about rules that only replays come to: what they bring about
// has happened already.
func warnOfReplays(d draft, then []outcome) {
	only := slices.ContainsFunc(d.When, func(c Condition) bool {
		return c.Subject == factReplay && !c.holds(new(told("false")))
	})
	if !only {
		return
	}
	for _, o := range then {
		for _, key := range append(slices.Clone(verdictKeys), "ipn") {
			if at := o.fields.Get(key); at.Present() {
				at.Warn("a replay is answered with what the first call made", "use delay, error, fault or throttle here")
			}
		}
	}
}

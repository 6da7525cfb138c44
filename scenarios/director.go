package scenarios

import (
	"slices"
	"strconv"

	"amazon-pay-emulator/emulator"
)

// Director lets scenarios decide for one seller. It keeps all that changes:
// which scenarios are active, their counters, and the one-shot rules ahead of
// them. It is not safe for concurrent use; who asks it gives each call its place.
type Director struct {
	vocabulary Vocabulary
	start      []*Scenario // to which a reset goes back
	active     []*act
	next       []*act // one-shot rules, the next one first
	attempts   map[attempt]int
	once       map[string]bool // events that may not happen to an object again
	misses     []Miss          // the newest ones, in a ring
	missed     int             // how many there were
	passed     []pass          // of the present call
	attentive  bool            // somebody asks for the number of the attempt
}

// attempt is what makes two calls attempts at the same: the reference id, or the
// object for operations without one.
type attempt struct {
	operation   emulator.Operation
	environment emulator.Environment
	reference   string
}

// NewDirector makes a Director that plays the active scenarios. A reset goes
// back to those of the start.
func NewDirector(v Vocabulary, active, start []*Scenario) *Director {
	d := &Director{vocabulary: v, start: start}
	d.clear()
	d.Play(active)
	return d
}

func (d *Director) clear() {
	d.next = nil
	d.attempts, d.once = map[attempt]int{}, map[string]bool{}
}

// Reset goes back to the scenarios of the start, with fresh counters and without
// one-shot rules.
func (d *Director) Reset() {
	d.clear()
	d.Play(d.start)
}

// Play makes these the active scenarios, in this order, with fresh counters.
// One-shot rules stay.
func (d *Director) Play(list []*Scenario) {
	d.active, d.misses, d.missed = nil, nil, 0
	for _, s := range list {
		d.active = append(d.active, stage(s))
	}
	clear(d.attempts)
	clear(d.once)
	d.attend()
}

// attend finds out whether attempts have to be counted.
func (d *Director) attend() {
	d.attentive = slices.ContainsFunc(slices.Concat(d.active, d.next), func(a *act) bool { return a.scenario.asks(factAttempt) })
}

// Enqueue adds a one-shot rule behind those that wait already.
func (d *Director) Enqueue(r *Rule) {
	own := *r // its conditions are numbered for this seller
	own.When = slices.Clone(r.When)
	s := &Scenario{Name: nextLayer, Rules: []*Rule{&own}, Source: r.Source}
	s.compile()
	d.next = append(d.next, newAct(s, func(int) string { return nextLayer }))
	d.attend()
}

// nextLayer is how one-shot rules are called where it is shown what decided.
const nextLayer = "next"

// Waiting lists the one-shot rules that still wait for calls, the next one first.
func (d *Director) Waiting() []*Rule {
	list := make([]*Rule, len(d.next))
	for i, a := range d.next {
		list[i] = a.scenario.Rules[0]
	}
	return list
}

// Forget drops the one-shot rules.
func (d *Director) Forget() {
	d.next = nil
	d.attend()
}

// Decide answers what a call comes to, and counts it.
func (d *Director) Decide(q emulator.Question) emulator.Plan {
	if len(d.active) == 0 && len(d.next) == 0 {
		return q.Asked()
	}
	m := matter{
		now: q.Now, seller: q.Seller, environment: q.Environment, order: q.Order, object: q.Object,
		replay: q.Replay, parameter: q.Parameter,
	}
	if d.attentive {
		m.attempt = d.attempt(q)
	}
	d.passed = d.passed[:0]
	var p ruling
	settled := d.askNext(&p, &m, q)
	for i := 0; i < len(d.active) && !settled; i++ {
		settled = d.ask(&p, d.active[i], &m, q)
	}
	if p.plan.By == "" {
		d.miss(q, &m)
	}
	if !settled && !q.Replay { // nothing is decided anew about a replay
		p.rest(q.Asked())
	}
	return p.done()
}

// askNext asks the one-shot rules. The first that takes the call is the only one.
func (d *Director) askNext(p *ruling, m *matter, q emulator.Question) (settled bool) {
	for i, a := range d.next {
		settled = d.ask(p, a, m, q)
		if p.plan.By == "" {
			continue
		}
		if a.used() {
			d.next = slices.Delete(slices.Clone(d.next), i, i+1)
			d.attend()
		}
		break
	}
	return settled
}

// ask asks one layer.
func (d *Director) ask(p *ruling, a *act, m *matter, q emulator.Question) (settled bool) {
	rule, o := a.decide(m, q.Operation, q.Seed, func(p pass) { d.passed = append(d.passed, p) })
	if o == nil {
		return false
	}
	return p.add(a.labels[rule], o, a.delay(rule, o, q.Seed))
}

// attempt counts the call.
func (d *Director) attempt(q emulator.Question) int {
	key := attempt{q.Operation, q.Environment, q.Reference}
	if q.Reference == "" {
		key.reference = q.Object
	}
	if q.Replay && d.attempts[key] == 0 {
		d.attempts[key] = 1 // the first was before anybody counted
	}
	d.attempts[key]++
	return d.attempts[key]
}

// Follow says what the active scenarios let come of something that happened.
func (d *Director) Follow(h emulator.Happened) []emulator.Happening {
	var list []emulator.Happening
	for _, a := range d.active {
		for i, e := range a.scenario.Events {
			if e.comesAfter(h) && d.may(a, i, e, h) {
				a.followed[i]++
				list = append(list, emulator.Happening{After: e.Delay, Object: h.Object, Verdict: e.Verdict, Dispute: e.Dispute})
			}
		}
	}
	return list
}

// comesAfter says whether this is what the event comes after.
func (e *Event) comesAfter(h emulator.Happened) bool {
	if e.Operation != "" {
		return e.Operation == h.Operation
	}
	return h.Event != nil && e.Kind == h.Event.Kind && e.State == h.Event.To
}

// may says whether the conditions of an event hold. An order can become Open and
// Suspended again and again: to one order an event happens once, or two of them
// could go on for ever.
func (d *Director) may(a *act, i int, e *Event, h emulator.Happened) bool {
	m := matter{
		now: h.At, seller: h.Order.Seller, environment: h.Order.Environment, order: h.Order, object: h.Object,
		parameter: parametersOf(h.Order, h.Object),
	}
	clear(a.asked)
	if !a.hold(e.When, &m) {
		return false
	}
	if e.Kind == emulator.KindOrder {
		key := a.scenario.Name + "/" + strconv.Itoa(i) + "/" + h.Object
		if d.once[key] {
			return false
		}
		d.once[key] = true
	}
	return true
}

// Rules are the timings and limits that the active scenarios bring; of several
// that change one, the first does.
func (d *Director) Rules(usual emulator.Rules) emulator.Rules {
	for _, a := range slices.Backward(d.active) {
		for _, o := range a.scenario.Timings {
			o.apply(&usual)
		}
	}
	return usual
}

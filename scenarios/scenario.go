package scenarios

import (
	"slices"
	"strconv"
	"time"

	"amazon-pay-emulator/emulator"
)

// Scenario says what Amazon decides. It never changes once it is read.
type Scenario struct {
	Name        string
	Description string
	Timings     []Override
	Rules       []*Rule  // tried top to bottom; the first that matches decides
	Events      []*Event // what Amazon does on its own
	Source      string   // the document, as it was written

	subjects []string                           // what conditions ask for, each once
	rules    map[emulator.Operation][]candidate // in the order of Rules
	anyRules []candidate                        // for operations that no rule names
}

// Rule decides calls.
type Rule struct {
	Name   string
	On     []emulator.Operation // empty: every operation
	When   []Condition          // all must hold
	Skip   int                  // so many matching calls are left alone first
	Chance float64              // of the others to be decided; 1: all
	Times  int                  // so many are decided, then none; 0: not limited
	Then   []Outcome            // one for each decided call, the last one repeats
	Source string               // of a one-shot rule: as it was written

	replays bool // it asks for calls whose reference id was seen before
}

// Outcome is what a rule does to a call. What is zero in it is left to the next
// layer.
type Outcome struct {
	Verdict   emulator.Verdict
	Delay     Span // of real time, before the answer
	Error     *emulator.Failure
	Fault     emulator.Fault
	After     time.Duration // of real time, before the fault
	Applied   bool          // with Error or Fault: the call takes effect, only its answer is lost
	Delivery  emulator.Delivery
	delivered bool // Delivery was written, be it the usual one
}

// Span is a time between two bounds, both included.
type Span struct{ Min, Max time.Duration }

// Event lets something happen to an object by itself.
type Event struct {
	Name string
	// What it comes after: an operation that took effect, or an object's reaching a
	// state.
	Operation emulator.Operation
	Kind      emulator.Kind
	State     emulator.State

	When    []Condition
	Delay   time.Duration // of virtual time
	Verdict emulator.Verdict
	Dispute *emulator.Dispute // instead of a verdict
}

// Override changes one of the timings or limits.
type Override struct {
	Name  string
	apply func(*emulator.Rules)
}

// decides says that an outcome settles what the call comes to.
func (o *Outcome) decides() bool {
	return o.Verdict.State != "" || o.Verdict.Constraint != "" || o.lost() && !o.Applied
}

func (o *Outcome) lost() bool { return o.Error != nil || o.Fault != "" }

// forReplays says whether the rule is about calls whose reference id was seen
// before. Only such a rule may ask for it, and is asked about it.
func (r *Rule) forReplays() bool {
	return slices.ContainsFunc(r.When, func(c Condition) bool {
		return c.Subject == factReplay && c.holds(&value{text: "true", present: true})
	})
}

// concerns says whether the rule may decide about an operation.
func (r *Rule) concerns(op emulator.Operation) bool {
	return len(r.On) == 0 || slices.Contains(r.On, op)
}

// compile makes what is looked up in every call. It must be called once, when
// the scenario is complete.
func (s *Scenario) compile() {
	for _, r := range s.Rules {
		r.replays = r.forReplays()
		s.number(r.When)
	}
	for _, e := range s.Events {
		s.number(e.When)
	}
	s.rules = map[emulator.Operation][]candidate{}
	for _, r := range s.Rules {
		for _, op := range r.On {
			s.rules[op] = nil
		}
	}
	for i, r := range s.Rules {
		c := candidateOf(i, r)
		for op := range s.rules {
			if r.concerns(op) {
				s.rules[op] = append(s.rules[op], c)
			}
		}
		if len(r.On) == 0 {
			s.anyRules = append(s.anyRules, c)
		}
	}
}

// number gives each condition the number of its subject.
func (s *Scenario) number(list []Condition) {
	for i := range list {
		at := slices.Index(s.subjects, list[i].Subject)
		if at < 0 {
			at = len(s.subjects)
			s.subjects = append(s.subjects, list[i].Subject)
		}
		list[i].number = at
	}
}

// concerning lists the rules that may decide about an operation.
func (s *Scenario) concerning(op emulator.Operation) []candidate {
	if list, named := s.rules[op]; named {
		return list
	}
	return s.anyRules
}

// asks says whether a condition of the scenario is about a subject.
func (s *Scenario) asks(subject string) bool { return slices.Contains(s.subjects, subject) }

// Label is how a rule or event is called where it is shown: by its name, or by
// its number from 1.
func Label(name string, index int) string {
	if name == "" {
		return strconv.Itoa(index + 1)
	}
	return name
}

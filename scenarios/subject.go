package scenarios

import (
	"fmt"
	"slices"
	"strings"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/strictyaml"
)

// subjects are what conditions may be about in one place.
type subjects struct {
	of      string   // what has the parameters, for messages
	names   []string // of parameters, with N in lists
	unclear bool     // it is not known of what: every name will do
	// absent says why there is nothing to a subject here; empty: there is something.
	absent func(subject string) string
	// elsewhere says what else has a parameter that is not among the names.
	elsewhere func(name string) []string
}

// subjectsOfCalls are those of a rule: its operations' parameters, and facts.
func (r reader) subjectsOfCalls(on scope) subjects {
	words := make([]string, len(on.operations))
	for i, op := range on.operations {
		words[i] = string(op)
	}
	s := subjects{
		of: either(words), names: append(r.words.parameters(on.operations), r.words.Common...),
		unclear: on.unclear, elsewhere: r.words.taking,
	}
	if len(words) == 0 {
		s.of = "any operation"
	}
	s.absent = func(subject string) string {
		needs := namesOf(subject)
		if len(needs) == 0 || !on.all(func(op emulator.Operation) bool { return !r.words.takes(op, needs...) }) {
			return ""
		}
		if subject == factReplay {
			return s.of + " has no reference id, and so no replays"
		}
		object, _, _ := strings.Cut(subject, ".")
		return fmt.Sprintf("there is no %s yet when %s is called", object, s.of)
	}
	return s
}

// namesOf lists the parameters of which an operation needs one, for a fact to
// exist in its calls.
func namesOf(fact string) []string {
	const order, authorization, capture, refund = "AmazonOrderReferenceId", "AmazonAuthorizationId", "AmazonCaptureId", "AmazonRefundId"
	switch fact {
	case factOrderState, factOrderAge, factOrderTotal:
		return []string{order, authorization, capture, refund}
	case factAuthorizationState, factAuthorizationAge:
		return []string{authorization, capture, refund}
	case factCaptureState, factCaptureAge:
		return []string{capture, refund}
	case factReplay:
		return []string{"AuthorizationReferenceId", "CaptureReferenceId", "RefundReferenceId"}
	}
	return nil
}

// subjectsOfObjects are those of an event: what is kept of an object and of those
// above it, and facts.
func (r reader) subjectsOfObjects(k emulator.Kind) subjects {
	kept := keptOf(k)
	s := subjects{
		of: "what is kept of " + nounOf(k), names: slices.Concat(kept, r.words.parameters(nil), r.words.Common), unclear: k == "",
		elsewhere: r.words.taking,
	}
	s.absent = func(subject string) string {
		_, isFact := factNamed(subject)
		switch {
		case k == "":
		case subject == factAttempt || subject == factReplay:
			return "only calls have it"
		case subject == factAuthorizationState, subject == factAuthorizationAge:
			if k == emulator.KindOrder {
				return "an order reference has more than one authorization, or none"
			}
		case subject == factCaptureState, subject == factCaptureAge:
			if k != emulator.KindCapture && k != emulator.KindRefund {
				return nounOf(k) + " comes from no capture"
			}
		case !isFact && !slices.Contains(kept, subject):
			return "it is not kept of " + nounOf(k)
		}
		return ""
	}
	return s
}

// keptOf lists the parameters that are known of objects of a kind.
func keptOf(k emulator.Kind) []string {
	o := &emulator.Order{
		ID: "S", Total: emulator.Units(1, emulator.USD), Attributes: &emulator.Attributes{},
		Authorizations: []emulator.Authorization{{ID: "A"}},
		Captures:       []emulator.Capture{{ID: "C", Authorization: "A"}},
		Refunds:        []emulator.Refund{{ID: "R", Capture: "C"}},
	}
	id := map[emulator.Kind]string{
		emulator.KindOrder: "S", emulator.KindAuthorization: "A", emulator.KindCapture: "C", emulator.KindRefund: "R",
	}[k]
	var names []string
	for _, p := range made(o, id) {
		names = append(names, p.name)
	}
	return names
}

// conditions reads a when; complete is false when some of it was not understood.
func (r reader) conditions(v *strictyaml.Value, about subjects) (list []Condition, complete bool) {
	entries := v.Entries()
	for _, e := range entries {
		if !about.check(e) {
			continue
		}
		c, ok := readCondition(e.Name, e.Value)
		if !ok {
			continue
		}
		list = append(list, c)
		if why := about.absent(e.Name); why != "" && !about.unclear && !c.holds(&value{}) {
			e.Key.Warn("the condition never holds: "+why, "remove it")
		}
	}
	return list, len(list) == len(entries) && (v.Kind() == strictyaml.Map || !v.Present())
}

// check reports a subject that there isn't.
func (s subjects) check(e strictyaml.Entry) bool {
	_, isFact := factNamed(e.Name)
	switch {
	case s.unclear, isFact:
		return true
	case inList(e.Name) != e.Name && slices.Contains(s.names, inList(e.Name)):
		return true
	case slices.Contains(s.names, e.Name):
		if anyItem.MatchString(e.Name) {
			e.Key.Problem("N stands for a number", "write "+anyItem.ReplaceAllString(e.Name, ".1$1"))
			return false
		}
		return true
	}
	suggestion := "write a parameter of the call by its wire name, or a fact: " + strings.Join(factNames(), ", ")
	if others := s.elsewhere(e.Name); len(others) > 0 {
		suggestion = "it is one of " + either(others)
	} else if near := meant(e.Name, append(factNames(), s.names...)); near != "" {
		suggestion = "did you mean " + near + "?"
	}
	e.Key.Problem("neither a fact nor a parameter of "+s.of, suggestion)
	return false
}

func factNames() []string {
	names := make([]string, len(Facts))
	for i, f := range Facts {
		names[i] = f.Name
	}
	return names
}

// either writes words as people do: a, b or c.
func either(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

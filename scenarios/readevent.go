package scenarios

import (
	"fmt"
	"slices"
	"strings"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/strictyaml"
)

// object is a kind of object by the name that events have for it.
type object struct {
	name string
	kind emulator.Kind
	noun string
}

var objects = []object{
	{"OrderReference", emulator.KindOrder, "an order reference"},
	{"Authorization", emulator.KindAuthorization, "an authorization"},
	{"Capture", emulator.KindCapture, "a capture"},
	{"Refund", emulator.KindRefund, "a refund"},
}

// changing says what kind of object each operation is about, of those that
// change one.
var changing = []struct {
	operation emulator.Operation
	kind      emulator.Kind
}{
	{emulator.OpSetOrderReferenceDetails, emulator.KindOrder},
	{emulator.OpSetOrderAttributes, emulator.KindOrder},
	{emulator.OpConfirmOrderReference, emulator.KindOrder},
	{emulator.OpCancelOrderReference, emulator.KindOrder},
	{emulator.OpCloseOrderReference, emulator.KindOrder},
	{emulator.OpAuthorize, emulator.KindAuthorization},
	{emulator.OpCloseAuthorization, emulator.KindAuthorization},
	{emulator.OpCapture, emulator.KindCapture},
	{emulator.OpRefund, emulator.KindRefund},
}

// nounOf is how messages call an object of a kind.
func nounOf(k emulator.Kind) string {
	for _, o := range objects {
		if o.kind == k {
			return o.noun
		}
	}
	return string(k)
}

// event reads what Amazon or the buyer does by itself.
func (r reader) event(v *strictyaml.Value) *Event {
	f := v.Fields("name", "after", "when", "delay", "do")
	e := &Event{Name: readName(f.Get("name"))}
	after := f.Need("after", "write after: Capture.Completed, or an operation")
	kind := r.readAfter(after, e)
	e.When, _ = r.conditions(f.Get("when"), r.subjectsOfObjects(kind))
	e.Delay, _ = readVirtual(f.Get("delay"))
	do := f.Need("do", "write do: {state: Closed, reason: AmazonClosed}")
	d := do.Fields("state", "reason", "chargeback")
	sound := false
	switch {
	case do.Kind() != strictyaml.Map:
	case d.Get("chargeback").Present():
		sound = readDispute(d, kind, e)
	default:
		sound = readDecision(d, kind, e)
	}
	if why := e.never(); why != "" && sound {
		after.Warn("the event never happens: "+why, "remove it")
	}
	return e
}

// never says why an event can't happen once its object is in the state that it
// comes after; empty: it can.
func (e *Event) never() string {
	end := emulator.Status{State: e.Verdict.State, Reason: e.Verdict.Reason}
	switch {
	case e.Dispute != nil && (e.State == emulator.Completed || e.State == emulator.Closed):
		return "" // its money was taken, and can be claimed back
	case e.Kind != "" && e.Dispute != nil:
		end.State = emulator.Completed
	case e.Kind == "" || end.State == "":
		return "" // it comes after an operation, or is not understood
	}
	states := []emulator.State{e.State}
	for i := 0; i < len(states); i++ {
		for _, m := range emulator.Moves {
			if m.Kind != e.Kind || m.From != states[i] {
				continue
			}
			if m.By&emulator.ByAmazon != 0 && m.To == end.State && m.Reason == end.Reason {
				return ""
			}
			if !slices.Contains(states, m.To) {
				states = append(states, m.To)
			}
		}
	}
	return fmt.Sprintf("%s that is %s never becomes %s", nounOf(e.Kind), e.State, end)
}

// readAfter reads what an event comes after, and answers the kind of object that
// it is about; empty when that is not understood.
func (r reader) readAfter(v *strictyaml.Value, e *Event) emulator.Kind {
	text, ok := v.Text()
	if !ok {
		return ""
	}
	name, state, dotted := strings.Cut(text, ".")
	if !dotted {
		return r.readOperation(v, e)
	}
	i := slices.IndexFunc(objects, func(o object) bool { return o.name == name })
	if i < 0 {
		v.Problem(strictyaml.Quote(name)+" is not a kind of object", nearOr(name, objectNames()))
		return ""
	}
	states := statesOf(objects[i].kind)
	if !slices.Contains(states, emulator.State(state)) {
		v.Problem(objects[i].noun+" is never "+strictyaml.Quote(state), nearOr(state, texts(states)))
	} else {
		e.Kind, e.State = objects[i].kind, emulator.State(state)
	}
	return objects[i].kind
}

// readOperation reads the operation that an event comes after.
func (r reader) readOperation(v *strictyaml.Value, e *Event) emulator.Kind {
	known := r.words.operations()
	var words []string
	for _, c := range changing {
		if !slices.Contains(known, c.operation) {
			continue
		}
		if v.Is(string(c.operation)) {
			e.Operation = c.operation
			return c.kind
		}
		words = append(words, string(c.operation))
	}
	text, _ := v.Text()
	suggestion := nearOr(text, words) + " or an object's state, such as Capture.Completed"
	if slices.Contains(objectNames(), text) {
		suggestion = "write its state too, as in " + text + ".Open"
	}
	v.Not("an operation that changes an object", suggestion)
	return ""
}

func objectNames() []string {
	names := make([]string, len(objects))
	for i, o := range objects {
		names[i] = o.name
	}
	return names
}

// nearOr suggests the word that was probably meant, or else all of them.
func nearOr(word string, words []string) string {
	if near := strictyaml.Nearest(word, words); near != "" {
		return "did you mean " + near + "?"
	}
	return "write " + either(words)
}

// readDecision reads what Amazon makes of an object, and says whether it is
// sound.
func readDecision(f *strictyaml.Fields, k emulator.Kind, e *Event) bool {
	state, reason := f.Get("state"), f.Get("reason")
	if !state.Present() {
		if reason.Present() {
			reason.Problem("a reason without a state", "write state too")
		} else {
			f.Need("state", "write {state: Closed, reason: AmazonClosed} or {chargeback: {amount: 10.00}}")
		}
		return false
	}
	if k == "" {
		return false
	}
	decisions := emulator.Decisions(k)
	var states []emulator.State
	var reasons []string
	for _, d := range decisions {
		states = append(states, d.State)
	}
	s, ok := strictyaml.Choice(state, "a state that Amazon brings "+nounOf(k)+" to", distinct(states)...)
	if !ok {
		return false
	}
	for _, d := range decisions {
		if d.State == s && d.Reason != "" {
			reasons = append(reasons, string(d.Reason))
		}
	}
	e.Verdict.State = s
	switch {
	case reason.Present() && len(reasons) == 0:
		reason.Problem(string(s)+" has no reason", "leave it out")
		return false
	case reason.Present():
		why, ok := strictyaml.Choice(reason, fmt.Sprintf("a reason for which Amazon brings %s to %s", nounOf(k), s), reasons...)
		e.Verdict.Reason = emulator.Reason(why)
		return ok
	case len(reasons) == 1:
		e.Verdict.Reason = emulator.Reason(reasons[0])
	case len(reasons) > 1:
		state.Problem(string(s)+" has several reasons", "write reason: "+either(reasons))
		return false
	}
	return true
}

// readDispute reads a buyer's claim against a capture, and says whether it may
// stand where it does.
func readDispute(f *strictyaml.Fields, k emulator.Kind, e *Event) (fits bool) {
	v := f.Get("chargeback")
	fits = true
	switch {
	case f.Get("state").Present():
		v.Problem("can't be together with state", "write another event")
		fits = false
	case f.Get("reason").Present():
		f.Get("reason").Problem("belongs into the chargeback", "write chargeback: {amount: 10.00, reason: ...}")
	}
	if k != "" && k != emulator.KindCapture {
		v.Problem("only captures are disputed, not "+nounOf(k), "write after: Capture.Completed")
		fits = false
	}
	d := v.Fields("amount", "reason")
	e.Dispute = &emulator.Dispute{}
	if amount := d.Get("amount"); amount.Present() {
		text, ok := amount.Scalar()
		if _, err := emulator.ParseMoney(text, emulator.USD); ok && err != nil {
			amount.Not("an amount", "write 10.00, in the currency of the capture")
		} else {
			e.Dispute.Amount = text
		}
	}
	e.Dispute.Reason, _ = d.Get("reason").TextUpTo(200)
	return fits
}

package scenarios

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/strictyaml"
)

// outcome is an Outcome with the keys by which it is written.
type outcome struct {
	Outcome
	fields *strictyaml.Fields
}

// verdictKeys are the keys that say what becomes of an object.
var verdictKeys = []string{
	"state", "reason", "pending_for", "soft_decline", "constraint", "authorization", "order", "payment_method_fixed_after",
}

// outcomes reads a then: one outcome, or a list of them.
func (r reader) outcomes(v *strictyaml.Value, on scope) []outcome {
	items := []*strictyaml.Value{v}
	if v.Kind() == strictyaml.List {
		if items = v.Items(); len(items) == 0 {
			v.Problem("an empty list decides nothing", "write at least one outcome")
		}
	}
	var list []outcome
	for _, item := range items {
		if len(items) == 1 && item.Kind() == strictyaml.Map && len(item.Entries()) == 0 {
			item.Problem("decides nothing", "write such as {state: Declined, reason: AmazonRejected}") // among others it means: as usual
			continue
		}
		if item.Present() {
			list = append(list, r.outcome(item, on))
		}
	}
	return list
}

func (r reader) outcome(v *strictyaml.Value, on scope) outcome {
	f := v.Fields(append(slices.Clone(verdictKeys), "error", "fault", "throttle", "delay", "ipn")...)
	o := outcome{fields: f}
	o.Verdict = readVerdict(f, on)
	o.Delay = readSpan(f.Get("delay"))
	r.readLoss(f, &o.Outcome)
	o.Delivery, o.delivered = readDelivery(f.Get("ipn"), on)
	return o
}

// readVerdict reads what becomes of the object, as far as the operations allow.
func readVerdict(f *strictyaml.Fields, on scope) emulator.Verdict {
	var v emulator.Verdict
	sound := readEnd(f, on, &v)
	v.PendingFor = readWait(f.Get("pending_for"))
	on.fits(f.Get("pending_for"), emulator.OpAuthorize, emulator.OpCapture, emulator.OpRefund, emulator.OpConfirmOrderReference)

	v.SoftDecline, _ = f.Get("soft_decline").Bool()
	v.FixedAfter = readWait(f.Get("payment_method_fixed_after"))
	unpaid := v.State == emulator.Declined && v.Reason == emulator.InvalidPaymentMethod
	if at := f.Get("soft_decline"); on.fits(at, emulator.OpAuthorize) && sound && !unpaid {
		at.Problem("belongs to an authorization that is Declined for InvalidPaymentMethod", "leave it out")
	}
	if at := f.Get("payment_method_fixed_after"); on.fits(at, emulator.OpAuthorize) && sound && (!unpaid || v.SoftDecline) {
		at.Problem("belongs to an authorization that is Declined for InvalidPaymentMethod, and not softly: nothing else suspends the order", "leave it out")
	}

	v.Authorization = readEffect(f.Get("authorization"), v.State, sound && on.fits(f.Get("authorization"), emulator.OpCapture))
	v.Order = readEffect(f.Get("order"), v.State, sound && on.fits(f.Get("order"), emulator.OpCapture, emulator.OpAuthorize))

	v.Constraint, _ = strictyaml.Choice(f.Get("constraint"), "a constraint that can be decided", emulator.PaymentMethodNotAllowed)
	on.fits(f.Get("constraint"), constrained...)
	return v
}

// constrained are the operations that a constraint may come of.
var constrained = []emulator.Operation{emulator.OpSetOrderReferenceDetails, emulator.OpSetOrderAttributes}

// fits says whether a key is written that belongs to some operations, and reports
// the others.
func (s scope) fits(v *strictyaml.Value, ops ...emulator.Operation) bool {
	if !v.Present() || s.unclear {
		return false
	}
	if len(s.operations) == 0 {
		v.Problem("belongs to "+either(texts(ops)), "name the operations in on")
		return false
	}
	others := slices.DeleteFunc(slices.Clone(s.operations), func(op emulator.Operation) bool { return slices.Contains(ops, op) })
	if len(others) > 0 {
		v.Problem("belongs to "+either(texts(ops))+", not to "+either(texts(others)), "leave it out, or change on")
		return false
	}
	return true
}

// readEnd reads state and reason and says whether they are sound.
func readEnd(f *strictyaml.Fields, on scope, v *emulator.Verdict) bool {
	state, reason := f.Get("state"), f.Get("reason")
	if !state.Present() {
		if reason.Present() {
			reason.Problem("a reason without a state", "write state too")
		}
		return !reason.Present()
	}
	var ok bool
	if v.State, ok = strictyaml.Choice(state, "a state that can be decided", statesIn(emulator.Outcomes)...); !ok {
		return false
	}
	if v.Reason, ok = strictyaml.Choice(reason, "a reason that can be decided", reasonsIn(emulator.Outcomes)...); !ok && reason.Present() {
		return false
	}
	switch {
	case on.unclear:
		return false
	case len(on.operations) == 0:
		state.Problem("no state fits every operation", "name the operations in on")
		return false
	}
	for _, op := range on.operations {
		if only := reasonsFor(op, v.State); !reason.Present() && len(only) == 1 {
			v.Reason = only[0]
		}
	}
	sound := true
	for _, op := range on.operations {
		if needed := reasonsFor(op, v.State); v.Reason == "" && len(needed) > 1 && !slices.Contains(needed, "") {
			state.Problem(fmt.Sprintf("the reason is missing for which %s ends %s", op, v.State), "write reason: "+either(texts(needed)))
			sound = false
			continue
		}
		if err := emulator.CheckOutcome(op, v.State, v.Reason); err != nil {
			at := state
			if reason.Present() && len(reasonsFor(op, v.State)) > 0 {
				at = reason
			}
			message, suggestion, _ := strings.Cut(err.Error(), "; ")
			at.Problem(message, suggestion)
			sound = false
		}
	}
	return sound
}

// reasonsFor lists the reasons that a state of an operation can have; "" stands
// for none.
func reasonsFor(op emulator.Operation, s emulator.State) []emulator.Reason {
	var list []emulator.Reason
	for _, o := range emulator.Outcomes {
		if o.Operation == op && o.State == s {
			list = append(list, o.Reason)
		}
	}
	return list
}

func statesIn(list []emulator.Outcome) []emulator.State {
	var states []emulator.State
	for _, o := range list {
		states = append(states, o.State)
	}
	return distinct(states)
}

func reasonsIn(list []emulator.Outcome) []emulator.Reason {
	var reasons []emulator.Reason
	for _, o := range list {
		if o.Reason != "" {
			reasons = append(reasons, o.Reason)
		}
	}
	return distinct(reasons)
}

// distinct is a list in its order with everything once.
func distinct[T comparable](list []T) []T {
	var once []T
	for _, item := range list {
		if !slices.Contains(once, item) {
			once = append(once, item)
		}
	}
	return once
}

// readEffect reads what a decline does to an object above.
func readEffect(v *strictyaml.Value, s emulator.State, belongs bool) emulator.Effect {
	effect, _ := strictyaml.Choice(v, "an effect", emulator.Closes, emulator.KeepsOpen)
	if belongs && s != emulator.Declined {
		v.Problem("says what a decline does", "write state: Declined too, or leave it out")
	}
	return effect
}

// longest bounds virtual times: nobody waits for more, and sums of a few stay
// far inside a time.Duration.
const longest = 100 * 365 * emulator.Day

// readWait reads how long something takes in virtual time, which is more than
// nothing.
func readWait(v *strictyaml.Value) time.Duration {
	d, ok := readVirtual(v)
	if ok && d == 0 {
		v.Problem("0s is no time to wait", "write more than nothing, such as 1h, or leave it out")
	}
	return d
}

// readVirtual reads a virtual time that may be nothing.
func readVirtual(v *strictyaml.Value) (time.Duration, bool) {
	d, ok := v.Duration()
	if ok && d > longest {
		v.Problem(strictyaml.FormatDuration(d)+" is too long", "write at most "+strictyaml.FormatDuration(longest))
		return 0, false
	}
	return d, ok
}

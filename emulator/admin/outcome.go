package admin

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"amazon-pay-emulator/emulator"
)

// outcome is what a rule decides, in the words of scenarios.
type outcome struct {
	State                   emulator.State        `json:"state,omitempty"`
	Reason                  emulator.Reason       `json:"reason,omitempty"`
	PendingFor              *duration             `json:"pending_for,omitempty"`
	SoftDecline             *bool                 `json:"soft_decline,omitempty"`
	Constraint              emulator.ConstraintID `json:"constraint,omitempty"`
	Authorization           emulator.Effect       `json:"authorization,omitempty"`
	Order                   emulator.Effect       `json:"order,omitempty"`
	PaymentMethodFixedAfter *duration             `json:"payment_method_fixed_after,omitempty"`
	IPN                     *wish                 `json:"ipn,omitempty"`
}

// verdict is the outcome as the domain knows it.
func (o outcome) verdict() emulator.Verdict {
	v := emulator.Verdict{State: o.State, Reason: o.Reason, Authorization: o.Authorization, Order: o.Order, Constraint: o.Constraint}
	if o.PendingFor != nil {
		v.PendingFor = time.Duration(*o.PendingFor)
	}
	if o.SoftDecline != nil {
		v.SoftDecline = *o.SoftDecline
	}
	if o.PaymentMethodFixedAfter != nil {
		v.FixedAfter = time.Duration(*o.PaymentMethodFixedAfter)
	}
	return v
}

// outcomeOf is a verdict, and how it is told, in the words of scenarios.
func outcomeOf(v emulator.Verdict, how emulator.Delivery) outcome {
	o := outcome{
		State: v.State, Reason: v.Reason, Authorization: v.Authorization, Order: v.Order, Constraint: v.Constraint, IPN: wishOf(how),
	}
	if d := duration(v.PendingFor); d > 0 {
		o.PendingFor = &d
	}
	if v.SoftDecline {
		o.SoftDecline = &v.SoftDecline
	}
	if d := duration(v.FixedAfter); d > 0 {
		o.PaymentMethodFixedAfter = &d
	}
	return o
}

// constrainable are the operations that a constraint may come of.
var constrainable = []emulator.Operation{emulator.OpSetOrderReferenceDetails, emulator.OpSetOrderAttributes}

// pendable are the operations whose decision may come later.
var pendable = []emulator.Operation{emulator.OpAuthorize, emulator.OpCapture, emulator.OpRefund, emulator.OpConfirmOrderReference}

// check lists what the operation can't come to.
func (o outcome) check(on emulator.Operation) []flaw {
	if o == (outcome{}) {
		return []flaw{{Path: "then", Message: "decides nothing", Suggestion: `send {"state":"Declined","reason":"AmazonRejected"}`}}
	}
	return slices.Concat(
		o.checkState(on),
		o.checkDurations(on),
		o.checkConstraint(on),
		o.checkPayment(on),
		o.checkEffects(on),
		o.IPN.check(on),
	)
}

func (o outcome) checkState(on emulator.Operation) []flaw {
	if o.State == "" {
		if o.Reason != "" {
			return []flaw{{Path: "then.state", Message: "a reason needs its state", Suggestion: "send both"}}
		}
		return nil
	}
	flaws := oneOf("then.state", o.State, states)
	if o.Reason != "" {
		flaws = append(flaws, oneOf("then.reason", o.Reason, reasons)...)
	}
	if len(flaws) > 0 {
		return flaws
	}
	if err := emulator.CheckOutcome(on, o.State, o.Reason); err != nil {
		return []flaw{{Path: "then.state", Message: err.Error(), Suggestion: "send one of the pairs of state and reason that are possible"}}
	}
	return nil
}

func (o outcome) checkDurations(on emulator.Operation) []flaw {
	var flaws []flaw
	for _, d := range []struct {
		path  string
		given *duration
	}{{"then.pending_for", o.PendingFor}, {"then.payment_method_fixed_after", o.PaymentMethodFixedAfter}} {
		if d.given != nil && *d.given <= 0 {
			flaws = append(flaws, flaw{Path: d.path, Message: "not a time to wait", Suggestion: `send more than nothing, such as "1h", or leave it out`})
		}
	}
	if o.PendingFor != nil && !slices.Contains(pendable, on) {
		flaws = append(flaws, flaw{Path: "then.pending_for", Message: string(on) + " makes nothing Pending", Suggestion: "leave it out"})
	}
	return flaws
}

func (o outcome) checkConstraint(on emulator.Operation) []flaw {
	switch {
	case o.Constraint == "":
		return nil
	case !slices.Contains(constrainable, on):
		return []flaw{{Path: "then.constraint", Message: string(on) + " brings no constraint", Suggestion: "use it on SetOrderReferenceDetails"}}
	}
	return oneOf("then.constraint", o.Constraint, []emulator.ConstraintID{emulator.PaymentMethodNotAllowed})
}

// checkPayment is about what only an authorization declined for its payment
// method has.
func (o outcome) checkPayment(on emulator.Operation) []flaw {
	var flaws []flaw
	fits := on == emulator.OpAuthorize && o.State == emulator.Declined && o.Reason == emulator.InvalidPaymentMethod
	if o.SoftDecline != nil && !fits {
		flaws = append(flaws, flaw{Path: "then.soft_decline", Message: "belongs to an Authorize that is Declined for InvalidPaymentMethod", Suggestion: "leave it out"})
	}
	soft := o.SoftDecline != nil && *o.SoftDecline
	if o.PaymentMethodFixedAfter != nil && (!fits || soft) {
		flaws = append(flaws, flaw{Path: "then.payment_method_fixed_after", Message: "belongs to an Authorize that is Declined for InvalidPaymentMethod, and not softly: nothing else suspends the order", Suggestion: "leave it out"})
	}
	return flaws
}

func (o outcome) checkEffects(on emulator.Operation) []flaw {
	var flaws []flaw
	for _, e := range []struct {
		path   string
		given  emulator.Effect
		belong []emulator.Operation
	}{
		{"then.authorization", o.Authorization, []emulator.Operation{emulator.OpCapture}},
		{"then.order", o.Order, []emulator.Operation{emulator.OpCapture, emulator.OpAuthorize}},
	} {
		if e.given == emulator.Usual {
			continue
		}
		flaws = append(flaws, oneOf(e.path, e.given, []emulator.Effect{emulator.Closes, emulator.KeepsOpen})...)
		if o.State != emulator.Declined || !slices.Contains(e.belong, on) {
			flaws = append(flaws, flaw{Path: e.path, Message: fmt.Sprintf("says what a decline does, of %s", anyOf(e.belong)), Suggestion: "leave it out"})
		}
	}
	return flaws
}

func anyOf(ops []emulator.Operation) string {
	words := make([]string, len(ops))
	for i, op := range ops {
		words[i] = string(op)
	}
	return strings.Join(words, " or ")
}

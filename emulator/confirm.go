package emulator

import "time"

// Confirm tells the buyer's agreement to an order: ConfirmOrderReference.
type Confirm struct {
	Order string
}

// Operation is OpConfirmOrderReference.
func (Confirm) Operation() Operation { return OpConfirmOrderReference }

// Target is the order reference.
func (r Confirm) Target() (Kind, string) { return KindOrder, r.Order }

// Check allows it in Draft without constraints, in Suspended after the buyer
// changed the payment method, and in Open, where it changes nothing (assumed).
func (r Confirm) Check(o *Order, _ Env) error {
	switch o.Status.State {
	case Draft:
		if list := o.Constraints(); len(list) > 0 {
			return &Error{Code: OrderHasConstraints, Operation: OpConfirmOrderReference, Kind: KindOrder, ID: o.ID, Constraints: list}
		}
		return nil
	case Suspended:
		if !o.PaymentUpdated {
			return &Error{Code: PaymentMethodNotUpdated, Operation: OpConfirmOrderReference, Kind: KindOrder, ID: o.ID, Status: o.Status}
		}
		return nil
	case Open:
		return nil
	}
	return &Error{Code: OrderWrongState, Operation: OpConfirmOrderReference, Kind: KindOrder, ID: o.ID, Status: o.Status}
}

// Apply makes the order Open, and then what the verdict says: at once, or after
// its PendingFor.
func (r Confirm) Apply(o Order, v Verdict, env Env) (Step, error) {
	if err := r.Check(&o, env); err != nil {
		return Step{}, err
	}
	c := o.begin(env)
	switch o.Status.State {
	case Open:
		return c.step(o.ID), nil
	case Suspended:
		c.reopen()
	case Draft:
		c.disarm(o.ID)
		c.move(o.ID, Open, "")
		c.Confirmed = true
		expiry := o.Created.Add(env.Rules.Timings.OrderLifetime)
		if expiry.Before(env.Now) {
			expiry = env.Now
		}
		c.arm(Alarm{Due: expiry, Kind: OrderExpires, Object: o.ID})
	}
	switch {
	case v.State == "" || v.State == Open:
	case v.PendingFor > 0:
		c.arm(Alarm{Due: env.Now.Add(v.PendingFor), Kind: AmazonDecides, Object: o.ID, Then: &Verdict{State: v.State, Reason: v.Reason, FixedAfter: v.FixedAfter}})
	default:
		c.decide(o.ID, v)
	}
	return c.step(o.ID), nil
}

// suspend makes an Open order wait for another payment method. With a positive
// duration the buyer will have fixed it after that long.
func (c *change) suspend(fixedAfter time.Duration) {
	if c.Status.State != Open {
		return
	}
	c.move(c.ID, Suspended, InvalidPaymentMethod)
	c.PaymentUpdated = false
	if fixedAfter > 0 {
		c.arm(Alarm{Due: c.env.Now.Add(fixedAfter), Kind: PaymentMethodFixed, Object: c.ID})
	}
}

// reopen ends a suspension.
func (c *change) reopen() {
	c.move(c.ID, Open, "")
	c.PaymentUpdated = false
	c.lift(PaymentPlanNotSet)
	c.disarmKind(PaymentMethodFixed)
}

package emulator

// Cancel takes an order back before anything was captured: CancelOrderReference.
type Cancel struct {
	Order  string
	Reason string // the seller's words, CancelationReason
}

// Operation is OpCancelOrderReference.
func (Cancel) Operation() Operation { return OpCancelOrderReference }

// Target is the order reference.
func (r Cancel) Target() (Kind, string) { return KindOrder, r.Order }

// Check allows it in Open and Suspended (documented) and in Draft (assumed),
// unless a capture is Pending, Completed or Closed (documented).
func (r Cancel) Check(o *Order, _ Env) error {
	if o.Status.State.Final() {
		return &Error{Code: OrderWrongState, Operation: OpCancelOrderReference, Kind: KindOrder, ID: o.ID, Status: o.Status}
	}
	for i := range o.Captures {
		if c := &o.Captures[i]; c.Status.State != Declined {
			return &Error{Code: OrderHasCaptures, Operation: OpCancelOrderReference, Kind: KindOrder, ID: o.ID, Status: o.Status, Why: c.ID + " is " + c.Status.String()}
		}
	}
	return nil
}

// Apply cancels the order and closes its Pending and Open authorizations.
func (r Cancel) Apply(o Order, _ Verdict, env Env) (Step, error) {
	if err := r.Check(&o, env); err != nil {
		return Step{}, err
	}
	c := o.begin(env)
	c.cancel(SellerCanceled)
	c.Status.Description = r.Reason
	return c.step(o.ID), nil
}

// CloseOrder says that no more will be authorized: CloseOrderReference.
type CloseOrder struct {
	Order  string
	Reason string // the seller's words, ClosureReason
}

// Operation is OpCloseOrderReference.
func (CloseOrder) Operation() Operation { return OpCloseOrderReference }

// Target is the order reference.
func (r CloseOrder) Target() (Kind, string) { return KindOrder, r.Order }

// Check allows it in Open and Suspended (documented).
func (r CloseOrder) Check(o *Order, _ Env) error {
	if s := o.Status.State; s != Open && s != Suspended {
		return &Error{Code: OrderWrongState, Operation: OpCloseOrderReference, Kind: KindOrder, ID: o.ID, Status: o.Status}
	}
	return nil
}

// Apply closes the order. Open authorizations can still be captured
// (documented).
func (r CloseOrder) Apply(o Order, v Verdict, env Env) (Step, error) {
	if err := r.Check(&o, env); err != nil {
		return Step{}, err
	}
	c := o.begin(env)
	why := SellerClosed
	if v.Reason != "" {
		why = v.Reason
	}
	c.move(o.ID, Closed, why)
	c.Status.Description = r.Reason
	return c.step(o.ID), nil
}

// cancel ends the order and closes the authorizations that are still alive,
// first the order (assumed).
func (c *change) cancel(why Reason) {
	c.move(c.ID, Canceled, why)
	for i := range c.Authorizations {
		if a := &c.Authorizations[i]; a.Status.State == Pending || a.Status.State == Open {
			c.move(a.ID, Closed, OrderReferenceCanceled)
		}
	}
}

// closeOrder closes the order unless it has ended already. Its Open
// authorizations stay until their own expiry (assumed).
func (c *change) closeOrder(why Reason) {
	if !c.Status.State.Final() {
		c.move(c.ID, Closed, why)
	}
}

// closeWhenCharged closes an Open order from which all that is possible was
// captured: the total with its allowance, or the last authorization
// (documented).
func (c *change) closeWhenCharged() {
	if c.Status.State != Open {
		return
	}
	var sum Money
	captured := 0
	for i := range c.Authorizations {
		if taken := c.Captured(c.Authorizations[i].ID); !taken.IsZero() {
			sum = sum.Plus(taken)
			captured++
		}
	}
	limits := c.env.Rules.Limits
	switch {
	case sum.Minor >= c.Total.Plus(limits.Allowance(c.Total)).Minor:
		c.move(c.ID, Closed, MaxAmountCharged)
	case captured >= limits.AuthorizationsPerOrder:
		c.move(c.ID, Closed, MaxAuthorizationsCaptured)
	}
}

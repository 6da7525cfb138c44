package emulator

import (
	"slices"
	"time"
)

// Capture is money taken from an authorization.
type Capture struct {
	ID            string
	Authorization string // id of its authorization
	Reference     string // CaptureReferenceId
	Amount        Money
	Status        Status
	Created       time.Time
	First         State // as Authorization.First

	Note            string // SellerCaptureNote
	SoftDescriptor  string // as sent
	Descriptor      string // as printed
	ProviderCredits []ProviderCredit
}

// Took says whether money moved: the capture is Completed, or Closed since.
func (c *Capture) Took() bool {
	return c.Status.State == Completed || c.Status.State == Closed
}

// AsAnswered is the capture with the status of the first answer.
func (c Capture) AsAnswered() Capture {
	if c.First != "" {
		c.Status = Status{State: c.First, Updated: c.Created}
	}
	return c
}

func (c *Capture) advance(next Status) {
	if c.First == "" {
		c.First = c.Status.State
	}
	c.Status = next
}

// CaptureFunds asks for money that was authorized.
type CaptureFunds struct {
	Authorization   string
	Reference       string
	Amount          Money
	Note            string
	SoftDescriptor  string
	ProviderCredits []ProviderCredit

	ID string // chosen for a fixture; empty: drawn
}

// Same says whether the capture was made by this very request. The capture that
// CaptureNow made also answers to a request of the same amount (assumed).
func (c *Capture) Same(r CaptureFunds, captureNow bool) bool {
	if captureNow {
		return c.Amount == r.Amount
	}
	return c.Amount == r.Amount && c.Note == r.Note && c.SoftDescriptor == r.SoftDescriptor &&
		slices.Equal(c.ProviderCredits, r.ProviderCredits)
}

// Operation is OpCapture.
func (CaptureFunds) Operation() Operation { return OpCapture }

// Target is the authorization.
func (r CaptureFunds) Target() (Kind, string) { return KindAuthorization, r.Authorization }

// Check says whether the authorization can be captured: only when Open, whatever
// the state of its order (documented); not while another capture that uses up
// the authorization is Pending (assumed); in the order's currency, up to the
// authorized amount.
func (r CaptureFunds) Check(o *Order, env Env) error {
	a, ok := o.Authorization(r.Authorization)
	if !ok {
		return &Error{Code: TransactionUnknown, Operation: OpCapture, ID: r.Authorization}
	}
	wrongState := &Error{Code: AuthorizationWrongState, Operation: OpCapture, Kind: KindAuthorization, ID: a.ID, Status: a.Status}
	if a.Status.State != Open {
		return wrongState
	}
	if a.Overdue {
		wrongState.Why = "its time is over, and it only waits for a Pending capture"
		return wrongState
	}
	used := Money{Currency: a.Amount.Currency}.Plus(o.used(a.ID))
	count := 0
	for i := range o.Captures {
		if c := &o.Captures[i]; c.Authorization == a.ID && c.Status.State != Declined {
			count++
		}
	}
	if count >= env.Rules.Limits.CapturesPerAuthorization {
		wrongState.Why = "a Pending capture is to use it up"
		return wrongState
	}
	if r.Amount.Currency != o.Total.Currency {
		return &Error{Code: CurrencyDiffers, Operation: OpCapture, Kind: KindOrder, ID: o.ID, Amount: r.Amount, Currency: o.Total.Currency}
	}
	if used.Minor+r.Amount.Minor > a.Amount.Minor {
		return &Error{Code: CaptureOverAuthorized, Operation: OpCapture, Kind: KindAuthorization, ID: a.ID, Amount: r.Amount, Sum: used, Max: a.Amount}
	}
	return nil
}

// Apply takes the money: at once within the sync capture window after the
// authorization became Open, its last moment included; later, or when there is no
// window at all, the capture is Pending first (documented; the boundary assumed).
func (r CaptureFunds) Apply(o Order, v Verdict, env Env) (Step, error) {
	if err := r.Check(&o, env); err != nil {
		return Step{}, err
	}
	c := o.begin(env)
	id := r.ID
	if id == "" {
		id = c.freshID(KindCapture)
	}
	a, _ := o.Authorization(r.Authorization)
	c.add(Capture{
		ID: id, Authorization: a.ID, Reference: r.Reference, Amount: r.Amount, Created: env.Now,
		Note: r.Note, SoftDescriptor: r.SoftDescriptor, Descriptor: c.descriptor(r.SoftDescriptor), ProviderCredits: r.ProviderCredits,
	})
	window := env.Rules.Timings.SyncCaptureWindow
	late := window == 0 || env.Now.After(a.Opened.Add(window))
	if late || v.State == Pending || v.PendingFor > 0 {
		c.postponeCapture(id, v)
	} else {
		c.settleCapture(id, v)
	}
	return c.step(id), nil
}

func (c *change) add(p Capture) {
	c.Captures, c.own.captures = append(slices.Clip(c.Captures), p), true
}

// captureNow makes the capture that an authorization with CaptureNow includes:
// its id is the authorization's with a C for the A, its reference id is the
// authorization's (observed).
func (c *change) captureNow(authorization string, v Verdict) {
	a := *c.authorization(authorization)
	id := a.CaptureNowID()
	c.add(Capture{
		ID: id, Authorization: a.ID, Reference: a.Reference, Amount: a.Amount, Created: c.env.Now,
		SoftDescriptor: a.SoftDescriptor, Descriptor: a.Descriptor, ProviderCredits: a.ProviderCredits,
	})
	if v.State == Pending {
		c.open(a.ID)
		c.postponeCapture(id, v)
		return
	}
	c.opened(a.ID)
	c.move(a.ID, Closed, MaxCapturesProcessed)
	c.complete(id, v)
	c.closeWhenCharged()
}

// postponeCapture leaves a capture Pending and its decision for later.
func (c *change) postponeCapture(id string, v Verdict) {
	pending := v.PendingFor
	if pending == 0 {
		pending = c.env.Rules.Timings.CapturePending
	}
	c.move(id, Pending, "")
	c.arm(Alarm{Due: c.env.Now.Add(pending), Kind: CaptureResolves, Object: id, Then: v.kept()})
}

// settleCapture brings Amazon's decision about a capture, with the consequences
// for its authorization and order.
func (c *change) settleCapture(id string, v Verdict) {
	p, _ := c.Capture(id)
	authorization := p.Authorization
	if v.State == Declined {
		c.declineCapture(id, authorization, v)
		return
	}
	c.complete(id, v)
	c.closeWhenUsedUp(authorization)
	c.closeWhenCharged()
}

// complete makes a capture Completed, and arms Amazon's closing of it if that is
// the verdict.
func (c *change) complete(id string, v Verdict) {
	c.disarm(id)
	c.move(id, Completed, "")
	if v.State == Closed {
		after := v.After
		if after == 0 {
			after = c.env.Rules.Timings.ClosedByAmazon
		}
		c.arm(Alarm{Due: c.env.Now.Add(after), Kind: AmazonDecides, Object: id, Then: &Verdict{State: Closed, Reason: AmazonClosed}})
	}
}

// declineCapture declines a capture. AmazonRejected closes authorization and
// order, ProcessingFailure neither (documented as likely), unless the verdict
// says otherwise. An authorization whose time ran out while the capture was
// Pending expires now (assumed).
func (c *change) declineCapture(id, authorization string, v Verdict) {
	c.move(id, Declined, v.Reason)
	closes := func(e Effect) bool { return e == Closes || e == Usual && v.Reason == AmazonRejected }
	if a, _ := c.Order.Authorization(authorization); a.Status.State == Open && closes(v.Authorization) {
		c.move(authorization, Closed, AmazonClosed)
	}
	c.expireOverdue(authorization)
	if closes(v.Order) {
		c.closeOrder(AmazonClosed)
	}
}

// closeWhenUsedUp closes an Open authorization that has no capture left: all
// that are allowed were made, or nothing is left to capture. The rest of the
// amount is released (documented).
func (c *change) closeWhenUsedUp(authorization string) {
	a, _ := c.Order.Authorization(authorization)
	if a.Status.State != Open {
		return
	}
	took := 0
	for i := range c.Captures {
		if p := &c.Captures[i]; p.Authorization == authorization && p.Took() {
			took++
		}
	}
	if took >= c.env.Rules.Limits.CapturesPerAuthorization || c.Captured(authorization).Minor >= a.Amount.Minor {
		c.move(authorization, Closed, MaxCapturesProcessed)
	}
	c.expireOverdue(authorization)
}

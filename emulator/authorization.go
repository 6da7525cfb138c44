package emulator

import (
	"slices"
	"time"
)

// Authorization is a hold on the buyer's money, from which a capture takes.
type Authorization struct {
	ID        string
	Reference string // AuthorizationReferenceId
	Amount    Money
	Status    Status
	Created   time.Time
	// Opened is when it became Open: captures within the sync capture window of
	// it answer at once. Zero if it never did.
	Opened time.Time
	// First is the state with which the call was answered, for replays: one without
	// a reason, reached at Created. Empty while Status still is that.
	First State

	Note            string        // SellerAuthorizationNote
	SoftDescriptor  string        // as sent
	Descriptor      string        // as printed, when it was captured at once
	Timeout         time.Duration // TransactionTimeout; 0: synchronous
	CaptureNow      bool
	SoftDecline     bool
	Overdue         bool // its time ran out while a capture was Pending
	ProviderCredits []ProviderCredit
}

// AuthorizationExpiry is the lifetime that the service prints as
// ExpirationTimestamp, in the sandbox too, although objects there live shorter
// (observed).
const AuthorizationExpiry = 30 * Day

// Expires is the ExpirationTimestamp: creation plus 30 days, whatever the
// timings in force.
func (a *Authorization) Expires() time.Time { return a.Created.Add(AuthorizationExpiry) }

// CaptureNowID is the id of the capture that comes with the authorization when
// CaptureNow is set: its own, with a C for the A (observed).
func (a *Authorization) CaptureNowID() string {
	tail := len(OrderOf(a.ID)) + 1
	return a.ID[:tail] + "C" + a.ID[tail+1:]
}

// AsAnswered is the authorization with the status of the first answer.
func (a Authorization) AsAnswered() Authorization {
	if a.First != "" {
		a.Status = Status{State: a.First, Updated: a.Created}
		a.SoftDecline = a.SoftDecline && a.Status.State == Declined
	}
	return a
}

func (a *Authorization) advance(next Status) {
	if a.First == "" {
		a.First = a.Status.State
	}
	a.Status = next
}

// Authorize asks for a hold on the buyer's money.
type Authorize struct {
	Order           string
	Reference       string
	Amount          Money
	Note            string
	Timeout         time.Duration // 0: decide while the caller waits
	CaptureNow      bool
	SoftDescriptor  string
	ProviderCredits []ProviderCredit

	ID string // chosen for a fixture; empty: drawn
}

// Same says whether the authorization was made by this very request.
func (a *Authorization) Same(r Authorize) bool {
	return a.Amount == r.Amount && a.Note == r.Note && a.Timeout == r.Timeout && a.CaptureNow == r.CaptureNow &&
		a.SoftDescriptor == r.SoftDescriptor && slices.Equal(a.ProviderCredits, r.ProviderCredits)
}

// Operation is OpAuthorize.
func (Authorize) Operation() Operation { return OpAuthorize }

// Target is the order reference.
func (r Authorize) Target() (Kind, string) { return KindOrder, r.Order }

// Check says whether the order takes the authorization: only when Open
// (documented), in its own currency, up to the order total and the allowance
// above it, and only so many. Authorizations that are Pending or Open count in
// full, Closed ones as far as they were captured or a Pending capture may still
// take, Declined ones not at all (assumed).
func (r Authorize) Check(o *Order, env Env) error {
	if o.Status.State != Open {
		return &Error{Code: OrderWrongState, Operation: OpAuthorize, Kind: KindOrder, ID: o.ID, Status: o.Status}
	}
	if r.Amount.Currency != o.Total.Currency {
		return &Error{Code: CurrencyDiffers, Operation: OpAuthorize, Kind: KindOrder, ID: o.ID, Amount: r.Amount, Currency: o.Total.Currency}
	}
	if most := Maximum(r.Amount.Currency); r.Amount.Minor > most.Minor {
		return &Error{Code: AmountOverMaximum, Operation: OpAuthorize, Kind: KindOrder, ID: o.ID, Amount: r.Amount, Max: most}
	}
	sum := Money{Currency: o.Total.Currency}
	count := 0
	for i := range o.Authorizations {
		switch a := &o.Authorizations[i]; a.Status.State {
		case Pending, Open:
			sum = sum.Plus(a.Amount)
			count++
		case Closed:
			if used := o.used(a.ID); !used.IsZero() {
				sum = sum.Plus(used)
				count++
			}
		}
	}
	most := o.Total.Plus(env.Rules.Limits.Allowance(o.Total))
	if sum.Minor+r.Amount.Minor > most.Minor {
		return &Error{Code: AuthorizationOverTotal, Operation: OpAuthorize, Kind: KindOrder, ID: o.ID, Amount: r.Amount, Sum: sum, Max: most}
	}
	if limit := env.Rules.Limits.AuthorizationsPerOrder; count >= limit {
		return &Error{Code: TooManyAuthorizations, Operation: OpAuthorize, Kind: KindOrder, ID: o.ID, Limit: limit}
	}
	return nil
}

// Apply holds money: at once when the request has no timeout, else after having
// been Pending (documented).
func (r Authorize) Apply(o Order, v Verdict, env Env) (Step, error) {
	if err := r.Check(&o, env); err != nil {
		return Step{}, err
	}
	c := o.begin(env)
	id := r.ID
	if id == "" {
		id = c.freshID(KindAuthorization)
	}
	a := Authorization{
		ID: id, Reference: r.Reference, Amount: r.Amount, Created: env.Now, Note: r.Note, SoftDescriptor: r.SoftDescriptor,
		Timeout: r.Timeout, CaptureNow: r.CaptureNow, ProviderCredits: r.ProviderCredits,
	}
	if r.CaptureNow {
		a.Descriptor = c.descriptor(r.SoftDescriptor)
	}
	c.Authorizations, c.own.authorizations = append(slices.Clip(c.Authorizations), a), true
	if r.Timeout == 0 {
		c.resolveAuthorization(id, v)
		return c.step(id), nil
	}
	c.move(id, Pending, "")
	pending := v.PendingFor
	if pending == 0 {
		pending = env.Rules.Timings.AuthorizationPending
	}
	if pending > r.Timeout {
		c.arm(Alarm{Due: env.Now.Add(r.Timeout), Kind: AuthorizationTimesOut, Object: id})
	} else {
		c.arm(Alarm{Due: env.Now.Add(pending), Kind: AuthorizationResolves, Object: id, Then: v.kept()})
	}
	return c.step(id), nil
}

// kept is the verdict to hang on an alarm; the usual one takes no room.
func (v Verdict) kept() *Verdict {
	if v.IsZero() {
		return nil
	}
	return &v
}

// resolveAuthorization brings Amazon's decision about an authorization.
func (c *change) resolveAuthorization(id string, v Verdict) {
	if v.State == Declined {
		c.decline(id, v)
		return
	}
	c.disarm(id)
	// CaptureNow takes the money in the same moment; an authorization that is to
	// expire unused is left alone (assumed).
	if c.authorization(id).CaptureNow && v.Reason != ExpiredUnused {
		c.captureNow(id, v)
		return
	}
	c.open(id)
	if v.State == Closed {
		after := v.After
		if after == 0 {
			after = c.env.Rules.Timings.ClosedByAmazon
			if v.Reason == ExpiredUnused {
				after = c.env.Rules.Timings.ExpiredUnused
			}
		}
		c.arm(Alarm{Due: c.env.Now.Add(after), Kind: AmazonDecides, Object: id, Then: &Verdict{State: Closed, Reason: v.Reason}})
	}
}

// open makes an authorization Open. Its lifetime counts from here (observed: in
// the sandbox an asynchronous one closed 2 days and 31 s after its creation).
func (c *change) open(id string) {
	c.move(id, Open, "")
	c.opened(id)
	c.arm(Alarm{Due: c.env.Now.Add(c.env.Rules.Timings.AuthorizationLifetime), Kind: AuthorizationExpires, Object: id})
}

// expire closes an authorization that was not captured in its time. A Pending
// capture holds that back (assumed): see expireOverdue.
func (c *change) expire(id string) {
	if c.pendingCapture(id) {
		c.authorization(id).Overdue = true
		return
	}
	c.move(id, Closed, ExpiredUnused)
}

// expireOverdue closes an Open authorization whose time ran out while a capture
// was Pending, once none is.
func (c *change) expireOverdue(id string) {
	if a, _ := c.Order.Authorization(id); a.Status.State == Open && a.Overdue && !c.pendingCapture(id) {
		c.move(id, Closed, ExpiredUnused)
	}
}

// opened notes the moment from which the capture window counts.
func (c *change) opened(id string) {
	c.authorization(id).Opened = c.env.Now
}

// decline declines an authorization, with the consequences for its order: a hard
// InvalidPaymentMethod suspends it, AmazonRejected closes it (documented), the
// other reasons leave it alone, and a verdict can say otherwise.
func (c *change) decline(id string, v Verdict) {
	c.move(id, Declined, v.Reason)
	c.authorization(id).SoftDecline = v.SoftDecline
	if v.Order == KeepsOpen {
		return
	}
	if v.Order == Closes || v.Reason == AmazonRejected {
		c.closeOrder(AmazonClosed)
		return
	}
	if v.Reason == InvalidPaymentMethod && !v.SoftDecline {
		c.suspend(v.FixedAfter)
	}
}

// CloseAuthorization ends an authorization that the seller won't use.
type CloseAuthorization struct {
	Authorization string
	Reason        string // the seller's words
}

// Operation is OpCloseAuthorization.
func (CloseAuthorization) Operation() Operation { return OpCloseAuthorization }

// Target is the authorization.
func (r CloseAuthorization) Target() (Kind, string) { return KindAuthorization, r.Authorization }

// Check says whether the authorization can be closed: Pending and Open ones can
// (documented).
func (r CloseAuthorization) Check(o *Order, _ Env) error {
	a, ok := o.Authorization(r.Authorization)
	if !ok {
		return &Error{Code: TransactionUnknown, Operation: OpCloseAuthorization, ID: r.Authorization}
	}
	if s := a.Status.State; s != Pending && s != Open {
		return &Error{Code: AuthorizationWrongState, Operation: OpCloseAuthorization, Kind: KindAuthorization, ID: a.ID, Status: a.Status}
	}
	return nil
}

// Apply closes the authorization; the order is not affected (documented).
func (r CloseAuthorization) Apply(o Order, _ Verdict, env Env) (Step, error) {
	if err := r.Check(&o, env); err != nil {
		return Step{}, err
	}
	c := o.begin(env)
	c.move(r.Authorization, Closed, SellerClosed)
	c.authorization(r.Authorization).Status.Description = r.Reason
	return c.step(r.Authorization), nil
}

package emulator

import (
	"slices"
	"time"
)

// Refund is captured money given back.
type Refund struct {
	ID        string
	Capture   string // id of its capture
	Reference string // RefundReferenceId
	Amount    Money
	Status    Status
	Created   time.Time
	First     State // as Authorization.First

	Note            string // SellerRefundNote
	SoftDescriptor  string // as sent
	Descriptor      string // as printed
	ProviderCredits []ProviderCredit
}

// AsAnswered is the refund with the status of the first answer.
func (r Refund) AsAnswered() Refund {
	if r.First != "" {
		r.Status = Status{State: r.First, Updated: r.Created}
	}
	return r
}

func (r *Refund) advance(next Status) {
	if r.First == "" {
		r.First = r.Status.State
	}
	r.Status = next
}

// RefundCapture asks to give captured money back.
type RefundCapture struct {
	Capture         string
	Reference       string
	Amount          Money
	Note            string
	SoftDescriptor  string
	ProviderCredits []ProviderCredit // to be reversed

	ID string // chosen for a fixture; empty: drawn
}

// Same says whether the refund was made by this very request.
func (r *Refund) Same(q RefundCapture) bool {
	return r.Amount == q.Amount && r.Note == q.Note && r.SoftDescriptor == q.SoftDescriptor &&
		slices.Equal(r.ProviderCredits, q.ProviderCredits)
}

// Operation is OpRefund.
func (RefundCapture) Operation() Operation { return OpRefund }

// Target is the capture.
func (q RefundCapture) Target() (Kind, string) { return KindCapture, q.Capture }

// Check says whether the capture can be refunded: only when Completed, up to the
// captured amount and the allowance above it, and only so many times
// (documented). Pending and Completed refunds count, a Declined one gives its
// room back (assumed).
func (q RefundCapture) Check(o *Order, env Env) error {
	p, ok := o.Capture(q.Capture)
	if !ok {
		return &Error{Code: TransactionUnknown, Operation: OpRefund, ID: q.Capture}
	}
	if p.Status.State != Completed {
		return &Error{Code: CaptureNotRefundable, Operation: OpRefund, Kind: KindCapture, ID: p.ID, Status: p.Status}
	}
	if q.Amount.Currency != p.Amount.Currency {
		return &Error{Code: CurrencyDiffers, Operation: OpRefund, Kind: KindOrder, ID: o.ID, Amount: q.Amount, Currency: p.Amount.Currency}
	}
	if most := Maximum(q.Amount.Currency); q.Amount.Minor > most.Minor {
		return &Error{Code: AmountOverMaximum, Operation: OpRefund, Kind: KindCapture, ID: p.ID, Amount: q.Amount, Max: most}
	}
	sum := Money{Currency: p.Amount.Currency}
	count := 0
	for i := range o.Refunds {
		if r := &o.Refunds[i]; r.Capture == p.ID && r.Status.State != Declined {
			sum = sum.Plus(r.Amount)
			count++
		}
	}
	most := p.Amount.Plus(env.Rules.Limits.Allowance(p.Amount))
	if sum.Minor+q.Amount.Minor > most.Minor {
		return &Error{Code: RefundOverCaptured, Operation: OpRefund, Kind: KindCapture, ID: p.ID, Amount: q.Amount, Sum: sum, Max: most}
	}
	if limit := env.Rules.Limits.RefundsPerCapture; count >= limit {
		return &Error{Code: TooManyRefunds, Operation: OpRefund, Kind: KindCapture, ID: p.ID, Limit: limit}
	}
	return nil
}

// Apply makes the refund. It is always Pending first (observed).
func (q RefundCapture) Apply(o Order, v Verdict, env Env) (Step, error) {
	if err := q.Check(&o, env); err != nil {
		return Step{}, err
	}
	c := o.begin(env)
	id := q.ID
	if id == "" {
		id = c.freshID(KindRefund)
	}
	p, _ := o.Capture(q.Capture)
	r := Refund{
		ID: id, Capture: p.ID, Reference: q.Reference, Amount: q.Amount, Created: env.Now, Note: q.Note,
		SoftDescriptor: q.SoftDescriptor, Descriptor: c.descriptor(q.SoftDescriptor), ProviderCredits: q.ProviderCredits,
	}
	c.Refunds, c.own.refunds = append(slices.Clip(c.Refunds), r), true
	c.move(id, Pending, "")
	pending := v.PendingFor
	if pending == 0 {
		pending = env.Rules.Timings.RefundPending
	}
	c.arm(Alarm{Due: env.Now.Add(pending), Kind: RefundResolves, Object: id, Then: v.kept()})
	return c.step(id), nil
}

// settleRefund brings Amazon's decision about a refund. A capture that can't be
// refunded any further is closed: by amount only when the allowance is used up
// too, not after a plain full refund (assumed from the documents), by number
// after the last allowed refund.
func (c *change) settleRefund(id string, v Verdict) {
	if v.State == Declined {
		c.move(id, Declined, v.Reason)
		return
	}
	c.disarm(id)
	c.move(id, Completed, "")
	r, _ := c.Refund(id)
	p, _ := c.Capture(r.Capture)
	if p.Status.State != Completed {
		return
	}
	completed := 0
	for i := range c.Refunds {
		if r := &c.Refunds[i]; r.Capture == p.ID && r.Status.State == Completed {
			completed++
		}
	}
	limits := c.env.Rules.Limits
	switch {
	case c.Refunded(p.ID).Minor >= p.Amount.Plus(limits.Allowance(p.Amount)).Minor:
		c.move(p.ID, Closed, MaxAmountRefunded)
	case completed >= limits.RefundsPerCapture:
		c.move(p.ID, Closed, MaxRefundsProcessed)
	}
}

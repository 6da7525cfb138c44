package emulator

import (
	"slices"
	"time"
)

// AlarmKind says what an alarm is about.
type AlarmKind string

// The alarms. Everything that can happen by itself is one of these.
const (
	DraftGoesStale        AlarmKind = "draft goes stale"
	OrderExpires          AlarmKind = "order expires"
	PaymentMethodFixed    AlarmKind = "payment method is fixed"
	AuthorizationResolves AlarmKind = "authorization resolves"
	AuthorizationTimesOut AlarmKind = "authorization times out"
	AuthorizationExpires  AlarmKind = "authorization expires"
	CaptureResolves       AlarmKind = "capture resolves"
	RefundResolves        AlarmKind = "refund resolves"
	AmazonDecides         AlarmKind = "Amazon decides"
	BuyerDisputes         AlarmKind = "buyer disputes"
)

// Alarm is something that falls due later: data, so that it can be listed,
// saved and compared. It hangs from its order and comes back through
// Order.Fire.
type Alarm struct {
	Due    time.Time
	Kind   AlarmKind
	Object string   // id of what it is about
	Then   *Verdict // what Amazon will then have decided; nil: the usual. Never written to
	// Dispute is what the buyer will claim. Never written to.
	Dispute *Dispute
}

// arm sets an alarm. Among equal due times the one set first fires first.
func (c *change) arm(a Alarm) {
	at := len(c.Alarms)
	for at > 0 && c.Alarms[at-1].Due.After(a.Due) {
		at--
	}
	c.Alarms = slices.Concat(c.Alarms[:at], []Alarm{a}, c.Alarms[at:])
}

// disarm takes away the alarms of an object that has come to its end. A buyer can
// dispute it all the same.
func (c *change) disarm(object string) {
	c.disarmIf(func(a Alarm) bool { return a.Object == object && a.Kind != BuyerDisputes })
}

// disarmKind takes away the alarms of one kind.
func (c *change) disarmKind(k AlarmKind) {
	c.disarmIf(func(a Alarm) bool { return a.Kind == k })
}

func (c *change) disarmIf(gone func(Alarm) bool) {
	left := 0
	for _, a := range c.Alarms {
		if !gone(a) {
			left++
		}
	}
	if left == len(c.Alarms) {
		return
	}
	// With room for what is left and no more: most orders keep it for long.
	kept := make([]Alarm, 0, left)
	for _, a := range c.Alarms {
		if !gone(a) {
			kept = append(kept, a)
		}
	}
	c.Alarms = kept
}

// Fire lets the order's first alarm happen. The caller sees to it that env.Now
// is its due time. An order without alarms answers an empty step.
func (o Order) Fire(env Env) Step {
	if len(o.Alarms) == 0 {
		return Step{Order: o}
	}
	a := o.Alarms[0]
	c := o.begin(env)
	c.Alarms = c.Alarms[1:]
	var v Verdict
	if a.Then != nil {
		v = *a.Then
	}
	switch a.Kind {
	case DraftGoesStale:
		c.move(a.Object, Canceled, Stale)
	case OrderExpires:
		c.move(a.Object, Closed, Expired)
	case PaymentMethodFixed:
		if c.Status.State == Suspended {
			c.reopen()
		}
	case AuthorizationResolves:
		c.resolveAuthorization(a.Object, v)
	case AuthorizationTimesOut:
		c.decline(a.Object, Verdict{State: Declined, Reason: TransactionTimedOut})
	case AuthorizationExpires:
		c.expire(a.Object)
	case CaptureResolves:
		c.settleCapture(a.Object, v)
	case RefundResolves:
		c.settleRefund(a.Object, v)
	case AmazonDecides:
		c.decide(a.Object, v)
	case BuyerDisputes:
		c.dispute(a.Object, *a.Dispute)
	}
	return c.step(a.Object)
}

package emulator

import (
	"slices"
	"time"
)

// Happened is an event, or else a call that took effect: only one of Event and
// Operation is set.
type Happened struct {
	At        time.Time
	Event     *Event
	Operation Operation
	Order     *Order
	Object    string // that the event or call was about, or that it made
}

// Happening is something that Amazon or the buyer will do to an object by
// itself: a verdict on it, or the dispute of a capture.
type Happening struct {
	After   time.Duration // of virtual time
	Object  string
	Verdict Verdict
	Dispute *Dispute // instead of the verdict
}

// Dispute is the buyer's claim against a capture.
type Dispute struct {
	// Amount is what is claimed, written as in ParseMoney and in the currency of the
	// capture; empty: all that was captured. No more than that is claimed.
	Amount string
	Reason string // in Amazon's words; empty: the usual one
}

// Expecting is the order with alarms for what is going to happen to it. What has
// become impossible by then is left out when it falls due.
func (o Order) Expecting(list []Happening, now time.Time) Order {
	if len(list) == 0 {
		return o
	}
	c := o.begin(Env{Now: now})
	for _, h := range list {
		a := Alarm{Due: now.Add(h.After), Kind: AmazonDecides, Object: h.Object}
		if h.Dispute != nil {
			a.Kind, a.Dispute = BuyerDisputes, h.Dispute
		} else {
			a.Then = &h.Verdict
		}
		c.arm(a)
	}
	return c.Order
}

// dispute lets a buyer's claim fall due.
func (c *change) dispute(capture string, d Dispute) {
	p, ok := c.Capture(capture)
	if !ok || !p.Took() {
		return
	}
	amount := p.Amount
	if claim, err := ParseMoney(d.Amount, p.Amount.Currency); err == nil && claim.Minor < amount.Minor {
		amount = claim
	}
	c.chargeback(capture, amount, d.Reason)
}

// Decisions lists what Amazon's side may decide about an object of a kind, in
// whatever state it is.
func Decisions(k Kind) []Status {
	var list []Status
	for _, m := range Moves {
		s := Status{State: m.To, Reason: m.Reason}
		if m.Kind == k && m.By&ByAmazon != 0 && !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	return list
}

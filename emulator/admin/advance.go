package admin

import (
	"context"
	"errors"
	"slices"
	"time"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
	"amazon-pay-emulator/ipnsender"
)

// advanceRequest says how far to move time: by or to, not both.
type advanceRequest struct {
	ofSeller
	By            *duration `json:"by"`
	To            *string   `json:"to"`             // RFC 3339, or next
	SettleTimeout *duration `json:"settle_timeout"` // how much real time to wait for deliveries
}

const (
	toNext        = "next"
	settleTimeout = 10 * time.Second // when the request names none
)

// span checks the request.
func (r advanceRequest) span() (engine.Advance, error) {
	var flaws []flaw
	var to engine.Advance
	const suggestion = `send {"by":"8d"}, {"to":"2026-01-31T12:00:00Z"} or {"to":"next"}`
	switch {
	case r.By == nil && r.To == nil:
		flaws = append(flaws, flaw{Message: "how far is not said", Suggestion: suggestion})
	case r.By != nil && r.To != nil:
		flaws = append(flaws, flaw{Path: "to", Message: "by and to can't both be given", Suggestion: suggestion})
	case r.By != nil:
		to.By = time.Duration(*r.By)
	case *r.To == toNext:
		to.Next = true
	default:
		var m moment
		if err := m.UnmarshalText([]byte(*r.To)); err != nil {
			flaws = append(flaws, flaw{Path: "to", Message: err.Error(), Suggestion: suggestion})
		}
		to.To = time.Time(m)
	}
	if r.SettleTimeout != nil && *r.SettleTimeout < 0 {
		flaws = append(flaws, flaw{Path: "settle_timeout", Message: "a time limit can't be negative", Suggestion: `send "10s"`})
	}
	to.Settle = settleTimeout
	if r.SettleTimeout != nil {
		to.Settle = time.Duration(*r.SettleTimeout)
	}
	if len(flaws) > 0 {
		return to, invalid(flaws...)
	}
	return to, nil
}

// advanced is what an advance came to.
type advanced struct {
	Now        moment        `json:"now"`
	Events     []sellerEvent `json:"events"`
	Deliveries []delivery    `json:"deliveries"` // attempts to deliver notifications, in the order of virtual time
	Settled    bool          `json:"settled"`
	Unsettled  []ipn         `json:"unsettled"` // what still hung when the advance let go of it
}

// event is one change of state.
type event struct {
	At     moment          `json:"at"`
	Type   emulator.Kind   `json:"type"`
	ID     string          `json:"id"`
	From   emulator.State  `json:"from"` // empty: it came into being
	To     emulator.State  `json:"to"`
	Reason emulator.Reason `json:"reason"`
}

func showEvent(e emulator.Event) event {
	return event{At: moment(e.At), Type: e.Kind, ID: e.ID, From: e.From, To: e.To, Reason: e.Reason}
}

func eventsOf(list []emulator.Event) []event {
	events := make([]event, len(list))
	for i, e := range list {
		events[i] = showEvent(e)
	}
	return events
}

// sellerEvent is one change of state of an object of one seller or another.
type sellerEvent struct {
	event
	SellerID string `json:"seller_id"`
}

// delivery is one attempt to deliver a notification.
type delivery struct {
	ipnName
	Attempt   int    `json:"attempt"`
	At        moment `json:"at"` // virtual time
	Status    int    `json:"status"`
	Error     string `json:"error"`
	Delivered bool   `json:"delivered"`
}

func showDelivery(d ipnsender.Delivery, at ipnsender.Attempt) delivery {
	return delivery{ipnName: nameIPN(d), Attempt: at.N, At: moment(at.At), Status: at.Status, Error: at.Err, Delivered: at.Success()}
}

func (a *API) advance(c *call) (any, error) {
	var request advanceRequest
	if err := c.readBody(&request); err != nil {
		return nil, err
	}
	to, err := request.span()
	if err != nil {
		return nil, err
	}
	accounts, all := a.accounts(c)
	for _, account := range accounts {
		if account.Now().Add(to.By).After(end) {
			return nil, invalid(flaw{Path: "by", Message: "no clock can go past the year 9999", Suggestion: "send less"})
		}
	}
	mark := a.markIPNs()
	// An advance reaches its target, also when nobody waits for the answer.
	result, err := a.engine.Advance(context.WithoutCancel(c.Context()), accounts, all, to)
	d := advanced{
		Now: moment(result.Now), Events: make([]sellerEvent, len(result.Events)), Deliveries: a.attemptsAfter(mark, accounts),
		Settled: result.Settled, Unsettled: []ipn{},
	}
	for i, e := range result.Events {
		d.Events[i] = sellerEvent{event: showEvent(e.Event), SellerID: e.Seller}
	}
	if err != nil {
		return nil, brokenAdvance(err, d)
	}
	if !result.Settled {
		d.Unsettled = a.hanging(accounts)
	}
	return d, nil
}

// brokenAdvance is the end of an advance that did not arrive, with what it had
// brought about until then. One that never began has brought nothing about.
func brokenAdvance(err error, d advanced) error {
	p := *problemOf(err)
	if !errors.Is(err, engine.ErrMoving) && !errors.Is(err, engine.ErrBackwards) {
		p.Events, p.Deliveries = d.Events, d.Deliveries
	}
	return &p
}

// markIPNs stands between the attempts made so far and those to come.
func (a *API) markIPNs() uint64 {
	if a.options.IPNs == nil {
		return 0
	}
	return a.options.IPNs.Mark()
}

// attemptsAfter lists the attempts that were made for sellers after a mark.
func (a *API) attemptsAfter(mark uint64, accounts []*engine.Account) []delivery {
	list := []delivery{}
	if a.options.IPNs == nil {
		return list
	}
	sellers := make([]string, len(accounts))
	for i, account := range accounts {
		sellers[i] = account.ID()
	}
	for _, d := range a.options.IPNs.AttemptsAfter(mark, sellers...) {
		for _, at := range d.Attempts {
			list = append(list, showDelivery(d, at))
		}
	}
	slices.SortStableFunc(list, func(x, y delivery) int { return time.Time(x.At).Compare(time.Time(y.At)) })
	return list
}

// hanging lists the notifications that are being delivered, or wait for those
// that are, without a moment when they would be tried.
func (a *API) hanging(accounts []*engine.Account) []ipn {
	list := []ipn{}
	for _, account := range accounts {
		deliveries, _ := a.ipnsOf(account.ID())
		for _, d := range slices.Backward(deliveries) {
			if d.State == ipnsender.InFlight || d.State == ipnsender.Waiting && d.Next.IsZero() {
				list = append(list, showIPN(d))
			}
		}
	}
	return list
}

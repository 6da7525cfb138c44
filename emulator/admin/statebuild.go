package admin

import (
	"time"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
	"amazon-pay-emulator/ipnsender"
	"amazon-pay-emulator/ipnsender/sns"
)

// build turns the documents of a state back into what they were made of. It
// takes what can't be read for nothing; statecheck.go complains of it.

func (t stateTemplate) build() engine.Template {
	return engine.Template{Now: time.Time(t.Now), Rate: t.Rate, Seed: t.Seed, Strays: engine.Position(t.Requests)}
}

// build is the account but for its orders and script.
func (d *stateSeller) build() (engine.State, ipnsender.Outbox) {
	s := engine.State{
		Seller: engine.Seller{ID: d.ID, AccessKey: d.AccessKey, SecretKey: d.SecretKey, Region: d.Region, StoreName: d.StoreName, IPNURL: d.IPNURL},
		Now:    time.Time(d.Clock.Now), Rate: d.Clock.Rate,
		Draws: engine.Draws{
			Scenarios: d.Draws.Scenarios, IDs: engine.Position(d.Draws.IDs), Requests: engine.Position(d.Draws.Requests),
			Notifications: engine.Position(d.Draws.Notifications),
		},
		Wishes:  make(map[string]emulator.Delivery, len(d.Wishes)),
		Journal: engine.Journal{Last: d.Journal.Last, Dropped: d.Journal.Dropped, Events: make([]emulator.Event, len(d.Journal.Events))},
	}
	for _, e := range d.Endpoints {
		s.Endpoints = append(s.Endpoints, engine.Endpoint(e))
	}
	for _, w := range d.Wishes {
		s.Wishes[w.Object] = w.IPN.delivery()
	}
	for i, e := range d.Journal.Events {
		s.Journal.Events[i] = emulator.Event{At: time.Time(e.At), Kind: e.Type, ID: e.ID, From: e.From, To: e.To, Reason: e.Reason}
	}
	box := ipnsender.Outbox{Last: d.IPNs.Last, Pending: make([]ipnsender.Pending, len(d.IPNs.Pending))}
	for i := range d.IPNs.Pending {
		box.Pending[i] = d.IPNs.Pending[i].build(d.ID)
	}
	return s, box
}

// build is the order with its place. The numbers of its objects come in the
// order of engine.OrderState.
func (d *stateOrder) build(seller string) engine.OrderState {
	o := &emulator.Order{
		ID: d.ID, Seller: seller, Environment: d.Environment, Created: time.Time(d.Created), Status: d.stateStatus.build(), Total: d.Total.build(),
		Attributes: d.Attributes.build(), Buyer: d.Buyer.build(), Confirmed: d.Confirmed, PaymentUpdated: d.PaymentUpdated, Imposed: d.Imposed,
	}
	numbers := []uint32{uint32(d.N)}
	for i := range d.Authorizations {
		x := &d.Authorizations[i]
		a := emulator.Authorization{
			ID: x.ID, Reference: x.Reference, Amount: x.Amount.build(), Status: x.stateStatus.build(), Created: time.Time(x.Created),
			First: x.First, Note: x.Note, SoftDescriptor: x.SoftDescriptor, Descriptor: x.Descriptor, ProviderCredits: buildCredits(x.ProviderCredits),
			Timeout: x.Timeout.build(), CaptureNow: x.CaptureNow, SoftDecline: x.SoftDecline, Overdue: x.Overdue,
		}
		if x.Opened != nil {
			a.Opened = time.Time(*x.Opened)
		}
		o.Authorizations, numbers = append(o.Authorizations, a), append(numbers, uint32(x.N))
	}
	for i := range d.Captures {
		x := &d.Captures[i]
		o.Captures = append(o.Captures, emulator.Capture{
			ID: x.ID, Authorization: x.Authorization, Reference: x.Reference, Amount: x.Amount.build(), Status: x.stateStatus.build(), Created: time.Time(x.Created),
			First: x.First, Note: x.Note, SoftDescriptor: x.SoftDescriptor, Descriptor: x.Descriptor, ProviderCredits: buildCredits(x.ProviderCredits),
		})
		numbers = append(numbers, uint32(x.N))
	}
	for i := range d.Refunds {
		x := &d.Refunds[i]
		o.Refunds = append(o.Refunds, emulator.Refund{
			ID: x.ID, Capture: x.Capture, Reference: x.Reference, Amount: x.Amount.build(), Status: x.stateStatus.build(), Created: time.Time(x.Created),
			First: x.First, Note: x.Note, SoftDescriptor: x.SoftDescriptor, Descriptor: x.Descriptor, ProviderCredits: buildCredits(x.ProviderCredits),
		})
		numbers = append(numbers, uint32(x.N))
	}
	for i := range d.Chargebacks {
		x := &d.Chargebacks[i]
		o.Chargebacks = append(o.Chargebacks, emulator.Chargeback{
			ID: x.ID, Capture: x.Capture, Amount: x.Amount.build(), Reason: x.Words, Status: x.stateStatus.build(), Created: time.Time(x.Created),
		})
		numbers = append(numbers, uint32(x.N))
	}
	for i := range d.Alarms {
		o.Alarms = append(o.Alarms, d.Alarms[i].build())
	}
	return engine.OrderState{Order: o, Turn: d.Turn, Numbers: numbers}
}

func (s stateStatus) build() emulator.Status {
	return emulator.Status{State: s.State, Reason: s.Reason, Description: s.ReasonDescription, Updated: time.Time(s.Updated)}
}

// build is no amount for none, and for one that is none.
func (m *money) build() emulator.Money {
	if m == nil {
		return emulator.Money{}
	}
	parsed, _ := emulator.ParseMoney(m.Amount, m.Currency)
	return parsed
}

func (d *duration) build() time.Duration {
	if d == nil {
		return 0
	}
	return time.Duration(*d)
}

// noAttributes are those of orders that have none; attributes are never written
// to.
var noAttributes emulator.Attributes

func (d *stateAttributes) build() *emulator.Attributes {
	if d == nil {
		return &noAttributes
	}
	return (*emulator.Attributes)(d)
}

func (d stateBuyer) build() *emulator.Buyer {
	b := &emulator.Buyer{Name: d.Name, Email: d.Email, Phone: d.Phone, Payment: d.PaymentMethod}
	if d.Address != nil {
		b.Address = d.Address.address("")
	}
	return b
}

func buildCredits(list []stateProviderCredit) []emulator.ProviderCredit {
	var credits []emulator.ProviderCredit
	for _, c := range list {
		credits = append(credits, emulator.ProviderCredit{Provider: c.Provider, Amount: c.Amount.build()})
	}
	return credits
}

func (d *stateAlarm) build() emulator.Alarm {
	a := emulator.Alarm{Due: time.Time(d.Due), Kind: d.What, Object: d.Object}
	if d.Then != nil {
		v := d.Then.build()
		a.Then = &v
	}
	if d.Dispute != nil {
		a.Dispute = (*emulator.Dispute)(d.Dispute)
	}
	return a
}

// build is the usual verdict for none.
func (d *stateVerdict) build() emulator.Verdict {
	if d == nil {
		return emulator.Verdict{}
	}
	return emulator.Verdict{
		State: d.State, Reason: d.Reason, PendingFor: d.PendingFor.build(), After: d.After.build(), SoftDecline: d.SoftDecline,
		FixedAfter: d.FixedAfter.build(), Authorization: d.Authorization, Order: d.Order, Constraint: d.Constraint,
	}
}

func (d *stateIPN) build(seller string) ipnsender.Pending {
	p := ipnsender.Pending{N: d.N, Held: d.Held, Behind: d.Last, Message: ipnsender.Message{
		Seller: seller, Group: d.Group, Kind: d.Type, Object: d.Object, ID: d.MessageID, URL: d.URL, At: time.Time(d.At), Request: d.request(),
	}}
	if d.Next != nil {
		p.Next = time.Time(*d.Next)
	}
	for _, a := range d.Attempts {
		p.Attempts = append(p.Attempts, ipnsender.Attempt{
			N: int(a.N), At: time.Time(a.At), Real: time.Time(a.RealAt), Latency: time.Duration(a.Latency), Answer: a.Answer,
			Result: ipnsender.Result{Status: int(a.Status), Err: a.Error},
		})
	}
	return p
}

// request is the bytes, or why there are none.
func (d *stateIPN) request() func() (sns.Request, error) {
	if d.Request == nil {
		return func() (sns.Request, error) { return sns.Request{}, unmade(d.Problem) }
	}
	body, _ := d.Request.bytes()
	r := sns.Request{Body: body}
	for _, h := range d.Request.Headers {
		r.Headers = append(r.Headers, sns.Header(h))
	}
	return func() (sns.Request, error) { return r, nil }
}

// unmade is why a notification could not be made, as it was said before.
type unmade string

func (u unmade) Error() string { return string(u) }

package admin

import (
	"regexp"
	"slices"
	"time"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
)

// sellerForm is what a seller id looks like.
var sellerForm = regexp.MustCompile(`^[A-Za-z0-9._~-]{1,64}$`)

// order checks one order, and remembers of it what others must not have too.
func (c *sellerCheck) order(path string, d *stateOrder, s engine.OrderState, rules emulator.Rules) {
	before := len(c.flaws)
	c.flaws = append(c.flaws, oneOf(path+".environment", d.Environment, []emulator.Environment{emulator.Sandbox, emulator.Live})...)
	if err := emulator.CheckOrderID(d.ID, d.Environment); err != nil {
		c.add(path+".id", "", "%v", err)
	}
	c.object(path, d.ID, d.N, emulator.KindOrder, d.Created, d.stateStatus)
	c.amount(path+".total", d.Total, false)
	if d.Total == nil && d.State != emulator.Draft && d.State != emulator.Canceled {
		c.add(path+".total", "", "an order reference that is %s has a total", d.State)
	}
	for i, id := range d.Imposed {
		c.flaws = append(c.flaws, oneOf(itemPath(path+".constraints", i), id, emulator.ConstraintIDs)...)
	}
	if d.Buyer.PaymentMethod != "" {
		c.flaws = append(c.flaws, oneOf(path+".buyer.payment_method", d.Buyer.PaymentMethod, emulator.PaymentMethods)...)
	}
	o := s.Order
	for i := range d.Authorizations {
		x, at := &d.Authorizations[i], itemPath(path+".authorizations", i)
		c.child(at, &x.stateObject, emulator.KindAuthorization, o)
		if x.Timeout != nil && *x.Timeout <= 0 {
			c.add(at+".timeout", "leave it out", "not a time to wait")
		}
		if x.Opened != nil {
			c.whole(at+".opened", time.Time(*x.Opened))
		} else if x.State == emulator.Open {
			c.add(at+".opened", "say since when", "an authorization that is Open was opened")
		}
		if len(x.ID) > len(d.ID) && x.State == emulator.Pending && x.CaptureNow {
			if _, taken := o.Capture(o.Authorizations[i].CaptureNowID()); taken {
				c.add(at+".capture_now", "", "the capture that it is to make is there already")
			}
		}
		if used := o.Captured(x.ID); used.Minor > o.Authorizations[i].Amount.Minor {
			c.add(at+".amount", "", "%s were captured from it", used)
		}
	}
	for i := range d.Captures {
		x, at := &d.Captures[i], itemPath(path+".captures", i)
		c.child(at, &x.stateObject, emulator.KindCapture, o)
		if _, ok := o.Authorization(x.Authorization); !ok {
			c.add(at+".authorization_id", "", "the order reference has no authorization %q", shorten(x.Authorization))
		}
		most := o.Captures[i].Amount.Plus(rules.Limits.Allowance(o.Captures[i].Amount))
		if back := o.Refunded(x.ID); back.Minor > most.Minor {
			c.add(at+".amount", "", "%s of it were refunded", back)
		}
	}
	for i := range d.Refunds {
		x, at := &d.Refunds[i], itemPath(path+".refunds", i)
		c.child(at, &x.stateObject, emulator.KindRefund, o)
		c.ofCapture(at, x.Capture, o)
	}
	for i := range d.Chargebacks {
		x, at := &d.Chargebacks[i], itemPath(path+".chargebacks", i)
		c.object(at, x.ID, x.N, emulator.KindChargeback, x.Created, x.stateStatus)
		c.amount(at+".amount", x.Amount, true)
		c.ofCapture(at, x.Capture, o)
	}
	c.alarms(path, d, o)
	if len(c.flaws) > before {
		return
	}
	if err := foresee(s, rules); err != nil {
		c.add(path+".alarms", "send what GET state answered", "what they bring can't happen: %v", err)
	}
}

// ofCapture checks that a capture exists of which money was taken.
func (c *sellerCheck) ofCapture(path, id string, o *emulator.Order) {
	p, ok := o.Capture(id)
	switch {
	case !ok:
		c.add(path+".capture_id", "", "the order reference has no capture %q", shorten(id))
	case !p.Took():
		c.add(path+".capture_id", "", "nothing was taken by capture %s, which is %s", id, p.Status.State)
	}
}

// object checks what every object has.
func (c *sellerCheck) object(path, id string, n uint64, k emulator.Kind, created moment, s stateStatus) {
	if other, taken := c.objects[id]; taken {
		c.add(path+".id", "", "there is a %s %s already", other, id)
	}
	c.objects[id] = k
	if other, taken := c.numbers[n]; taken || n == 0 || n > 1<<31 {
		c.add(path+".n", "number the seller's objects as they came into being, from 1", "%d is no number, or that of %q too", n, other)
	}
	c.numbers[n] = id
	c.whole(path+".created", time.Time(created))
	c.whole(path+".updated", time.Time(s.Updated))
	if time.Time(s.Updated).Before(time.Time(created)) {
		c.add(path+".updated", "", "is before it was created")
	}
	if !slices.ContainsFunc(emulator.Moves, func(m emulator.Move) bool { return m.Kind == k && m.To == s.State && m.Reason == s.Reason }) {
		c.add(path+".state", "", "no %s is ever %s %s", k, s.State, s.Reason)
	}
}

// child checks an authorization, capture or refund.
func (c *sellerCheck) child(path string, x *stateObject, k emulator.Kind, o *emulator.Order) {
	if err := emulator.CheckChildID(x.ID, k, o.ID); err != nil {
		c.add(path+".id", "", "%v", err)
	}
	c.object(path, x.ID, x.N, k, x.Created, x.stateStatus)
	c.amount(path+".amount", x.Amount, true)
	if x.Amount != nil && x.Amount.Currency != o.Total.Currency {
		c.add(path+".amount.currency", "", "is not that of the total, %s", o.Total.Currency)
	}
	if x.First != "" {
		c.flaws = append(c.flaws, oneOf(path+".first_state", x.First, states)...)
	}
	for i, credit := range x.ProviderCredits {
		c.amount(itemPath(path+".provider_credits", i)+".amount", credit.Amount, true)
	}
	ref := namespacedReference{o.Environment, k, x.Reference}
	if c.seen[ref] {
		c.add(path+".reference", "", "the reference id %q is used by another %s", shorten(x.Reference), k)
	}
	c.seen[ref] = true
}

func (c *sellerCheck) amount(path string, m *money, needed bool) {
	switch {
	case m == nil && needed:
		c.add(path, `write it as {"amount":"106.00","currency":"USD"}`, "an amount is missing")
	case m == nil:
	case !m.Currency.Known():
		c.add(path+".currency", "", "%q is not a currency of Amazon Pay", shorten(string(m.Currency)))
	default:
		if _, err := emulator.ParseMoney(m.Amount, m.Currency); err != nil {
			c.add(path+".amount", `write it as "106.00"`, "%q is %v", shorten(m.Amount), err)
		}
	}
}

// alarmStates says of which states of which kind of object an alarm can be.
var alarmStates = map[emulator.AlarmKind]struct {
	kind   emulator.Kind // empty: any
	states []emulator.State
}{
	emulator.DraftGoesStale:        {emulator.KindOrder, []emulator.State{emulator.Draft}},
	emulator.OrderExpires:          {emulator.KindOrder, []emulator.State{emulator.Open, emulator.Suspended}},
	emulator.PaymentMethodFixed:    {emulator.KindOrder, []emulator.State{emulator.Open, emulator.Suspended}},
	emulator.AuthorizationResolves: {emulator.KindAuthorization, []emulator.State{emulator.Pending}},
	emulator.AuthorizationTimesOut: {emulator.KindAuthorization, []emulator.State{emulator.Pending}},
	emulator.AuthorizationExpires:  {emulator.KindAuthorization, []emulator.State{emulator.Open}},
	emulator.CaptureResolves:       {emulator.KindCapture, []emulator.State{emulator.Pending}},
	emulator.RefundResolves:        {emulator.KindRefund, []emulator.State{emulator.Pending}},
	emulator.AmazonDecides:         {},
	emulator.BuyerDisputes:         {},
}

func (c *sellerCheck) alarms(path string, d *stateOrder, o *emulator.Order) {
	if (d.Turn == 0) != (len(d.Alarms) == 0) {
		c.add(path+".turn", "", "an order reference has a turn when it has alarms")
	}
	if len(d.Alarms) == 0 {
		return
	}
	if other, taken := c.turns[d.Turn]; taken {
		c.add(path+".turn", "", "%s has it too", other)
	}
	c.turns[d.Turn] = d.ID
	c.orders = append(c.orders, orderDue{itemPath(path+".alarms", 0) + ".due", time.Time(d.Alarms[0].Due)})
	for i := range d.Alarms {
		a, at := &d.Alarms[i], itemPath(path+".alarms", i)
		c.whole(at+".due", time.Time(a.Due))
		if i > 0 && time.Time(a.Due).Before(time.Time(d.Alarms[i-1].Due)) {
			c.add(at+".due", "sort the alarms by it", "is before that of the alarm before it")
		}
		c.verdict(at+".then", a.Then)
		if (a.What == emulator.BuyerDisputes) != (a.Dispute != nil) {
			c.add(at+".dispute", "", "belongs to %q, and to nothing else", emulator.BuyerDisputes)
		}
		kind, status, ok := o.StatusOf(a.Object)
		needs, known := alarmStates[a.What]
		switch {
		case !known:
			c.add(at+".what", "", "%q is no alarm", shorten(string(a.What)))
		case !ok:
			c.add(at+".object", "", "the order reference has no %q", shorten(a.Object))
		case needs.kind != "" && (kind != needs.kind || !slices.Contains(needs.states, status.State)):
			c.add(at+".what", "", "%s can't be of a %s that is %s", a.What, kind, status.State)
		}
	}
}

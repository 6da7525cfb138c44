package emulator

import (
	"fmt"
	"strings"
)

// Decide lets Amazon's side act now on the order or an object in it: resolve
// what is Pending, or close what is alive. Without a reason the first that the
// table of moves knows is taken. A move that Amazon can't make from where the
// object stands is refused with MoveIllegal, naming those it can.
func (o Order) Decide(id string, v Verdict, env Env) (Step, error) {
	kind, s, ok := o.StatusOf(id)
	if !ok {
		return Step{}, &Error{Code: TransactionUnknown, ID: id}
	}
	possible := Next(kind, s.State, ByAmazon)
	for _, m := range possible {
		if m.To == v.State && (m.Reason == v.Reason || v.Reason == "") {
			v.Reason = m.Reason
			c := o.begin(env)
			c.decide(id, v)
			return c.step(id), nil
		}
	}
	var names []string
	for _, m := range possible {
		names = append(names, Status{State: m.To, Reason: m.Reason}.String())
	}
	why := "nothing can become of it any more"
	if len(names) > 0 {
		why = fmt.Sprintf("it can become %s", strings.Join(names, ", "))
	}
	return Step{}, &Error{Code: MoveIllegal, Kind: kind, ID: id, Status: s, To: Status{State: v.State, Reason: v.Reason}, Why: why}
}

// decide does what Decide allowed, or what an alarm brings. A move that became
// impossible in the meantime is left out: the object has ended another way.
func (c *change) decide(id string, v Verdict) {
	kind, s, _ := c.StatusOf(id)
	if !Legal(kind, s.State, v.State, v.Reason) {
		return
	}
	switch {
	case kind == KindOrder && v.State == Open:
		c.reopen()
	case kind == KindOrder && v.State == Suspended:
		c.suspend(v.FixedAfter)
	case kind == KindOrder && v.State == Canceled:
		c.cancel(v.Reason)
	case kind == KindAuthorization && s.State == Pending && v.State != Closed:
		c.resolveAuthorization(id, v)
	case kind == KindCapture && s.State == Pending:
		c.settleCapture(id, v)
	case kind == KindAuthorization && v.Reason == ExpiredUnused:
		c.expire(id)
	case kind == KindRefund:
		c.settleRefund(id, v)
	default:
		c.move(id, v.State, v.Reason)
	}
}

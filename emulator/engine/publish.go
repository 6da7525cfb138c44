package engine

import (
	"sync"

	"amazon-pay-emulator/emulator"
)

// Publication is an event on its way to whoever tells the seller of it.
type Publication struct {
	Account   *Account
	Seller    Seller
	Endpoints []Endpoint
	Entry     Entry
	ID        string // a UUID from the account's draws
	Delivery  emulator.Delivery
	// Answered is closed once the call that caused the event has its answer; nil:
	// no call did.
	Answered <-chan struct{}
	// Number is that of the event in the account's history. An engine with a Store
	// has kept the publication under it.
	Number uint64
	// Release ends the hold that the publication has on the account's clock. It
	// must be called, when the first attempt to tell is over or none is made.
	Release func()

	epoch int64
}

// Stale says that the account was reset since. It takes no lock. A reset raises
// the account's epoch before it tells Options.Forget.
func (p Publication) Stale() bool { return p.Account.epoch.Load() != p.epoch }

// cause is the call that a step answers. Its events are not told before its
// answer is written, but for early ones, for which the answer waits.
type cause struct {
	delivery emulator.Delivery
	answered chan struct{}
	written  sync.Once // closes answered
	early    holds
}

func (a *Account) causeOf(p emulator.Plan) *cause {
	if a.engine.opts.Publish == nil {
		return nil
	}
	return &cause{delivery: p.Delivery, answered: make(chan struct{})}
}

// publish hands the events of a step out, if anybody wants them. What is wished
// for the delivery of a call's notifications also holds for the later resolution
// of what the call left Pending.
func (a *Account) publish(e *entry, s emulator.Step, c *cause) {
	tell := a.engine.opts.Publish
	if tell == nil || len(s.Events) == 0 {
		return
	}
	delivery := a.wishes[s.Object]
	var answered <-chan struct{}
	if c != nil {
		delivery, answered = c.delivery, c.answered
	}
	if c == nil {
		a.wish(s.Object, emulator.Delivery{}) // told for the last time, unless it is still Pending
	}
	for i, ev := range s.Events {
		if delivery != (emulator.Delivery{}) && ev.To == emulator.Pending {
			a.wish(ev.ID, delivery)
		}
		if delivery.Delay == 0 && !delivery.Early && !delivery.Hold {
			delivery.Delay = a.rules.Timings.IPNDelay
		}
		p := Publication{
			Account: a, Seller: a.seller, Endpoints: a.endpoints, Entry: Entry{Event: ev, Order: e.order}, ID: a.draws.notifications.UUID(),
			Delivery: delivery, Answered: answered, Release: a.holds.take(), epoch: a.epoch.Load(),
		}
		if delivery.Early && c != nil {
			release, over := p.Release, c.early.take()
			p.Answered, p.Release = nil, func() { release(); over() }
		}
		if a.tx != nil {
			a.tx.publish(p, i, tell)
		} else {
			tell(p)
		}
	}
}

// NotificationID draws a UUID for a notification that no event causes.
func (a *Account) NotificationID() (id string, err error) {
	err = a.change(func() { id = a.draws.notifications.UUID() })
	return id, err
}

// wish notes how later notifications about an object are to be delivered; the
// usual way takes no room.
func (a *Account) wish(object string, d emulator.Delivery) {
	had, was := a.wishes[object]
	switch {
	case d != emulator.Delivery{}:
		a.wishes[object] = d
	case !was:
		return
	default:
		delete(a.wishes, object)
	}
	if a.tx != nil {
		a.tx.wish(object, had)
	}
}

// Early is closed when the notifications that are to arrive before the answer
// have been attempted; nil when there are none.
func (ans Answer) Early() <-chan struct{} {
	if ans.cause == nil {
		return nil
	}
	return ans.cause.early.wait()
}

// Told says whether notifications wait for the answer.
func (ans Answer) Told() bool { return ans.cause != nil }

// Written says that the answer has been written, or never will be: the
// notifications that the call caused may leave. It must be called for each
// answer of Do; after the first time it does nothing.
func (ans Answer) Written() {
	if c := ans.cause; c != nil {
		c.written.Do(func() { close(c.answered) })
	}
}

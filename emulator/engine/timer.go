package engine

import (
	"time"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/vclock"
)

// task is something on an account's agenda.
type task interface {
	// fall lets it happen; the account's lock is held.
	fall(a *Account, due time.Time)
}

func (e *entry) fall(a *Account, due time.Time) {
	env := a.env(due)
	step := e.order.Fire(env)
	a.store(e, a.follow(step, "", env), nil)
	if events := step.Events; a.tx != nil {
		a.after(func() { a.report(events) })
	} else {
		a.report(events)
	}
}

// report tells an advance that runs what has happened.
func (a *Account) report(events []emulator.Event) {
	if a.fired != nil {
		for _, ev := range events {
			*a.fired = append(*a.fired, SellerEvent{a.id, ev})
		}
	}
}

// timer is something else than an order's alarm that falls due.
type timer struct {
	item vclock.Item[task]
	f    func(release func())
}

func (t *timer) fall(a *Account, due time.Time) {
	turn := t.item.Turn()
	a.agenda.Drop(&t.item)
	release := a.holds.take()
	if a.tx == nil {
		t.f(release)
		return
	}
	a.tx.later = append(a.tx.later, func() { t.f(release) })
	a.tx.undo = append(a.tx.undo, func() {
		a.agenda.Place(&t.item, due, turn)
		release()
	})
}

// At has f called once when the account's clock shows a moment, at once when
// that has passed. It is called with a hold, which f must see released, and
// with the account's lock: f must neither block nor call the account. A reset
// forgets it.
func (a *Account) At(due time.Time, f func(release func())) (cancel func()) {
	t := &timer{f: f}
	t.item.Value = t
	a.mu.Lock()
	defer a.mu.Unlock()
	a.agenda.Put(&t.item, due)
	a.begin()
	a.catchUp()
	a.commitAnyway()
	a.schedule()
	return func() {
		a.mu.Lock()
		defer a.mu.Unlock()
		a.agenda.Drop(&t.item)
	}
}

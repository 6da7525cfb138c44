package engine

import (
	"time"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/vclock"
)

// transaction is what a call has changed of its account since it took the lock:
// enough to write it, and to take it back when it can't be written. There are
// transactions only beside a Store.
//
// What a change leads to outside of the account, or in what others look at
// without its lock, is put off until it is written.
type transaction struct {
	before  before
	entries []touched
	wishes  map[string]emulator.Delivery // as they were
	events  []emulator.Event
	told    []Publication
	later   []func() // once it is written
	undo    []func() // when it can't be
	changed bool     // something of the account itself
}

// before is what the account was like, as far as that is small.
type before struct {
	seller    Seller
	endpoints []Endpoint
	rules     emulator.Rules
	clock     vclock.Clock
	ids       Position
	told      Position
	made      int
	number    uint32 // of the newest object
}

// touched is an entry as it was.
type touched struct {
	entry *entry
	order *emulator.Order // nil: it was not there
	due   time.Time
	turn  uint64 // 0: it was not on the agenda
}

// begin begins a change, if there is anything to keep it in. Every entry of the
// account begins one with the lock held, and ends it before it lets go of it.
func (a *Account) begin() {
	if a.engine.opts.Store == nil {
		return
	}
	a.tx = &transaction{before: before{
		seller: a.seller, endpoints: a.endpoints, rules: a.rules, clock: a.clock, made: len(a.made), number: a.kept.last,
		ids: a.draws.ids.Position(), told: a.draws.notifications.Position(),
	}}
}

// dirty says that something of the account itself has changed.
func (a *Account) dirty() {
	if a.tx != nil {
		a.tx.changed = true
	}
}

// after does something once what has changed is written: at once when nothing is.
func (a *Account) after(f func()) {
	if a.tx == nil {
		f()
		return
	}
	a.tx.later = append(a.tx.later, f)
}

// touch remembers an entry before it is changed.
func (a *Account) touch(e *entry) {
	if a.tx == nil {
		return
	}
	if len(a.tx.entries) < 8 { // most changes are of one order; twice does no harm
		for i := range a.tx.entries {
			if a.tx.entries[i].entry == e {
				return
			}
		}
	}
	a.tx.entries = append(a.tx.entries, touched{entry: e, order: e.order, due: e.item.Due(), turn: e.item.Turn()})
}

func (t *transaction) wish(object string, had emulator.Delivery) {
	if t.wishes == nil {
		t.wishes = map[string]emulator.Delivery{}
	}
	if _, known := t.wishes[object]; !known {
		t.wishes[object] = had
	}
}

// publish puts a publication off.
func (t *transaction) publish(p Publication, nth int, tell func(Publication)) {
	p.Number = uint64(len(t.events) + nth) // counted on from the journal's last, see commit
	t.told = append(t.told, p)
	t.undo = append(t.undo, p.Release)
	n := len(t.told) - 1
	t.later = append(t.later, func() { tell(t.told[n]) })
}

// commit writes what has changed and lets it be seen. When it can't be written
// everything is as it was, but for the request ids that were drawn.
func (a *Account) commit() error {
	t := a.tx
	if t == nil {
		return nil
	}
	a.tx = nil
	for i := range t.told {
		t.told[i].Number += a.journal.last + 1
	}
	if c, any := a.changeOf(t); any {
		if err := a.engine.write(c); err != nil {
			a.unnumber(t)
			a.rollback(t)
			return err
		}
		a.kept.script = c.Head.Script
	}
	for _, f := range t.later {
		f()
	}
	return nil
}

// commitAnyway is commit for calls that only look: what fell due and can't be
// written has not happened yet.
func (a *Account) commitAnyway() {
	if err := a.commit(); err != nil {
		a.lose(err)
	}
}

// change makes a change of the account itself, of which nothing can be wrong.
func (a *Account) change(make func()) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.begin()
	a.dirty()
	make()
	return a.commit()
}

// rollback takes a change back, the last step first.
func (a *Account) rollback(t *transaction) {
	for i := len(t.undo) - 1; i >= 0; i-- {
		t.undo[i]()
	}
	for i := len(t.entries) - 1; i >= 0; i-- {
		x := t.entries[i]
		a.unindex(x.entry, x.order)
		if x.entry.order = x.order; x.order == nil {
			a.agenda.Drop(&x.entry.item)
		} else if x.turn > 0 {
			a.agenda.Place(&x.entry.item, x.due, x.turn)
		} else {
			a.agenda.Drop(&x.entry.item)
		}
	}
	for object, had := range t.wishes {
		if had == (emulator.Delivery{}) {
			delete(a.wishes, object)
		} else {
			a.wishes[object] = had
		}
	}
	b := t.before
	a.seller, a.endpoints, a.rules, a.clock = b.seller, b.endpoints, b.rules, b.clock
	a.draws.ids.Move(b.ids)
	a.draws.notifications.Move(b.told)
	clear(a.made[b.made:])
	a.made = a.made[:b.made]
	a.kept.reserve.left = 0 // what was reserved may not have been written
	if a.script != nil {
		if err := a.script.Restore(a.kept.script); err != nil {
			a.lose(err) // it gave these bytes itself
		}
		a.rule()
	}
}

// unindex forgets what an entry's order has and an older version had not.
func (a *Account) unindex(e *entry, old *emulator.Order) {
	o := e.order
	if old == nil {
		old = &emulator.Order{}
		delete(a.orders, o.ID)
	}
	for _, x := range o.Authorizations[len(old.Authorizations):] {
		delete(a.refs[namespace{o.Environment, emulator.KindAuthorization}], x.Reference)
	}
	for _, x := range o.Captures[len(old.Captures):] {
		delete(a.refs[namespace{o.Environment, emulator.KindCapture}], x.Reference)
	}
	for _, x := range o.Refunds[len(old.Refunds):] {
		delete(a.refs[namespace{o.Environment, emulator.KindRefund}], x.Reference)
	}
	for _, x := range o.Chargebacks[len(old.Chargebacks):] {
		delete(a.disputed, x.ID)
	}
}

package engine

import (
	"slices"
	"time"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/vclock"
)

// retryWrite is when an account tries again what it could not write by itself.
const retryWrite = time.Second

// kept is what an account knows of itself because there is a Store.
type kept struct {
	last    uint32 // number of the newest object
	script  []byte // as it was written last
	reserve reserve
}

// numbered is an object's number, by its kind as in made.
type numbered struct {
	kind uint8
	n    uint32
}

// write hands changes to the store.
func (e *Engine) write(c Change) error {
	if err := e.opts.Store.Write([]Change{c}, nil); err != nil {
		return &WriteError{err}
	}
	return nil
}

// lose tells of a change that could not be written.
func (a *Account) lose(err error) {
	if tell := a.engine.opts.Lost; tell != nil {
		tell(a.id, err)
	}
}

// changeOf is what a transaction is to write, if anything.
func (a *Account) changeOf(t *transaction) (c Change, any bool) {
	c = Change{Seller: a.id, Keep: a.engine.opts.Keep}
	script := a.saveScript()
	if !t.changed && len(t.entries) == 0 && len(t.wishes) == 0 && string(script) == string(a.kept.script) {
		return c, false
	}
	a.number(t.before.made)
	seen := make(map[*entry]bool, len(t.entries))
	for _, x := range t.entries {
		if !seen[x.entry] {
			seen[x.entry] = true
			c.Orders = append(c.Orders, a.orderState(x.entry))
		}
	}
	for object := range t.wishes {
		c.Wishes = append(c.Wishes, Wish{object, a.wishes[object]})
	}
	for i, ev := range t.events {
		c.Events = append(c.Events, NumberedEvent{a.journal.last + 1 + uint64(i), ev})
	}
	for _, p := range t.told {
		if worth := a.engine.opts.Worth; worth != nil && worth(p) {
			c.Told = append(c.Told, p)
		}
	}
	h := a.head(script)
	h.Last += uint64(len(t.events))
	h.Dropped += uint64(max(0, len(a.journal.items)+len(t.events)-c.Keep))
	c.Head = &h
	return c, true
}

// head is the account's head now.
func (a *Account) head(script []byte) Head {
	real := a.engine.opts.Real()
	d := a.draws.state()
	d.Requests = a.kept.reserve.end
	return Head{
		Seller: a.seller, Endpoints: a.endpoints, Clock: keptClock(a.clock, real), Draws: d, Script: script,
		Orders: len(a.orders), Last: a.journal.last, Dropped: a.journal.dropped(),
	}
}

func keptClock(c vclock.Clock, real time.Time) KeptClock {
	return KeptClock{Now: c.Now(real), Real: real, Rate: c.Rate()}
}

func (a *Account) saveScript() []byte {
	if a.script == nil {
		return nil
	}
	script, err := a.script.Save()
	if err != nil {
		a.lose(err)
		return a.kept.script
	}
	return script
}

// number gives numbers to the objects that were made since.
func (a *Account) number(since int) {
	for _, m := range a.made[since:] {
		a.kept.last++
		m.entry.numbers = append(m.entry.numbers, numbered{m.kind, a.kept.last})
	}
}

// renumber gives numbers to all objects, from 1.
func (a *Account) renumber() {
	a.kept.last = 0
	for _, e := range a.orders {
		e.numbers = nil
	}
	a.number(0)
}

// unnumber takes back what number gave in a transaction.
func (a *Account) unnumber(t *transaction) {
	for _, x := range t.entries {
		e := x.entry
		for n := len(e.numbers); n > 0 && e.numbers[n-1].n > t.before.number; n-- {
			e.numbers = e.numbers[:n-1]
		}
	}
	a.kept.last = t.before.number
}

// orderState is an entry as it is kept.
func (a *Account) orderState(e *entry) OrderState {
	s := OrderState{Order: e.order, Turn: e.item.Turn(), Numbers: make([]uint32, 0, objectCount(e.order))}
	for kind := range emulator.Kinds {
		for _, x := range e.numbers {
			if int(x.kind) == kind {
				s.Numbers = append(s.Numbers, x.n)
			}
		}
	}
	return s
}

// whole is all of an account, for a store that is to forget what it had of it.
func (a *Account) whole() Change {
	c := Change{Seller: a.id, Anew: true, Keep: a.engine.opts.Keep}
	a.renumber()
	for _, e := range a.orders {
		c.Orders = append(c.Orders, a.orderState(e))
	}
	for object, d := range a.wishes {
		c.Wishes = append(c.Wishes, Wish{object, d})
	}
	for n, entry := range a.journal.newest() {
		c.Events = append(c.Events, NumberedEvent{n, entry.Event})
	}
	slices.Reverse(c.Events)
	a.kept.script = a.saveScript()
	h := a.head(a.kept.script)
	c.Head = &h
	return c
}

// draft is an account as another is to be, for a store to keep before that one
// becomes so. Nobody else knows of it.
func (e *Engine) draft(s Seller, c vclock.Clock, d Draws, last uint64, fill func(a *Account)) *Account {
	a := newAccount(e, s, c, 0)
	a.closed, a.draws, a.journal.last = true, drawsFrom(d), last
	a.journal.clear(e.opts.Keep)
	fill(a)
	a.kept.reserve.draw(a.draws.requests)
	a.kept.reserve.left++ // nobody has drawn it
	return a
}

// becomes has an account that was made like its draft know what was kept.
func (a *Account) becomes(draft *Account) {
	if draft == nil {
		return
	}
	a.kept = kept{script: draft.kept.script, reserve: draft.kept.reserve}
	a.renumber()
}

// keptTemplate is the template as it is kept. The caller holds e.mu.
func (e *Engine) keptTemplate(c vclock.Clock, seed uint64, strays Position) *KeptTemplate {
	return &KeptTemplate{Clock: keptClock(c, e.opts.Real()), Seed: seed, Strays: strays}
}

// setTemplate changes the template's clock. The caller holds e.mu.
func (e *Engine) setTemplate(c vclock.Clock) error {
	if e.opts.Store != nil {
		e.strays.mu.Lock()
		strays := e.strays.reserve.end
		e.strays.mu.Unlock()
		if err := e.opts.Store.Write(nil, e.keptTemplate(c, e.seed, strays)); err != nil {
			return &WriteError{err}
		}
	}
	e.template = c
	return nil
}

// keepAll has the store keep everything there is, and forget the rest.
func (e *Engine) keepAll() error {
	if e.opts.Store == nil {
		return nil
	}
	var changes []Change
	for _, a := range e.accounts {
		a.kept.reserve.draw(a.draws.requests)
		a.kept.reserve.left++
		changes = append(changes, a.whole())
	}
	e.strays.reserve.draw(e.strays.requests)
	e.strays.reserve.left++
	if err := e.opts.Store.Write(changes, e.keptTemplate(e.template, e.seed, e.strays.reserve.end)); err != nil {
		return &WriteError{err}
	}
	return nil
}

// keepExactly writes where request ids really stand, for an end in good order.
func (e *Engine) keepExactly() {
	if e.opts.Store == nil {
		return
	}
	var changes []Change
	for _, a := range e.Accounts() {
		a.mu.Lock()
		h := a.head(a.kept.script)
		h.Draws = a.draws.state()
		changes = append(changes, Change{Seller: a.id, Head: &h, Keep: e.opts.Keep})
		a.kept.reserve = reserve{} // whoever still calls reserves anew
		a.mu.Unlock()
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.strays.mu.Lock()
	strays := e.strays.requests.Position()
	e.strays.reserve = reserve{}
	e.strays.mu.Unlock()
	if err := e.opts.Store.Write(changes, e.keptTemplate(e.template, e.seed, strays)); err != nil && e.opts.Lost != nil {
		e.opts.Lost("", err)
	}
}

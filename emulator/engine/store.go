package engine

import (
	"fmt"
	"slices"
	"time"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/vclock"
)

// Store keeps what happens beyond the life of the process. It may be called from
// several goroutines.
type Store interface {
	// Write keeps changes: all of them or, with an error, none. When it returns nil
	// they survive the death of the process.
	Write(changes []Change, template *KeptTemplate) error
}

// Change is what became of one account.
type Change struct {
	Seller string
	Anew   bool         // nothing of what was kept of the account is left
	Gone   bool         // the account is gone, too
	Head   *Head        // nil: as it was
	Orders []OrderState // newest versions; they take the place of older ones
	Wishes []Wish       // that have changed
	Events []NumberedEvent
	Keep   int           // how many of the newest events are of interest
	Told   []Publication // that are worth keeping
	Outbox []Parcel      // in the words of whoever brings publications
}

// Head is an account but for what there may be many of.
type Head struct {
	Seller    Seller
	Endpoints []Endpoint
	Clock     KeptClock
	Draws     Draws
	Script    []byte
	Orders    int    // how many there are
	Last      uint64 // number of the newest event
	Dropped   uint64 // how many older ones were forgotten
}

// KeptClock is a clock that goes on while the process doesn't.
type KeptClock struct {
	Now  time.Time // virtual
	Real time.Time // when it was so
	Rate float64
}

// Wish is how later notifications about an object are to be delivered; zero: as
// usual.
type Wish struct {
	Object   string
	Delivery emulator.Delivery
}

// NumberedEvent is an event with its number in the account's history.
type NumberedEvent struct {
	N     uint64
	Event emulator.Event
}

// Parcel is something that the engine keeps for others, by their number.
type Parcel struct {
	N    uint64
	Data []byte
}

// KeptTemplate is a Template whose clock goes on.
type KeptTemplate struct {
	Clock  KeptClock
	Seed   uint64
	Strays Position
}

// World is what a Store has kept.
type World struct {
	Template KeptTemplate
	Accounts []KeptAccount
}

// KeptAccount is all that was kept of an account.
type KeptAccount struct {
	Head   Head
	Orders []OrderState // in no order
	Wishes []Wish
	Events []NumberedEvent // by number
}

// WriteError is why a change was not made: it could not be written.
type WriteError struct{ Err error }

func (e *WriteError) Error() string {
	return fmt.Sprintf("the change could not be written to the data folder, and was not made: %v", e.Err)
}

func (e *WriteError) Unwrap() error { return e.Err }

// retryWrite is when an account tries again what it could not write by itself.
const retryWrite = time.Second

// kept is what an account knows of itself because there is a Store.
type kept struct {
	numbers map[*entry][]numbered
	last    uint32 // number of the newest object
	script  []byte // as it was written last
	reserve reserve
}

// numbered is an object's number, by its kind as in made.
type numbered struct {
	kind uint8
	n    uint32
}

// reserve is how far request ids are spoken for: every call draws one, and not
// every call is worth a write. After the process has died they go on behind what
// was reserved.
type reserve struct {
	end  Position
	left int // how many are left of it
}

// reserved is how many request ids are reserved at one time.
const reserved = 1000

// draw counts an id that is drawn, and reserves more behind where the draws
// stand when none is left.
func (r *reserve) draw(s *Stream) (more bool) {
	if r.left > 0 {
		r.left--
		return false
	}
	ahead := NewStream(0, "", "")
	ahead.Move(s.Position())
	var id [16]byte
	for range reserved {
		_, _ = ahead.Read(id[:])
	}
	r.end, r.left = ahead.Position(), reserved-1
	return true
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

// goOn is the clock after the process was away. A frozen one stands where it
// stood; what passed for others, passed.
func (k KeptClock) goOn() vclock.Clock { return vclock.Follow(k.Now, k.Real, k.Rate) }

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
		a.kept.numbers[m.entry] = append(a.kept.numbers[m.entry], numbered{m.kind, a.kept.last})
	}
}

// unnumber takes back what number gave in a transaction.
func (a *Account) unnumber(t *transaction) {
	for i := len(a.made) - 1; i >= t.before.made; i-- {
		e := a.made[i].entry
		list := a.kept.numbers[e]
		if list = list[:len(list)-1]; len(list) == 0 {
			delete(a.kept.numbers, e)
		} else {
			a.kept.numbers[e] = list
		}
		a.kept.last--
	}
}

// orderState is an entry as it is kept.
func (a *Account) orderState(e *entry) OrderState {
	s := OrderState{Order: e.order, Turn: e.item.Turn(), Numbers: make([]uint32, 0, objectCount(e.order))}
	for kind := range emulator.Kinds {
		for _, x := range a.kept.numbers[e] {
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
	a.kept.numbers, a.kept.last = make(map[*entry][]numbered, len(a.orders)), 0
	a.number(0)
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
	a.kept = kept{numbers: make(map[*entry][]numbered, len(a.orders)), script: draft.kept.script, reserve: draft.kept.reserve}
	a.number(0)
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

// reserveStray counts an id for a call that belongs to nobody.
func (e *Engine) reserveStray() {
	if e.opts.Store == nil {
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.strays.mu.Lock()
	more, end := e.strays.reserve.draw(e.strays.requests), e.strays.reserve.end
	e.strays.mu.Unlock()
	if more {
		if err := e.opts.Store.Write(nil, e.keptTemplate(e.template, e.seed, end)); err != nil && e.opts.Lost != nil {
			e.opts.Lost("", err)
		}
	}
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

// resume goes on with what was kept.
func (e *Engine) resume(w World) error {
	e.template, e.seed = w.Template.Clock.goOn(), w.Template.Seed
	e.strays.requests.Move(w.Template.Strays)
	for _, k := range w.Accounts {
		a := e.add(k.Head.Seller)
		if err := a.resume(k); err != nil {
			return err
		}
	}
	for _, s := range e.opts.Sellers {
		e.add(s)
	}
	return nil
}

// resume fills a fresh account with what was kept of it.
func (a *Account) resume(k KeptAccount) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	h := k.Head
	a.endpoints, a.clock, a.draws = h.Endpoints, h.Clock.goOn(), drawsFrom(h.Draws)
	if a.script != nil && h.Script != nil {
		if err := a.script.Restore(h.Script); err != nil {
			return &ScriptError{a.id, err}
		}
	}
	a.kept.script = a.saveScript()
	a.rule()
	for _, w := range k.Wishes {
		a.wishes[w.Object] = w.Delivery
	}
	a.adopt(k.Orders)
	a.kept.numbers = make(map[*entry][]numbered, len(a.made))
	for _, s := range k.Orders {
		e := a.orders[s.Order.ID]
		list := make([]numbered, 0, len(s.Numbers))
		for kind, n := range [...]int{1, len(s.Order.Authorizations), len(s.Order.Captures), len(s.Order.Refunds), len(s.Order.Chargebacks)} {
			for range n {
				number := s.Numbers[len(list)]
				list = append(list, numbered{uint8(kind), number})
				a.kept.last = max(a.kept.last, number)
			}
		}
		a.kept.numbers[e] = list
	}
	j := Journal{Last: h.Last, Dropped: h.Dropped}
	for _, ev := range k.Events {
		j.Events = append(j.Events, ev.Event)
	}
	a.remember(j)
	a.reschedule()
	return nil
}

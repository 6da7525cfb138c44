package engine

import (
	"sync"
	"sync/atomic"
	"time"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/vclock"
)

// Account is all that belongs to one seller. Its methods may be called from
// several goroutines.
type Account struct {
	engine *Engine
	id     string

	mu        sync.Mutex
	seller    Seller
	endpoints []Endpoint
	rules     emulator.Rules
	clock     vclock.Clock
	agenda    vclock.Agenda[task]
	holds     holds
	orders    map[string]*entry
	disputed  map[string]*entry // by the ids of chargebacks, which don't begin with the order's
	refs      references
	made      []made // every object
	census    census
	script    Script                       // nil: none
	wishes    map[string]emulator.Delivery // for later notifications about an object
	buckets   map[Counted]bucket           // of calls against their quotas
	draws     draws
	journal   ring[Entry]
	records   ring[Record]
	alarm     *time.Timer // wakes the account when its clock runs
	alarmDue  time.Time
	moving    bool           // an advance runs
	fired     *[]SellerEvent // by which it wants to know what fired
	epoch     atomic.Int64   // how often it was reset; raised with the lock held
	changes   watchers[*entry]
	calls     watchers[string] // by operation
	closed    bool
	tx        *transaction // what a call has changed and not committed yet; nil without a Store
	kept      kept         // beside a Store

	madeSorted int // how many of made are known to be in order
}

// entry is one order: its newest version, and its first alarm on the agenda.
type entry struct {
	order   *emulator.Order
	item    vclock.Item[task]
	numbers []numbered // of its objects, in the order in which they came into being; only beside a Store
}

// draws are the account's streams. Each purpose has its own, so that a draw for
// one never shifts another.
type draws struct {
	seed          uint64 // of those that a script makes
	ids           *Stream
	requests      *Stream
	notifications *Stream
}

func newDraws(seed uint64, seller string) draws {
	return draws{
		seed: NewStream(seed, seller, "scenarios").Seed(), ids: NewStream(seed, seller, "ids"), requests: NewStream(seed, seller, "requests"),
		notifications: NewStream(seed, seller, "notifications"),
	}
}

func newAccount(e *Engine, s Seller, c vclock.Clock, seed uint64) *Account {
	a := &Account{engine: e, id: s.ID, seller: s, clock: c, draws: newDraws(seed, s.ID)}
	if e.opts.Script != nil {
		a.script = e.opts.Script(s.ID)
	}
	a.rule()
	a.clear()
	if e.opts.Store != nil {
		a.kept = kept{script: a.saveScript()}
	}
	return a
}

// clear forgets every object and record.
func (a *Account) clear() {
	a.agenda.Clear()
	a.orders = map[string]*entry{}
	a.refs = references{}
	a.disputed = map[string]*entry{}
	a.made, a.madeSorted = nil, 0
	a.census = census{}
	a.endpoints = nil
	a.wishes = map[string]emulator.Delivery{}
	a.buckets = map[Counted]bucket{}
	a.journal.clear(a.engine.opts.Keep)
	a.records.clear(a.engine.opts.Keep)
}

// ID is the seller id.
func (a *Account) ID() string { return a.id }

// Seller is the account's seller as configured now.
func (a *Account) Seller() Seller {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.seller
}

// Rules are the timings and limits in force.
func (a *Account) Rules() emulator.Rules {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.rules
}

// Usual are the timings and limits in force where no script changes them.
func (e *Engine) Usual() emulator.Rules { return e.opts.Rules }

// Configure changes the seller and answers it as it is then.
func (a *Account) Configure(p SellerPatch) (s Seller, err error) {
	err = a.change(func() {
		a.seller.apply(p)
		s = a.seller
		a.after(func() { a.engine.setKey(s) })
	})
	return s, err
}

// env is the environment of a step at a moment.
func (a *Account) env(now time.Time) emulator.Env {
	return emulator.Env{Now: now, Rules: a.rules, Digits: a.draws.ids.Below, StoreName: a.seller.StoreName}
}

// install puts an order in that a fixture made, with its references, silently.
func (a *Account) install(o emulator.Order) {
	a.store(a.newEntry(o.ID), emulator.Step{Order: o}, nil)
	a.schedule()
}

// entryOf is the entry of the order that an object belongs to.
func (a *Account) entryOf(id string) (*entry, bool) {
	if e, ok := a.orders[emulator.OrderOf(id)]; ok {
		return e, true
	}
	e, ok := a.disputed[id]
	return e, ok
}

func (a *Account) newEntry(id string) *entry {
	e := &entry{}
	e.item.Value = e
	a.orders[id] = e
	return e
}

// nothing is what an order was before it came into being.
var nothing emulator.Order

// store makes a step's order the newest version of its entry: references, alarm,
// journal and those who are told follow. The cause is nil for what no call did.
func (a *Account) store(e *entry, s emulator.Step, c *cause) {
	old := e.order
	if old == nil {
		old = &nothing
	}
	a.touch(e)
	o := s.Order
	e.order = &o
	a.noteMade(e, old)
	a.index(e, old)
	if len(o.Alarms) > 0 {
		a.agenda.Put(&e.item, o.Alarms[0].Due)
	} else {
		a.agenda.Drop(&e.item)
	}
	a.publish(e, s, c)
	if a.tx == nil {
		a.told(e, s.Events, old, &o)
		return
	}
	a.tx.events = append(a.tx.events, s.Events...)
	events := s.Events // not all of the step, which would have to outlive every call
	a.tx.later = append(a.tx.later, func() { a.told(e, events, old, &o) })
}

// told remembers what has happened to an order, tells whoever wants to know, and
// wakes who waits for it.
func (a *Account) told(e *entry, events []emulator.Event, old, o *emulator.Order) {
	a.census.update(old, o)
	for _, ev := range events {
		a.journal.add(Entry{Event: ev, Order: o})
	}
	for i := range events {
		a.tell(Happening{At: events[i].At, Event: &events[i]})
	}
	a.changes.wake(e)
}

// index notes the reference ids and chargebacks that the newest version of an
// entry has and the old one had not.
func (a *Account) index(e *entry, old *emulator.Order) {
	o := e.order
	for i := len(old.Authorizations); i < len(o.Authorizations); i++ {
		a.refs.take(o.Environment, emulator.KindAuthorization, o.Authorizations[i].Reference, e)
	}
	for i := len(old.Captures); i < len(o.Captures); i++ {
		a.refs.take(o.Environment, emulator.KindCapture, o.Captures[i].Reference, e)
	}
	for i := len(old.Refunds); i < len(o.Refunds); i++ {
		a.refs.take(o.Environment, emulator.KindRefund, o.Refunds[i].Reference, e)
	}
	for i := len(old.Chargebacks); i < len(o.Chargebacks); i++ {
		a.disputed[o.Chargebacks[i].ID] = e
	}
}

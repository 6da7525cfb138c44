package engine

import (
	"cmp"
	"slices"
	"time"

	"amazon-pay-emulator/emulator"
)

// State is all of an account that what happens next depends on, as data: all but
// the record of its calls and the notifications that are on their way. An account
// that is restored from it goes on exactly as the one it was taken of.
type State struct {
	Seller    Seller
	Endpoints []Endpoint
	Now       time.Time // virtual
	Rate      float64   // of the clock; 0: frozen
	Draws     Draws
	Orders    []OrderState                 // in the order in which they came into being
	Wishes    map[string]emulator.Delivery // by object
	Script    []byte                       // as Script.Save; nil: there is none
	Journal   Journal
	Outbox    []Parcel // what a Store is to keep of notifications that are on their way
}

// OrderState is an order with its place among the others of its account.
type OrderState struct {
	Order *emulator.Order
	// Turn is the place of the order's first alarm among those that are due at one
	// moment, the lowest first; 0: it has no alarm.
	Turn uint64
	// Numbers tell in which order the account's objects came into being: those of
	// the order reference itself and its authorizations, captures, refunds and
	// chargebacks, one after the other.
	Numbers []uint32
}

// Draws is where an account's draws stand.
type Draws struct {
	Scenarios     uint64 // where those of a script begin
	IDs           Position
	Requests      Position
	Notifications Position
}

// Journal is what an account remembers of events.
type Journal struct {
	Last    uint64 // number of the newest event
	Dropped uint64 // how many older ones were forgotten
	Events  []emulator.Event
}

// Template is what accounts of sellers that are seen later begin with, and what
// answers to calls that belong to nobody go on with.
type Template struct {
	Now    time.Time
	Rate   float64
	Seed   uint64
	Strays Position
}

// Template is the template as it is now.
func (e *Engine) Template() Template {
	e.mu.RLock()
	defer e.mu.RUnlock()
	e.strays.mu.Lock()
	defer e.strays.mu.Unlock()
	return Template{Now: e.template.Now(e.opts.Real()), Rate: e.template.Rate(), Seed: e.seed, Strays: e.strays.requests.Position()}
}

// Save is the account's state, after what is due has happened. With the lock
// held, also is called before, for whatever has to be seen at the same moment: it
// must neither block nor call the account. Its error ends the matter.
func (a *Account) Save(also func() error) (State, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.begin()
	now := a.catchUp()
	if err := a.commit(); err != nil {
		return State{}, err
	}
	if err := also(); err != nil {
		return State{}, err
	}
	s := State{
		Now: now, Rate: a.clock.Rate(), Seller: a.seller, Endpoints: slices.Clone(a.endpoints), Draws: a.draws.state(),
		Wishes: make(map[string]emulator.Delivery, len(a.wishes)), Orders: a.orderStates(),
		Journal: Journal{Last: a.journal.last, Dropped: a.journal.dropped(), Events: make([]emulator.Event, 0, len(a.journal.items))},
	}
	if a.script != nil {
		var err error
		if s.Script, err = a.script.Save(); err != nil {
			return State{}, err
		}
	}
	for object, d := range a.wishes {
		s.Wishes[object] = d
	}
	for _, entry := range a.journal.newest() {
		s.Journal.Events = append(s.Journal.Events, entry.Event)
	}
	slices.Reverse(s.Journal.Events)
	return s, nil
}

// orderStates lists the orders. Numbers and turns are counted from 1, so that
// two accounts that will go on alike have the same.
func (a *Account) orderStates() []OrderState {
	a.sortMade()
	list := make([]OrderState, 0, len(a.orders))
	at := make(map[*entry]int, len(a.orders))
	for i, m := range a.made {
		if m.kind != 0 {
			continue
		}
		at[m.entry] = len(list)
		list = append(list, OrderState{Order: m.entry.order, Turn: m.entry.item.Turn(), Numbers: make([]uint32, objectCount(m.entry.order))})
		list[len(list)-1].Numbers[0] = uint32(i + 1)
	}
	for i, m := range a.made {
		s := &list[at[m.entry]]
		s.Numbers[m.place()] = uint32(i + 1)
	}
	armed := make([]*OrderState, 0, len(list))
	for i := range list {
		if list[i].Turn > 0 {
			armed = append(armed, &list[i])
		}
	}
	slices.SortFunc(armed, func(x, y *OrderState) int { return cmp.Compare(x.Turn, y.Turn) })
	for i, s := range armed {
		s.Turn = uint64(i + 1)
	}
	return list
}

// objectCount is how many objects an order holds, itself included.
func objectCount(o *emulator.Order) int {
	return 1 + len(o.Authorizations) + len(o.Captures) + len(o.Refunds) + len(o.Chargebacks)
}

// place is where an object stands among those of its order.
func (m made) place() int {
	o := m.entry.order
	before := [...]int{1, len(o.Authorizations), len(o.Captures), len(o.Refunds)}
	n := int(m.at)
	for _, count := range before[:m.kind] {
		n += count
	}
	return n
}

// state is where the draws stand.
func (d draws) state() Draws {
	return Draws{Scenarios: d.seed, IDs: d.ids.Position(), Requests: d.requests.Position(), Notifications: d.notifications.Position()}
}

// drawsFrom are draws that go on from where others stood.
func drawsFrom(d Draws) draws {
	made := newDraws(0, "")
	made.seed = d.Scenarios
	made.ids.Move(d.IDs)
	made.requests.Move(d.Requests)
	made.notifications.Move(d.Notifications)
	return made
}

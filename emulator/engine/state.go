package engine

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/vclock"
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

// ScriptError says why the state of a script can't be restored.
type ScriptError struct {
	Seller string
	Err    error
}

func (e *ScriptError) Error() string { return fmt.Sprintf("script of seller %s: %v", e.Seller, e.Err) }

func (e *ScriptError) Unwrap() error { return e.Err }

// errNoScript is why a script's state can't be restored where there are none.
var errNoScript = fmt.Errorf("this emulator has no scripts")

// scriptFrom is the script of an account with a state.
func (e *Engine) scriptFrom(s State) (Script, error) {
	switch {
	case e.opts.Script == nil && s.Script == nil:
		return nil, nil
	case e.opts.Script == nil:
		return nil, &ScriptError{s.Seller.ID, errNoScript}
	}
	script := e.opts.Script(s.Seller.ID)
	if s.Script == nil {
		return script, nil
	}
	if err := script.Restore(s.Script); err != nil {
		return nil, &ScriptError{s.Seller.ID, err}
	}
	return script, nil
}

// Restore replaces accounts by their states, which have been found possible.
// With a template it replaces all there is: accounts that no state is of are
// forgotten, but for those of configured sellers, which begin anew. Calls that
// are being answered and whoever waits find the account reset. Records of calls
// are forgotten as by a reset.
//
// With each account's lock held, also is called, as in Save; what it returns is
// called with no lock, once all is in place. Either everything is replaced or,
// with an error, nothing.
func (e *Engine) Restore(list []State, template *Template, also func(a *Account) (start func())) error {
	scripts := make([]Script, len(list))
	for i, s := range list {
		var err error
		if scripts[i], err = e.scriptFrom(s); err != nil {
			return err
		}
	}
	starts, err := e.replace(list, scripts, template, also)
	for _, start := range starts {
		start()
	}
	return err
}

func (e *Engine) replace(list []State, scripts []Script, template *Template, also func(a *Account) func()) (starts []func(), err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	var known []*Account
	for id, a := range e.accounts {
		if template != nil || slices.ContainsFunc(list, func(s State) bool { return s.Seller.ID == id }) {
			known = append(known, a)
		}
	}
	release, err := claim(known)
	if err != nil {
		return nil, err
	}
	defer release()
	real := e.opts.Real()
	var gone []*Account
	if template != nil {
		gone = slices.DeleteFunc(slices.Clone(known), func(a *Account) bool {
			return slices.ContainsFunc(list, func(s State) bool { return s.Seller.ID == a.id })
		})
	}
	defer lock(known)()
	drafts, err := e.draftStates(list, scripts, gone, template, real)
	if err != nil {
		return nil, err
	}
	for _, a := range gone {
		e.remove(a)
	}
	if template != nil {
		e.template, e.seed = vclock.Follow(template.Now, real, template.Rate), template.Seed
		e.strays.reset(e.opts.Keep, nil)
		e.strays.move(template.Strays)
	}
	for i, s := range list {
		a, old := e.accounts[s.Seller.ID]
		if !old {
			a = e.add(s.Seller)
			a.mu.Lock()
			defer a.mu.Unlock()
		}
		starts = append(starts, a.restore(s, scripts[i], real, also))
		a.becomes(drafts[i])
		e.setKey(s.Seller)
	}
	if template != nil {
		for _, s := range e.opts.Sellers {
			e.add(s)
		}
	}
	return starts, nil
}

// draftStates has the store keep the accounts as they will be.
func (e *Engine) draftStates(list []State, scripts []Script, gone []*Account, template *Template, real time.Time) ([]*Account, error) {
	drafts := make([]*Account, len(list))
	if e.opts.Store == nil {
		return drafts, nil
	}
	var changes []Change
	for i, s := range list {
		drafts[i] = e.draft(s.Seller, vclock.Follow(s.Now, real, s.Rate), s.Draws, 0, func(draft *Account) {
			draft.fill(s, scripts[i])
		})
		c := drafts[i].whole()
		c.Outbox = s.Outbox
		changes = append(changes, c)
	}
	for _, a := range gone {
		changes = append(changes, Change{Seller: a.id, Anew: true, Gone: true})
	}
	var kept *KeptTemplate
	if template != nil {
		kept = e.keptTemplate(vclock.Follow(template.Now, real, template.Rate), template.Seed, e.ahead(template.Strays))
	}
	if err := e.opts.Store.Write(changes, kept); err != nil {
		return nil, &WriteError{err}
	}
	return drafts, nil
}

// remove forgets an account. The caller holds e.mu and the account's lock.
func (e *Engine) remove(a *Account) {
	delete(e.accounts, a.id)
	e.setKey(Seller{ID: a.id})
	a.stop()
	a.startAnew()
}

// startAnew starts a new epoch of the account, in which nothing is there.
func (a *Account) startAnew() {
	a.epoch.Add(1)
	a.clear()
	a.holds.forget()
	if forget := a.engine.opts.Forget; forget != nil {
		forget(a.id)
	}
	a.wakeAll()
}

// restore brings an account, whose lock the caller holds, to a state.
func (a *Account) restore(s State, script Script, real time.Time, also func(a *Account) func()) (start func()) {
	a.startAnew()
	a.clock, a.draws = vclock.Follow(s.Now, real, s.Rate), drawsFrom(s.Draws)
	a.fill(s, script)
	start = also(a)
	a.reschedule()
	return start
}

// fill puts what a state holds into an empty account, but for clock and draws.
func (a *Account) fill(s State, script Script) {
	a.seller, a.endpoints, a.script = s.Seller, slices.Clone(s.Endpoints), script
	a.rule()
	for object, d := range s.Wishes {
		a.wishes[object] = d
	}
	a.adopt(s.Orders)
	a.remember(s.Journal)
}

// remember fills the journal. Versions of orders that are not the newest are not
// kept.
func (a *Account) remember(j Journal) {
	entries := make([]Entry, len(j.Events))
	for i, ev := range j.Events {
		entries[i].Event = ev
		if e, ok := a.entryOf(ev.ID); ok {
			entries[i].Order = e.order
		}
	}
	a.journal.fill(a.engine.opts.Keep, j.Last, j.Dropped, entries)
}

// adopt puts orders into an empty account, with their references, places and
// alarms.
func (a *Account) adopt(list []OrderState) {
	numbers := make([]uint32, 0, 3*len(list))
	a.made = make([]made, 0, 3*len(list))
	a.orders = make(map[string]*entry, len(list))
	if len(list) > 0 { // most are of one environment, and captured once
		for _, kind := range []emulator.Kind{emulator.KindAuthorization, emulator.KindCapture} {
			a.refs[namespace{list[0].Order.Environment, kind}] = make(map[string]*entry, len(list))
		}
	}
	for _, s := range list {
		e := a.newEntry(s.Order.ID)
		e.order = s.Order
		a.noteMade(e, &nothing)
		a.index(e, &nothing)
		a.census.update(&nothing, e.order)
		numbers = append(numbers, s.Numbers...)
		if len(s.Order.Alarms) > 0 {
			a.agenda.Place(&e.item, s.Order.Alarms[0].Due, s.Turn)
		}
	}
	a.made = inOrder(a.made, numbers)
}

// inOrder sorts by numbers. Where these have no gaps each is a place.
func inOrder(list []made, numbers []uint32) []made {
	if len(list) > 0 && int(slices.Max(numbers)) == len(list) {
		sorted := make([]made, len(list))
		for i, n := range numbers {
			sorted[n-1] = list[i]
		}
		return sorted
	}
	at := make([]int, len(list))
	for i := range at {
		at[i] = i
	}
	slices.SortStableFunc(at, func(x, y int) int { return cmp.Compare(numbers[x], numbers[y]) })
	sorted := make([]made, len(list))
	for i, from := range at {
		sorted[i] = list[from]
	}
	return sorted
}

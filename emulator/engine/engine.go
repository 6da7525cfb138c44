package engine

import (
	"cmp"
	"fmt"
	"slices"
	"sync"
	"time"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/vclock"
)

// Options say what an Engine starts from.
type Options struct {
	// Real tells the real time. Required.
	Real func() time.Time
	// Seed makes ids and draws repeatable.
	Seed uint64
	// Rules are the timings and limits; the zero Rules mean production.
	Rules emulator.Rules
	// ClockStart is the virtual time at the start; zero: the real time then.
	ClockStart time.Time
	// ClockRate is how fast clocks run; 0: frozen.
	ClockRate float64
	// Sellers are the configured ones. The first is the default seller, whose
	// region serves sellers that nobody configured. Required.
	Sellers []Seller
	// World makes the orders that exist at the start, for a start of the clock.
	// Each belongs to a seller of its own field. Nil: none.
	World func(start time.Time) ([]emulator.Order, error)
	// Script makes the script of a seller's account; nil: there are none.
	Script func(seller string) Script
	// Publish is told of every event that happens, with the account's lock held: it
	// must neither block nor call the account. Nil: nobody wants to know.
	Publish func(Publication)
	// Forget is told of every account that is reset, under the same conditions.
	Forget func(seller string)
	// Happened is told of everything that happens, in its order for each seller,
	// with the account's lock held: it must neither block nor call the account. Nil:
	// nobody wants to know.
	Happened func(Happening)
	// Store keeps what happens beyond the life of the process; nil: nothing is kept.
	Store Store
	// Worth says whether a publication is to be kept with the event that it is of,
	// because somebody is to be told. Nil: none is.
	Worth func(Publication) bool
	// Lost is told of what could not be written and that no call can be refused for.
	// It must neither block nor call the engine. Nil: nobody wants to know.
	Lost func(seller string, err error)
	// Kept is what a Store has kept of another run, with which this one goes on
	// instead of beginning with a starting world. Nil: nothing.
	Kept *World
	// Keep is how many records and journal entries each seller keeps; 0: 10,000.
	Keep int
}

// Engine holds the accounts.
type Engine struct {
	opts Options

	mu       sync.RWMutex // guards what follows; taken before any account's lock
	accounts map[string]*Account
	template vclock.Clock // of accounts to come
	seed     uint64
	closed   bool

	keysMu sync.RWMutex
	keys   map[string][]Credential

	// Calls that belong to no seller are answered and recorded here.
	strays *strays
}

// New makes an engine with the configured sellers and the starting world.
func New(o Options) (*Engine, error) {
	if o.Real == nil || len(o.Sellers) == 0 {
		return nil, fmt.Errorf("engine: Real and Sellers are required")
	}
	if o.Rules == (emulator.Rules{}) {
		o.Rules = emulator.Production()
	}
	o.Keep = cmp.Or(o.Keep, 10_000)
	if o.ClockStart.IsZero() && o.ClockRate == 0 {
		o.ClockStart = o.Real() // a clock that stands still has one start, to which a reset goes back
	}
	e := &Engine{
		opts: o, seed: o.Seed, accounts: map[string]*Account{}, keys: map[string][]Credential{},
		strays: newStrays(o.Seed, o.Keep),
	}
	if err := e.start(); err != nil {
		return nil, err
	}
	return e, nil
}

// start fills an empty engine.
func (e *Engine) start() error {
	if e.opts.Kept != nil {
		return e.resume(*e.opts.Kept)
	}
	e.template = e.startClock()
	for _, s := range e.opts.Sellers {
		e.add(s)
	}
	orders, err := e.world(e.template)
	if err != nil {
		return err
	}
	for _, o := range orders {
		a := e.add(Seller{ID: o.Seller})
		a.mu.Lock()
		a.install(o)
		a.mu.Unlock()
	}
	return e.keepAll()
}

func (e *Engine) startClock() vclock.Clock {
	real := e.opts.Real()
	start := e.opts.ClockStart
	if start.IsZero() {
		start = real
	}
	return vclock.Follow(start, real, e.opts.ClockRate)
}

func (e *Engine) world(c vclock.Clock) ([]emulator.Order, error) {
	if e.opts.World == nil {
		return nil, nil
	}
	return e.opts.World(c.Now(e.opts.Real()))
}

// add returns the seller's account, new if need be. The caller holds e.mu, or is
// the only one yet.
func (e *Engine) add(s Seller) *Account {
	if a, ok := e.accounts[s.ID]; ok {
		return a
	}
	s.Region = cmp.Or(s.Region, e.opts.Sellers[0].Region, emulator.US)
	s.StoreName = cmp.Or(s.StoreName, e.opts.Sellers[0].StoreName, "Example Store")
	a := newAccount(e, s, e.template, e.seed)
	a.closed = e.closed
	e.accounts[s.ID] = a
	e.setKey(s)
	return a
}

// Default is the default seller's id.
func (e *Engine) Default() string { return e.opts.Sellers[0].ID }

// Account is the account of a seller. An unseen seller comes into being, empty,
// with its clock at the template's now.
func (e *Engine) Account(seller string) *Account {
	if a, ok := e.Lookup(seller); ok {
		return a
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.add(Seller{ID: seller})
}

// Lookup is the account of a seller that was seen before.
func (e *Engine) Lookup(seller string) (*Account, bool) {
	e.mu.RLock()
	defer e.mu.RUnlock()
	a, ok := e.accounts[seller]
	return a, ok
}

// Accounts lists every account by seller id.
func (e *Engine) Accounts() []*Account {
	e.mu.RLock()
	defer e.mu.RUnlock()
	list := make([]*Account, 0, len(e.accounts))
	for _, a := range e.accounts {
		list = append(list, a)
	}
	slices.SortFunc(list, func(a, b *Account) int { return cmp.Compare(a.id, b.id) })
	return list
}

// Close stops everything that the engine would do by itself. Calls still work.
func (e *Engine) Close() {
	e.mu.Lock()
	e.closed = true
	e.mu.Unlock()
	for _, a := range e.Accounts() {
		a.close()
	}
	e.keepExactly()
}

// Real is the machine's time.
func (e *Engine) Real() time.Time { return e.opts.Real() }

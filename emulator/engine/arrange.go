package engine

import (
	"errors"
	"fmt"

	"amazon-pay-emulator/emulator"
)

// ErrTaken is the answer to choosing the id of an order reference that exists.
var ErrTaken = errors.New("the id is taken")

// Arrangement is an order reference that a test wants to have, as if a buyer had
// checked out.
type Arrangement struct {
	ID          string // empty: drawn
	Environment emulator.Environment
	Buyer       *emulator.Buyer
	Imposed     []emulator.ConstraintID
	Total       emulator.Money // zero: not set yet
	Confirmed   bool           // Open rather than Draft; needs a total
}

// Create makes the order reference of a checkout. With an id that exists it
// answers ErrTaken.
func (a *Account) Create(w Arrangement) (o *emulator.Order, err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.begin()
	o, err = a.create(w)
	if lost := a.commit(); lost != nil {
		return nil, lost
	}
	return o, err
}

func (a *Account) create(w Arrangement) (*emulator.Order, error) {
	env := a.env(a.catchUp())
	if w.ID == "" {
		w.ID = a.freshOrderID(w.Environment)
	} else if _, taken := a.orders[w.ID]; taken {
		return nil, fmt.Errorf("%w: %s", ErrTaken, w.ID)
	}
	step := emulator.NewOrder(emulator.Checkout{
		ID: w.ID, Seller: a.id, Environment: w.Environment, Buyer: w.Buyer, Imposed: w.Imposed,
	}, env)
	var commands []emulator.Command
	if !w.Total.IsZero() {
		commands = append(commands, emulator.SetDetails{Order: w.ID, Total: w.Total})
	}
	if w.Confirmed {
		commands = append(commands, emulator.Confirm{Order: w.ID})
	}
	events := step.Events
	for _, c := range commands {
		next, err := c.Apply(step.Order, emulator.Verdict{}, env)
		if err != nil {
			return nil, err
		}
		step, events = next, append(events, next.Events...)
	}
	e := a.newEntry(w.ID)
	a.store(e, a.follow(emulator.Step{Order: step.Order, Object: w.ID, Events: events}, "", env), nil)
	made := e.order
	a.fireUntil(env.Now)
	a.schedule()
	return made, nil
}

func (a *Account) freshOrderID(env emulator.Environment) string {
	for {
		id := emulator.NewOrderID(env, a.seller.Region, a.draws.ids.Below(1e7), a.draws.ids.Below(1e7))
		if _, taken := a.orders[id]; !taken {
			return id
		}
	}
}

// ChangeBuyer lets the buyer of an order choose anew.
func (a *Account) ChangeBuyer(order string, b emulator.BuyerChange) (*emulator.Order, error) {
	return a.arrange(order, func(o emulator.Order, env emulator.Env) (emulator.Step, error) { return o.ChangeBuyer(b, env) })
}

// Decide lets Amazon's side act on an object now.
func (a *Account) Decide(object string, v emulator.Verdict) (*emulator.Order, error) {
	return a.arrange(object, func(o emulator.Order, env emulator.Env) (emulator.Step, error) { return o.Decide(object, v, env) })
}

// arrange takes a step that no API call asked for.
func (a *Account) arrange(object string, take func(emulator.Order, emulator.Env) (emulator.Step, error)) (*emulator.Order, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.begin()
	o, err := a.arranged(object, take)
	if lost := a.commit(); lost != nil {
		return nil, lost
	}
	return o, err
}

func (a *Account) arranged(object string, take func(emulator.Order, emulator.Env) (emulator.Step, error)) (*emulator.Order, error) {
	env := a.env(a.catchUp())
	e, ok := a.entryOf(object)
	if !ok {
		return nil, &emulator.Error{Code: emulator.TransactionUnknown, ID: object}
	}
	step, err := take(*e.order, env)
	if err != nil {
		return nil, err
	}
	a.store(e, a.follow(step, "", env), nil)
	made := e.order
	a.fireUntil(env.Now)
	a.schedule()
	return made, nil
}

// Dispute lets the buyer dispute a capture: up to its amount, the whole of it
// when the amount is zero, for a reason in Amazon's words or the usual one.
func (a *Account) Dispute(capture string, amount emulator.Money, reason string) (*emulator.Order, error) {
	return a.arrange(capture, func(o emulator.Order, env emulator.Env) (emulator.Step, error) {
		return o.Dispute(capture, amount, reason, env)
	})
}

package emulator

import (
	"fmt"
	"slices"
	"time"
)

// Env is what a step knows of the world: the moment, the rules in force, and
// what its account adds.
type Env struct {
	Now   time.Time
	Rules Rules
	// Digits draws the digits of a new id: a number below n.
	Digits func(n uint32) uint32
	// StoreName is the seller's own, for orders that name none.
	StoreName string
}

// Event says that an object changed its state. From is empty when it came into
// being.
type Event struct {
	At     time.Time
	Kind   Kind
	ID     string
	From   State
	To     State
	Reason Reason
}

// Step is one whole change of an order: the next version and, in order, what
// happened on the way.
type Step struct {
	Order  Order
	Object string // id of what the command was about, or made
	Events []Event
}

// Command is a call that changes an order.
type Command interface {
	Operation() Operation
	// Target is the object that the command names.
	Target() (Kind, string)
	// Check says, as an *Error, whether the command can be applied to the order
	// that holds its target. It is what Apply asks first.
	Check(*Order, Env) error
	// Apply answers the whole step, or an error and no step.
	Apply(Order, Verdict, Env) (Step, error)
}

// change is a step in the making: a version of an order that is its own until
// it is handed out. Slices are copied before the first write.
type change struct {
	Order
	env    Env
	events []Event
	own    struct{ authorizations, captures, refunds bool }
}

func (o Order) begin(env Env) *change { return &change{Order: o, env: env} }

func (c *change) step(object string) Step {
	return Step{Order: c.Order, Object: object, Events: c.events}
}

// authorization, capture and refund return an object of the change for writing.
// It is an error of this package to ask for one that isn't there.
func (c *change) authorization(id string) *Authorization {
	return writable(&c.Authorizations, &c.own.authorizations, func(a *Authorization) bool { return a.ID == id })
}

func (c *change) capture(id string) *Capture {
	return writable(&c.Captures, &c.own.captures, func(p *Capture) bool { return p.ID == id })
}

func (c *change) refund(id string) *Refund {
	return writable(&c.Refunds, &c.own.refunds, func(r *Refund) bool { return r.ID == id })
}

// writable finds an item of a list that belongs to the change, or does from now
// on.
func writable[T any](list *[]T, own *bool, is func(*T) bool) *T {
	if !*own {
		*list, *own = slices.Clone(*list), true
	}
	item, ok := find(*list, is)
	if !ok {
		panic("emulator: no such object")
	}
	return item
}

// move brings an object to a state now. A move that the table doesn't hold is an
// error of this package, not of a caller: every caller asked before.
func (c *change) move(id string, to State, why Reason) {
	kind, s, ok := c.StatusOf(id)
	if !ok || !Legal(kind, s.State, to, why) {
		panic(fmt.Sprintf("emulator: %s %s can't move from %s to %s %s", kind, id, s.State, to, why))
	}
	next := Status{State: to, Reason: why, Updated: c.env.Now}
	switch kind {
	case KindOrder:
		c.Status = next
	case KindAuthorization:
		c.authorization(id).advance(next)
	case KindCapture:
		c.capture(id).advance(next)
	case KindRefund:
		c.refund(id).advance(next)
	case KindChargeback:
		b, _ := c.Chargeback(id) // it was just made, so it is the change's own
		b.Status = next
	}
	if to.Final() {
		c.disarm(id)
	}
	c.events = append(c.events, Event{At: c.env.Now, Kind: kind, ID: id, From: s.State, To: to, Reason: why})
}

// freshID forms an id for a new child that no child of the order has yet.
// Authorizations and captures avoid each other's digits too, because CaptureNow
// gives both the same.
func (c *change) freshID(k Kind) string {
	for {
		tail := c.env.Digits(ChildIDs)
		id := NewChildID(c.ID, k, tail)
		twin := id
		switch k {
		case KindAuthorization:
			twin = NewChildID(c.ID, KindCapture, tail)
		case KindCapture:
			twin = NewChildID(c.ID, KindAuthorization, tail)
		}
		_, _, taken := c.StatusOf(id)
		_, _, twinTaken := c.StatusOf(twin)
		if !taken && !twinTaken {
			return id
		}
	}
}

// descriptor is the text on the buyer's statement: AMZ* and the seller's words,
// or else the store's name, cut after 16 characters (observed).
func (c *change) descriptor(words string) string {
	if words == "" {
		words = c.env.StoreName
		if c.Attributes.StoreName != "" {
			words = c.Attributes.StoreName
		}
	}
	if r := []rune(words); len(r) > 16 {
		words = string(r[:16])
	}
	return "AMZ*" + words
}

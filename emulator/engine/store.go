package engine

import (
	"fmt"
	"time"

	"amazon-pay-emulator/emulator"
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

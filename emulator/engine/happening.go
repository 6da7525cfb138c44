package engine

import (
	"time"

	"amazon-pay-emulator/emulator"
)

// Happening is one thing that happened: exactly one of what follows its times is
// set. What its pointers lead to may be read only while it is told.
type Happening struct {
	Seller string    // empty: a call that belongs to no seller
	At     time.Time // virtual
	Real   time.Time

	Event *emulator.Event // a change of state
	Call  *Record         // an API call that was answered
	Clock *ClockState     // a clock that was set, or has arrived where an advance was to bring it
	Reset bool            // the account is as it was at the start
}

// tell tells whoever wants to know of something that happened to the account.
// The caller holds the lock.
func (a *Account) tell(h Happening) {
	if tell := a.engine.opts.Happened; tell != nil {
		h.Seller, h.Real = a.id, a.engine.opts.Real()
		tell(h)
	}
}

// tellClock tells what the clock shows now. The caller holds the lock.
func (a *Account) tellClock() {
	if a.engine.opts.Happened != nil {
		s := a.clockState(a.clock.Now(a.engine.opts.Real()))
		a.tell(Happening{At: s.Now, Clock: &s})
	}
}

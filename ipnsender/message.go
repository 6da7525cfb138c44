package ipnsender

import (
	"time"

	"amazon-pay-emulator/ipnsender/sns"
)

// Timeline is the virtual time of one seller, as far as deliveries need it.
type Timeline interface {
	Now() time.Time
	// Hold keeps an advance of the clock from going on until release is called.
	// release never blocks, whatever locks its caller holds.
	Hold() (release func())
	// At has f called once, at a moment, with a hold taken on its behalf. f
	// neither blocks nor calls the timeline.
	At(moment time.Time, f func(release func())) (cancel func())
}

// Message is one notification for one endpoint.
type Message struct {
	Seller   string
	Group    string // first attempts of one group leave one after the other
	Kind     string // for the record: what it tells
	Object   string // and of what
	ID       string // MessageId
	URL      string // empty: recorded, not sent
	At       time.Time
	Timeline Timeline

	// Request makes the bytes. It is asked once, before the first attempt or when
	// somebody wants to see them, because signing is costly.
	Request func() (sns.Request, error)

	Due  time.Time       // the first attempt is not before this virtual time; zero: at once
	Gate <-chan struct{} // nor before this is closed; nil: no matter
	Hold bool            // keep it until Release is called for it
	Drop bool            // never send it

	// Stale, when it is not nil, says that nobody wants the message any more. It is
	// asked with the sender's lock held, so that Forget can't come in between.
	Stale func() bool

	// Moved is called, with no lock, whenever a restart would have to know more: a
	// failed attempt is to be repeated, what was held is released, or it is over,
	// which is said once. It may be nil.
	Moved func(now Pending, over bool)

	// Done is called once when the first attempt is over, or none will be made for
	// now. It must not block, nor call the sender. It may be nil.
	Done func()
}

// State says where a delivery is.
type State string

// The states of a delivery.
const (
	Recorded  State = "recorded"   // there is no URL to send it to
	Dropped   State = "dropped"    // it was not to be sent
	Held      State = "held"       // until it is released
	Waiting   State = "waiting"    // for its turn or for its next attempt
	InFlight  State = "in_flight"  // an attempt is being made
	Delivered State = "delivered"  // the merchant took it
	Failed    State = "failed"     // no further attempt will be made
	Pushed    State = "pushed_out" // too many waited
	Cancelled State = "cancelled"  // the sender stopped, or the seller was reset
)

// Attempt is one try to deliver.
type Attempt struct {
	N       int
	At      time.Time // virtual
	Real    time.Time
	Latency time.Duration // real
	Result
	Answer string // the beginning of the merchant's answer; empty for all but the latest attempts of many

	seq uint64 // counts the attempts of the sender
}

// Delivery is the record of one message, as it was when it was asked for.
type Delivery struct {
	N        uint64 // counts the messages of a seller
	ID       string // MessageId
	Seller   string
	Group    string
	Kind     string
	Object   string
	URL      string // without password
	At       time.Time
	State    State
	Attempts []Attempt
	Next     time.Time // of the next attempt; zero: none is planned
}

// Ended says that nothing more will happen by itself.
func (s State) Ended() bool {
	switch s {
	case Waiting, InFlight, Held:
		return false
	}
	return true
}

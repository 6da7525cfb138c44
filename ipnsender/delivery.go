package ipnsender

import (
	"container/list"
	"sync"
	"time"

	"amazon-pay-emulator/ipnsender/sns"
)

// answersKept is how many of the latest answers are remembered of one delivery,
// which may see hundreds of attempts.
const answersKept = 16

// delivery is a message on its way. Its fields are guarded by the sender's lock,
// but for the message itself, which doesn't change, and the bytes.
type delivery struct {
	Message
	n        uint64
	shown    string // its URL without password
	seller   *seller
	state    State
	attempts []Attempt
	next     time.Time
	lastSeq  uint64 // of its last attempt

	queue  *queue        // set, like the two below, as long as it has not ended
	member *list.Element // in what the queue has
	done   func()        // ends the hold of the next attempt; nil: there is none

	group *group        // whose order it keeps until its first attempt is over; nil: nobody's
	line  *list.List    // where it waits: its group's pending, or what is ready; nil: nowhere
	place *list.Element // in the line
	left  chan struct{} // closed when it leaves the line; nil: nobody watches

	plan   uint64 // counts what was planned for it, so that a timer knows whether it is still wanted
	cancel func() // ends the timer; nil: there is none

	once    sync.Once
	request sns.Request
	err     error
}

// bytes is what is sent, made at the first call.
func (d *delivery) bytes() (sns.Request, error) {
	d.once.Do(func() { d.request, d.err = d.Request() })
	return d.request, d.err
}

// join puts it at the end of a line.
func (d *delivery) join(line *list.List) {
	d.line, d.place = line, line.PushBack(d)
}

// leave takes it out of the line, if it waits in one.
func (d *delivery) leave() {
	if d.line != nil {
		d.line.Remove(d.place)
		d.line, d.place = nil, nil
	}
	if d.left != nil {
		close(d.left)
		d.left = nil
	}
}

// shut says that its gate is not open yet.
func (d *delivery) shut() bool {
	if d.Gate == nil {
		return false
	}
	select {
	case <-d.Gate:
		return false
	default:
		return true
	}
}

// made remembers an attempt.
func (d *delivery) made(a Attempt) {
	a.N = len(d.attempts) + 1
	if last := len(d.attempts) - 1; last >= 0 && d.attempts[last].Answer == a.Answer {
		a.Answer = d.attempts[last].Answer // kept once
	}
	d.attempts, d.lastSeq = append(d.attempts, a), a.seq
	if old := len(d.attempts) - 1 - answersKept; old >= 0 {
		d.attempts[old].Answer = ""
	}
}

// record is what others may see of it.
func (d *delivery) record() Delivery {
	return Delivery{
		N: d.n, ID: d.ID, Seller: d.Seller, Group: d.Group, Kind: d.Kind, Object: d.Object, URL: d.shown, At: d.At,
		State: d.state, Attempts: append([]Attempt(nil), d.attempts...), Next: d.next,
	}
}

package ipnsender

import (
	"cmp"
	"slices"
	"time"
)

// Outbox is what a seller has not been told yet, as data: all that becomes of it
// depends on.
type Outbox struct {
	Last    uint64 // number of the newest message, whatever became of it
	Pending []Pending
}

// Pending is a message whose delivery has not ended. An attempt that is being
// made counts as not made: it may be repeated.
type Pending struct {
	Message
	N        uint64
	Held     bool      // until it is released
	Next     time.Time // of the next attempt; zero: as soon as it is its turn
	Attempts []Attempt

	// Behind says that it leaves after the seller's next message. That is up to
	// whoever sends them, who has a Gate for it: the sender never sets it.
	Behind bool
}

// Outbox is what a seller has not been told yet, by number. The bytes of the
// messages are made when Request is called for the first time, here or by the
// sender. The seller's timeline may call this with its lock.
func (s *Sender) Outbox(seller string) Outbox {
	s.mu.Lock()
	defer s.mu.Unlock()
	x, ok := s.sellers[seller]
	if !ok {
		return Outbox{}
	}
	o := Outbox{Last: x.last}
	for _, q := range x.queues {
		for e := q.members.Front(); e != nil; e = e.Next() {
			o.Pending = append(o.Pending, e.Value.(*delivery).pending())
		}
	}
	slices.SortFunc(o.Pending, func(a, b Pending) int { return cmp.Compare(a.N, b.N) })
	return o
}

func (d *delivery) pending() Pending {
	p := Pending{Message: d.Message, N: d.n, Held: d.state == Held, Next: d.next, Attempts: slices.Clone(d.attempts)}
	p.Request = d.bytes
	return p
}

// moved has told what a restart would have to know.
func (s *Sender) moved(d *delivery, over bool) {
	if d.Moved != nil {
		now := d.pending()
		s.after(func() { d.Moved(now, over) })
	}
}

// Restore ends everything for a seller that is under way, forgets its deliveries
// and goes on with an outbox instead. The seller's timeline may call this with
// its lock; start is to be called without it, and has that happen which needs
// it. Numbers go on after the outbox's.
func (s *Sender) Restore(id string, o Outbox) (start func()) {
	s.mu.Lock()
	if old, ok := s.sellers[id]; ok {
		old.gone = true
		s.abandon(old, func(d *delivery) bool {
			d.cancel = nil
			return true
		})
		old.changes()
		s.after(old.cancel)
	}
	x := s.newSeller(o.Last)
	s.sellers[id] = x
	for _, p := range o.Pending {
		s.adopt(x, p)
	}
	s.dispatch()
	outside := s.outside
	s.outside = nil
	s.mu.Unlock()
	return func() {
		for _, f := range outside {
			f()
		}
	}
}

// adopt takes a pending message over under its own number.
func (s *Sender) adopt(x *seller, p Pending) {
	d := &delivery{Message: p.Message, n: p.N, seller: x, shown: Redacted(p.URL), done: p.Done, attempts: p.Attempts}
	x.put(d)
	switch {
	case s.closed:
		d.state = Cancelled
		s.letGo(d)
	case p.Held:
		s.begin(d, Held)
		s.letGo(d)
	case !p.Next.IsZero():
		s.begin(d, Waiting)
		s.planFor(d, p.Next)
	case len(p.Attempts) > 0:
		s.begin(d, Waiting)
		s.ready(d)
	default:
		s.begin(d, Waiting)
		s.enqueue(d)
	}
}

// put remembers a delivery under a number that it had before. Those between are
// remembered no longer.
func (x *seller) put(d *delivery) {
	oldest := uint64(1)
	if keep := uint64(x.keep); x.last > keep {
		oldest = x.last - keep + 1
	}
	if d.n < oldest {
		return
	}
	if len(x.log) == 0 {
		x.first = d.n
		x.log = make([]*delivery, x.last-d.n+1)
	}
	x.log[x.index(d.n)] = d
	x.about[d.Object] = append(x.about[d.Object], d)
}

package ipnsender

import (
	"context"
	"iter"
	"strconv"
)

// seller is what the sender has of one seller, from reset to reset.
type seller struct {
	ctx    context.Context // of all its attempts
	cancel context.CancelFunc
	queues map[string]*queue // by URL; those that have something
	gone   bool

	about   map[string][]*delivery   // what the log has, oldest first, by object
	watched map[string]chan struct{} // those who wait for news, by object

	log   []*delivery // a ring of the newest; nil for those that ended before a restore
	keep  int         // how many those are at most
	first uint64      // number of the first since the reset
	last  uint64      // number of the newest
}

// sellerOf finds a seller, or makes it. The caller holds the lock.
func (s *Sender) sellerOf(id string) *seller {
	x, ok := s.sellers[id]
	if !ok {
		x = s.newSeller(0)
		s.sellers[id] = x
	}
	return x
}

// newSeller makes a seller whose numbers go on after a number.
func (s *Sender) newSeller(last uint64) *seller {
	ctx, cancel := context.WithCancel(s.ctx)
	return &seller{ctx: ctx, cancel: cancel, keep: s.opts.Keep, queues: map[string]*queue{}, about: map[string][]*delivery{}, watched: map[string]chan struct{}{}, first: last + 1, last: last}
}

// add remembers a delivery and numbers it.
func (x *seller) add(d *delivery) {
	x.last++
	d.n, d.seller = x.last, x
	if len(x.log) < x.keep {
		x.log = append(x.log, d)
	} else {
		if oldest := x.log[x.index(d.n)]; oldest != nil {
			x.forget(oldest)
		}
		x.log[x.index(d.n)] = d
	}
	x.about[d.Object] = append(x.about[d.Object], d)
}

// forget takes the oldest delivery of the log from those about its object.
func (x *seller) forget(d *delivery) {
	if rest := x.about[d.Object][1:]; len(rest) > 0 {
		x.about[d.Object] = rest
	} else {
		delete(x.about, d.Object)
	}
}

func (x *seller) index(n uint64) int { return int((n - x.first) % uint64(x.keep)) }

// kept is what is remembered, newest first.
func (x *seller) kept() iter.Seq[*delivery] {
	return func(yield func(*delivery) bool) {
		for n, left := x.last, len(x.log); left > 0; n, left = n-1, left-1 {
			if d := x.log[x.index(n)]; d != nil && !yield(d) {
				return
			}
		}
	}
}

// find looks for a delivery by its number or its MessageId, of which it takes
// the oldest.
func (x *seller) find(which string) (found *delivery) {
	n, err := strconv.ParseUint(which, 10, 64)
	if err == nil && n <= x.last && n > x.last-uint64(len(x.log)) && x.log[x.index(n)] != nil {
		return x.log[x.index(n)]
	}
	for d := range x.kept() {
		if d.ID == which {
			found = d
		}
	}
	return found
}

// queueOf finds the queue of an endpoint, or makes it.
func (x *seller) queueOf(url string) *queue {
	q, ok := x.queues[url]
	if !ok {
		q = &queue{seller: x, url: url, groups: map[string]*group{}}
		x.queues[url] = q
	}
	return q
}

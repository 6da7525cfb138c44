package ipnsender

import (
	"container/list"
	"time"
)

// queue is what one seller has for one endpoint. It exists as long as it has
// something.
type queue struct {
	seller   *seller
	url      string
	members  list.List // what has not ended, oldest first: all that waits, and what is in flight
	groups   map[string]*group
	ready    list.List // may be attempted now, in this order
	inFlight int
	listed   bool // has its turn coming
}

// group is what has to leave in order. It exists as long as it has something.
type group struct {
	queue   *queue
	name    string
	pending list.List
	first   *delivery // the one whose first attempt is ready or in flight
}

// begin takes a delivery into its queue, which gives up its oldest one when too
// many wait.
func (s *Sender) begin(d *delivery, as State) {
	q := d.seller.queueOf(d.URL)
	d.queue, d.member, d.state = q, q.members.PushBack(d), as
	if q.members.Len()-q.inFlight > s.opts.Backlog {
		s.pushOut(q)
	}
}

// pushOut gives up the oldest message of a queue that is not in flight.
func (s *Sender) pushOut(q *queue) {
	for e := q.members.Front(); e != nil; e = e.Next() {
		d := e.Value.(*delivery)
		if d.state == InFlight {
			continue
		}
		s.end(d, Pushed)
		d.changes()
		if tell := s.opts.PushedOut; tell != nil {
			record := d.record()
			s.after(func() { tell(record) })
		}
		return
	}
}

// end takes a delivery out of wherever it is, for good as far as nobody sends it
// again by hand.
func (s *Sender) end(d *delivery, as State) {
	d.state = as
	s.unplan(d)
	if as != Cancelled {
		s.moved(d, true)
	}
	d.leave()
	q := d.queue
	q.members.Remove(d.member)
	d.queue, d.member = nil, nil
	s.overtake(d)
	if q.members.Len() == 0 {
		delete(q.seller.queues, q.url)
	}
	s.letGo(d)
}

// letGo ends what a delivery holds, once the lock is free.
func (s *Sender) letGo(d *delivery) {
	if d.done != nil {
		s.after(d.done)
		d.done = nil
	}
}

// unplan forgets the time at which a delivery was to be attempted.
func (s *Sender) unplan(d *delivery) {
	d.next = time.Time{}
	d.plan++
	if d.cancel != nil {
		s.after(d.cancel)
		d.cancel = nil
	}
}

// enqueue puts a first attempt at the end of its group.
func (s *Sender) enqueue(d *delivery) {
	g, ok := d.queue.groups[d.Group]
	if !ok {
		g = &group{queue: d.queue, name: d.Group}
		d.queue.groups[d.Group] = g
	}
	d.group = g
	d.join(&g.pending)
	s.promote(g)
}

// overtake lets the next of a group go when the delivery keeps it no longer.
func (s *Sender) overtake(d *delivery) {
	g := d.group
	if g == nil {
		return
	}
	d.group = nil
	if g.first == d {
		g.first = nil
	}
	s.promote(g)
}

// promote makes the first of a group ready when it may leave.
func (s *Sender) promote(g *group) {
	if g.first != nil {
		return
	}
	head := g.pending.Front()
	if head == nil {
		delete(g.queue.groups, g.name)
		return
	}
	d := head.Value.(*delivery)
	if d.shut() {
		s.watch(d)
		return
	}
	d.leave()
	g.first = d
	s.ready(d)
}

// watch lets the head of a group go once its gate is open. Only heads are
// watched, so that there are no more watchers than groups.
func (s *Sender) watch(d *delivery) {
	if d.left != nil || s.idle(d.seller) {
		return
	}
	left := make(chan struct{})
	d.left = left
	go func() {
		select {
		case <-d.Gate:
		case <-left:
			return
		}
		s.mu.Lock()
		defer s.unlock()
		if d.left == left {
			s.promote(d.group)
			s.dispatch()
		}
	}()
}

// ready puts a delivery where it will be attempted.
func (s *Sender) ready(d *delivery) {
	d.join(&d.queue.ready)
	s.list(d.queue)
}

// list gives a queue its turn when it has something to send and may. A queue
// that has nothing in flight need not wait for others, however many of those
// hang: it may always have one attempt.
func (s *Sender) list(q *queue) {
	if s.idle(q.seller) {
		return
	}
	if q.inFlight == 0 && q.ready.Len() > 0 {
		s.start(q)
	}
	if !q.listed && q.ready.Len() > 0 && q.inFlight < s.opts.PerQueue {
		q.listed = true
		s.turn = append(s.turn, q)
	}
}

// dispatch starts attempts as long as there is room, the queues taking turns.
func (s *Sender) dispatch() {
	for s.inFlight < s.opts.InFlight && len(s.turn) > 0 {
		q := s.turn[0]
		s.turn[0] = nil
		s.turn = s.turn[1:]
		q.listed = false
		if q.ready.Len() > 0 && q.inFlight < s.opts.PerQueue && !s.idle(q.seller) {
			s.start(q)
			s.list(q)
		}
	}
}

// start makes the next attempt of a queue.
func (s *Sender) start(q *queue) {
	d := q.ready.Front().Value.(*delivery)
	d.leave()
	d.state = InFlight
	q.inFlight++
	s.inFlight++
	s.running.Add(1)
	d.changes()
	go s.attempt(d)
}

// idle says that nothing more is to be started for a seller.
func (s *Sender) idle(x *seller) bool { return s.closed || x.gone }

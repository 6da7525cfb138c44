package ipnsender

import (
	"context"
	"net/http"
	"runtime"
	"sync"
	"time"
)

// Options say how a Sender works. Zero values mean the defaults.
type Options struct {
	Policy    Policy            // default: SNS
	Transport http.RoundTripper // default: one that trusts the system's CAs
	Real      func() time.Time  // the machine's time; required

	// InFlight is how many attempts are made at one time, in all. A queue that has
	// none in flight may have one beyond that. Default 256.
	InFlight int
	PerQueue int           // attempts at one time of one seller and endpoint; default 16
	Backlog  int           // messages that may wait in one queue, for whatever; default 100,000
	Keep     int           // deliveries that are remembered of one seller; default 10,000
	Signers  int           // messages that are signed at one time; default half of the cores
	Timeout  time.Duration // real, of one attempt; default 15 s (assumed of SNS)

	// PushedOut is told of each message that was given up because too many of its
	// queue waited. It is called by whoever calls Send, Release or Resend. Nil:
	// nobody wants to know.
	PushedOut func(Delivery)
	// Attempted is told of each attempt that is over, in their order: of the delivery
	// with this attempt only. It must neither block nor call the sender. Nil: nobody
	// wants to know.
	Attempted func(Delivery)
}

// Sender delivers messages. Make one with New; its methods may be called from
// several goroutines.
//
// Locking: neither a timeline nor what ends a hold is called with the sender's
// lock, because timelines call back with a lock of their own. What is to be
// called is noted with after; unlock does it.
type Sender struct {
	opts    Options
	signers chan struct{} // a place for each message being signed
	ctx     context.Context
	cancel  context.CancelFunc
	running sync.WaitGroup // attempts

	mu       sync.Mutex
	outside  []func() // to be called once the lock is free
	sellers  map[string]*seller
	turn     []*queue // queues that have something to send, in turn
	inFlight int
	attempts uint64 // made in all
	closed   bool
}

// New makes a sender.
func New(o Options) *Sender {
	if o.Policy.gap == nil {
		o.Policy = SNS()
	}
	if o.Transport == nil {
		o.Transport = NewTransport(nil)
	}
	o.InFlight = orDefault(o.InFlight, 256)
	o.PerQueue = orDefault(o.PerQueue, 16)
	o.Backlog = orDefault(o.Backlog, 100_000)
	o.Keep = orDefault(o.Keep, 10_000)
	o.Signers = orDefault(o.Signers, max(1, runtime.GOMAXPROCS(0)/2))
	o.Timeout = orDefault(o.Timeout, 15*time.Second)
	ctx, cancel := context.WithCancel(context.Background())
	return &Sender{
		opts: o, signers: make(chan struct{}, o.Signers),
		ctx: ctx, cancel: cancel, sellers: map[string]*seller{},
	}
}

func orDefault[N int | time.Duration](n, otherwise N) N {
	if n > 0 {
		return n
	}
	return otherwise
}

// after has something called once the lock is free.
func (s *Sender) after(f func()) { s.outside = append(s.outside, f) }

// unlock lets go of the lock, and does what could not be done with it.
func (s *Sender) unlock() {
	outside := s.outside
	s.outside = nil
	s.mu.Unlock()
	for _, f := range outside {
		f()
	}
}

// Send takes a message over, and returns its number: 0 when it was stale.
func (s *Sender) Send(m Message) uint64 {
	d := &delivery{Message: m, shown: Redacted(m.URL), done: m.Done}
	s.mu.Lock()
	defer s.unlock()
	if m.Stale != nil && m.Stale() {
		s.letGo(d)
		return 0
	}
	s.sellerOf(m.Seller).add(d)
	switch {
	case m.URL == "":
		d.state = Recorded
		s.letGo(d)
	case m.Drop:
		d.state = Dropped
		s.letGo(d)
	case s.closed:
		d.state = Cancelled
		s.letGo(d)
	case m.Hold:
		s.begin(d, Held)
		s.letGo(d)
	case m.Due.After(m.At):
		s.begin(d, Waiting)
		s.planFor(d, m.Due)
	default:
		s.begin(d, Waiting)
		s.enqueue(d)
		s.dispatch()
	}
	d.changes()
	return d.n
}

// planFor has a delivery attempted at a moment, and only then ends its hold: an
// advance that waited for it must find the moment on the agenda.
func (s *Sender) planFor(d *delivery, moment time.Time) {
	d.state, d.next = Waiting, moment
	d.plan++
	plan := d.plan
	s.after(func() { s.setTimer(d, plan, moment) })
	s.letGo(d)
}

func (s *Sender) setTimer(d *delivery, plan uint64, moment time.Time) {
	cancel := d.Timeline.At(moment, func(release func()) { s.due(d, plan, release) })
	s.mu.Lock()
	defer s.unlock()
	if d.plan == plan {
		d.cancel = cancel
	} else {
		s.after(cancel)
	}
}

// due puts a delivery into its queue whose moment has come, unless something
// else was done with it in the meantime. Its first attempt then waits for its
// turn in the group, a later one for nobody. The timeline calls this with its
// lock.
func (s *Sender) due(d *delivery, plan uint64, release func()) {
	s.mu.Lock()
	defer s.unlock()
	if d.plan != plan {
		s.after(release)
		return
	}
	d.plan++
	d.next, d.cancel, d.done = time.Time{}, nil, release
	if len(d.attempts) == 0 {
		s.enqueue(d)
	} else {
		s.ready(d)
	}
	s.dispatch()
	d.changes()
}

// Forget ends everything for a seller that is under way, and forgets its
// deliveries: attempts in flight are cut off and their results discarded. The
// seller's timeline may call this with its lock; it forgets by itself what was
// to be called at some moment.
func (s *Sender) Forget(id string) {
	s.mu.Lock()
	defer s.unlock()
	old, ok := s.sellers[id]
	if !ok {
		return
	}
	s.sellers[id] = s.newSeller(old.last)
	old.gone = true
	s.abandon(old, func(d *delivery) bool {
		d.cancel = nil
		return true
	})
	old.changes()
	s.after(old.cancel)
}

// Stop ends all attempts in flight, records them, and makes no more. It returns
// when they have ended, or with the context's error.
func (s *Sender) Stop(ctx context.Context) error {
	s.mu.Lock()
	s.closed = true
	for _, x := range s.sellers {
		s.abandon(x, func(d *delivery) bool { return d.state != InFlight })
		x.changes()
	}
	s.unlock()
	s.cancel()
	ended := make(chan struct{})
	go func() {
		s.running.Wait()
		if t, ok := s.opts.Transport.(interface{ CloseIdleConnections() }); ok {
			t.CloseIdleConnections()
		}
		close(ended)
	}()
	select {
	case <-ended:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// abandon cancels those deliveries of a seller that have not ended and are meant.
func (s *Sender) abandon(x *seller, meant func(*delivery) bool) {
	for _, q := range x.queues {
		for e := q.members.Front(); e != nil; {
			d := e.Value.(*delivery)
			e = e.Next()
			if meant(d) {
				s.end(d, Cancelled)
			}
		}
	}
}

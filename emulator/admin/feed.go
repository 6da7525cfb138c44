package admin

import (
	"maps"
	"sync"
	"time"

	"amazon-pay-emulator/emulator/engine"
	"amazon-pay-emulator/ipnsender"
)

// Feed keeps the newest of all that happens in an emulator, whoever is looking,
// and counts it. Readers come with the place that they have reached, so that one
// who is slow, or was away, costs nothing and holds up nobody: what it missed
// has been counted and dropped.
//
// Happened and Attempted are made to be called with the locks of the engine and
// the sender. They never wait for a reader.
type Feed struct {
	mu     sync.Mutex
	kept   []happening // a ring; number n is at (n-1) modulo keep
	keep   int
	last   uint64        // number of the newest; ids are never used twice
	news   chan struct{} // closed at the next one; nil: nobody waits
	closed bool
	counts counts
}

// usualFeed is how many happenings a feed keeps that is not told how many.
const usualFeed = 20_000

// NewFeed makes a feed that keeps so many happenings, 0 for 20,000, and counts
// the calls of these operations each by itself.
func NewFeed(keep int, operations ...string) *Feed {
	if keep == 0 {
		keep = usualFeed
	}
	return &Feed{keep: keep, counts: newCounts(operations)}
}

// happening is one thing that happened, as readers get it: that of its members
// is there which its type names.
type happening struct {
	ID       uint64    `json:"id"`
	Type     topic     `json:"type"`
	SellerID string    `json:"seller_id"` // empty: a call that belongs to no seller
	At       moment    `json:"at"`        // virtual time
	RealAt   moment    `json:"real_at"`
	State    *event    `json:"state,omitempty"`
	Request  *called   `json:"request,omitempty"`
	Delivery *delivery `json:"delivery,omitempty"`
	Clock    *ticking  `json:"clock,omitempty"`
	Gap      *gap      `json:"gap,omitempty"`
}

// topic is what a happening is about.
type topic string

const (
	ofState    topic = "state"
	ofRequest  topic = "request"
	ofDelivery topic = "delivery"
	ofClock    topic = "clock"
	ofReset    topic = "reset"
	ofGap      topic = "gap" // never asked for: it is told to whom it concerns
)

// topics lists what can be asked for.
var topics = []topic{ofState, ofRequest, ofDelivery, ofClock, ofReset}

// called is an API call and what it was answered; GET requests has all of it.
type called struct {
	N         uint64 `json:"n"`
	Operation string `json:"operation"`
	Object    string `json:"object"`
	Status    int    `json:"status"`
	Code      string `json:"code"`
	RequestID string `json:"request_id"`
	Replay    bool   `json:"replay"`
	Rule      string `json:"rule"`
}

// ticking is what a clock shows that was set, or has arrived.
type ticking struct {
	Now  moment  `json:"now"`
	Mode string  `json:"mode"`
	Rate float64 `json:"rate"`
}

// Happened takes over what an engine tells of.
func (f *Feed) Happened(h engine.Happening) {
	x := happening{SellerID: h.Seller, At: moment(h.At), RealAt: moment(h.Real)}
	switch {
	case h.Event != nil:
		e := showEvent(*h.Event)
		x.Type, x.State = ofState, &e
	case h.Call != nil:
		r := h.Call
		x.Type = ofRequest
		x.Request = &called{
			N: r.N, Operation: shorten(r.Operation), Object: shorten(r.Object), Status: r.Status, Code: r.Code,
			RequestID: r.RequestID, Replay: r.Replay, Rule: r.Rule,
		}
	case h.Clock != nil:
		x.Type, x.Clock = ofClock, &ticking{Now: moment(h.Clock.Now), Mode: h.Clock.Mode, Rate: h.Clock.Rate}
	case h.Reset:
		x.Type = ofReset
	}
	f.add(x)
}

// Attempted takes over an attempt to deliver a notification.
func (f *Feed) Attempted(d ipnsender.Delivery) {
	for _, at := range d.Attempts {
		x := showDelivery(d, at)
		f.add(happening{Type: ofDelivery, SellerID: d.Seller, At: x.At, RealAt: moment(at.Real.Add(at.Latency)), Delivery: &x})
	}
}

func (f *Feed) add(x happening) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.counts.add(x)
	f.last++
	x.ID = f.last
	if len(f.kept) < f.keep {
		f.kept = append(f.kept, x)
	} else {
		f.kept[f.slot(x.ID)] = x
	}
	if f.news != nil {
		close(f.news)
		f.news = nil
	}
}

func (f *Feed) slot(id uint64) int { return int((id - 1) % uint64(f.keep)) }

// Close lets every reader come to its end. What happens later is still kept and
// counted.
func (f *Feed) Close() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.closed = true
	if f.news != nil {
		close(f.news)
		f.news = nil
	}
}

// now is the id of the newest.
func (f *Feed) now() uint64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.last
}

// counted is what was counted so far.
func (f *Feed) counted() (calls map[callClass]uint64, attempts map[attemptResult]uint64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return maps.Clone(f.counts.calls), maps.Clone(f.counts.attempts)
}

// How much a reader gets, and how much is looked at for it, while the feed's
// lock is held.
const (
	mostRead   = 100
	mostLooked = 1000
)

// page is what a reader gets at one time.
type page struct {
	list []happening
	upTo uint64          // go on after this one
	gap  *gap            // before the list
	news <-chan struct{} // closed when there is more; nil: there is already
	end  bool            // there will be no more for readers
}

// gap says that some of what happened is not kept any more.
type gap struct {
	After  uint64  `json:"after"`  // the id after which the reader wanted to go on
	Missed *uint64 `json:"missed"` // how many came after it; null: the id is of another run
	id     uint64  // of the newest that is not kept
}

// read is what came after an id and is wanted.
func (f *Feed) read(after uint64, wanted func(*happening) bool) page {
	f.mu.Lock()
	defer f.mu.Unlock()
	p := page{upTo: after}
	dropped := f.last - uint64(len(f.kept))
	switch {
	case after > f.last:
		p.gap, p.upTo = &gap{After: after, id: dropped}, dropped
	case after < dropped:
		missed := dropped - after
		p.gap, p.upTo = &gap{After: after, Missed: &missed, id: dropped}, dropped
	}
	for looked := 0; p.upTo < f.last && looked < mostLooked && len(p.list) < mostRead; looked++ {
		p.upTo++
		if x := &f.kept[f.slot(p.upTo)]; wanted(x) {
			p.list = append(p.list, *x)
		}
	}
	if p.upTo == f.last {
		if p.end = f.closed; !p.end {
			if f.news == nil {
				f.news = make(chan struct{})
			}
			p.news = f.news
		}
	}
	return p
}

// event is the gap as a reader gets it, in the place of what it missed.
func (g gap) event(seller string, now, real time.Time) happening {
	return happening{ID: g.id, Type: ofGap, SellerID: seller, At: moment(now), RealAt: moment(real), Gap: &g}
}

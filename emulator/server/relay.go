package server

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
	"amazon-pay-emulator/emulator/mws"
	"amazon-pay-emulator/ipnsender"
	"amazon-pay-emulator/ipnsender/sns"
)

// relay tells sellers what happens to their objects: it takes the events from
// the engine, has the face word them, and hands them to the sender with what is
// wished for their delivery.
type relay struct {
	sender    *ipnsender.Sender
	signer    func() (*sns.Signer, error)
	onConfirm bool   // announce confirmed orders too
	url       string // for sellers without one of their own
	keeper    keeper // nil: nothing is kept
	log       *slog.Logger

	mu     sync.Mutex
	filled *sync.Cond
	queue  []engine.Publication
	taken  uint64        // events in all
	told   uint64        // of them, handed to the sender
	turn   chan struct{} // closed when told has grown
	closed bool
	done   chan struct{}

	untold map[string]int          // of what was taken, by seller
	last   map[string][]*straggler // held back until the seller's next notification has been attempted
}

// straggler is a notification that waits for the seller's next one. It holds the
// clock from when that has been attempted until it has been itself.
type straggler struct {
	gate chan struct{} // closed when it may go
	n    uint64        // of the message

	mu      sync.Mutex
	release func()
	over    bool // it was attempted, or never will be
}

func (s *straggler) start(a *engine.Account) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.over {
		s.release = a.Hold()
	}
	close(s.gate)
}

func (s *straggler) ended() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.over = true
	if s.release != nil {
		s.release()
	}
}

func newRelay(s *ipnsender.Sender, signer func() (*sns.Signer, error), url string, onConfirm bool) *relay {
	r := &relay{sender: s, signer: signer, url: url, onConfirm: onConfirm, done: make(chan struct{}), turn: make(chan struct{}), untold: map[string]int{}, last: map[string][]*straggler{}}
	r.filled = sync.NewCond(&r.mu)
	go r.run()
	return r
}

// publish takes an event over. It is called with the account's lock held.
func (r *relay) publish(p engine.Publication) {
	kind, ok := mws.Announced(p.Entry.Event, r.onConfirm)
	if !ok {
		p.Release()
		return
	}
	if wish := p.Delivery; wish.Drop || wish.Hold || wish.Last || !slices.ContainsFunc(r.urls(p, kind), func(url string) bool { return url != "" }) {
		p.Release() // nothing will be attempted for now
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		p.Release()
		return
	}
	r.queue = append(r.queue, p)
	r.taken++
	r.untold[p.Account.ID()]++
	r.filled.Signal()
}

// relayed waits until the sender knows of all that has happened so far.
func (r *relay) relayed(ctx context.Context) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	for until := r.taken; r.told < until; {
		turn := r.turn
		r.mu.Unlock()
		select {
		case <-turn:
		case <-ctx.Done():
		}
		r.mu.Lock()
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	return nil
}

// run tells of one event after the other, in the order in which they happened.
func (r *relay) run() {
	defer close(r.done)
	for {
		r.mu.Lock()
		for len(r.queue) == 0 && !r.closed {
			r.filled.Wait()
		}
		batch := r.queue
		r.queue = nil
		closed := r.closed
		r.mu.Unlock()
		for _, p := range batch {
			if p.Stale() {
				p.Release()
				continue
			}
			r.tell(p)
		}
		r.mu.Lock()
		r.told += uint64(len(batch))
		for _, p := range batch {
			if r.untold[p.Account.ID()]--; r.untold[p.Account.ID()] == 0 {
				delete(r.untold, p.Account.ID())
			}
		}
		close(r.turn)
		r.turn = make(chan struct{})
		r.mu.Unlock()
		if closed && len(batch) == 0 {
			return
		}
	}
}

// stop ends the relay after what it has taken over.
func (r *relay) stop() {
	r.mu.Lock()
	r.closed = true
	r.filled.Signal()
	r.mu.Unlock()
	<-r.done
}

// tell hands the notification of an event to the sender, for every endpoint and
// copy.
func (r *relay) tell(p engine.Publication) {
	wish := p.Delivery
	messages := r.messages(p)
	parcel := r.parcel(p, len(messages))
	over := countdown(len(messages), r.followed(p, wish))
	for i, m := range messages {
		m.Gate, m.Hold, m.Drop, m.Stale, m.Done, m.Moved = p.Answered, wish.Hold, wish.Drop, p.Stale, over, parcel.part(i)
		if wish.Delay > 0 {
			m.Due = m.At.Add(wish.Delay)
		}
		if wish.Last {
			r.holdBack(m, p)
		} else {
			r.sender.Send(m)
		}
	}
}

// messages are the notification of an event for every endpoint and copy.
func (r *relay) messages(p engine.Publication) (messages []ipnsender.Message) {
	kind, _ := mws.Announced(p.Entry.Event, r.onConfirm)
	wish := p.Delivery
	letter := r.letter(p, kind)
	for _, url := range r.urls(p, kind) {
		same := letter.request(url, p.ID, wish.Tamper)
		for copied := range max(1, wish.Copies) {
			m := letter.message(url, p.ID, same)
			if copied > 0 && wish.Republish {
				id := p.ID + "/" + strconv.Itoa(copied)
				m = letter.message(url, id, letter.request(url, id, wish.Tamper))
			}
			messages = append(messages, m)
		}
	}
	return messages
}

// urls lists where a seller wants to be told of a kind of event: one empty URL
// when nowhere, so that the notification is recorded all the same.
func (r *relay) urls(p engine.Publication, kind mws.NotificationType) []string {
	if len(p.Endpoints) > 0 {
		return engine.URLs(p.Endpoints, kind.EventKey())
	}
	if p.Seller.IPNURL != "" {
		return []string{p.Seller.IPNURL}
	}
	return []string{r.url}
}

// followed is called when the attempts of a notification are over: it ends its
// hold and lets those go that were to come after it.
func (r *relay) followed(p engine.Publication, wish emulator.Delivery) func() {
	if wish.Last || wish.Hold || wish.Drop {
		return p.Release
	}
	r.mu.Lock()
	waiting := r.last[p.Account.ID()]
	delete(r.last, p.Account.ID())
	r.mu.Unlock()
	return func() {
		for _, s := range waiting {
			s.start(p.Account)
		}
		p.Release()
	}
}

// holdBack sends a message behind the seller's next notification. It holds no
// clock while it waits for that, and is in nobody's order.
func (r *relay) holdBack(m ipnsender.Message, p engine.Publication) {
	m.Done()
	m.Group += "/last/" + p.ID
	s := straggle(&m)
	n := r.sender.Send(m)
	r.mu.Lock()
	defer r.mu.Unlock()
	s.n = n
	r.last[m.Seller] = append(r.last[m.Seller], s)
}

// straggle gives a message the gate and end of a straggler.
func straggle(m *ipnsender.Message) *straggler {
	s := &straggler{gate: make(chan struct{})}
	m.Gate, m.Done = s.gate, s.ended
	return s
}

// letter is a notification that has yet to be addressed and signed.
type letter struct {
	relay   *relay
	kind    mws.NotificationType
	event   engine.Entry
	seller  engine.Seller
	account *engine.Account
	id      string
	at      time.Time
	sample  bool
}

func (r *relay) letter(p engine.Publication, kind mws.NotificationType) letter {
	return letter{relay: r, kind: kind, event: p.Entry, seller: p.Seller, account: p.Account, id: p.ID, at: p.Entry.At}
}

// message is the letter for one endpoint.
func (l letter) message(url, id string, request func() (sns.Request, error)) ipnsender.Message {
	return ipnsender.Message{
		Seller: l.account.ID(), Group: l.event.Order.ID, Kind: string(l.kind), Object: l.event.ID, ID: sns.MessageID(id),
		URL: url, At: l.at, Timeline: l.account, Request: request,
	}
}

// request words and signs the letter, once for all who ask.
func (l letter) request(url, id string, tamper emulator.Tamper) func() (sns.Request, error) {
	return sync.OnceValues(func() (sns.Request, error) {
		signer, err := l.relay.signer()
		if err != nil {
			return sns.Request{}, err
		}
		topic, err := sns.TopicOf(string(l.seller.Region), l.account.ID(), "")
		if err != nil {
			return sns.Request{}, err
		}
		n := mws.Notification{
			Type: l.kind, Environment: l.event.Order.Environment, Region: l.seller.Region, Seller: l.account.ID(),
			ReferenceID: l.id, Sample: l.sample, At: l.at, Data: mws.Data(l.kind, l.event.Order, l.event.ID),
		}
		signed := signer.Sign(sns.Notification{MessageID: sns.MessageID(id), Topic: topic, Message: n.Message(), Timestamp: l.at})
		request := signed.Request(ipnsender.Redacted(url))
		if tamper != "" {
			return request.Tamper(sns.Tampering(tamper))
		}
		return request, nil
	})
}

// countdown calls over once it was called n times.
func countdown(n int, over func()) func() {
	if n == 0 {
		over()
	}
	var mu sync.Mutex
	return func() {
		mu.Lock()
		defer mu.Unlock()
		if n--; n == 0 {
			over()
		}
	}
}

// ErrNoSample is the answer to a kind of notification that there is no sample
// of.
var ErrNoSample = errors.New("there is no such notification")

// sample sends a test notification, as Seller Central can, about objects that
// don't exist. It returns its number, the first where it goes to several URLs.
func (r *relay) sample(a *engine.Account, kind string, env emulator.Environment) (uint64, error) {
	seller := a.Seller()
	now := a.Now()
	event, order, ok := mws.Sample(mws.NotificationType(kind), seller.ID, env, seller.Region, now)
	if !ok {
		return 0, fmt.Errorf("%w as %q; write one of %s", ErrNoSample, kind, strings.Join(mws.NotificationTypes(), ", "))
	}
	id, err := a.NotificationID()
	if err != nil {
		return 0, err
	}
	p := engine.Publication{Account: a, Seller: seller, Endpoints: a.Endpoints(), Entry: engine.Entry{Event: event, Order: order}, ID: id}
	l := r.letter(p, mws.NotificationType(kind))
	l.sample = true
	urls := r.urls(p, l.kind)
	if len(urls) == 0 {
		return 0, fmt.Errorf("%w: no endpoint that was configured over the API is for %s", ErrNoSample, kind)
	}
	over := countdown(len(urls), a.Hold())
	var first uint64
	for _, url := range urls {
		m := l.message(url, id, l.request(url, id, ""))
		m.Group += "/sample/" + id
		m.Done = over
		n := r.sender.Send(m)
		first = cmp.Or(first, n)
	}
	return first, nil
}

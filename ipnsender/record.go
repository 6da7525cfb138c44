package ipnsender

import (
	"cmp"
	"errors"
	"slices"

	"amazon-pay-emulator/ipnsender/sns"
)

// Why something can't be done with a delivery.
var (
	ErrUnknown = errors.New("there is no such notification")
	ErrNotHeld = errors.New("the notification is not held")
	ErrNoURL   = errors.New("there is no URL to send the notification to")
	ErrStopped = errors.New("the sender has stopped")
)

// Deliveries lists the remembered deliveries of a seller, newest first, and how
// many older ones were forgotten.
func (s *Sender) Deliveries(seller string) (list []Delivery, forgotten uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	x, ok := s.sellers[seller]
	if !ok {
		return nil, 0
	}
	for d := range x.kept() {
		list = append(list, d.record())
	}
	if len(list) > 0 {
		forgotten = list[len(list)-1].N - x.first
	}
	return list, forgotten
}

// About lists the remembered deliveries of a seller about one object, newest
// first.
func (s *Sender) About(seller, object string) (list []Delivery) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if x, ok := s.sellers[seller]; ok {
		for _, d := range slices.Backward(x.about[object]) {
			list = append(list, d.record())
		}
	}
	return list
}

// Show is one delivery of a seller, by its number or its MessageId, with the
// very bytes. Those of several deliveries with one id are the first one's.
func (s *Sender) Show(seller, which string) (Delivery, sns.Request, error) {
	s.mu.Lock()
	d, err := s.find(seller, which)
	s.mu.Unlock()
	if err != nil {
		return Delivery{}, sns.Request{}, err
	}
	request, err := d.bytes()
	s.mu.Lock()
	defer s.mu.Unlock()
	return d.record(), request, err
}

func (s *Sender) find(seller, which string) (*delivery, error) {
	if x, ok := s.sellers[seller]; ok {
		if d := x.find(which); d != nil {
			return d, nil
		}
	}
	return nil, ErrUnknown
}

// Release lets a held delivery go.
func (s *Sender) Release(seller, which string) (Delivery, error) {
	return s.again(seller, which, func(d *delivery, release func()) error {
		if d.state != Held {
			return ErrNotHeld
		}
		d.state, d.done = Waiting, release
		s.moved(d, false)
		s.enqueue(d)
		return nil
	})
}

// Resend sends the same bytes once more, now, whatever became of them before,
// and instead of what was planned for later. What is being sent anyway, or waits
// for its turn or its gate, is left alone. The attempt counts like any other:
// when it fails, the policy says whether another one follows.
func (s *Sender) Resend(seller, which string) (Delivery, error) {
	return s.again(seller, which, func(d *delivery, release func()) error {
		switch {
		case d.URL == "":
			return ErrNoURL
		case d.state == InFlight || d.state == Waiting && d.next.IsZero():
			s.after(release)
			return nil
		case d.state.Ended():
			s.begin(d, Waiting)
		}
		s.unplan(d)
		d.state, d.done = Waiting, release
		s.ready(d)
		return nil
	})
}

// again does something that leads to an attempt, with a hold for it.
func (s *Sender) again(seller, which string, do func(d *delivery, release func()) error) (Delivery, error) {
	s.mu.Lock()
	d, err := s.find(seller, which)
	s.mu.Unlock()
	if err != nil {
		return Delivery{}, err
	}
	release := d.Timeline.Hold()
	s.mu.Lock()
	defer s.unlock()
	switch {
	case s.closed:
		err = ErrStopped
	case d.seller.gone:
		err = ErrUnknown
	default:
		err = do(d, release)
	}
	if err != nil {
		s.after(release)
		return Delivery{}, err
	}
	s.dispatch()
	d.changes()
	return d.record(), nil
}

// Mark stands between the attempts made so far and those to come.
func (s *Sender) Mark() uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.attempts
}

// AttemptsAfter lists the deliveries of the sellers with the attempts that ended
// after a mark, in the order of their virtual time.
func (s *Sender) AttemptsAfter(mark uint64, sellers ...string) []Delivery {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []Delivery
	for _, id := range sellers {
		x, ok := s.sellers[id]
		if !ok {
			continue
		}
		for d := range x.kept() {
			if d.lastSeq > mark {
				r := d.record()
				r.Attempts = slices.DeleteFunc(r.Attempts, func(a Attempt) bool { return a.seq <= mark })
				list = append(list, r)
			}
		}
	}
	slices.SortStableFunc(list, func(a, b Delivery) int {
		return cmp.Or(a.Attempts[0].At.Compare(b.Attempts[0].At), cmp.Compare(a.Attempts[0].seq, b.Attempts[0].seq))
	})
	return list
}

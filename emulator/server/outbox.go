package server

import (
	"context"
	"errors"
	"slices"

	"amazon-pay-emulator/emulator/engine"
	"amazon-pay-emulator/ipnsender"
)

// errUntold says that the sender doesn't know yet of all that has happened.
var errUntold = errors.New("events are on their way to the sender")

// save is the state of an account and, of the same moment, what its seller has
// not been told yet.
func (r *relay) save(ctx context.Context, a *engine.Account) (engine.State, ipnsender.Outbox, error) {
	for {
		if err := r.relayed(ctx); err != nil {
			return engine.State{}, ipnsender.Outbox{}, err
		}
		var box ipnsender.Outbox
		state, err := a.Save(func() (err error) {
			box, err = r.outbox(a.ID())
			return err
		})
		if !errors.Is(err, errUntold) {
			return state, box, err
		}
	}
}

// outbox is what a seller has not been told yet, unless some of that has not
// come to the sender.
func (r *relay) outbox(seller string) (ipnsender.Outbox, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.untold[seller] > 0 {
		return ipnsender.Outbox{}, errUntold
	}
	box := r.sender.Outbox(seller)
	for i := range box.Pending {
		p := &box.Pending[i]
		p.Behind = slices.ContainsFunc(r.last[seller], func(s *straggler) bool { return s.n == p.N })
	}
	return box, nil
}

// restore has an account's seller told what is in an outbox, and nothing of what
// was under way. It is called with the account's lock, start without it.
func (r *relay) restore(a *engine.Account, box ipnsender.Outbox) (start func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.last, a.ID())
	box.Pending = slices.Clone(box.Pending)
	for i := range box.Pending {
		p := &box.Pending[i]
		p.Seller, p.Timeline, p.Gate, p.Done, p.Stale = a.ID(), a, nil, nil, nil
		if p.Moved == nil && r.keeper != nil {
			p.Moved = (&parcel{keeper: r.keeper, log: r.log, seller: a.ID(), number: loose | p.N, left: 1}).part(0)
		}
		switch {
		case p.Behind:
			s := straggle(&p.Message)
			s.n = p.N
			r.last[a.ID()] = append(r.last[a.ID()], s)
		case !p.Held && p.Next.IsZero():
			p.Done = a.Hold()
		}
	}
	return r.sender.Restore(a.ID(), box)
}

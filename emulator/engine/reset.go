package engine

import (
	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/vclock"
)

// Reset brings accounts back to the starting state: the objects of the starting
// world, no records, the script and the clock at their start. Sellers that
// were configured stay as they are. Ids and draws go on where they were, unless
// a new seed is given. With all set, it is for the template and strays too. An
// advance that runs ends with ErrReset.
func (e *Engine) Reset(accounts []*Account, all bool, seed *uint64) error {
	clock := e.startClock()
	orders, err := e.world(clock)
	if err != nil {
		return err
	}
	mine := map[string][]emulator.Order{}
	for _, o := range orders {
		mine[o.Seller] = append(mine[o.Seller], o)
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	defer lock(accounts)()
	drafts, err := e.draftReset(accounts, all, seed, clock, mine)
	if err != nil {
		return err
	}
	if all {
		e.template = clock
		if seed != nil {
			e.seed = *seed
		}
		e.strays.reset(e.opts.Keep, seed)
	}
	for i, a := range accounts {
		a.startAnew()
		if a.script != nil {
			a.script.Reset()
			a.rule()
		}
		a.clock = clock
		if seed != nil {
			a.draws = newDraws(*seed, a.id)
		}
		for _, o := range mine[a.id] {
			a.install(o)
		}
		a.becomes(drafts[i])
		a.reschedule()
		a.tell(Happening{At: a.clock.Now(e.opts.Real()), Reset: true})
		a.wakeAll()
	}
	return nil
}

// draftReset has the store keep the accounts as they will be. The caller has
// locked them.
func (e *Engine) draftReset(accounts []*Account, all bool, seed *uint64, clock vclock.Clock, orders map[string][]emulator.Order) ([]*Account, error) {
	drafts := make([]*Account, len(accounts))
	if e.opts.Store == nil {
		return drafts, nil
	}
	changes := make([]Change, len(accounts))
	for i, a := range accounts {
		d := a.draws
		if seed != nil {
			d = newDraws(*seed, a.id)
		}
		drafts[i] = e.draft(a.seller, clock, d.state(), a.journal.last, func(draft *Account) {
			for _, o := range orders[a.id] {
				draft.install(o)
			}
		})
		changes[i] = drafts[i].whole()
	}
	var template *KeptTemplate
	if all {
		strays, s := e.strays.requests.Position(), e.seed
		if seed != nil {
			strays, s = newStrayDraws(*seed).Position(), *seed
		}
		template = e.keptTemplate(clock, s, e.ahead(strays))
	}
	if err := e.opts.Store.Write(changes, template); err != nil {
		return nil, &WriteError{err}
	}
	return drafts, nil
}

// ahead reserves ids for calls that belong to nobody, who go on at a position,
// and answers where the reserve ends.
func (e *Engine) ahead(strays Position) Position {
	s := newStrayDraws(0)
	s.Move(strays)
	var r reserve
	r.draw(s)
	return r.end
}

// lock takes the locks of several accounts. Nobody else does so without e.mu.
func lock(accounts []*Account) (unlock func()) {
	for _, a := range accounts {
		a.mu.Lock()
	}
	return func() {
		for _, a := range accounts {
			a.mu.Unlock()
		}
	}
}

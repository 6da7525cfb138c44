package engine

import "amazon-pay-emulator/emulator"

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
	e.mu.Lock()
	if all {
		e.template = clock
		if seed != nil {
			e.seed = *seed
		}
	}
	e.mu.Unlock()
	if all {
		e.strays.reset(e.opts.Keep, seed)
	}
	mine := map[string][]emulator.Order{}
	for _, o := range orders {
		mine[o.Seller] = append(mine[o.Seller], o)
	}
	for _, a := range accounts {
		a.mu.Lock()
		a.epoch.Add(1)
		a.clear()
		if a.script != nil {
			a.script.Reset()
			a.rule()
		}
		a.holds.forget()
		a.clock = clock
		if seed != nil {
			a.draws = newDraws(*seed, a.id)
		}
		if forget := e.opts.Forget; forget != nil {
			forget(a.id)
		}
		for _, o := range mine[a.id] {
			a.install(o)
		}
		a.reschedule()
		a.tell(Happening{At: a.clock.Now(e.opts.Real()), Reset: true})
		a.wakeAll()
		a.mu.Unlock()
	}
	return nil
}

package engine

import (
	"cmp"
	"slices"
	"sync"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/vclock"
)

// resume goes on with what was kept.
func (e *Engine) resume(w World) error {
	e.template, e.seed = w.Template.Clock.goOn(), w.Template.Seed
	e.strays.requests.Move(w.Template.Strays)
	for _, k := range w.Accounts {
		a := e.add(k.Head.Seller)
		if err := a.resume(k); err != nil {
			return err
		}
	}
	for _, s := range e.opts.Sellers {
		e.add(s)
	}
	return nil
}

// resume fills a fresh account with what was kept of it.
func (a *Account) resume(k KeptAccount) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	h := k.Head
	a.endpoints, a.clock, a.draws = h.Endpoints, h.Clock.goOn(), drawsFrom(h.Draws)
	if a.script != nil && h.Script != nil {
		if err := a.script.Restore(h.Script); err != nil {
			return &ScriptError{a.id, err}
		}
	}
	a.kept.script = a.saveScript()
	a.rule()
	for _, w := range k.Wishes {
		a.wishes[w.Object] = w.Delivery
	}
	a.recall(a.adopt(k.Orders), k.Orders)
	j := Journal{Last: h.Last, Dropped: h.Dropped}
	for _, ev := range k.Events {
		j.Events = append(j.Events, ev.Event)
	}
	a.remember(j)
	a.reschedule()
	return nil
}

// goOn is the clock after the process was away. A frozen one stands where it
// stood; what passed for others, passed.
func (k KeptClock) goOn() vclock.Clock { return vclock.Follow(k.Now, k.Real, k.Rate) }

// fill puts what a state holds into an empty account, but for clock and draws.
func (a *Account) fill(s State, script Script) {
	a.seller, a.endpoints, a.script = s.Seller, slices.Clone(s.Endpoints), script
	a.rule()
	for object, d := range s.Wishes {
		a.wishes[object] = d
	}
	a.adopt(s.Orders)
	a.remember(s.Journal)
}

// remember fills the journal. Versions of orders that are not the newest are not
// kept.
func (a *Account) remember(j Journal) {
	entries := make([]Entry, len(j.Events))
	for i, ev := range j.Events {
		entries[i].Event = ev
		if e, ok := a.entryOf(ev.ID); ok {
			entries[i].Order = e.order
		}
	}
	a.journal.fill(a.engine.opts.Keep, j.Last, j.Dropped, entries)
}

// recall gives the objects of entries the numbers that they had.
func (a *Account) recall(entries []entry, list []OrderState) {
	all := make([]numbered, 0, len(a.made))
	for i, s := range list {
		from, o := len(all), s.Order
		for kind, n := range [...]int{1, len(o.Authorizations), len(o.Captures), len(o.Refunds), len(o.Chargebacks)} {
			for range n {
				number := s.Numbers[len(all)-from]
				all = append(all, numbered{uint8(kind), number})
				a.kept.last = max(a.kept.last, number)
			}
		}
		entries[i].numbers = all[from:len(all):len(all)]
	}
}

// adopt puts orders into an empty account, with their references, places and
// alarms. There may be a million of them: the maps are filled at one time.
func (a *Account) adopt(list []OrderState) []entry {
	entries := make([]entry, len(list))
	for i, s := range list {
		entries[i].order = s.Order
		entries[i].item.Value = &entries[i]
	}
	var maps sync.WaitGroup
	maps.Go(func() {
		a.orders = make(map[string]*entry, len(list))
		for i := range entries {
			a.orders[entries[i].order.ID] = &entries[i]
		}
	})
	maps.Go(func() {
		if len(list) > 0 { // most are of one environment, and captured once
			for _, kind := range []emulator.Kind{emulator.KindAuthorization, emulator.KindCapture} {
				a.refs[namespace{list[0].Order.Environment, kind}] = make(map[string]*entry, len(list))
			}
		}
		for i := range entries {
			a.index(&entries[i], &nothing)
		}
	})
	numbers := make([]uint32, 0, 3*len(list))
	a.made = make([]made, 0, 3*len(list))
	for i, s := range list {
		a.noteMade(&entries[i], &nothing)
		a.census.update(&nothing, s.Order)
		numbers = append(numbers, s.Numbers...)
	}
	a.made = inOrder(a.made, numbers)
	a.agenda.PlaceAll(func(yield func(vclock.Placed[task]) bool) {
		for i, s := range list {
			if len(s.Order.Alarms) > 0 && !yield(vclock.Placed[task]{Item: &entries[i].item, Due: s.Order.Alarms[0].Due, Turn: s.Turn}) {
				return
			}
		}
	})
	maps.Wait()
	return entries
}

// inOrder sorts by numbers. Where these have no gaps each is a place.
func inOrder(list []made, numbers []uint32) []made {
	if len(list) > 0 && int(slices.Max(numbers)) == len(list) {
		sorted := make([]made, len(list))
		for i, n := range numbers {
			sorted[n-1] = list[i]
		}
		return sorted
	}
	at := make([]int, len(list))
	for i := range at {
		at[i] = i
	}
	slices.SortStableFunc(at, func(x, y int) int { return cmp.Compare(numbers[x], numbers[y]) })
	sorted := make([]made, len(list))
	for i, from := range at {
		sorted[i] = list[from]
	}
	return sorted
}

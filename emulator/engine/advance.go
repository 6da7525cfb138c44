package engine

import (
	"context"
	"slices"
	"time"

	"amazon-pay-emulator/emulator"
)

// Advance says how far time is to be moved: one of its fields.
type Advance struct {
	By   time.Duration // a span for each clock
	To   time.Time     // a moment for all
	Next bool          // to whatever falls due first
}

// Advanced is what an advance came to.
type Advanced struct {
	Now     time.Time // of the first account
	Events  []emulator.Event
	Settled bool // everything that fell due has happened
}

// batch is how many alarms fire before the account's lock is given to others.
const batch = 1000

// Advance moves the clocks of the accounts, and the template when all is set,
// firing everything that falls due on the way, each at its own moment. Calls
// that arrive meanwhile are served; what they cause to fall due by the target
// still happens. It always reaches its target, unless ctx ends.
func (e *Engine) Advance(ctx context.Context, accounts []*Account, all bool, to Advance) (Advanced, error) {
	release, err := claim(accounts)
	if err != nil {
		return Advanced{}, err
	}
	defer release()
	targets, err := e.targets(accounts, to)
	if err != nil {
		return Advanced{}, err
	}
	if all {
		if err := e.advanceTemplate(to, targets); err != nil {
			return Advanced{}, err
		}
	}
	result := Advanced{Settled: true}
	for i, a := range accounts {
		events, now, err := a.advance(ctx, targets[i])
		if err != nil {
			return Advanced{}, err
		}
		result.Events = append(result.Events, events...)
		if i == 0 {
			result.Now = now
		}
	}
	slices.SortStableFunc(result.Events, func(a, b emulator.Event) int { return a.At.Compare(b.At) })
	return result, nil
}

// targets says where each account's clock is to go. A target in the past of any
// is an error.
func (e *Engine) targets(accounts []*Account, to Advance) ([]time.Time, error) {
	real := e.opts.Real()
	targets := make([]time.Time, len(accounts))
	var first time.Time
	for i, a := range accounts {
		a.mu.Lock()
		a.catchUp()
		now := a.clock.Now(real)
		if due := a.agenda.First(); due != nil && (first.IsZero() || due.Due().Before(first)) {
			first = due.Due()
		}
		a.mu.Unlock()
		targets[i] = now.Add(to.By)
	}
	if to.Next {
		to.To = first
	}
	for i, a := range accounts {
		switch {
		case to.Next && first.IsZero():
			targets[i] = targets[i].Add(-to.By)
		case to.Next:
			targets[i] = latest(first, targets[i])
		case !to.To.IsZero():
			targets[i] = to.To
		}
		a.mu.Lock()
		_, err := a.clock.MoveTo(real, targets[i])
		a.mu.Unlock()
		if err != nil {
			return nil, err
		}
	}
	return targets, nil
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func (e *Engine) advanceTemplate(to Advance, targets []time.Time) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	real := e.opts.Real()
	target := e.template.Now(real).Add(to.By)
	if to.Next && len(targets) > 0 {
		target = latest(target, targets[0])
	} else if !to.To.IsZero() {
		target = latest(target, to.To)
	}
	next, err := e.template.MoveTo(real, target)
	if err == nil {
		e.template = next
	}
	return err
}

// advance moves one clock and lists what happened.
func (a *Account) advance(ctx context.Context, target time.Time) ([]emulator.Event, time.Time, error) {
	real := a.engine.opts.Real
	var events []emulator.Event
	for done := false; !done; {
		if err := ctx.Err(); err != nil {
			return nil, time.Time{}, err
		}
		a.mu.Lock()
		before := a.journal.last
		done = a.fireUntil(target, batch)
		events = append(events, a.eventsAfter(before)...)
		// What others see in between is a clock on its way.
		show := target
		if first := a.agenda.First(); !done && first != nil {
			show = first.Due()
		}
		if next, err := a.clock.MoveTo(real(), show); err == nil {
			a.clock = next
		}
		a.reschedule()
		a.mu.Unlock()
	}
	return events, target, nil
}

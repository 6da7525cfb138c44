package engine

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"amazon-pay-emulator/emulator"
)

// Advance says how far time is to be moved: one of its first three fields.
type Advance struct {
	By   time.Duration // a span for each clock
	To   time.Time     // a moment for all
	Next bool          // to whatever falls due first

	// Settle is how much real time the advance waits, in all, for what holds the
	// clocks, before it lets go; 0: not at all.
	Settle time.Duration
}

// Advanced is what an advance came to.
type Advanced struct {
	Now     time.Time // of the first account
	Events  []SellerEvent
	Settled bool // everything that fell due has happened, holds included
}

// SellerEvent is an event with the seller whose object it is about.
type SellerEvent struct {
	Seller string
	emulator.Event
}

// ErrReset is the answer to an advance during which its account was reset.
var ErrReset = errors.New("reset in the meantime")

// batch is how many alarms fire before the account's lock is given to others.
const batch = 1000

// Advance moves the clocks of the accounts, and the template when all is set,
// firing everything that falls due on the way, each at its own moment. While
// something holds a clock, it stands. Calls that arrive meanwhile are served;
// what they cause to fall due by the target still happens. The target is always
// reached, unless ctx ends or the account is reset: then the answer holds what
// happened until then, beside the error.
func (e *Engine) Advance(ctx context.Context, accounts []*Account, all bool, to Advance) (Advanced, error) {
	release, err := claim(accounts)
	if err != nil {
		return Advanced{}, err
	}
	defer release()
	first := firstDue(accounts)
	moves, err := e.moves(accounts, to, first)
	if err != nil {
		return Advanced{}, err
	}
	if all {
		if err := e.advanceTemplate(to, first); err != nil {
			return Advanced{}, err
		}
	}
	fired := make([][]SellerEvent, len(accounts))
	for i, a := range accounts {
		a.reportTo(&fired[i])
		defer a.reportTo(nil)
	}
	settle, cancel := context.WithTimeout(ctx, to.Settle)
	defer cancel()
	// Side by side: what holds one seller's clock must not use up the others' time.
	var running sync.WaitGroup
	for _, m := range moves {
		running.Go(func() { m.run(ctx, settle) })
	}
	running.Wait()
	result := Advanced{Settled: true}
	for i, m := range moves {
		if i == 0 {
			result.Now = m.now
		}
		err = cmp.Or(err, m.err)
		result.Settled = result.Settled && !m.letGo
	}
	result.Events = slices.Concat(fired...)
	slices.SortStableFunc(result.Events, func(a, b SellerEvent) int { return a.At.Compare(b.At) })
	return result, err
}

// from is where the clock goes that shows now, when first is the next thing due
// anywhere.
func (to Advance) from(now, first time.Time) time.Time {
	switch {
	case to.Next:
		return latest(now, first)
	case !to.To.IsZero():
		return to.To
	}
	return now.Add(to.By)
}

// moves says where each account's clock is to go. A target in the past of any is
// an error.
func (e *Engine) moves(accounts []*Account, to Advance, first time.Time) ([]*move, error) {
	real := e.opts.Real()
	moves := make([]*move, len(accounts))
	for i, a := range accounts {
		a.mu.Lock()
		target, epoch := to.from(a.clock.Now(real), first), a.epoch.Load()
		_, err := a.clock.MoveTo(real, target)
		a.mu.Unlock()
		if err != nil {
			return nil, err
		}
		moves[i] = &move{account: a, target: target, epoch: epoch}
	}
	return moves, nil
}

// firstDue is when the first alarm of any account is due; zero: never.
func firstDue(accounts []*Account) (first time.Time) {
	for _, a := range accounts {
		a.mu.Lock()
		a.begin()
		a.catchUp()
		a.commitAnyway()
		if due := a.agenda.First(); due != nil && (first.IsZero() || due.Due().Before(first)) {
			first = due.Due()
		}
		a.mu.Unlock()
	}
	return first
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// advanceTemplate moves the template, which may be ahead of accounts that were
// reset, but never back.
func (e *Engine) advanceTemplate(to Advance, first time.Time) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	real := e.opts.Real()
	now := e.template.Now(real)
	next, err := e.template.MoveTo(real, latest(now, to.from(now, first)))
	if err == nil {
		err = e.setTemplate(next)
	}
	return err
}

// reportTo has the events of what fires appended to a list; nil: no more.
func (a *Account) reportTo(to *[]SellerEvent) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.fired = to
}

// move is one clock on its way to a target.
type move struct {
	account *Account
	target  time.Time
	epoch   int64 // of the account when it began

	now   time.Time // where the clock is
	letGo bool      // it did not wait for what held it
	err   error     // why it did not get there
}

// run moves the clock, giving the lock to others now and then, and whenever it
// has to wait, which it does until settle ends.
func (m *move) run(ctx, settle context.Context) {
	for {
		if m.err = ctx.Err(); m.err != nil {
			return
		}
		done, held := m.on()
		if done {
			return
		}
		if free := m.account.holds.wait(); held && free != nil {
			select {
			case <-free:
			case <-ctx.Done():
			case <-settle.Done():
				m.letGo = true
			}
		}
	}
}

// on goes on until the target is reached, something holds the clock, or others
// must have their turn.
func (m *move) on() (done, held bool) {
	a := m.account
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.epoch.Load() != m.epoch {
		m.err = ErrReset
		return true, false
	}
	a.begin()
	done, held = m.onward()
	if err := a.commit(); err != nil {
		m.err, done = err, true
	}
	a.reschedule()
	return done, held
}

// onward is on without what has to be done around it.
func (m *move) onward() (done, held bool) {
	a := m.account
	real := a.engine.opts.Real()
	show := func(t time.Time) {
		// A running clock may be past it by now.
		if next, err := a.clock.MoveTo(real, t); err == nil {
			a.clock = next
			a.dirty()
		}
		m.now = a.clock.Now(real)
	}
	for range batch {
		first := a.agenda.First()
		due := first != nil && !first.Due().After(m.target)
		// What falls due at one moment needn't wait for each other: only time does.
		if a.holds.any() && !m.letGo && (!due || first.Due().After(a.clock.Now(real))) {
			return false, true
		}
		if !due {
			show(m.target)
			a.tellClock()
			return true, false
		}
		show(first.Due())
		first.Value.fall(a, first.Due())
	}
	return false, false
}

// Epoch counts how often the account was reset.
func (a *Account) Epoch() int64 { return a.epoch.Load() }

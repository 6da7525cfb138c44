package engine

import (
	"errors"
	"time"

	"amazon-pay-emulator/emulator/vclock"
)

// ErrMoving is the answer to moving time while an advance or a reset of the same
// account runs.
var ErrMoving = errors.New("time is being moved already")

// ClockState is what an account's clock shows.
type ClockState struct {
	Now     time.Time
	Mode    string // follow or frozen
	Rate    float64
	Pending int        // orders that have something coming
	Next    *time.Time // when the first of it is due; nil: never
}

// Now is the account's virtual time.
func (a *Account) Now() time.Time {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.clock.Now(a.engine.opts.Real())
}

// Clock is what the account's clock shows, after what is due has happened.
func (a *Account) Clock() ClockState {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.begin()
	defer a.commitAnyway()
	return a.clockState(a.catchUp())
}

func (a *Account) clockState(now time.Time) ClockState {
	s := ClockState{Now: now, Mode: a.clock.Mode(), Rate: a.clock.Rate(), Pending: a.agenda.Len()}
	if first := a.agenda.First(); first != nil {
		due := first.Due()
		s.Next = &due
	}
	return s
}

// catchUp fires everything that is due by now, each alarm at its own moment, and
// returns now. An alarm that is due exactly now fires before the call that
// entered.
func (a *Account) catchUp() time.Time {
	now := a.clock.Now(a.engine.opts.Real())
	a.fireUntil(now)
	return now
}

// fireUntil lets happen what is due by a moment, in its total order.
func (a *Account) fireUntil(until time.Time) {
	for {
		first := a.agenda.First()
		if first == nil || first.Due().After(until) {
			return
		}
		first.Value.fall(a, first.Due())
	}
}

// schedule sees to it that a running clock wakes the account when its next alarm
// is due.
func (a *Account) schedule() {
	first := a.agenda.First()
	if first == nil || a.closed || a.clock.Frozen() {
		return
	}
	due := first.Due()
	if a.alarm != nil && !a.alarmDue.IsZero() && !due.Before(a.alarmDue) {
		return // it wakes before that anyway
	}
	wait, _ := a.clock.Wait(a.engine.opts.Real(), due)
	a.alarmDue = due
	if a.alarm == nil {
		a.alarm = time.AfterFunc(wait, a.wake)
	} else {
		a.alarm.Reset(wait)
	}
}

func (a *Account) wake() {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.closed {
		return
	}
	a.begin()
	a.catchUp()
	if err := a.commit(); err != nil {
		a.lose(err)
		a.alarm.Reset(retryWrite)
		return
	}
	a.reschedule()
}

// reschedule is schedule after the clock itself has changed.
func (a *Account) reschedule() {
	a.alarmDue = time.Time{}
	a.schedule()
}

func (a *Account) close() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.stop()
}

// stop lets nothing happen any more by itself.
func (a *Account) stop() {
	a.closed = true
	if a.alarm != nil {
		a.alarm.Stop()
	}
}

// ClockChange sets a clock: what is not nil of it.
type ClockChange struct {
	Now  *time.Time
	Rate *float64 // 0: frozen
}

// SetClock changes the clocks of the accounts, and the template when all is
// set. Moving to a later time fires what is due by then. Either all clocks are
// changed or, with an error, none; but for a *WriteError, which leaves those as
// they were that could not be written.
func (e *Engine) SetClock(accounts []*Account, all bool, ch ClockChange) error {
	release, err := claim(accounts)
	if err != nil {
		return err
	}
	defer release()
	real := e.opts.Real()
	for _, a := range accounts {
		a.mu.Lock()
		_, err := ch.of(a.clock, real)
		a.mu.Unlock()
		if err != nil {
			return err
		}
	}
	if all {
		e.mu.Lock()
		next, err := ch.of(e.template, real)
		if err == nil {
			err = e.setTemplate(next)
		}
		e.mu.Unlock()
		if err != nil {
			return err
		}
	}
	for _, a := range accounts {
		if err := a.setClock(ch); err != nil {
			return err
		}
	}
	return nil
}

// setClock makes a change that was found possible.
func (a *Account) setClock(ch ClockChange) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.begin()
	real := a.engine.opts.Real()
	next, err := ch.of(a.clock, real)
	if err != nil { // a running clock has passed the moment since
		next, _ = ClockChange{Rate: ch.Rate}.of(a.clock, real)
	}
	a.fireUntil(next.Now(real))
	a.clock = next
	a.dirty()
	if err := a.commit(); err != nil {
		return err
	}
	a.reschedule()
	a.tellClock()
	return nil
}

// of is the clock after the change.
func (ch ClockChange) of(c vclock.Clock, real time.Time) (vclock.Clock, error) {
	if ch.Now != nil {
		var err error
		if c, err = c.MoveTo(real, *ch.Now); err != nil {
			return c, err
		}
	}
	if ch.Rate != nil {
		c = c.AtRate(real, *ch.Rate)
	}
	return c, nil
}

// claim takes the right to move time of all the accounts, or of none.
func claim(accounts []*Account) (release func(), err error) {
	release = func() {
		for _, a := range accounts {
			a.mu.Lock()
			a.moving = false
			a.mu.Unlock()
		}
	}
	for i, a := range accounts {
		a.mu.Lock()
		busy := a.moving
		a.moving = true
		a.mu.Unlock()
		if busy {
			taken := accounts[:i]
			accounts = taken
			release()
			return nil, ErrMoving
		}
	}
	return release, nil
}

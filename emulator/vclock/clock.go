package vclock

import (
	"errors"
	"fmt"
	"math"
	"time"
)

// Resolution is the step of virtual time: what the service prints.
const Resolution = time.Millisecond

// ErrBackwards is the answer to moving a clock into its past.
var ErrBackwards = errors.New("virtual time never runs backwards")

// Clock is a straight line through real time: where it was at one moment, and
// how fast it has run since.
type Clock struct {
	at   time.Time // virtual time
	real time.Time // at this real time
	rate float64   // virtual seconds to a real one; 0: frozen
}

// Follow makes a clock that shows start now and runs at the rate: 1 for real
// time, 60 for a minute each second, 0 for one that is frozen.
func Follow(start, real time.Time, rate float64) Clock {
	return Clock{at: start.UTC().Truncate(Resolution), real: real, rate: rate}
}

// Now is the virtual time at a moment of real time. Real time that runs
// backwards leaves it where it was set.
func (c Clock) Now(real time.Time) time.Time {
	passed := real.Sub(c.real)
	if c.rate == 0 || passed <= 0 {
		return c.at
	}
	if c.rate != 1 {
		passed = scale(passed, c.rate)
	}
	return c.at.Add(passed).Truncate(Resolution)
}

// Rate is how fast the clock runs; 0 when frozen.
func (c Clock) Rate() float64 { return c.rate }

// Frozen says that the clock only moves when it is moved.
func (c Clock) Frozen() bool { return c.rate == 0 }

// Mode is the clock's mode by name: follow or frozen.
func (c Clock) Mode() string {
	if c.Frozen() {
		return "frozen"
	}
	return "follow"
}

// AtRate is the clock going on from its present time at another rate.
func (c Clock) AtRate(real time.Time, rate float64) Clock {
	return Clock{at: c.Now(real), real: real, rate: rate}
}

// MoveTo is the clock showing another time and going on as before. It answers
// ErrBackwards when that time has passed.
func (c Clock) MoveTo(real, to time.Time) (Clock, error) {
	now := c.Now(real)
	to = to.UTC().Truncate(Resolution)
	if to.Before(now) {
		return c, fmt.Errorf("%w: it is %s, asked for %s", ErrBackwards, now.Format(time.RFC3339Nano), to.Format(time.RFC3339Nano))
	}
	return Clock{at: to, real: real, rate: c.rate}, nil
}

// Wait is how much real time passes until the virtual time, a whole millisecond,
// is due, and false when it never is by itself.
func (c Clock) Wait(real, due time.Time) (time.Duration, bool) {
	left := due.Sub(c.Now(real))
	if left <= 0 {
		return 0, true
	}
	if c.rate == 0 {
		return 0, false
	}
	// Now truncates: the moment has come a step after its real time at the latest.
	wait := scale(left, 1/c.rate)
	if wait > math.MaxInt64-Resolution {
		return math.MaxInt64, true
	}
	return wait + Resolution, true
}

// scale multiplies without overflow.
func scale(d time.Duration, by float64) time.Duration {
	if f := float64(d) * by; f < math.MaxInt64 {
		return time.Duration(f)
	}
	return math.MaxInt64
}

package engine

import (
	"time"

	"amazon-pay-emulator/emulator"
)

// Quota is how often something may be called: so many times at once, and once
// more whenever so much time has passed.
type Quota struct {
	Most    int
	Restore time.Duration
}

// Counted says which calls of a seller are counted together.
type Counted struct {
	Operation   emulator.Operation
	Environment emulator.Environment
	AccessKey   string
}

// bucket is the leaky bucket of calls that are counted together. Each call fills
// it by the quota's time of restoration.
type bucket struct {
	left          time.Duration // until it is empty
	real, virtual time.Time     // then
}

// mostBuckets bounds what a caller with ever new access keys can make an account
// keep.
const mostBuckets = 1024

// Spend counts a call against a quota and returns 0, or how long it takes until
// the next call is possible: then the call is not counted. Time passes for a
// quota as the larger of real and virtual time, so that a client which waits
// succeeds while the clock stands, and a test can move the clock instead.
func (a *Account) Spend(of Counted, q Quota) time.Duration {
	a.mu.Lock()
	defer a.mu.Unlock()
	real := a.engine.opts.Real()
	now := bucket{real: real, virtual: a.clock.Now(real)}
	if b, ok := a.buckets[of]; ok {
		now.left = max(0, b.left-max(0, now.real.Sub(b.real), now.virtual.Sub(b.virtual)))
	} else if len(a.buckets) >= mostBuckets {
		clear(a.buckets)
	}
	over := now.left - time.Duration(q.Most-1)*q.Restore
	if over <= 0 {
		now.left += q.Restore
	}
	a.buckets[of] = now
	return max(0, over)
}

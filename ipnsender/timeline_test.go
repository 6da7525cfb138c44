package ipnsender_test

import (
	"slices"
	"sync"
	"time"
)

// fail is what *testing.T and *rapid.T have in common.
type fail interface {
	Errorf(format string, args ...any)
	FailNow()
	Helper()
}

// timeline is a virtual clock that moves when a test says so. Like the real one
// it calls back with its lock. It complains of a hold that is released twice.
type timeline struct {
	t      fail
	mu     sync.Mutex
	still  sync.Cond // holds fell to zero
	now    time.Time
	timers []*timer
	seq    int
	holds  int
}

type timer struct {
	at  time.Time
	seq int
	f   func(release func())
}

func newTimeline(t fail) *timeline {
	l := &timeline{t: t, now: start}
	l.still.L = &l.mu
	return l
}

func (l *timeline) Now() time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.now
}

// Hold has no use of the lock for which a caller might have to wait.
func (l *timeline) Hold() func() {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.take()
}

func (l *timeline) take() func() {
	l.holds++
	released := 0
	var mu sync.Mutex
	return func() {
		mu.Lock()
		released++
		again := released > 1
		mu.Unlock()
		if again {
			l.t.Errorf("a hold was released twice")
			return
		}
		go func() { // the caller may have the lock
			l.mu.Lock()
			defer l.mu.Unlock()
			if l.holds--; l.holds == 0 {
				l.still.Broadcast()
			}
		}()
	}
}

func (l *timeline) At(moment time.Time, f func(release func())) func() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.seq++
	x := &timer{at: moment, seq: l.seq, f: f}
	l.timers = append(l.timers, x)
	l.fire(l.now)
	return func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.timers = slices.DeleteFunc(l.timers, func(y *timer) bool { return x == y })
	}
}

// fire calls the first that is due, and says whether there was one.
func (l *timeline) fire(until time.Time) bool {
	slices.SortFunc(l.timers, func(a, b *timer) int {
		if c := a.at.Compare(b.at); c != 0 {
			return c
		}
		return a.seq - b.seq
	})
	if len(l.timers) == 0 || l.timers[0].at.After(until) {
		return false
	}
	x := l.timers[0]
	l.timers = l.timers[1:]
	if x.at.After(l.now) {
		l.now = x.at
	}
	x.f(l.take())
	return true
}

func (l *timeline) pending() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.timers)
}

// settle waits until nothing holds.
func (l *timeline) settle() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.wait()
}

func (l *timeline) wait() {
	watchdog := time.AfterFunc(20*time.Second, func() { panic("a hold is never released") })
	defer watchdog.Stop()
	for l.holds > 0 {
		l.still.Wait()
	}
}

// advance moves the clock, waiting for what holds it.
func (l *timeline) advance(by time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.wait()
	target := l.now.Add(by)
	for l.fire(target) {
		l.wait()
	}
	l.now = target
}

package engine

import (
	"slices"

	"amazon-pay-emulator/emulator"
)

// Changed is closed at the next change of any object of the account, and when
// it is reset.
func (a *Account) Changed() <-chan struct{} {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.changed == nil {
		a.changed = make(chan struct{})
	}
	return a.changed
}

// changes wakes all who wait for news. The caller holds the lock.
func (a *Account) changes() {
	if a.changed != nil {
		close(a.changed)
		a.changed = nil
	}
}

// Mark stands between the events so far and those to come.
func (a *Account) Mark() uint64 {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.journal.last
}

// EventsAfter lists the kept events of an object that came after a mark, oldest
// first.
func (a *Account) EventsAfter(mark uint64, object string) []emulator.Event {
	a.mu.Lock()
	defer a.mu.Unlock()
	var list []emulator.Event
	for n, e := range a.journal.newest() {
		if n <= mark {
			break
		}
		if e.ID == object {
			list = append(list, e.Event)
		}
	}
	slices.Reverse(list)
	return list
}

package engine

import (
	"slices"

	"amazon-pay-emulator/emulator"
)

// Entry is one event with the version of the order that it led to.
type Entry struct {
	emulator.Event
	Order *emulator.Order
}

// History lists the kept events of an object, oldest first.
func (a *Account) History(object string) []emulator.Event {
	list, _ := a.WholeHistory(object)
	return list
}

// WholeHistory is History, and says whether none of its events was dropped. An
// object of the starting world has none at first.
func (a *Account) WholeHistory(object string) (list []emulator.Event, complete bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	complete = a.journal.dropped() == 0
	for _, e := range a.journal.newest() {
		if e.ID == object {
			list = append(list, e.Event)
			if e.From == "" {
				complete = true
				break // it came into being: nothing is before that
			}
		}
	}
	slices.Reverse(list)
	return list, complete
}

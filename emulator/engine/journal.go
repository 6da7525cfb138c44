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
	a.mu.Lock()
	defer a.mu.Unlock()
	var list []emulator.Event
	for _, e := range a.journal.newest() {
		if e.ID == object {
			list = append(list, e.Event)
			if e.From == "" {
				break // it came into being: nothing is before that
			}
		}
	}
	slices.Reverse(list)
	return list
}

package engine

import "amazon-pay-emulator/emulator"

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
			list = append([]emulator.Event{e.Event}, list...)
		}
	}
	return list
}

// eventsAfter lists the kept events with a number above n, oldest first.
func (a *Account) eventsAfter(n uint64) []emulator.Event {
	var list []emulator.Event
	for at, e := range a.journal.newest() {
		if at <= n {
			break
		}
		list = append(list, e.Event)
	}
	for i, j := 0, len(list)-1; i < j; i, j = i+1, j-1 {
		list[i], list[j] = list[j], list[i]
	}
	return list
}

package engine

import (
	"slices"

	"amazon-pay-emulator/emulator"
)

// watchers wakes those who wait for news about something, and nobody else. The
// zero watchers have nobody to wake.
type watchers[K comparable] struct{ waiting map[K]chan struct{} }

// of is closed at the next news about a key.
func (w *watchers[K]) of(key K) <-chan struct{} {
	news, ok := w.waiting[key]
	if !ok {
		if w.waiting == nil {
			w.waiting = map[K]chan struct{}{}
		}
		news = make(chan struct{})
		w.waiting[key] = news
	}
	return news
}

// wake says that there are news about a key.
func (w *watchers[K]) wake(key K) {
	if news, ok := w.waiting[key]; ok {
		close(news)
		delete(w.waiting, key)
	}
}

// wakeAll says that nothing is as it was.
func (w *watchers[K]) wakeAll() {
	for _, news := range w.waiting {
		close(news)
	}
	w.waiting = nil
}

// wakeAll wakes everybody who waits for news of the account: nothing is as it
// was. The caller holds the lock.
func (a *Account) wakeAll() {
	a.changes.wakeAll()
	a.calls.wakeAll()
}

// Changed is closed at the next change of an object's order reference or of
// anything that hangs from it, and when the account is reset; at once when there
// is no such object.
func (a *Account) Changed(object string) <-chan struct{} {
	a.mu.Lock()
	defer a.mu.Unlock()
	e, ok := a.entryOf(object)
	if !ok {
		over := make(chan struct{})
		close(over)
		return over
	}
	return a.changes.of(e)
}

// Mark stands between the events so far and those to come.
func (a *Account) Mark() uint64 {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.journal.last
}

// EventsAfter lists the kept events of an object that came after a mark, oldest
// first, and marks where it stopped looking.
func (a *Account) EventsAfter(mark uint64, object string) (list []emulator.Event, upTo uint64) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for n, e := range a.journal.newest() {
		if n <= mark {
			break
		}
		if e.ID == object {
			list = append(list, e.Event)
		}
	}
	slices.Reverse(list)
	return list, a.journal.last
}

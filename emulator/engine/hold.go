package engine

import "sync"

// holds counts what keeps an advance of an account's clock from going on, such
// as a notification on its way. It has a lock of its own, which is never held
// while another is taken.
type holds struct {
	mu   sync.Mutex
	n    int
	era  int           // counts how often all were forgotten
	free chan struct{} // closed when n falls to zero; nil when nobody waits
}

// take adds a hold until release is called, once or more often.
func (h *holds) take() (release func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.n++
	era := h.era
	return sync.OnceFunc(func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		if h.era == era {
			h.n--
			h.check()
		}
	})
}

// forget lets go of all that hold now, released or not.
func (h *holds) forget() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.era++
	h.n = 0
	h.check()
}

// check tells those who wait when nothing holds any more.
func (h *holds) check() {
	if h.n == 0 && h.free != nil {
		close(h.free)
		h.free = nil
	}
}

// wait is closed as soon as nothing holds; nil when nothing does now.
func (h *holds) wait() <-chan struct{} {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.n == 0 {
		return nil
	}
	if h.free == nil {
		h.free = make(chan struct{})
	}
	return h.free
}

// any says whether anything holds.
func (h *holds) any() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.n > 0
}

// Hold keeps an advance of the account's clock from going on until release is
// called. A clock that runs by itself never stops for it.
func (a *Account) Hold() (release func()) { return a.holds.take() }

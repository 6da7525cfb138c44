package engine

import "sync"

// holds counts what keeps an advance of an account's clock from going on, such
// as a notification on its way. It has a lock of its own, which is never held
// while another is taken.
type holds struct {
	mu   sync.Mutex
	n    int
	free chan struct{} // closed when n falls to zero; nil when nobody waits
}

// take adds a hold until release is called, once or more often.
func (h *holds) take() (release func()) {
	h.mu.Lock()
	h.n++
	h.mu.Unlock()
	return sync.OnceFunc(func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		if h.n--; h.n == 0 && h.free != nil {
			close(h.free)
			h.free = nil
		}
	})
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

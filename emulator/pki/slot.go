package pki

import (
	"context"
	"sync"
)

// slot holds something that is costly to make. It is made when it is first asked
// for, or by start, in a goroutine of its own, and once however many ask. It is
// made again after it went stale, or after an error.
type slot[T any] struct {
	make  func() (T, error)
	fresh func(T) bool // nil: it stays good

	mu      sync.Mutex
	current *attempt[T]
}

type attempt[T any] struct {
	done  chan struct{} // closed when value and err are there
	value T
	err   error
}

// get waits for what is in the slot. When the context ends first, that is the
// error, and the work goes on for others.
func (s *slot[T]) get(ctx context.Context) (T, error) {
	a := s.start()
	select {
	case <-a.done:
		return a.value, a.err
	case <-ctx.Done():
		var none T
		return none, context.Cause(ctx)
	}
}

// start sees to it that there is something to wait for.
func (s *slot[T]) start() *attempt[T] {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.current == nil || s.current.over(s.fresh) {
		a := &attempt[T]{done: make(chan struct{})}
		s.current = a
		go func() {
			defer close(a.done)
			a.value, a.err = s.make()
		}()
	}
	return s.current
}

// over says that the attempt ended with nothing that is of use now.
func (a *attempt[T]) over(fresh func(T) bool) bool {
	select {
	case <-a.done:
		return a.err != nil || fresh != nil && !fresh(a.value)
	default:
		return false
	}
}

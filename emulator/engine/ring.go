package engine

import "iter"

// ring keeps the newest of what is added to it and counts the rest. Numbers
// begin with 1 and are never used twice.
type ring[T any] struct {
	items []T
	keep  int
	first uint64 // number of the item that was first put into the first slot
	last  uint64 // number of the newest
}

// clear forgets everything but the numbers, and keeps so many from now on.
func (r *ring[T]) clear(keep int) { r.items, r.keep, r.first = nil, keep, r.last+1 }

// fill has the ring keep the items up to a number, of which so many were pushed
// out, as far as it has room for them.
func (r *ring[T]) fill(keep int, last, dropped uint64, items []T) {
	if more := len(items) - keep; more > 0 {
		items, dropped = items[more:], dropped+uint64(more)
	}
	first := last + 1 - uint64(len(items))
	r.last = first - 1
	r.clear(keep)
	for _, item := range items {
		r.add(item)
	}
	if len(items) == keep && dropped > 0 { // else there is no room in its numbers for what was pushed out
		r.first = first - dropped
		r.items = make([]T, keep)
		for i, item := range items {
			r.items[r.slot(first+uint64(i))] = item
		}
	}
}

// add keeps an item and returns its number.
func (r *ring[T]) add(item T) uint64 {
	r.last++
	if len(r.items) < r.keep {
		r.items = append(r.items, item)
		return r.last
	}
	r.items[r.slot(r.last)] = item
	return r.last
}

func (r *ring[T]) slot(n uint64) int { return int((n - r.first) % uint64(r.keep)) }

// dropped is how many items were pushed out by newer ones.
func (r *ring[T]) dropped() uint64 { return r.last + 1 - r.first - uint64(len(r.items)) }

// newest goes from the newest item to the oldest kept.
func (r *ring[T]) newest() iter.Seq2[uint64, *T] {
	return func(yield func(uint64, *T) bool) {
		for i := range uint64(len(r.items)) {
			n := r.last - i
			if !yield(n, &r.items[r.slot(n)]) {
				return
			}
		}
	}
}

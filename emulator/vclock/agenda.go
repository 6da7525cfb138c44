package vclock

import (
	"container/heap"
	"iter"
	"time"
)

// Agenda keeps items by due time and, among equal ones, in the order in which
// they were put down. The zero Agenda is empty. It is not safe for concurrent
// use.
type Agenda[T any] struct {
	items order[T]
	last  uint64
}

// Item is one thing that falls due. It belongs to at most one Agenda.
type Item[T any] struct {
	Value T
	due   int64 // Unix milliseconds
	seq   uint64
	at    int // place in the heap, counted from 1; 0: not in it
}

// Due is when the item falls due. It means nothing for one that is not put down.
func (i *Item[T]) Due() time.Time { return time.UnixMilli(i.due).UTC() }

// Turn is the item's place among those that are due at one moment: the lowest is
// first. 0: it is not put down.
func (i *Item[T]) Turn() uint64 {
	if i.at == 0 {
		return 0
	}
	return i.seq
}

// Put puts an item down for a moment, or moves it there. An item that is down
// for that very moment already keeps its place.
func (a *Agenda[T]) Put(i *Item[T], due time.Time) {
	ms := due.UnixMilli()
	if i.at > 0 && i.due == ms {
		return
	}
	a.last++
	i.due, i.seq = ms, a.last
	if i.at > 0 {
		heap.Fix(&a.items, i.at-1)
		return
	}
	heap.Push(&a.items, i)
}

// Place puts an item down for a moment with a turn that it had before.
func (a *Agenda[T]) Place(i *Item[T], due time.Time, turn uint64) {
	a.Drop(i)
	i.due, i.seq = due.UnixMilli(), turn
	a.last = max(a.last, turn)
	heap.Push(&a.items, i)
}

// Placed is an item with the moment and the turn that it had before.
type Placed[T any] struct {
	Item *Item[T]
	Due  time.Time
	Turn uint64
}

// PlaceAll is Place for many items, none of which is down, in less time.
func (a *Agenda[T]) PlaceAll(list iter.Seq[Placed[T]]) {
	for p := range list {
		p.Item.due, p.Item.seq = p.Due.UnixMilli(), p.Turn
		a.last = max(a.last, p.Turn)
		a.items.Push(p.Item)
	}
	heap.Init(&a.items)
}

// Drop takes an item off. One that is not down is left alone.
func (a *Agenda[T]) Drop(i *Item[T]) {
	if i.at > 0 {
		heap.Remove(&a.items, i.at-1)
	}
}

// Clear takes every item off.
func (a *Agenda[T]) Clear() {
	for _, i := range a.items {
		i.at = 0
	}
	a.items = nil
}

// First is the item due next, still down; nil when nothing is.
func (a *Agenda[T]) First() *Item[T] {
	if len(a.items) == 0 {
		return nil
	}
	return a.items[0]
}

// Len is how many items are down.
func (a *Agenda[T]) Len() int { return len(a.items) }

// order implements heap.Interface.
type order[T any] []*Item[T]

func (o order[T]) Len() int { return len(o) }

func (o order[T]) Less(i, j int) bool {
	return o[i].due < o[j].due || o[i].due == o[j].due && o[i].seq < o[j].seq
}

func (o order[T]) Swap(i, j int) {
	o[i], o[j] = o[j], o[i]
	o[i].at, o[j].at = i+1, j+1
}

func (o *order[T]) Push(x any) {
	i := x.(*Item[T])
	*o = append(*o, i)
	i.at = len(*o)
}

func (o *order[T]) Pop() any {
	last := len(*o) - 1
	i := (*o)[last]
	(*o)[last] = nil
	*o = (*o)[:last]
	i.at = 0
	return i
}

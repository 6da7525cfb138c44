package store

import (
	"encoding/binary"
	"errors"
	"math"
	"time"
)

// writer appends values to bytes. There are no names and no types in them: who
// reads must read the same in the same order. record_test.go sees to it.
type writer struct{ b []byte }

func (w *writer) uint(n uint64)   { w.b = binary.AppendUvarint(w.b, n) }
func (w *writer) int(n int64)     { w.b = binary.AppendVarint(w.b, n) }
func (w *writer) float(f float64) { w.b = binary.LittleEndian.AppendUint64(w.b, math.Float64bits(f)) }
func (w *writer) raw(p []byte)    { w.b = append(w.b, p...) }

func (w *writer) bool(v bool) {
	if v {
		w.b = append(w.b, 1)
	} else {
		w.b = append(w.b, 0)
	}
}

func (w *writer) text(s string) {
	w.uint(uint64(len(s)))
	w.b = append(w.b, s...)
}

// bytes tells nothing from no bytes.
func (w *writer) bytes(p []byte) {
	if p == nil {
		w.uint(0)
		return
	}
	w.uint(uint64(len(p)) + 1)
	w.b = append(w.b, p...)
}

// time writes a moment to the nanosecond, zero too.
func (w *writer) time(t time.Time) {
	if t.IsZero() {
		w.int(math.MinInt64)
		return
	}
	w.int(t.Unix())
	w.uint(uint64(t.Nanosecond()))
}

// word writes one of a few words as its place among them, and any other as it is.
func word[T ~string](w *writer, s T, words []T) {
	for i, known := range words {
		if known == s {
			w.b = append(w.b, byte(i+1))
			return
		}
	}
	w.b = append(w.b, 0)
	w.text(string(s))
}

// errShort says that a record ends too early, or goes on too long.
var errShort = errors.New("a record is not as long as it says")

// reader reads what a writer wrote. After the first thing that can't be, err is
// set and all that follows is zero. Texts share the memory of the whole.
type reader struct {
	s     string
	pools *pools
	err   error
}

func (r *reader) fail() {
	if r.err == nil {
		r.err = errShort
	}
	r.s = ""
}

func (r *reader) uint() uint64 {
	var n uint64
	for shift := 0; shift < 64; shift += 7 {
		if len(r.s) == 0 {
			break
		}
		b := r.s[0]
		r.s = r.s[1:]
		n |= uint64(b&0x7f) << shift
		if b < 0x80 {
			return n
		}
	}
	r.fail()
	return 0
}

func (r *reader) int() int64 {
	n := r.uint()
	return int64(n>>1) ^ -int64(n&1)
}

func (r *reader) float() float64 {
	return math.Float64frombits(binary.LittleEndian.Uint64([]byte(r.take(8, "\x00\x00\x00\x00\x00\x00\x00\x00"))))
}

// take is so many bytes, or a substitute when there are less.
func (r *reader) take(n uint64, otherwise string) string {
	if n > uint64(len(r.s)) {
		r.fail()
		return otherwise
	}
	s := r.s[:n]
	r.s = r.s[n:]
	return s
}

func (r *reader) bool() bool { return r.take(1, "\x00") != "\x00" }

func (r *reader) text() string { return r.take(r.uint(), "") }

func (r *reader) bytes() []byte {
	n := r.uint()
	if n == 0 {
		return nil
	}
	return []byte(r.take(n-1, ""))
}

func (r *reader) time() time.Time {
	s := r.int()
	if s == math.MinInt64 {
		return time.Time{}
	}
	return time.Unix(s, int64(r.uint())).UTC()
}

func readWord[T ~string](r *reader, words []T) T {
	i := int(r.take(1, "\x00")[0])
	switch {
	case i == 0:
		return T(r.text())
	case i > len(words):
		r.fail()
		return ""
	}
	return words[i-1]
}

// list reads as many items as are said to follow; none is nil.
func list[T any](r *reader, item func(*reader) T) []T {
	return listOf(r, func(n int) []T { return make([]T, n) }, item)
}

// pooled is list with the memory of a pool.
func pooled[T any](r *reader, pool *[]T, item func(*reader) T) []T {
	return listOf(r, func(n int) []T { return take(r.pools, pool, n) }, item)
}

func listOf[T any](r *reader, of func(n int) []T, item func(*reader) T) []T {
	n := r.uint()
	if n > uint64(len(r.s)) { // each takes a byte at least
		r.fail()
	}
	if n == 0 || r.err != nil {
		return nil
	}
	items := of(int(n))
	for i := range items {
		items[i] = item(r)
	}
	return items
}

func writeList[T any](w *writer, items []T, item func(*writer, *T)) {
	w.uint(uint64(len(items)))
	for i := range items {
		item(w, &items[i])
	}
}

// pointer reads what may be missing.
func pointer[T any](r *reader, item func(*reader) T) *T {
	if !r.bool() {
		return nil
	}
	v := item(r)
	return &v
}

func writePointer[T any](w *writer, p *T, item func(*writer, *T)) {
	w.bool(p != nil)
	if p != nil {
		item(w, p)
	}
}

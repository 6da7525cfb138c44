package store

import (
	"bytes"
	"encoding/binary"
	"os"
	"sync/atomic"
	"syscall"
)

// file is a bbolt file that is read without bbolt, which believes what is in its
// pages: here every page is used once, within the file, and all keys are in
// order. It may be read by several goroutines, each of which has to be ready for
// a fault: see trusting.
type file struct {
	data  []byte // mapped
	pages uint64
	root  uint64
	seen  []atomic.Bool // pages
}

// The form of bbolt's pages.
const (
	pageHeader  = 16
	elementSize = 16
	branchPage  = 1
	leafPage    = 2
	bucketLeaf  = 1 // a flag of an element: its value is a bucket
	bucketSize  = 16
)

// errPages is why a file is refused whose pages can't be so.
var errPages error = damaged{"its pages contradict each other"}

// openFile maps a file for reading, whose metas are right then. The caller
// closes it.
func openFile(name string) (*file, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	pages, root, err := checkMetas(f)
	if err != nil {
		return nil, err
	}
	data, err := syscall.Mmap(int(f.Fd()), 0, int(pages*pageSize), syscall.PROT_READ, syscall.MAP_SHARED)
	if err != nil {
		return nil, err
	}
	return &file{data: data, pages: pages, root: root, seen: make([]atomic.Bool, pages)}, nil
}

func (t *file) close() { _ = syscall.Munmap(t.data) }

// branch is a page and all below it: keys from low and, unless high is nil,
// before high. A small bucket has no page, but its elements.
type branch struct {
	page      uint64
	low, high []byte
	inline    []byte
}

// read is the branch's page with what belongs to it, which is used by that.
func (t *file) read(b branch) ([]byte, error) {
	if b.inline != nil {
		return b.inline, nil
	}
	if b.page < 2 || b.page >= t.pages {
		return nil, errPages
	}
	p := t.data[b.page*pageSize:]
	size := uint64(binary.NativeEndian.Uint32(p[12:])) + 1
	if binary.NativeEndian.Uint64(p) != b.page || size > t.pages-b.page {
		return nil, errPages
	}
	for n := b.page; n < b.page+size; n++ {
		if t.seen[n].Swap(true) {
			return nil, errPages
		}
	}
	return p[:size*pageSize], nil
}

// element is what a page has of one key.
type element struct {
	key, value []byte
	page       uint64 // of a branch page's
	bucket     bool   // the value is one
}

// each goes through the elements of a page, which it checks.
func (b branch) each(p []byte, do func(element) error) (leaf bool, err error) {
	flags, count := binary.NativeEndian.Uint16(p[8:]), int(binary.NativeEndian.Uint16(p[10:]))
	if leaf = flags == leafPage; !leaf && flags != branchPage || pageHeader+count*elementSize > len(p) || !leaf && count == 0 {
		return leaf, errPages
	}
	last := b.low
	for i := range count {
		at := p[pageHeader+i*elementSize:]
		pos, ksize, vsize := uint64(binary.NativeEndian.Uint32(at)), uint64(binary.NativeEndian.Uint32(at[4:])), uint64(0)
		if leaf {
			pos, ksize, vsize = ksize, uint64(binary.NativeEndian.Uint32(at[8:])), uint64(binary.NativeEndian.Uint32(at[12:]))
		}
		if pos+ksize+vsize > uint64(len(at)) {
			return leaf, errPages
		}
		e := element{key: at[pos : pos+ksize], value: at[pos+ksize : pos+ksize+vsize]}
		if c := bytes.Compare(last, e.key); c > 0 || c == 0 && i > 0 || b.high != nil && bytes.Compare(e.key, b.high) >= 0 {
			return leaf, errPages
		}
		last = e.key
		if !leaf {
			e.page = binary.NativeEndian.Uint64(at[8:])
		} else if kind := binary.NativeEndian.Uint32(at); kind > bucketLeaf {
			return leaf, errPages
		} else {
			e.bucket = kind == bucketLeaf
		}
		if err := do(e); err != nil {
			return leaf, err
		}
	}
	return leaf, nil
}

// children are the branches below a branch page.
func (b branch) children(p []byte) ([]branch, error) {
	var list []branch
	_, err := b.each(p, func(e element) error {
		if n := len(list); n > 0 {
			list[n-1].high = e.key
		}
		list = append(list, branch{page: e.page, low: e.key, high: b.high})
		return nil
	})
	return list, err
}

// isBranch says that a page is none that holds values.
func isBranch(p []byte) bool { return binary.NativeEndian.Uint16(p[8:]) == branchPage }

// walk goes through all values of a branch, in the order of their keys.
func (t *file) walk(b branch, do func(element) error) error {
	p, err := t.read(b)
	if err != nil {
		return err
	}
	if !isBranch(p) {
		_, err := b.each(p, do)
		return err
	}
	list, err := b.children(p)
	if err != nil {
		return err
	}
	for _, c := range list {
		if err := t.walk(c, do); err != nil {
			return err
		}
	}
	return nil
}

// split makes at least so many branches of one, in their order, or as many as
// there are.
func (t *file) split(b branch, least int) ([]branch, error) {
	list := []branch{b}
	for more := true; more && len(list) < least; {
		more = false
		var finer []branch
		for _, b := range list {
			if b.inline != nil || b.page >= t.pages || !isBranch(t.data[b.page*pageSize:]) {
				finer = append(finer, b) // whoever walks there reads it
				continue
			}
			p, err := t.read(b)
			if err != nil {
				return nil, err
			}
			below, err := b.children(p)
			if err != nil {
				return nil, err
			}
			finer, more = append(finer, below...), true
		}
		list = finer
	}
	return list, nil
}

// buckets finds the buckets by name.
func (t *file) buckets() (map[string]branch, error) {
	found := map[string]branch{}
	err := t.walk(branch{page: t.root}, func(e element) error {
		if !e.bucket || len(e.value) < bucketSize {
			return errPages
		}
		b := branch{page: binary.NativeEndian.Uint64(e.value)}
		if b.page == 0 {
			if len(e.value) < bucketSize+pageHeader {
				return errPages
			}
			b.inline = e.value[bucketSize:]
		}
		found[string(e.key)] = b
		return nil
	})
	for _, name := range buckets {
		if _, ok := found[string(name)]; err == nil && !ok {
			return nil, damage("a part of it is missing")
		}
	}
	return found, err
}

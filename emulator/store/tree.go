package store

import (
	"bytes"
	"encoding/binary"
	"os"
	"syscall"
)

// tree goes through the pages of a bbolt file before bbolt does, which believes
// what is in them: every page is used once, within the file, and all keys are in
// order. It reads nothing that is not there.
type tree struct {
	data []byte
	seen map[uint64]bool
}

// The form of bbolt's pages.
const (
	pageHeader  = 16
	elementSize = 16
	branchPage  = 1
	leafPage    = 2
	bucketLeaf  = 1 // a flag of an element: its value is a bucket
	bucketSize  = 16
	metaRoot    = 16 // behind metaStart: the first page of the tree
	metaWrites  = 48 // behind metaStart: which of the two metas is the newer one
)

// checkTree checks a file whose metas are right.
func checkTree(name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	data, err := syscall.Mmap(int(f.Fd()), 0, int(info.Size()), syscall.PROT_READ, syscall.MAP_SHARED)
	if err != nil {
		return err
	}
	defer func() { _ = syscall.Munmap(data) }()
	one, two := data[metaStart:], data[pageSize+metaStart:]
	if binary.NativeEndian.Uint64(two[metaWrites:]) > binary.NativeEndian.Uint64(one[metaWrites:]) {
		one = two
	}
	t := tree{data: data, seen: map[uint64]bool{}}
	return t.page(binary.NativeEndian.Uint64(one[metaRoot:]), nil, nil)
}

// page checks a page and all below it, whose keys are not before low and, unless
// it is nil, before high.
func (t *tree) page(id uint64, low, high []byte) error {
	pages := uint64(len(t.data)) / pageSize
	if id < 2 || id >= pages {
		return errPages
	}
	p := t.data[id*pageSize:]
	size := uint64(binary.NativeEndian.Uint32(p[12:])) + 1
	if binary.NativeEndian.Uint64(p) != id || size > pages-id {
		return errPages
	}
	for n := id; n < id+size; n++ {
		if t.seen[n] {
			return errPages
		}
		t.seen[n] = true
	}
	return t.elements(p[:size*pageSize], low, high)
}

// errPages is why a file is refused whose pages can't be so.
var errPages error = damaged{"its pages contradict each other"}

// elements checks what is on a page.
func (t *tree) elements(p, low, high []byte) error {
	flags, count := binary.NativeEndian.Uint16(p[8:]), int(binary.NativeEndian.Uint16(p[10:]))
	if flags != branchPage && flags != leafPage || pageHeader+count*elementSize > len(p) || flags == branchPage && count == 0 {
		return errPages
	}
	keys := make([][]byte, count)
	for i := range count {
		e := p[pageHeader+i*elementSize:]
		pos, ksize := uint64(binary.NativeEndian.Uint32(e)), uint64(binary.NativeEndian.Uint32(e[4:]))
		if flags == leafPage {
			pos, ksize = ksize, uint64(binary.NativeEndian.Uint32(e[8:]))
		}
		if pos+ksize > uint64(len(e)) {
			return errPages
		}
		keys[i] = e[pos : pos+ksize]
		if i > 0 && bytes.Compare(keys[i-1], keys[i]) >= 0 || bytes.Compare(keys[i], low) < 0 || high != nil && bytes.Compare(keys[i], high) >= 0 {
			return errPages
		}
		if flags == leafPage {
			vsize := uint64(binary.NativeEndian.Uint32(e[12:]))
			if pos+ksize+vsize > uint64(len(e)) {
				return errPages
			}
			if err := t.value(binary.NativeEndian.Uint32(e), e[pos+ksize:pos+ksize+vsize]); err != nil {
				return err
			}
		}
	}
	if flags == leafPage {
		return nil
	}
	for i := range count {
		next := high
		if i+1 < count {
			next = keys[i+1]
		}
		if err := t.page(binary.NativeEndian.Uint64(p[pageHeader+i*elementSize+8:]), keys[i], next); err != nil {
			return err
		}
	}
	return nil
}

// value checks the value of an element, which may be a bucket: one with pages of
// its own, or a small one that is all there.
func (t *tree) value(flags uint32, v []byte) error {
	switch {
	case flags == 0:
		return nil
	case flags != bucketLeaf || len(v) < bucketSize:
		return errPages
	}
	if root := binary.NativeEndian.Uint64(v); root != 0 {
		return t.page(root, nil, nil)
	}
	if len(v) < bucketSize+pageHeader {
		return errPages
	}
	return t.elements(v[bucketSize:], nil, nil)
}

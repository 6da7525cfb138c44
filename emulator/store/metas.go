package store

import (
	"encoding/binary"
	"errors"
	"io"
	"os"
)

// The place of things in the first two pages of a bbolt file.
const (
	metaMagic   = 0xED0CDAED
	metaVersion = 2
	metaStart   = 16 // behind the page's own header
	metaSum     = 56 // behind the start; the sum is over what is before it
	metaSize    = metaSum + 8
	metaRoot    = 16 // the first page of the tree
	metaPageID  = 40 // the number of pages that are in use
	metaWrites  = 48 // which of the two metas is the newer one
)

// checkMetas sees to it that both of the pages are right that say where all
// others are. bbolt itself is content with one: the file as it was one write ago.
// It answers how many pages there are, and the first one of the tree.
func checkMetas(f *os.File) (pages, root uint64, err error) {
	info, err := f.Stat()
	if err != nil {
		return 0, 0, err
	}
	writes := uint64(0)
	for page := range int64(2) {
		meta := make([]byte, metaSize)
		if _, err := f.ReadAt(meta, page*pageSize+metaStart); err != nil {
			if errors.Is(err, io.EOF) {
				err = damage("it is too short to be one")
			}
			return 0, 0, err
		}
		sum := uint64(14695981039346656037) // FNV-1a
		for _, b := range meta[:metaSum] {
			sum = (sum ^ uint64(b)) * 1099511628211
		}
		number := func(at int) uint64 { return binary.NativeEndian.Uint64(meta[at:]) }
		switch {
		case binary.NativeEndian.Uint32(meta) != metaMagic:
			return 0, 0, damage("it is none of this emulator's")
		case binary.NativeEndian.Uint32(meta[4:]) != metaVersion || binary.NativeEndian.Uint32(meta[8:]) != pageSize:
			return 0, 0, damage("it was made by another version, or on another kind of machine")
		case number(metaSum) != sum:
			return 0, 0, damage("its page %d is damaged", page)
		case uint64(info.Size())/pageSize < number(metaPageID):
			return 0, 0, damage("it was cut off")
		}
		if page == 0 || number(metaWrites) > writes {
			writes, root = number(metaWrites), number(metaRoot)
		}
	}
	return uint64(info.Size()) / pageSize, root, nil
}

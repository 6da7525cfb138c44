package store

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"sync"

	"go.etcd.io/bbolt"

	"amazon-pay-emulator/emulator/engine"
)

// The files of a folder.
const (
	fileName = "state.db"
	lockName = "lock"
)

// Store is an open folder. It implements engine.Store.
type Store struct {
	name string                    // of the file
	open func() (*bbolt.DB, error) // waits until it is
	file fs.FileInfo               // of what was opened
	lock *os.File

	mu      sync.Mutex
	waiting []*batch // writes that the next transaction takes
	writing bool
}

// batch is one caller's write.
type batch struct {
	do   func(*bbolt.Tx) error
	err  error
	done chan struct{}
}

// Open opens a folder, which is made if need be, and reads what was kept there:
// nil when nothing was. Errors are for people. A file that can't be read whole is
// left exactly as it is. Close has to be called.
func Open(dir string) (*Store, *Kept, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, nil, fmt.Errorf("data folder %s can't be made: %w", dir, reason(err))
	}
	lock, err := acquire(filepath.Join(dir, lockName))
	switch {
	case errors.Is(err, errInUse):
		return nil, nil, fmt.Errorf("data folder %s is in use by another emulator: give each one its own", dir)
	case err != nil:
		return nil, nil, fmt.Errorf("data folder %s can't be written: %w", dir, reason(err))
	}
	name := filepath.Join(dir, fileName)
	kept, err := read(name)
	if err != nil {
		lock.Close()
		return nil, nil, err
	}
	s := &Store{name: name, lock: lock}
	s.open = sync.OnceValues(func() (*bbolt.DB, error) {
		db, err := open(name, kept == nil)
		if err != nil {
			return nil, refusal(name, err)
		}
		if s.file, err = os.Stat(name); err != nil {
			return nil, refusal(name, err)
		}
		return db, nil
	})
	if kept != nil {
		go func() { _ = s.Ready() }() // bbolt looks at all pages once more; see Ready
		return s, kept, nil
	}
	if err := s.Ready(); err != nil {
		lock.Close()
		return nil, nil, err
	}
	return s, nil, nil
}

// Ready waits until the folder can be written, which of a large one takes a
// while after Open. Its error is for people.
func (s *Store) Ready() error {
	_, err := s.open()
	return err
}

// reason is an error without the path, which was said already.
func reason(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}

// open opens the file for writing, and lays a new one out. A new file appears
// whole or not at all.
func open(name string, fresh bool) (*bbolt.DB, error) {
	if !fresh {
		return trusting(func() (*bbolt.DB, error) { return bbolt.Open(name, 0o600, options()) })
	}
	draft := name + ".new"
	if err := os.Remove(draft); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	db, err := bbolt.Open(draft, 0o600, options())
	if err != nil {
		return nil, err
	}
	err = db.Update(func(tx *bbolt.Tx) error {
		for _, name := range buckets {
			if _, err := tx.CreateBucket(name); err != nil {
				return err
			}
		}
		w := newWriter()
		w.uint(format)
		return tx.Bucket(metaBucket).Put(formatKey, seal(metaBucket, formatKey, w))
	})
	if err = errors.Join(err, db.Close()); err == nil {
		err = os.Rename(draft, name)
	}
	if err != nil {
		return nil, err
	}
	return bbolt.Open(name, 0o600, options())
}

// trusting calls bbolt, which trusts what is in its pages, and panics or reads
// what is not there when it should not have.
func trusting[T any](do func() (T, error)) (v T, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = damage("its pages contradict each other")
		}
	}()
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	return do()
}

// pageSize is fixed, so that a file can be read on any machine.
const pageSize = 4096

func options() *bbolt.Options {
	return &bbolt.Options{
		PageSize: pageSize, NoSync: true, NoGrowSync: true, NoFreelistSync: true, FreelistType: bbolt.FreelistMapType,
		InitialMmapSize: 1 << 30, // of addresses, not of memory: growing it stops the world
	}
}

// Close lets go of the folder.
func (s *Store) Close() error {
	db, err := s.open()
	if err == nil {
		err = db.Close()
	}
	return errors.Join(err, s.lock.Close())
}

// Write keeps changes. Those that several callers bring at one time become one
// transaction.
func (s *Store) Write(changes []engine.Change, template *engine.KeptTemplate) error {
	return s.update(func(tx *bbolt.Tx) error {
		for i := range changes {
			if err := writeChange(tx, &changes[i]); err != nil {
				return err
			}
		}
		if template == nil {
			return nil
		}
		w := newWriter()
		writeTemplate(w, template)
		return tx.Bucket(metaBucket).Put(templateKey, seal(metaBucket, templateKey, w))
	})
}

// inOne runs a transaction.
func (s *Store) inOne(do func(*bbolt.Tx) error) error {
	db, err := s.open()
	if err != nil {
		return err
	}
	if err := s.present(); err != nil {
		return err
	}
	return db.Update(do)
}

// present says that the folder still has the file that was opened, and its lock:
// what is written to a file that somebody has removed is gone with the process.
func (s *Store) present() error {
	lock, err := s.lock.Stat()
	if err != nil {
		return err
	}
	for name, opened := range map[string]fs.FileInfo{s.name: s.file, s.lock.Name(): lock} {
		if found, err := os.Stat(name); err != nil || !os.SameFile(found, opened) {
			return fmt.Errorf("%s was removed or replaced while the emulator ran: put it back, or start anew", name)
		}
	}
	return nil
}

// update runs a write in the next transaction.
func (s *Store) update(do func(*bbolt.Tx) error) error {
	b := &batch{do: do, done: make(chan struct{})}
	s.mu.Lock()
	s.waiting = append(s.waiting, b)
	if s.writing {
		s.mu.Unlock()
		<-b.done
		return b.err
	}
	s.writing = true
	for len(s.waiting) > 0 {
		together := s.waiting
		s.waiting = nil
		s.mu.Unlock()
		err := s.inOne(func(tx *bbolt.Tx) error {
			for _, b := range together {
				if err := b.do(tx); err != nil {
					return err
				}
			}
			return nil
		})
		for _, b := range together {
			b.err = err
			close(b.done)
		}
		s.mu.Lock()
	}
	s.writing = false
	s.mu.Unlock()
	return b.err
}

func writeChange(tx *bbolt.Tx, c *engine.Change) error {
	if c.Anew {
		for _, name := range perSeller {
			if err := clearSeller(tx.Bucket(name), c.Seller); err != nil {
				return err
			}
		}
	}
	if c.Gone {
		return tx.Bucket(headsBucket).Delete([]byte(c.Seller))
	}
	put := func(bucket, key []byte, write func(w *writer)) error {
		w := newWriter()
		write(w)
		return tx.Bucket(bucket).Put(key, seal(bucket, key, w))
	}
	var err error
	keep := func(bucket, key []byte, write func(w *writer)) {
		if err == nil {
			err = put(bucket, key, write)
		}
	}
	if c.Head != nil {
		keep(headsBucket, []byte(c.Seller), func(w *writer) { writeHead(w, c.Head) })
	}
	// In the order of their keys: until a transaction ends, bbolt has all new
	// records in one list, into whose middle nothing can be put quickly.
	slices.SortFunc(c.Orders, func(x, y engine.OrderState) int { return strings.Compare(x.Order.ID, y.Order.ID) })
	for i := range c.Orders {
		keep(ordersBucket, keyOf(c.Seller, c.Orders[i].Order.ID), func(w *writer) { writeOrderState(w, &c.Orders[i]) })
	}
	for i := range c.Events {
		keep(eventsBucket, eventKey(c.Seller, c.Events[i].N, c.Keep), func(w *writer) { writeNumbered(w, &c.Events[i]) })
	}
	for _, p := range c.Told {
		told := toldOf(p)
		keep(outboxBucket, parcelKey(c.Seller, p.Number, 0), func(w *writer) { writeTold(w, &told) })
	}
	for _, p := range c.Outbox {
		keep(outboxBucket, parcelKey(c.Seller, p.N, 1), func(w *writer) { w.raw(p.Data) })
	}
	for i := range c.Wishes {
		key := keyOf(c.Seller, c.Wishes[i].Object)
		if wish := &c.Wishes[i]; wish.Delivery != (engine.Wish{}).Delivery {
			keep(wishesBucket, key, func(w *writer) { writeWish(w, wish) })
		} else if err == nil {
			err = tx.Bucket(wishesBucket).Delete(key)
		}
	}
	return err
}

// clearSeller deletes all of a seller from a bucket.
func clearSeller(b *bbolt.Bucket, seller string) error {
	prefix := sellerPrefix(seller)
	var keys [][]byte
	c := b.Cursor()
	for k, _ := c.Seek(prefix); bytes.HasPrefix(k, prefix); k, _ = c.Next() {
		keys = append(keys, k)
	}
	for _, k := range keys { // a cursor loses its place when it deletes
		if err := b.Delete(k); err != nil {
			return err
		}
	}
	return nil
}

// PutParcel keeps a part of what is on its way to a seller because of an event;
// part 0 is the event's own.
func (s *Store) PutParcel(seller string, n uint64, part uint16, data []byte) error {
	return s.update(func(tx *bbolt.Tx) error {
		key, w := parcelKey(seller, n, part), newWriter()
		w.raw(data)
		return tx.Bucket(outboxBucket).Put(key, seal(outboxBucket, key, w))
	})
}

// DropParcels forgets all that is on its way because of an event.
func (s *Store) DropParcels(seller string, n uint64) error {
	return s.update(func(tx *bbolt.Tx) error {
		b := tx.Bucket(outboxBucket)
		prefix := parcelKey(seller, n, 0)
		prefix = prefix[:len(prefix)-2]
		var keys [][]byte
		c := b.Cursor()
		for k, _ := c.Seek(prefix); bytes.HasPrefix(k, prefix); k, _ = c.Next() {
			keys = append(keys, k)
		}
		for _, k := range keys {
			if err := b.Delete(k); err != nil {
				return err
			}
		}
		return nil
	})
}

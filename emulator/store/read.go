package store

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"sync"

	"go.etcd.io/bbolt"

	"amazon-pay-emulator/emulator/engine"
)

// Kept is what a folder held.
type Kept struct {
	World  engine.World
	Told   map[string][]Told // by seller and number: publications that have not come to their end
	Parcel map[string][]Parcel
}

// Parcel is a part of what is on its way.
type Parcel struct {
	Number uint64
	Part   uint16
	Data   []byte
}

// damaged is why a file is refused.
type damaged struct{ why string }

func (d damaged) Error() string { return d.why }

// errFresh says that a file was made, and nothing written to it before the
// process ended.
var errFresh = errors.New("nothing was written yet")

func damage(format string, args ...any) error { return damaged{fmt.Sprintf(format, args...)} }

// read reads a file without touching it; nil when there is none.
func read(name string) (*Kept, error) {
	if _, err := os.Stat(name); errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	kept, err := load(name)
	switch {
	case errors.Is(err, errFresh):
		return nil, nil
	case err != nil:
		return nil, refusal(name, err)
	}
	return kept, nil
}

// refusal is why a file is not used, for people.
func refusal(name string, err error) error {
	var d damaged
	if errors.As(err, &d) {
		return fmt.Errorf("data file %s can't be used: %s\nit was left as it is; move it away to begin anew, or restore it from a copy", name, d.why)
	}
	return fmt.Errorf("data file %s can't be opened: %w", name, reason(err))
}

func load(name string) (*Kept, error) {
	if err := checkMetas(name); err != nil {
		return nil, err
	}
	if err := checkTree(name); err != nil {
		return nil, err
	}
	o := options()
	o.ReadOnly = true
	return trusting(func() (kept *Kept, err error) {
		db, err := bbolt.Open(name, 0o600, o)
		if err != nil {
			return nil, damage("%v", err)
		}
		defer db.Close()
		err = db.View(func(tx *bbolt.Tx) (err error) {
			kept, err = newLoader(tx).all()
			return err
		})
		return kept, err
	})
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

// The place of things in the first two pages of a bbolt file.
const (
	metaMagic   = 0xED0CDAED
	metaVersion = 2
	metaStart   = 16 // behind the page's own header
	metaSum     = 56 // behind the start; the sum is over what is before it
	metaSize    = metaSum + 8
	metaPageID  = 40 // the number of pages that are in use
)

// checkMetas sees to it that both of the pages are right that say where all
// others are. bbolt itself is content with one: the file as it was one write ago.
func checkMetas(name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	for page := range int64(2) {
		meta := make([]byte, metaSize)
		if _, err := f.ReadAt(meta, page*pageSize+metaStart); err != nil {
			if errors.Is(err, io.EOF) {
				return damage("it is too short to be one")
			}
			return err
		}
		sum := uint64(14695981039346656037) // FNV-1a
		for _, b := range meta[:metaSum] {
			sum = (sum ^ uint64(b)) * 1099511628211
		}
		switch {
		case binary.NativeEndian.Uint32(meta) != metaMagic:
			return damage("it is none of this emulator's")
		case binary.NativeEndian.Uint32(meta[4:]) != metaVersion || binary.NativeEndian.Uint32(meta[8:]) != pageSize:
			return damage("it was made by another version, or on another kind of machine")
		case binary.NativeEndian.Uint64(meta[metaSum:]) != sum:
			return damage("its page %d is damaged", page)
		case info.Size() < int64(binary.NativeEndian.Uint64(meta[metaPageID:]))*pageSize:
			return damage("it was cut off")
		}
	}
	return nil
}

// loader reads a file. One goroutine goes through the pages and checks the sums,
// others turn orders into objects.
type loader struct {
	tx       *bbolt.Tx
	kept     *Kept
	accounts map[string]*engine.KeptAccount
}

func newLoader(tx *bbolt.Tx) *loader {
	return &loader{tx: tx, kept: &Kept{Told: map[string][]Told{}, Parcel: map[string][]Parcel{}}, accounts: map[string]*engine.KeptAccount{}}
}

func (l *loader) all() (*Kept, error) {
	for _, name := range buckets {
		if l.tx.Bucket(name) == nil {
			return nil, damage("a part of it is missing")
		}
	}
	for _, step := range []func() error{l.meta, l.heads, l.orders, l.wishes, l.events, l.outbox, l.whole} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return l.kept, nil
}

// value checks a value and is what a writer wrote.
func value(bucket, key, sealed []byte) ([]byte, error) {
	if len(sealed) < sumSize || binary.BigEndian.Uint32(sealed) != checksum(bucket, key, sealed[sumSize:]) {
		return nil, damage("a record of it is damaged")
	}
	return sealed[sumSize:], nil
}

// decode reads a whole record.
func decode[T any](data []byte, read func(*reader) T) (T, error) {
	r := reader{s: string(data)}
	v := read(&r)
	if r.err != nil || r.s != "" {
		return v, damage("a record of it can't be read")
	}
	return v, nil
}

func (l *loader) meta() error {
	b := l.tx.Bucket(metaBucket)
	data, err := value(metaBucket, formatKey, b.Get(formatKey))
	if err != nil {
		return err
	}
	version, err := decode(data, (*reader).uint)
	switch {
	case err != nil:
		return err
	case version > format:
		return damage("it has the format %d of a newer version; this one knows %d", version, format)
	case version < format:
		return damage("it has the format %d, which this version does not know any more", version)
	}
	if k, _ := l.tx.Bucket(headsBucket).Cursor().First(); k == nil && b.Get(templateKey) == nil {
		return errFresh
	}
	if data, err = value(metaBucket, templateKey, b.Get(templateKey)); err != nil {
		return err
	}
	l.kept.World.Template, err = decode(data, readTemplate)
	return err
}

// each goes through a bucket in the order of its keys, which it checks.
func (l *loader) each(bucket []byte, do func(account *engine.KeptAccount, key, data []byte) error) error {
	var last []byte
	c := l.tx.Bucket(bucket).Cursor()
	for k, v := c.First(); k != nil; k, v = c.Next() {
		data, err := value(bucket, k, v)
		if err != nil {
			return err
		}
		if bytes.Compare(last, k) >= 0 {
			return damage("its records are out of order")
		}
		last = k
		seller, rest, _ := bytes.Cut(k, []byte{0})
		account := l.accounts[string(seller)]
		if account == nil {
			return damage("a record of it belongs to nobody")
		}
		if err := do(account, rest, data); err != nil {
			return err
		}
	}
	return nil
}

func (l *loader) heads() error {
	c := l.tx.Bucket(headsBucket).Cursor()
	for k, v := c.First(); k != nil; k, v = c.Next() {
		data, err := value(headsBucket, k, v)
		if err != nil {
			return err
		}
		head, err := decode(data, readHead)
		if err != nil {
			return err
		}
		l.accounts[string(k)] = &engine.KeptAccount{Head: head, Orders: make([]engine.OrderState, 0, head.Orders)}
	}
	return nil
}

// chunk is how many orders are turned into objects at one time.
const chunk = 512

// orders reads the orders, which are most of what there is.
func (l *loader) orders() error {
	type piece struct {
		data [][]byte
		to   []engine.OrderState
	}
	var mu sync.Mutex
	var failed error
	pieces := make(chan piece, runtime.GOMAXPROCS(0))
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for p := range pieces {
				for i, data := range p.data {
					s, err := decode(data, readOrderState)
					if err == nil && len(s.Numbers) != objects(s) {
						err = damage("a record of it can't be read")
					}
					if err != nil {
						mu.Lock()
						failed = err
						mu.Unlock()
						break
					}
					p.to[i] = s
				}
			}
		})
	}
	var data [][]byte
	var of *engine.KeptAccount
	flush := func() {
		if len(data) > 0 {
			n := len(of.Orders)
			of.Orders = of.Orders[:n+len(data)]
			pieces <- piece{data, of.Orders[n:]}
			data = make([][]byte, 0, chunk)
		}
	}
	err := l.each(ordersBucket, func(account *engine.KeptAccount, _, value []byte) error {
		if account != of || len(data) == chunk {
			flush()
			of = account
		}
		if len(account.Orders)+len(data) == cap(account.Orders) {
			return damage("it has more records than it says")
		}
		data = append(data, bytes.Clone(value)) // a fault is not another goroutine's
		return nil
	})
	if err == nil {
		flush()
	}
	close(pieces)
	workers.Wait()
	return cmp.Or(err, failed)
}

func objects(s engine.OrderState) int {
	o := s.Order
	return 1 + len(o.Authorizations) + len(o.Captures) + len(o.Refunds) + len(o.Chargebacks)
}

func (l *loader) wishes() error {
	return l.each(wishesBucket, func(account *engine.KeptAccount, _, data []byte) error {
		wish, err := decode(data, readWish)
		account.Wishes = append(account.Wishes, wish)
		return err
	})
}

// events reads the histories. Places that are not used any more may hold older
// ones.
func (l *loader) events() error {
	err := l.each(eventsBucket, func(account *engine.KeptAccount, _, data []byte) error {
		e, err := decode(data, readNumbered)
		account.Events = append(account.Events, e)
		return err
	})
	for _, a := range l.accounts {
		slices.SortFunc(a.Events, func(x, y engine.NumberedEvent) int { return cmp.Compare(x.N, y.N) })
	}
	return err
}

func (l *loader) outbox() error {
	return l.each(outboxBucket, func(account *engine.KeptAccount, key, data []byte) error {
		if len(key) != 10 {
			return damage("a record of it can't be read")
		}
		seller := account.Head.Seller.ID
		p := Parcel{Number: binary.BigEndian.Uint64(key), Part: binary.BigEndian.Uint16(key[8:])}
		if p.Part > 0 {
			p.Data = bytes.Clone(data)
			l.kept.Parcel[seller] = append(l.kept.Parcel[seller], p)
			return nil
		}
		told, err := decode(data, readTold)
		l.kept.Told[seller] = append(l.kept.Told[seller], told)
		return err
	})
}

// whole checks that nothing is missing, and hands the accounts over.
func (l *loader) whole() error {
	for seller, a := range l.accounts {
		switch n := len(a.Events); {
		case a.Head.Seller.ID != seller:
			return damage("an account of it has another name")
		case len(a.Orders) != a.Head.Orders:
			return damage("of %d order references it has %d", a.Head.Orders, len(a.Orders))
		case n > 0 && (a.Events[n-1].N != a.Head.Last || a.Events[0].N != a.Head.Last-uint64(n)+1):
			return damage("a part of its history is missing")
		}
		l.kept.World.Accounts = append(l.kept.World.Accounts, *a)
	}
	slices.SortFunc(l.kept.World.Accounts, func(x, y engine.KeptAccount) int { return cmp.Compare(x.Head.Seller.ID, y.Head.Seller.ID) })
	return nil
}

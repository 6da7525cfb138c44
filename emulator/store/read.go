package store

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

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

// load reads a file whole.
func load(name string) (*Kept, error) {
	f, err := openFile(name)
	if err != nil {
		return nil, err
	}
	defer f.close()
	return trusting(func() (*Kept, error) { return f.load() })
}

func (t *file) load() (*Kept, error) {
	found, err := t.buckets()
	if err != nil {
		return nil, err
	}
	l := &loader{
		file: t, buckets: found,
		kept:     &Kept{Told: map[string][]Told{}, Parcel: map[string][]Parcel{}},
		accounts: map[string]*engine.KeptAccount{},
	}
	for _, step := range []func() error{l.meta, l.heads, l.orders, l.wishes, l.events, l.outbox, l.whole} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return l.kept, nil
}

// loader reads a file.
type loader struct {
	*file
	buckets  map[string]branch
	kept     *Kept
	accounts map[string]*engine.KeptAccount
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
	return decodeWith(new(pools), data, read)
}

// decodeWith is decode with the memory of pools.
func decodeWith[T any](p *pools, data []byte, read func(*reader) T) (T, error) {
	r := reader{s: p.text(data), pools: p}
	v := read(&r)
	if r.err != nil || r.s != "" {
		return v, damage("a record of it can't be read")
	}
	return v, nil
}

// values goes through the values of a bucket, which it checks.
func (t *file) values(bucket []byte, b branch, do func(key, data []byte) error) error {
	return t.walk(b, func(e element) error {
		if e.bucket {
			return errPages
		}
		data, err := value(bucket, e.key, e.value)
		if err != nil {
			return err
		}
		return do(e.key, data)
	})
}

// meta reads what the file is. It comes first: of another format nothing more is
// known.
func (l *loader) meta() error {
	records := map[string][]byte{}
	err := l.values(metaBucket, l.buckets[string(metaBucket)], func(key, data []byte) error {
		records[string(key)] = bytes.Clone(data)
		return nil
	})
	if err != nil {
		return err
	}
	version, err := decode(records[string(formatKey)], (*reader).uint)
	switch {
	case err != nil:
		return err
	case version > format:
		return damage("it has the format %d of a newer version; this one knows %d", version, format)
	case version < format:
		return damage("it has the format %d, which this version does not know any more", version)
	}
	template, ok := records[string(templateKey)]
	if !ok {
		if err := l.heads(); err != nil || len(l.accounts) > 0 {
			return cmp.Or(err, damage("a part of it is missing"))
		}
		return errFresh
	}
	l.kept.World.Template, err = decode(template, readTemplate)
	return err
}

// each goes through a bucket whose keys begin with a seller.
func (l *loader) each(bucket []byte, do func(account *engine.KeptAccount, key, data []byte) error) error {
	return l.values(bucket, l.buckets[string(bucket)], func(key, data []byte) error {
		account, rest, err := l.owner(key)
		if err != nil {
			return err
		}
		return do(account, rest, data)
	})
}

// owner is whose a record is, and the rest of its key.
func (l *loader) owner(key []byte) (*engine.KeptAccount, []byte, error) {
	seller, rest, _ := bytes.Cut(key, []byte{0})
	account := l.accounts[string(seller)]
	if account == nil {
		return nil, nil, damage("a record of it belongs to nobody")
	}
	return account, rest, nil
}

func (l *loader) heads() error {
	return l.values(headsBucket, l.buckets[string(headsBucket)], func(key, data []byte) error {
		head, err := decode(data, readHead)
		l.accounts[string(key)] = &engine.KeptAccount{Head: head}
		return err
	})
}

// piecesPerWorker is how many parts of the orders each goroutine has to read, so
// that none waits long for the last one.
const piecesPerWorker = 32

// orders reads the orders, which are most of what there is, on all processors.
func (l *loader) orders() error {
	workers := runtime.GOMAXPROCS(0)
	branches, err := l.split(l.buckets[string(ordersBucket)], workers*piecesPerWorker)
	if err != nil {
		return err
	}
	pieces, errs := make([][]run, len(branches)), make([]error, len(branches))
	var next atomic.Int64
	var all sync.WaitGroup
	for range workers {
		all.Go(func() {
			p := newPools()
			for n := int(next.Add(1)) - 1; n < len(branches); n = int(next.Add(1)) - 1 {
				pieces[n], errs[n] = trusting(func() ([]run, error) { return l.piece(p, branches[n]) })
			}
		})
	}
	all.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	join(pieces)
	return nil
}

// run is orders of one account, one after the other in the file.
type run struct {
	account *engine.KeptAccount
	orders  []engine.OrderState
}

// piece reads the orders of a branch.
func (l *loader) piece(p *pools, b branch) (runs []run, err error) {
	err = l.values(ordersBucket, b, func(key, data []byte) error {
		account, _, err := l.owner(key)
		if err != nil {
			return err
		}
		s, err := decodeWith(p, data, readOrderState)
		if err != nil {
			return err
		}
		if len(s.Numbers) != objects(s) {
			return damage("a record of it can't be read")
		}
		if n := len(runs); n == 0 || runs[n-1].account != account {
			runs = append(runs, run{account: account})
		}
		r := &runs[len(runs)-1]
		r.orders = append(r.orders, s)
		return nil
	})
	return runs, err
}

// join gives the accounts their orders, in the order of their keys.
func join(pieces [][]run) {
	count := map[*engine.KeptAccount]int{}
	for _, runs := range pieces {
		for _, r := range runs {
			count[r.account] += len(r.orders)
		}
	}
	for a, n := range count {
		a.Orders = make([]engine.OrderState, 0, n)
	}
	for _, runs := range pieces {
		for _, r := range runs {
			r.account.Orders = append(r.account.Orders, r.orders...)
		}
	}
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

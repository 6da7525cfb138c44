package engine

import (
	"cmp"
	"slices"
	"sort"
	"time"

	"amazon-pay-emulator/emulator"
)

// made is one object by where it stands in its entry: the order reference, or
// its at-th authorization, capture or refund. The account keeps one for each
// object, in the order in which they came into being: creation times don't tell
// that while a clock stands still.
type made struct {
	entry *entry
	kind  uint8 // index in emulator.Kinds
	at    int32
}

// object is the object as it is now.
func (m made) object() Object {
	o := m.entry.order
	switch kind := emulator.Kinds[m.kind]; kind {
	case emulator.KindAuthorization:
		x := &o.Authorizations[m.at]
		return Object{kind, x.ID, x.Reference, x.Created, x.Status, x.Amount, o}
	case emulator.KindCapture:
		x := &o.Captures[m.at]
		return Object{kind, x.ID, x.Reference, x.Created, x.Status, x.Amount, o}
	case emulator.KindRefund:
		x := &o.Refunds[m.at]
		return Object{kind, x.ID, x.Reference, x.Created, x.Status, x.Amount, o}
	case emulator.KindChargeback:
		x := &o.Chargebacks[m.at]
		return Object{kind, x.ID, "", x.Created, x.Status, x.Amount, o}
	default:
		return Object{kind, o.ID, "", o.Created, o.Status, o.Total, o}
	}
}

// noteMade keeps in mind what the newest version of an entry has that the old
// one had not.
func (a *Account) noteMade(e *entry, old *emulator.Order) {
	orders := 0
	if old.ID != "" {
		orders = 1
	}
	had := [...]int{orders, len(old.Authorizations), len(old.Captures), len(old.Refunds), len(old.Chargebacks)} // as emulator.Kinds
	has := [...]int{1, len(e.order.Authorizations), len(e.order.Captures), len(e.order.Refunds), len(e.order.Chargebacks)}
	for kind := range had {
		for at := had[kind]; at < has[kind]; at++ {
			a.made = append(a.made, made{entry: e, kind: uint8(kind), at: int32(at)})
		}
	}
}

// Place is where an object stands among those of all sellers, the newest first.
// It stays where it is when others are added. The zero Place is before all.
type Place struct {
	Created time.Time
	Seller  string
	N       int // the seller's objects before it
}

// Compare says which of two places comes first.
func (p Place) Compare(q Place) int {
	return cmp.Or(q.Created.Compare(p.Created), cmp.Compare(p.Seller, q.Seller), cmp.Compare(q.N, p.N))
}

// Listed is an object with its place.
type Listed struct {
	Object
	Place Place
}

// Newest lists up to so many of the account's objects behind a place: those of a
// kind, or of all when it is empty, in one state, or in any when it is empty.
func (a *Account) Newest(kind emulator.Kind, state emulator.State, after Place, most int) []Listed {
	a.mu.Lock()
	a.begin()
	a.catchUp()
	a.commitAnyway()
	a.sortMade()
	at, epoch := a.behind(after), a.epoch.Load()
	a.mu.Unlock()
	var list []Listed
	for more := true; more; {
		a.mu.Lock()
		for range batch {
			if more = at > 0 && len(list) < most && a.epoch.Load() == epoch; !more {
				break
			}
			at--
			obj := a.made[at].object()
			if (kind == "" || obj.Kind == kind) && (state == "" || obj.Status.State == state) {
				list = append(list, Listed{obj, Place{obj.Created, a.id, at}})
			}
		}
		a.mu.Unlock()
	}
	return list
}

// sortMade puts right what came in another order than it was made in: objects of
// the starting world. Afterwards creation times never fall.
func (a *Account) sortMade() {
	if a.madeSorted == len(a.made) {
		return
	}
	created := func(x, y made) int { return x.object().Created.Compare(y.object().Created) }
	if from := max(a.madeSorted-1, 0); !slices.IsSortedFunc(a.made[from:], created) {
		slices.SortStableFunc(a.made, created)
	}
	a.madeSorted = len(a.made)
}

// behind is how many of the account's objects are behind a place.
func (a *Account) behind(p Place) int {
	switch {
	case p == Place{}:
		return len(a.made)
	case p.Seller == a.id:
		return min(max(p.N, 0), len(a.made))
	}
	return sort.Search(len(a.made), func(i int) bool {
		created := a.made[i].object().Created
		return created.After(p.Created) || created.Equal(p.Created) && a.id < p.Seller
	})
}

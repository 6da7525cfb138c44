package engine

import (
	"cmp"
	"slices"
	"time"

	"amazon-pay-emulator/emulator"
)

// Object is one order reference, authorization, capture or refund as a list
// shows it.
type Object struct {
	Kind      emulator.Kind
	ID        string
	Reference string
	Created   time.Time
	Status    emulator.Status
	Amount    emulator.Money
	Order     *emulator.Order
}

// Objects lists the account's objects of a kind, or of all when it is empty, in
// one state, or in any when it is empty: newest first.
func (a *Account) Objects(kind emulator.Kind, state emulator.State) []Object {
	a.mu.Lock()
	a.begin()
	a.catchUp()
	a.commitAnyway()
	orders := make([]*emulator.Order, 0, len(a.orders))
	for _, e := range a.orders {
		orders = append(orders, e.order)
	}
	a.mu.Unlock()
	var list []Object
	for _, o := range orders {
		for obj := range objectsOf(o) {
			if (kind == "" || obj.Kind == kind) && (state == "" || obj.Status.State == state) {
				list = append(list, obj)
			}
		}
	}
	slices.SortFunc(list, func(x, y Object) int {
		return cmp.Or(y.Created.Compare(x.Created), cmp.Compare(y.ID, x.ID))
	})
	return list
}

// Object finds any object by its Amazon id, in either environment.
func (a *Account) Object(id string) (Object, bool) {
	a.mu.Lock()
	a.begin()
	a.catchUp()
	a.commitAnyway()
	e, ok := a.entryOf(id)
	if !ok {
		a.mu.Unlock()
		return Object{}, false
	}
	o := e.order // the entry is the lock's, the version is nobody's
	a.mu.Unlock()
	for obj := range objectsOf(o) {
		if obj.ID == id {
			return obj, true
		}
	}
	return Object{}, false
}

// objectsOf goes through an order and all that hangs from it.
func objectsOf(o *emulator.Order) func(yield func(Object) bool) {
	return func(yield func(Object) bool) {
		if !yield(Object{Kind: emulator.KindOrder, ID: o.ID, Created: o.Created, Status: o.Status, Amount: o.Total, Order: o}) {
			return
		}
		for _, x := range o.Authorizations {
			if !yield(Object{emulator.KindAuthorization, x.ID, x.Reference, x.Created, x.Status, x.Amount, o}) {
				return
			}
		}
		for _, x := range o.Captures {
			if !yield(Object{emulator.KindCapture, x.ID, x.Reference, x.Created, x.Status, x.Amount, o}) {
				return
			}
		}
		for _, x := range o.Refunds {
			if !yield(Object{emulator.KindRefund, x.ID, x.Reference, x.Created, x.Status, x.Amount, o}) {
				return
			}
		}
		for _, x := range o.Chargebacks {
			if !yield(Object{emulator.KindChargeback, x.ID, "", x.Created, x.Status, x.Amount, o}) {
				return
			}
		}
	}
}

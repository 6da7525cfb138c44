package engine

import "amazon-pay-emulator/emulator"

// Class is what objects are counted by.
type Class struct {
	Kind  emulator.Kind
	State emulator.State
}

// census counts an account's objects. It is kept rather than taken, so that
// asking costs nothing however many there are.
type census map[Class]int

// update counts what is another in the newer version of an order than in the
// older one, which has no id when there was none.
func (c census) update(older, newer *emulator.Order) {
	if older.ID == "" {
		c[Class{emulator.KindOrder, newer.Status.State}]++
	} else {
		c.move(emulator.KindOrder, older.Status.State, newer.Status.State)
	}
	changes(c, emulator.KindAuthorization, older.Authorizations, newer.Authorizations, func(x *emulator.Authorization) emulator.State { return x.Status.State })
	changes(c, emulator.KindCapture, older.Captures, newer.Captures, func(x *emulator.Capture) emulator.State { return x.Status.State })
	changes(c, emulator.KindRefund, older.Refunds, newer.Refunds, func(x *emulator.Refund) emulator.State { return x.Status.State })
	changes(c, emulator.KindChargeback, older.Chargebacks, newer.Chargebacks, func(x *emulator.Chargeback) emulator.State { return x.Status.State })
}

// changes counts what is another in a newer list of objects, which begins with
// those of the older one.
func changes[T any](c census, kind emulator.Kind, older, newer []T, state func(*T) emulator.State) {
	for i := range newer {
		if i < len(older) {
			c.move(kind, state(&older[i]), state(&newer[i]))
		} else {
			c[Class{kind, state(&newer[i])}]++
		}
	}
}

func (c census) move(kind emulator.Kind, from, to emulator.State) {
	if from != to {
		c[Class{kind, from}]--
		c[Class{kind, to}]++
	}
}

// Census adds the account's objects to counts of them, and answers how many
// order references and others have something coming.
func (a *Account) Census(to map[Class]int) (pending int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.catchUp()
	for class, n := range a.census {
		to[class] += n
	}
	return a.agenda.Len()
}

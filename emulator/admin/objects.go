package admin

import (
	"slices"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
)

// objectList is a page of objects, newest first.
type objectList struct {
	Objects []object `json:"objects"`
	nextCursor
}

func (a *API) listObjects(c *call) (any, error) {
	limit, flaws := c.limit()
	after, wrong := c.cursor()
	flaws = append(flaws, wrong...)
	kind := emulator.Kind(c.parameter("type"))
	if kind != "" {
		flaws = append(flaws, oneOf("?type", kind, emulator.Kinds)...)
	}
	state := emulator.State(c.parameter("state"))
	if state != "" {
		flaws = append(flaws, oneOf("?state", state, states)...)
	}
	if len(flaws) > 0 {
		return nil, invalid(flaws...)
	}
	var place engine.Place
	if after != nil {
		place = engine.Place{Created: after.at, Seller: after.seller, N: int(after.n)}
	}
	accounts, _ := a.accounts(c)
	var found []engine.Listed
	for _, account := range accounts {
		found = append(found, account.Newest(kind, state, place, limit+1)...)
		slices.SortFunc(found, func(x, y engine.Listed) int { return x.Place.Compare(y.Place) })
		found = found[:min(len(found), limit+1)]
	}
	d := objectList{Objects: make([]object, min(len(found), limit))}
	for i := range d.Objects {
		d.Objects[i] = showObject(found[i].Object)
	}
	if len(found) > limit {
		last := found[limit-1].Place
		d.more(cursor{at: last.Created, seller: last.Seller, n: uint64(last.N)})
	}
	return d, nil
}

func (a *API) getObject(c *call) (any, error) {
	account, err := a.holder(c, c.id)
	if err != nil {
		return nil, err
	}
	return a.showOne(account, c.id), nil
}

// states lists every state that an object may be in.
var states = func() []emulator.State {
	var list []emulator.State
	for _, m := range emulator.Moves {
		if !slices.Contains(list, m.To) {
			list = append(list, m.To)
		}
	}
	return list
}()

// reasons lists every reason of a state.
var reasons = func() []emulator.Reason {
	var list []emulator.Reason
	for _, m := range emulator.Moves {
		if m.Reason != "" && !slices.Contains(list, m.Reason) {
			list = append(list, m.Reason)
		}
	}
	return list
}()

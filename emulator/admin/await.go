package admin

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
	"amazon-pay-emulator/ipnsender"
)

// awaitRequest says what is waited for: a state of an object, or the arrival of
// the notification about one.
type awaitRequest struct {
	ofSeller
	Object    *string        `json:"object"`
	State     emulator.State `json:"state"`
	IPNFor    *string        `json:"ipn_for"`
	Delivered *bool          `json:"delivered"`
	Timeout   *duration      `json:"timeout"` // of real time
}

// awaitTimeout is how long a call waits when it names no time.
const awaitTimeout = 10 * time.Second

func (r awaitRequest) check() []flaw {
	const suggestion = `send {"object":"S01-...","state":"Completed"} or {"ipn_for":"S01-...","delivered":true}`
	var flaws []flaw
	switch {
	case r.Object == nil && r.IPNFor == nil:
		flaws = append(flaws, flaw{Message: "what to wait for is not said", Suggestion: suggestion})
	case r.Object != nil && r.IPNFor != nil:
		flaws = append(flaws, flaw{Path: "ipn_for", Message: "object and ipn_for can't both be given", Suggestion: suggestion})
	case r.Object != nil:
		flaws = append(flaws, oneOf("state", r.State, states)...)
		if r.Delivered != nil {
			flaws = append(flaws, flaw{Path: "delivered", Message: "goes with ipn_for", Suggestion: suggestion})
		}
	default:
		if r.State != "" {
			flaws = append(flaws, flaw{Path: "state", Message: "goes with object", Suggestion: suggestion})
		}
		if r.Delivered != nil && !*r.Delivered {
			flaws = append(flaws, flaw{Path: "delivered", Message: "only an arrival can be waited for", Suggestion: "send true, or leave it out"})
		}
	}
	if r.Timeout != nil && *r.Timeout < 0 {
		flaws = append(flaws, flaw{Path: "timeout", Message: "a time limit can't be negative", Suggestion: `send "10s"`})
	}
	return flaws
}

// awaited is what a wait came to, or what it saw instead.
type awaited struct {
	Reached bool          `json:"reached"`
	Object  *objectInFull `json:"object,omitempty"`
	IPNs    []ipn         `json:"ipns,omitempty"` // about the object, newest first
}

// waiter looks whether what it waits for is so.
type waiter interface {
	// changed is closed when it is time to look again; nil: the account tells.
	changed() <-chan struct{}
	// look says what there is, and whether what is waited for is still possible.
	look() (seen awaited, possible bool)
	// words say what it waits for, and what it saw last.
	words() (wanted, seen string)
}

func (a *API) await(c *call) (any, error) {
	var request awaitRequest
	if err := c.readBody(&request); err != nil {
		return nil, err
	}
	if flaws := request.check(); len(flaws) > 0 {
		return nil, invalid(flaws...)
	}
	limit := awaitTimeout
	if request.Timeout != nil {
		limit = time.Duration(*request.Timeout)
	}
	id := request.Object
	if id == nil {
		id = request.IPNFor
	}
	account, err := a.holder(c, *id)
	if err != nil {
		return nil, err
	}
	var w waiter
	if request.Object != nil {
		w = &stateWaiter{api: a, account: account, id: *id, state: request.State, mark: account.Mark()}
	} else {
		if a.options.IPNs == nil {
			return nil, notThere("this emulator sends no notifications")
		}
		w = &ipnWaiter{api: a, seller: account.ID(), object: *id}
	}
	ctx, cancel := context.WithTimeout(c.Context(), limit)
	defer cancel()
	seen, err := a.wait(ctx, account, w)
	if c.Context().Err() != nil {
		return nil, brokenOff(c.Context().Err())
	}
	return seen, err
}

// wait looks until the wish has come true, can't come true any more, or the time
// is up.
func (a *API) wait(ctx context.Context, account *engine.Account, w waiter) (awaited, error) {
	epoch := account.Epoch()
	for {
		reset, changed := account.Changed(), w.changed()
		if err := a.options.Relayed(ctx); err != nil && !errors.Is(err, context.DeadlineExceeded) {
			return awaited{}, brokenOff(err)
		}
		seen, possible := w.look()
		switch {
		case account.Epoch() != epoch:
			return awaited{}, engine.ErrReset
		case seen.Reached:
			return seen, nil
		case !possible:
			return awaited{}, inVain(w, seen, typeUnreachable, "What was awaited can't happen any more")
		}
		select {
		case <-reset:
		case <-changed:
		case <-ctx.Done():
			return awaited{}, inVain(w, seen, typeTimeout, "What was awaited has not happened in time")
		}
	}
}

// inVain is the end of a wait without success.
func inVain(w waiter, seen awaited, kind, title string) error {
	wanted, instead := w.words()
	hint := "give it more time with timeout, or let virtual time pass: POST " + root + "clock/advance"
	if kind == typeUnreachable {
		hint = "the member seen of this answer shows what happened instead"
	}
	return &problem{
		Type: kind, Title: title, Status: http.StatusRequestTimeout, Detail: fmt.Sprintf("waited for %s; %s", wanted, instead),
		Hint: hint, Seen: seen,
	}
}

// stateWaiter waits for a state of an object. A state that it only passes
// through counts too.
type stateWaiter struct {
	api     *API
	account *engine.Account
	id      string
	state   emulator.State
	mark    uint64
	last    emulator.Status
}

func (w *stateWaiter) changed() <-chan struct{} { return nil }

func (w *stateWaiter) look() (seen awaited, possible bool) {
	x, ok := w.account.Object(w.id)
	if !ok {
		return awaited{}, false // a reset came in between
	}
	full := showInFull(w.account, x)
	w.last = x.Status
	passed := slices.ContainsFunc(w.account.EventsAfter(w.mark, w.id), func(e emulator.Event) bool { return e.To == w.state })
	return awaited{Reached: passed || x.Status.State == w.state, Object: &full}, leadsTo(x.Kind, x.Status.State, w.state)
}

func (w *stateWaiter) words() (wanted, seen string) {
	return fmt.Sprintf("%s to be %s", w.id, w.state), fmt.Sprintf("it is %s since %s", w.last, w.last.Updated.UTC().Format(layout))
}

// leadsTo says whether moves, whoever makes them, lead from one state to
// another.
func leadsTo(kind emulator.Kind, from, to emulator.State) bool {
	reached := []emulator.State{from}
	for i := 0; i < len(reached); i++ {
		for _, m := range emulator.Moves {
			if m.Kind == kind && m.From == reached[i] && !slices.Contains(reached, m.To) {
				reached = append(reached, m.To)
			}
		}
	}
	return slices.Contains(reached, to)
}

// ipnWaiter waits until the newest notification about an object has arrived
// everywhere.
type ipnWaiter struct {
	api    *API
	seller string
	object string
	newest []ipnsender.Delivery // for every receiver, and repeated
}

func (w *ipnWaiter) changed() <-chan struct{} { return w.api.options.IPNs.Changed() }

func (w *ipnWaiter) look() (seen awaited, possible bool) {
	list, _ := w.api.ipnsOf(w.seller)
	w.newest = nil
	for _, d := range list {
		if d.Object == w.object {
			seen.IPNs = append(seen.IPNs, showIPN(d))
			if len(w.newest) == 0 || w.newest[0].ID == d.ID {
				w.newest = append(w.newest, d)
			}
		}
	}
	arrived := func(d ipnsender.Delivery) bool { return d.State == ipnsender.Delivered }
	lost := func(d ipnsender.Delivery) bool { return d.State.Ended() && !arrived(d) }
	seen.Reached = len(w.newest) > 0 && !slices.ContainsFunc(w.newest, func(d ipnsender.Delivery) bool { return !arrived(d) })
	return seen, !slices.ContainsFunc(w.newest, lost)
}

func (w *ipnWaiter) words() (wanted, seen string) {
	wanted = "the newest IPN for " + w.object + " to be delivered"
	if len(w.newest) == 0 {
		return wanted, "there is none"
	}
	at := slices.IndexFunc(w.newest, func(d ipnsender.Delivery) bool { return d.State != ipnsender.Delivered })
	d := w.newest[max(at, 0)]
	seen = fmt.Sprintf("%s (n %d) is %s after %d attempts", d.Kind, d.N, d.State, len(d.Attempts))
	if n := len(d.Attempts); n > 0 {
		seen += ", the last of which " + ending(d.Attempts[n-1])
	}
	return wanted, seen
}

// ending says how an attempt ended.
func ending(a ipnsender.Attempt) string {
	if a.Status == 0 {
		return "got no answer: " + a.Err
	}
	return fmt.Sprintf("was answered %d", a.Status)
}

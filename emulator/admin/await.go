package admin

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
)

// awaitRequest says what is waited for: a state of an object, the arrival of the
// notification about one, or a number of calls.
type awaitRequest struct {
	ofSeller
	Object    *string        `json:"object"`
	State     emulator.State `json:"state"`
	IPNFor    *string        `json:"ipn_for"`
	Delivered *bool          `json:"delivered"`
	Operation *string        `json:"operation"`
	Count     *uint64        `json:"count"`     // of calls, those on record included
	Reference *string        `json:"reference"` // only calls with this reference id
	Timeout   *duration      `json:"timeout"`   // of real time
}

// awaitTimeout is how long a call waits when it names no time.
const awaitTimeout = 10 * time.Second

// What can be waited for, as hints write it.
const (
	awaitExample  = `send {"object":"S01-...","state":"Completed"}, {"ipn_for":"S01-...","delivered":true} or {"operation":"Capture","count":2}`
	awaitsOneOnly = "a call waits for one thing"
)

func (r awaitRequest) check(a *API) []flaw {
	var flaws []flaw
	alone := func(path string, given bool, with string) {
		if given {
			flaws = append(flaws, flaw{Path: path, Message: "goes with " + with + ": " + awaitsOneOnly, Suggestion: awaitExample})
		}
	}
	switch {
	case r.Operation != nil:
		flaws = append(flaws, a.checkOperation("operation", *r.Operation)...)
		if r.Count != nil && *r.Count == 0 {
			flaws = append(flaws, flaw{Path: "count", Message: "no call need be waited for", Suggestion: "send 1 or more, or leave it out for 1"})
		}
		alone("state", r.State != "", "object")
		alone("ipn_for", r.IPNFor != nil, "delivered")
		alone("delivered", r.Delivered != nil, "ipn_for")
	case r.IPNFor != nil:
		if r.Object != nil {
			flaws = append(flaws, flaw{Path: "ipn_for", Message: "object and ipn_for can't both be given", Suggestion: awaitExample})
		}
		alone("state", r.State != "", "object")
		if r.Delivered != nil && !*r.Delivered {
			flaws = append(flaws, flaw{Path: "delivered", Message: "only an arrival can be waited for", Suggestion: "send true, or leave it out"})
		}
	case r.Object != nil:
		flaws = append(flaws, oneOf("state", r.State, states)...)
		alone("delivered", r.Delivered != nil, "ipn_for")
	default:
		flaws = append(flaws, flaw{Message: "what to wait for is not said", Suggestion: awaitExample})
	}
	if r.Operation == nil {
		alone("count", r.Count != nil, "operation")
		alone("reference", r.Reference != nil, "operation")
	}
	if r.Timeout != nil && *r.Timeout < 0 {
		flaws = append(flaws, flaw{Path: "timeout", Message: "a time limit can't be negative", Suggestion: `send "10s"`})
	}
	return flaws
}

// awaited is what a wait came to, or what it saw instead.
type awaited struct {
	Reached  bool          `json:"reached"`
	Object   *objectInFull `json:"object,omitempty"`
	IPNs     []ipn         `json:"ipns,omitempty"`     // about the object, newest first
	Count    *int          `json:"count,omitempty"`    // of the calls that were waited for
	Requests []request     `json:"requests,omitempty"` // the newest of them, without their answers; when there are none, the newest others
}

// waiter looks whether what it waits for is so. It is used by one goroutine.
type waiter interface {
	// changed is closed when it is time to look again.
	changed() <-chan struct{}
	// look says whether it is so, and whether it is still possible. It costs little
	// when nothing has changed.
	look() (reached, possible bool)
	// seen says what there is.
	seen() awaited
	// words say what it waits for, and what it saw last.
	words() (wanted, seen string)
}

func (a *API) await(c *call) (any, error) {
	var request awaitRequest
	if err := c.readBody(&request); err != nil {
		return nil, err
	}
	if flaws := request.check(a); len(flaws) > 0 {
		return nil, invalid(flaws...)
	}
	limit := awaitTimeout
	if request.Timeout != nil {
		limit = time.Duration(*request.Timeout)
	}
	w, account, err := a.waiterFor(c, request)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(c.Context(), limit)
	defer cancel()
	seen, err := a.wait(ctx, account, w)
	if c.Context().Err() != nil {
		return nil, brokenOff(c.Context().Err())
	}
	return seen, err
}

// waiterFor makes the waiter that a request asks for.
func (a *API) waiterFor(c *call, r awaitRequest) (waiter, *engine.Account, error) {
	if r.Operation != nil {
		account := a.account(c)
		return newCallWaiter(account, r), account, nil
	}
	id := r.Object
	if id == nil {
		id = r.IPNFor
	}
	account, err := a.holder(c, *id)
	switch {
	case err != nil:
		return nil, nil, err
	case r.Object != nil:
		return &stateWaiter{account: account, id: *id, state: r.State, mark: account.Mark()}, account, nil
	case a.options.IPNs == nil:
		return nil, nil, notThere("this emulator sends no notifications")
	}
	return &ipnWaiter{ipns: a.options.IPNs, seller: account.ID(), object: *id}, account, nil
}

// wait looks until the wish has come true, can't come true any more, or the time
// is up.
func (a *API) wait(ctx context.Context, account *engine.Account, w waiter) (awaited, error) {
	epoch := account.Epoch()
	for {
		changed := w.changed()
		if err := a.options.Relayed(ctx); err != nil && !errors.Is(err, context.DeadlineExceeded) {
			return awaited{}, brokenOff(err)
		}
		reached, possible := w.look()
		switch {
		case account.Epoch() != epoch:
			return awaited{}, engine.ErrReset
		case reached:
			seen := w.seen()
			seen.Reached = true
			return seen, nil
		case !possible:
			return awaited{}, inVain(w, typeUnreachable, "What was awaited can't happen any more")
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return awaited{}, inVain(w, typeTimeout, "What was awaited has not happened in time")
		}
	}
}

// inVain is the end of a wait without success.
func inVain(w waiter, kind, title string) error {
	wanted, instead := w.words()
	hint := "give it more time with timeout, or let virtual time pass: POST " + root + "clock/advance"
	if kind == typeUnreachable {
		hint = "the member seen of this answer shows what happened instead"
	}
	return &problem{
		Type: kind, Title: title, Status: http.StatusRequestTimeout, Detail: fmt.Sprintf("waited for %s; %s", wanted, instead),
		Hint: hint, Seen: w.seen(),
	}
}

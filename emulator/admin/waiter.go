package admin

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
	"amazon-pay-emulator/ipnsender"
)

// stateWaiter waits for a state of an object. A state that it only passes
// through counts too.
type stateWaiter struct {
	account *engine.Account
	id      string
	state   emulator.State
	mark    uint64
	last    engine.Object
}

func (w *stateWaiter) changed() <-chan struct{} { return w.account.Changed(w.id) }

func (w *stateWaiter) look() (reached, possible bool) {
	x, ok := w.account.Object(w.id)
	if !ok {
		return false, false // a reset came in between
	}
	w.last = x
	events, upTo := w.account.EventsAfter(w.mark, w.id)
	w.mark = upTo
	passed := slices.ContainsFunc(events, func(e emulator.Event) bool { return e.To == w.state })
	return passed || x.Status.State == w.state, leadsTo(x.Kind, x.Status.State, w.state)
}

func (w *stateWaiter) seen() awaited {
	full := showInFull(w.account, w.last)
	return awaited{Object: &full}
}

func (w *stateWaiter) words() (wanted, seen string) {
	status := w.last.Status
	return fmt.Sprintf("%s to be %s", w.id, w.state), fmt.Sprintf("it is %s since %s", status, status.Updated.UTC().Format(layout))
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
	ipns   *ipnsender.Sender
	seller string
	object string
	about  []ipnsender.Delivery // the object, newest first
	newest []ipnsender.Delivery // of them, for every receiver, and repeated
}

func (w *ipnWaiter) changed() <-chan struct{} { return w.ipns.Changed(w.seller, w.object) }

func (w *ipnWaiter) look() (reached, possible bool) {
	w.about = w.ipns.About(w.seller, w.object)
	w.newest = nil
	for _, d := range w.about {
		if d.ID == w.about[0].ID {
			w.newest = append(w.newest, d)
		}
	}
	arrived := func(d ipnsender.Delivery) bool { return d.State == ipnsender.Delivered }
	lost := func(d ipnsender.Delivery) bool { return d.State.Ended() && !arrived(d) }
	reached = len(w.newest) > 0 && !slices.ContainsFunc(w.newest, func(d ipnsender.Delivery) bool { return !arrived(d) })
	return reached, !slices.ContainsFunc(w.newest, lost)
}

func (w *ipnWaiter) seen() (seen awaited) {
	for _, d := range w.about {
		seen.IPNs = append(seen.IPNs, showIPN(d))
	}
	return seen
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

// callWaiter waits until there were so many calls of an operation. Those that
// are on record already count.
type callWaiter struct {
	account *engine.Account
	filter  requestFilter
	want    uint64
	counted uint64
	mark    uint64
	from    uint64
}

func newCallWaiter(account *engine.Account, r awaitRequest) *callWaiter {
	w := &callWaiter{account: account, filter: requestFilter{operation: *r.Operation}, want: 1}
	if r.Count != nil {
		w.want = *r.Count
	}
	if r.Reference != nil {
		w.filter.reference = *r.Reference
	}
	if r.Object != nil {
		w.filter.object = *r.Object
	}
	return w
}

func (w *callWaiter) changed() <-chan struct{} { return w.account.Called(w.filter.operation) }

func (w *callWaiter) look() (reached, possible bool) {
	n, upTo, from := w.account.Count(w.mark, func(r *engine.Record) bool { return w.filter.matches(*r) })
	if from != w.from {
		w.counted, w.from = 0, from // the records were forgotten
	}
	w.counted, w.mark = w.counted+uint64(n), upTo
	return w.counted >= w.want, true
}

// mostCallsSeen is how many calls a wait shows.
const mostCallsSeen = 10

func (w *callWaiter) seen() awaited {
	counted := int(w.counted)
	seen := awaited{Count: &counted}
	records, _ := w.account.Records()
	show := func(matches func(engine.Record) bool) {
		for _, r := range records {
			if matches(r) && len(seen.Requests) < mostCallsSeen {
				r.Body = nil
				seen.Requests = append(seen.Requests, showRequest(r))
			}
		}
	}
	if show(w.filter.matches); len(seen.Requests) == 0 {
		show(func(engine.Record) bool { return true })
	}
	return seen
}

func (w *callWaiter) words() (wanted, seen string) {
	wanted = fmt.Sprintf("%s of %s", calls(w.want), w.filter.operation)
	if w.filter.reference != "" {
		wanted += " with reference id " + shorten(w.filter.reference)
	}
	if w.filter.object != "" {
		wanted += " about " + shorten(w.filter.object)
	}
	wanted += " to seller " + w.account.ID()
	seen = "there was none"
	if w.counted > 0 {
		seen = "there was " + calls(w.counted)
		if w.counted > 1 {
			seen = "there were " + calls(w.counted)
		}
	}
	if others := w.others(); len(others) > 0 {
		seen += "; on record are " + strings.Join(others, ", ")
	}
	return wanted, seen
}

// others counts the calls on record by their operation, the most frequent first.
func (w *callWaiter) others() (list []string) {
	records, _ := w.account.Records()
	n := map[string]int{}
	var names []string
	for _, r := range records {
		if n[r.Operation]++; n[r.Operation] == 1 {
			names = append(names, r.Operation)
		}
	}
	slices.SortFunc(names, func(x, y string) int { return cmp.Or(cmp.Compare(n[y], n[x]), cmp.Compare(x, y)) })
	for _, name := range names[:min(len(names), mostCallsSeen)] {
		list = append(list, fmt.Sprintf("%d of %s", n[name], cmp.Or(shorten(name), "no operation")))
	}
	return list
}

func calls(n uint64) string {
	if n == 1 {
		return "1 call"
	}
	return fmt.Sprintf("%d calls", n)
}

package admin

import (
	"fmt"
	"slices"
	"time"

	"amazon-pay-emulator/emulator"
)

// wish is how notifications are to be delivered, in the words of scenarios.
type wish struct {
	Delay       *duration       `json:"delay,omitempty"`
	Copies      *uint64         `json:"copies,omitempty"`
	DuplicateAs string          `json:"duplicate_as,omitempty"`
	Drop        bool            `json:"drop,omitempty"`
	Hold        bool            `json:"hold,omitempty"`
	Early       bool            `json:"early,omitempty"`
	Last        bool            `json:"last,omitempty"`
	Tamper      emulator.Tamper `json:"tamper,omitempty"`
}

// What copies of a notification are.
const (
	asRetry     = "retry"     // the same bytes again
	asRepublish = "republish" // notifications of their own
)

// mostCopies is how many copies of a notification may be wished for.
const mostCopies = 100

// delivery is the wish as the domain knows it.
func (w *wish) delivery() emulator.Delivery {
	if w == nil {
		return emulator.Delivery{}
	}
	d := emulator.Delivery{
		Republish: w.DuplicateAs == asRepublish, Drop: w.Drop, Hold: w.Hold, Early: w.Early, Last: w.Last, Tamper: w.Tamper,
	}
	if w.Delay != nil {
		d.Delay = time.Duration(*w.Delay)
	}
	if w.Copies != nil {
		d.Copies = int(*w.Copies)
	}
	return d
}

// wishOf is a delivery in the words of scenarios; nil when it is the usual one.
func wishOf(d emulator.Delivery) *wish {
	if d == (emulator.Delivery{}) {
		return nil
	}
	w := &wish{Drop: d.Drop, Hold: d.Hold, Early: d.Early, Last: d.Last, Tamper: d.Tamper}
	if delay := duration(d.Delay); delay > 0 {
		w.Delay = &delay
	}
	if copies := uint64(d.Copies); copies > 0 {
		w.Copies = &copies
	}
	if d.Republish {
		w.DuplicateAs = asRepublish
	}
	return w
}

// tellable are the operations that nobody decides about, but whose effects
// sellers are notified of.
var tellable = []emulator.Operation{emulator.OpCancelOrderReference, emulator.OpCloseAuthorization}

// check lists what can't be wished for an operation's notifications.
func (w *wish) check(on emulator.Operation) []flaw {
	if w == nil {
		return nil
	}
	var flaws []flaw
	add := func(path, message, suggestion string) {
		flaws = append(flaws, flaw{Path: "then.ipn" + path, Message: message, Suggestion: suggestion})
	}
	switch {
	case slices.Contains(constrainable, on):
		add("", string(on)+" changes no state, so that there is no notification", "leave it out")
	case *w == (wish{}):
		add("", "wishes nothing", `send {"drop":true} or {"copies":2}`)
	}
	if w.Delay != nil && *w.Delay < 0 {
		add(".delay", "not a time to wait", `send such as "5m"`)
	}
	if w.Copies != nil && (*w.Copies < 1 || *w.Copies > mostCopies) {
		add(".copies", "not a number of copies", fmt.Sprintf("send 1 to %d: how many are sent in all", mostCopies))
	}
	if w.DuplicateAs != "" {
		flaws = append(flaws, oneOf("then.ipn.duplicate_as", w.DuplicateAs, []string{asRetry, asRepublish})...)
		if w.Copies == nil {
			add(".duplicate_as", "says what copies are, but there are none", `send {"copies":2,"duplicate_as":"republish"}`)
		}
	}
	if w.Tamper != "" {
		flaws = append(flaws, oneOf("then.ipn.tamper", w.Tamper, emulator.Tampers)...)
	}
	return append(flaws, w.contradictions()...)
}

// contradictions lists the wishes that exclude each other.
func (w *wish) contradictions() []flaw {
	delay := w.Delay != nil && *w.Delay > 0
	var flaws []flaw
	for _, c := range []struct {
		clash bool
		word  string
		why   string
	}{
		{w.Drop && (delay || w.Copies != nil || w.Hold || w.Early || w.Last || w.Tamper != ""), "drop", "is never sent, so that nothing else can be wished for it"},
		{w.Hold && (delay || w.Early || w.Last), "hold", "leaves when it is released, not early, late or last"},
		{w.Early && (delay || w.Last), "early", "leaves before the answer, not late or last"},
	} {
		if c.clash {
			flaws = append(flaws, flaw{Path: "then.ipn." + c.word, Message: "a notification with " + c.word + " " + c.why, Suggestion: "leave out one of them"})
		}
	}
	return flaws
}

package admin

import (
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

// mostCopies is how many copies of a notification may be wished for, as in
// scenarios.
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

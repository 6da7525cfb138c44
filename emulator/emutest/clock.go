package emutest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"amazon-pay-emulator/emulator"
)

// Event is one change of an object's state.
type Event struct {
	At     time.Time       `json:"at"` // virtual
	Type   emulator.Kind   `json:"type"`
	ID     string          `json:"id"`
	From   emulator.State  `json:"from"` // empty: it came into being
	To     emulator.State  `json:"to"`
	Reason emulator.Reason `json:"reason"`
}

// Now is the seller's virtual time.
func (e *Emulator) Now() time.Time {
	e.t.Helper()
	var clock struct{ Now time.Time }
	e.must("Now", http.MethodGet, "clock", nil, &clock)
	return clock.Now
}

// Advance moves the seller's time on by d, a whole number of milliseconds. It
// returns once everything that fell due on the way has happened, each at its own
// moment, and every IPN of it has been attempted; no test need wait for
// anything after it. It answers what happened, in order.
//
// An IPN whose receiver still hangs after 10 s of real time ends the test.
func (e *Emulator) Advance(d time.Duration) []Event {
	e.t.Helper()
	did := fmt.Sprintf("Advance(%v)", d)
	if d < 0 || d%time.Millisecond != 0 {
		e.t.Fatalf("emutest: %s: time goes forward, by whole milliseconds", did)
	}
	var moved struct {
		Events    []Event
		Settled   bool
		Unsettled []json.RawMessage
	}
	e.must(did, http.MethodPost, "clock/advance", map[string]string{"by": fmt.Sprintf("%dms", d.Milliseconds())}, &moved)
	if !moved.Settled {
		hanging := make([]string, len(moved.Unsettled))
		for i, ipn := range moved.Unsettled {
			hanging[i] = string(ipn)
		}
		e.t.Fatalf("emutest: %s: receivers have not answered; these IPNs hang:\n%s", did, strings.Join(hanging, "\n"))
	}
	return moved.Events
}

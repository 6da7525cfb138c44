package emutest

import (
	"fmt"
	"net/http"

	"amazon-pay-emulator/emulator"
)

// Await waits until an object has a state, and answers the object. It returns at
// once when it has it already. After 10 s of real time, or as soon as the state
// can't be reached any more, it ends the test and says which state was seen.
//
// The clock stands still meanwhile: for what falls due later, use Advance.
func (e *Emulator) Await(id string, state emulator.State) Object {
	e.t.Helper()
	var seen struct{ Object Object }
	e.must(fmt.Sprintf("Await(%q, %s)", id, state), http.MethodPost, "await", map[string]any{"object": id, "state": state}, &seen)
	return seen.Object
}

// AwaitIPN waits until the newest IPN about an object was accepted by its
// receiver, and answers its record. After 10 s of real time, or as soon as the IPN
// was given up, it ends the test and says what became of it.
func (e *Emulator) AwaitIPN(id string) IPN {
	e.t.Helper()
	var seen struct{ IPNs []IPN }
	e.must(fmt.Sprintf("AwaitIPN(%q)", id), http.MethodPost, "await", map[string]any{"ipn_for": id, "delivered": true}, &seen)
	return seen.IPNs[0]
}

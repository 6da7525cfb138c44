package emulator

import "time"

// Transport is how the answer to a call gets back to the caller, if it does. The
// zero Transport is the usual: at once, and whole. It is not the service's
// doing but the network's, so that its times are real ones.
type Transport struct {
	Delay time.Duration // before the answer, or before the error
	// Error is answered instead of the result.
	Error *Failure
	// Fault is what befalls the connection instead of an answer.
	Fault Fault
	// After is how long, beside Delay, the fault lets wait. A FaultHang ends after
	// it; 0: when the caller gives up.
	After time.Duration
	// Applied says that the call took effect all the same, and only its answer was
	// lost to Error or Fault.
	Applied bool
}

// Withheld says that the call has no effect: it is as if it had not been made.
func (t Transport) Withheld() bool { return t.Lost() && !t.Applied }

// Lost says that the caller does not get the result.
func (t Transport) Lost() bool { return t.Error != nil || t.Fault != "" }

// Failure is an error answer by its code on the wire. Status and Message are
// left to the face that knows the code when they are zero.
type Failure struct {
	Code    string
	Status  int
	Message string
}

// Throttled is the answer to a caller that calls too often (documented).
const Throttled = "RequestThrottled"

// Fault is something that befalls the connection of a call.
type Fault string

// The faults.
const (
	FaultReset    Fault = "reset"    // it is reset
	FaultHang     Fault = "hang"     // nothing ever comes
	FaultTruncate Fault = "truncate" // the answer ends in its middle
	FaultGarbage  Fault = "garbage"  // something comes that is no HTTP
	FaultEmpty    Fault = "empty"    // it is closed before a byte of the answer
)

// Faults lists every fault.
var Faults = []Fault{FaultReset, FaultHang, FaultTruncate, FaultGarbage, FaultEmpty}

package emulator

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Operation is an API operation by its wire name.
type Operation string

// The operations that Amazon decides about, and those that change an object.
const (
	OpSetOrderReferenceDetails Operation = "SetOrderReferenceDetails"
	OpSetOrderAttributes       Operation = "SetOrderAttributes"
	OpConfirmOrderReference    Operation = "ConfirmOrderReference"
	OpCancelOrderReference     Operation = "CancelOrderReference"
	OpCloseOrderReference      Operation = "CloseOrderReference"
	OpAuthorize                Operation = "Authorize"
	OpCloseAuthorization       Operation = "CloseAuthorization"
	OpCapture                  Operation = "Capture"
	OpRefund                   Operation = "Refund"
)

// Effect is what a decline does to an object above the declined one.
type Effect string

// The effects. Usual leaves it to Amazon's normal rules.
const (
	Usual     Effect = ""
	KeepsOpen Effect = "open"
	Closes    Effect = "closed"
)

// Verdict is what Amazon decides about one call. The zero Verdict stands for
// Amazon's normal rules, under which everything that is allowed succeeds.
type Verdict struct {
	State      State         // what the object reaches; Pending: what it usually reaches, but not at once
	Reason     Reason        // of that state
	PendingFor time.Duration // stay Pending first, this long; 0: as usual
	After      time.Duration // for Closed: this long after Open or Completed; 0: as usual

	SoftDecline   bool          // Authorize, InvalidPaymentMethod: a retry may succeed, the order stays Open
	FixedAfter    time.Duration // Authorize: the suspended order is Open again after this long; 0: never by itself
	Authorization Effect        // Capture: of a decline
	Order         Effect        // Authorize, Capture: of a decline
	Constraint    ConstraintID  // SetOrderReferenceDetails, SetOrderAttributes
}

// IsZero says that the verdict leaves everything to the normal rules.
func (v Verdict) IsZero() bool { return v == Verdict{} }

// Outcome is one pair of state and reason that an operation may be decided to.
type Outcome struct {
	Operation Operation
	State     State
	Reason    Reason
	Simulated bool // may be asked for by a SandboxSimulation string
}

// Outcomes lists every pair that Amazon may decide on, mws-simulations section
// 10; those that are not Simulated are for scenarios and control only. Pending
// of an Authorize is for CaptureNow and concerns its capture.
var Outcomes = []Outcome{
	{OpAuthorize, Open, "", false},
	{OpAuthorize, Pending, "", true},
	{OpAuthorize, Declined, AmazonRejected, true},
	{OpAuthorize, Declined, InvalidPaymentMethod, true},
	{OpAuthorize, Declined, ProcessingFailure, true},
	{OpAuthorize, Declined, TransactionTimedOut, true},
	{OpAuthorize, Closed, AmazonClosed, true},
	{OpAuthorize, Closed, ExpiredUnused, true},
	{OpCapture, Completed, "", false},
	{OpCapture, Pending, "", true},
	{OpCapture, Declined, AmazonRejected, true},
	{OpCapture, Declined, ProcessingFailure, true},
	{OpCapture, Closed, AmazonClosed, true},
	{OpRefund, Completed, "", false},
	{OpRefund, Declined, AmazonRejected, true},
	{OpRefund, Declined, ProcessingFailure, true},
	{OpConfirmOrderReference, Open, "", false},
	{OpConfirmOrderReference, Suspended, InvalidPaymentMethod, false},
	{OpConfirmOrderReference, Canceled, AmazonCanceled, false},
	{OpConfirmOrderReference, Closed, AmazonClosed, false},
	{OpCloseOrderReference, Closed, SellerClosed, false},
	{OpCloseOrderReference, Closed, AmazonClosed, true},
}

// Decidable says whether the operation takes a verdict with a state at all.
func Decidable(op Operation) bool {
	return slices.ContainsFunc(Outcomes, func(o Outcome) bool { return o.Operation == op })
}

// CheckOutcome says what is wrong with a state and reason for an operation,
// naming what is possible.
func CheckOutcome(op Operation, s State, r Reason) error {
	var possible []string
	for _, o := range Outcomes {
		if o.Operation != op {
			continue
		}
		if o.State == s && o.Reason == r {
			return nil
		}
		possible = append(possible, strings.TrimSpace(string(o.State)+" "+string(o.Reason)))
	}
	if len(possible) == 0 {
		return fmt.Errorf("%s reaches no state that could be decided", op)
	}
	return fmt.Errorf("%s can't end %s; possible are %s", op,
		strings.TrimSpace(string(s)+" "+string(r)), strings.Join(possible, ", "))
}

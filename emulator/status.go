package emulator

import "time"

// State is where an object is in its life, in the service's own words.
type State string

// The states (documented). Which object knows which is in Moves.
const (
	Draft     State = "Draft"
	Pending   State = "Pending"
	Open      State = "Open"
	Suspended State = "Suspended"
	Declined  State = "Declined"
	Completed State = "Completed"
	Canceled  State = "Canceled"
	Closed    State = "Closed"
)

// Final says that nothing leads out of the state.
func (s State) Final() bool { return s == Declined || s == Canceled || s == Closed }

// Reason is the ReasonCode of a state, in the service's own words. Most states
// need none.
type Reason string

// The reason codes (documented).
const (
	InvalidPaymentMethod      Reason = "InvalidPaymentMethod"
	AmazonRejected            Reason = "AmazonRejected"
	ProcessingFailure         Reason = "ProcessingFailure"
	TransactionTimedOut       Reason = "TransactionTimedOut"
	ExpiredUnused             Reason = "ExpiredUnused"
	MaxCapturesProcessed      Reason = "MaxCapturesProcessed"
	AmazonClosed              Reason = "AmazonClosed"
	OrderReferenceCanceled    Reason = "OrderReferenceCanceled"
	SellerClosed              Reason = "SellerClosed"
	SellerCanceled            Reason = "SellerCanceled"
	Stale                     Reason = "Stale"
	AmazonCanceled            Reason = "AmazonCanceled"
	Expired                   Reason = "Expired"
	MaxAmountCharged          Reason = "MaxAmountCharged"
	MaxAuthorizationsCaptured Reason = "MaxAuthorizationsCaptured"
	MaxAmountRefunded         Reason = "MaxAmountRefunded"
	MaxRefundsProcessed       Reason = "MaxRefundsProcessed"
)

// Status is an object's state with its reason and the moment it was reached.
type Status struct {
	State       State
	Reason      Reason
	Description string // the seller's words on closing or canceling
	Updated     time.Time
}

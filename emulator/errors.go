package emulator

import (
	"fmt"
	"strings"
)

// Code says which rule a refused call broke. Each face maps every code to its
// own status, wire code and text.
type Code string

// The codes of the domain.
const (
	OrderUnknown            Code = "order reference unknown"
	TransactionUnknown      Code = "transaction unknown"
	OrderNotModifiable      Code = "order reference not modifiable"
	OrderWrongState         Code = "order reference in the wrong state"
	OrderHasConstraints     Code = "order reference has constraints"
	OrderHasCaptures        Code = "order reference has captures"
	PaymentMethodNotUpdated Code = "payment method not updated"
	AuthorizationWrongState Code = "authorization in the wrong state"
	CaptureNotRefundable    Code = "capture not refundable"
	AmountOverMaximum       Code = "amount over the maximum"
	AuthorizationOverTotal  Code = "authorization over the order total"
	CaptureOverAuthorized   Code = "capture over the authorized amount"
	RefundOverCaptured      Code = "refund over the captured amount"
	TooManyAuthorizations   Code = "too many authorizations"
	TooManyRefunds          Code = "too many refunds"
	CurrencyDiffers         Code = "currency differs"
	ReferenceTaken          Code = "reference id taken by another request"
	RequestDiffers          Code = "reference id seen with other parameters"
	MoveIllegal             Code = "move illegal"
)

// Codes lists every code, for tests that hold tables against them.
var Codes = []Code{
	OrderUnknown, TransactionUnknown, OrderNotModifiable, OrderWrongState, OrderHasConstraints,
	OrderHasCaptures, PaymentMethodNotUpdated, AuthorizationWrongState, CaptureNotRefundable,
	AmountOverMaximum, AuthorizationOverTotal, CaptureOverAuthorized, RefundOverCaptured,
	TooManyAuthorizations, TooManyRefunds, CurrencyDiffers, ReferenceTaken, RequestDiffers, MoveIllegal,
}

// Error is a refused call: the rule it broke and what there was to see.
// Only the fields that concern the code are set.
type Error struct {
	Code        Code
	Operation   Operation
	Kind        Kind
	ID          string // of the object whose rule was broken
	Status      Status // of that object
	Amount      Money  // asked for
	Sum         Money  // used up before
	Max         Money  // allowed in all
	Limit       int    // allowed number
	Parameter   string // wire name of the reference id
	Reference   string // its value
	Currency    Currency
	Constraints []ConstraintID
	To          Status // of a move that is illegal
	Why         string // more, for people
}

// Error is the developer's text: what was seen and what would have been right.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(string(e.Code))
	if e.ID != "" {
		fmt.Fprintf(&b, ": %s", e.ID)
	}
	if e.Status.State != "" {
		fmt.Fprintf(&b, " is %s", e.Status)
	}
	if !e.Amount.IsZero() {
		fmt.Fprintf(&b, ", asked for %s", e.Amount)
	}
	if e.Sum.Currency != "" {
		fmt.Fprintf(&b, ", used %s", e.Sum)
	}
	if e.Max.Currency != "" {
		fmt.Fprintf(&b, ", allowed %s", e.Max)
	}
	if e.Limit > 0 {
		fmt.Fprintf(&b, ", allowed %d", e.Limit)
	}
	if e.Currency != "" {
		fmt.Fprintf(&b, ", expected %s", e.Currency)
	}
	if e.Parameter != "" {
		fmt.Fprintf(&b, ": %s %s", e.Parameter, e.Reference)
	}
	if len(e.Constraints) > 0 {
		fmt.Fprintf(&b, ": %v", e.Constraints)
	}
	if e.To.State != "" {
		fmt.Fprintf(&b, ", can't become %s", e.To)
	}
	if e.Why != "" {
		fmt.Fprintf(&b, ": %s", e.Why)
	}
	return b.String()
}

// String is the state with its reason: Closed (ExpiredUnused).
func (s Status) String() string {
	if s.Reason == "" {
		return string(s.State)
	}
	return fmt.Sprintf("%s (%s)", s.State, s.Reason)
}

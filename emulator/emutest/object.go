package emutest

import (
	"fmt"
	"net/http"
	"net/url"
	"time"

	"amazon-pay-emulator/emulator"
)

// Money is an amount with its currency.
type Money struct {
	Amount   string            `json:"amount"` // such as 106.00
	Currency emulator.Currency `json:"currency"`
}

// Object is an order reference, authorization, capture, refund or chargeback. What
// does not apply to its type is empty.
type Object struct {
	ID                string               `json:"id"`
	Type              emulator.Kind        `json:"type"`
	SellerID          string               `json:"seller_id"`
	Environment       emulator.Environment `json:"environment"`
	State             emulator.State       `json:"state"`
	Reason            emulator.Reason      `json:"reason"`
	ReasonDescription string               `json:"reason_description"`
	Created           time.Time            `json:"created"`   // virtual, as every time here
	Updated           time.Time            `json:"updated"`   // when it reached its state
	Reference         string               `json:"reference"` // the seller's id of it
	Amount            *Money               `json:"amount"`    // nil: an order reference without a total
	CapturedAmount    *Money               `json:"captured_amount"`
	RefundedAmount    *Money               `json:"refunded_amount"`
	SoftDecline       bool                 `json:"soft_decline"`

	OrderReferenceID string   `json:"order_reference_id"` // what it hangs from
	AuthorizationID  string   `json:"authorization_id"`
	CaptureID        string   `json:"capture_id"`
	AuthorizationIDs []string `json:"authorization_ids"` // what hangs from it
	CaptureIDs       []string `json:"capture_ids"`
	RefundIDs        []string `json:"refund_ids"`

	History []Event `json:"history"` // oldest first
}

// Object is any object of the seller, by Amazon's id. One that is not there ends
// the test.
func (e *Emulator) Object(id string) Object {
	e.t.Helper()
	var o Object
	e.must(fmt.Sprintf("Object(%q)", id), http.MethodGet, "objects/"+url.PathEscape(id), nil, &o)
	return o
}

// Decide lets Amazon's side act now: a Pending object is resolved, or any object
// closed, as far as the service's rules allow. An empty reason means the usual one
// of the move. A move that can't be made ends the test and names those that can.
func (e *Emulator) Decide(id string, state emulator.State, reason emulator.Reason) Object {
	e.t.Helper()
	var o Object
	e.must(fmt.Sprintf("Decide(%q, %s, %s)", id, state, reason), http.MethodPost, "objects/"+url.PathEscape(id)+"/decide",
		map[string]any{"state": state, "reason": reason}, &o)
	return o
}

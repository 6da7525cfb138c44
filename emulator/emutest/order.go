package emutest

import (
	"cmp"
	"net/http"

	"amazon-pay-emulator/emulator"
)

// Checkout is what a buyer has done in Amazon's widgets. Everything may be left
// out: the zero Checkout is a Draft in the sandbox, without an amount, by a buyer
// who pays by Visa.
type Checkout struct {
	// ID is that of the order reference, such as S01-1234567-1234567; empty: a fresh
	// one.
	ID string
	// Amount is the total, such as 106.00, in the currency of the seller's region. An
	// order reference that is to be Open has one.
	Amount string
	// State is Draft, or Open as after ConfirmOrderReference; empty: Draft.
	State emulator.State
	// Environment is Sandbox or Live; empty: Sandbox.
	Environment emulator.Environment
	// PaymentMethod is a name such as decline-amazon-rejected; empty: visa.
	PaymentMethod emulator.PaymentMethod
}

// CreateOrder makes an order reference, as if a buyer had checked out, and answers
// its id. It is the id that the shop gets from the widget.
func (e *Emulator) CreateOrder(c Checkout) (id string) {
	e.t.Helper()
	body := map[string]any{"environment": cmp.Or(c.Environment, Sandbox), "state": cmp.Or(c.State, Draft)}
	if c.ID != "" {
		body["id"] = c.ID
	}
	if c.Amount != "" {
		body["amount"] = map[string]string{"amount": c.Amount}
	}
	if c.PaymentMethod != "" {
		body["payment_method"] = c.PaymentMethod
	}
	var made Object
	e.must("CreateOrder", http.MethodPost, "order-references", body, &made)
	return made.ID
}

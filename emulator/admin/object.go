package admin

import (
	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
)

// object is any object of the domain as lists show it. What does not apply to
// its type is left out.
type object struct {
	ID                string               `json:"id"`
	Type              emulator.Kind        `json:"type"`
	SellerID          string               `json:"seller_id"`
	Environment       emulator.Environment `json:"environment"`
	State             emulator.State       `json:"state"`
	Reason            emulator.Reason      `json:"reason"`
	ReasonDescription string               `json:"reason_description,omitempty"` // the seller's words; of a chargeback Amazon's
	Created           moment               `json:"created"`
	Updated           moment               `json:"updated"`   // when it reached its state
	Reference         string               `json:"reference"` // the seller's id of it
	Amount            *money               `json:"amount"`    // null: an order reference without a total
	OrderReferenceID  string               `json:"order_reference_id,omitempty"`
	AuthorizationID   string               `json:"authorization_id,omitempty"`
	CaptureID         string               `json:"capture_id,omitempty"`
	CapturedAmount    *money               `json:"captured_amount,omitempty"`
	RefundedAmount    *money               `json:"refunded_amount,omitempty"`
	SoftDecline       *bool                `json:"soft_decline,omitempty"` // of a Declined authorization
	CaptureNow        bool                 `json:"capture_now,omitempty"`
	Alarms            []alarm              `json:"alarms"` // what falls due, the next first
}

// alarm is something that will happen by itself.
type alarm struct {
	Due    moment             `json:"due"`
	What   emulator.AlarmKind `json:"what"`
	Object string             `json:"object"`
	Then   *decision          `json:"then,omitempty"` // what Amazon will have decided; left out: the usual
}

// decision is a state with its reason.
type decision struct {
	State  emulator.State  `json:"state"`
	Reason emulator.Reason `json:"reason"`
}

func showObject(x engine.Object) object {
	o := x.Order
	d := object{
		ID: x.ID, Type: x.Kind, SellerID: o.Seller, Environment: o.Environment, State: x.Status.State,
		Reason: x.Status.Reason, ReasonDescription: x.Status.Description, Created: moment(x.Created),
		Updated: moment(x.Status.Updated), Reference: x.Reference, Amount: showMoney(x.Amount), Alarms: []alarm{},
	}
	switch x.Kind {
	case emulator.KindOrder:
		d.ofOrder(o)
	case emulator.KindAuthorization:
		d.ofAuthorization(o)
	case emulator.KindCapture:
		d.ofCapture(o)
	case emulator.KindRefund:
		d.ofRefund(o)
	case emulator.KindChargeback:
		d.ofChargeback(o)
	}
	for _, al := range o.Alarms {
		if !al.Due.After(end) && (al.Object == x.ID || x.Kind == emulator.KindOrder) {
			d.Alarms = append(d.Alarms, showAlarm(al))
		}
	}
	return d
}

// ofOrder adds what only an order reference has. Its reference is the order id
// of the seller's shop.
func (d *object) ofOrder(o *emulator.Order) {
	d.Reference = o.Attributes.SellerOrderID
	captured := emulator.Money{Currency: o.Total.Currency}
	for i := range o.Authorizations {
		captured = captured.Plus(o.Captured(o.Authorizations[i].ID))
	}
	refunded := emulator.Money{Currency: o.Total.Currency}
	for i := range o.Captures {
		refunded = refunded.Plus(o.Refunded(o.Captures[i].ID))
	}
	d.CapturedAmount, d.RefundedAmount = showMoney(captured), showMoney(refunded)
}

func (d *object) ofAuthorization(o *emulator.Order) {
	x, _ := o.Authorization(d.ID)
	d.OrderReferenceID, d.CaptureNow = o.ID, x.CaptureNow
	d.CapturedAmount = showMoney(emulator.Money{Currency: x.Amount.Currency}.Plus(o.Captured(x.ID)))
	if x.Status.State == emulator.Declined {
		d.SoftDecline = &x.SoftDecline
	}
}

func (d *object) ofCapture(o *emulator.Order) {
	x, _ := o.Capture(d.ID)
	d.OrderReferenceID, d.AuthorizationID = o.ID, x.Authorization
	d.RefundedAmount = showMoney(emulator.Money{Currency: x.Amount.Currency}.Plus(o.Refunded(x.ID)))
}

func (d *object) ofRefund(o *emulator.Order) {
	x, _ := o.Refund(d.ID)
	d.OrderReferenceID, d.CaptureID = o.ID, x.Capture
	if p, ok := o.Capture(x.Capture); ok {
		d.AuthorizationID = p.Authorization
	}
}

func (d *object) ofChargeback(o *emulator.Order) {
	x, _ := o.Chargeback(d.ID)
	d.OrderReferenceID, d.CaptureID, d.ReasonDescription = o.ID, x.Capture, x.Reason
}

func showAlarm(a emulator.Alarm) alarm {
	d := alarm{Due: moment(a.Due), What: a.Kind, Object: a.Object}
	if a.Then != nil && a.Then.State != "" {
		d.Then = &decision{State: a.Then.State, Reason: a.Then.Reason}
	}
	return d
}

// objectInFull is an object with its history and what may become of it.
type objectInFull struct {
	object
	*orderPart
	AuthorizationIDs []string   `json:"authorization_ids,omitempty"`
	CaptureIDs       []string   `json:"capture_ids,omitempty"`
	RefundIDs        []string   `json:"refund_ids,omitempty"`
	History          []event    `json:"history"`          // oldest first, as far as the journal goes back
	HistoryComplete  bool       `json:"history_complete"` // false: older events may be missing
	Next             []decision `json:"next"`             // what Amazon can decide now, see decide
}

// orderPart is what only an order reference has.
type orderPart struct {
	Buyer         *buyerBody              `json:"buyer"`
	PaymentMethod emulator.PaymentMethod  `json:"payment_method"`
	Constraints   []emulator.ConstraintID `json:"constraints"`
}

// showOne is an object of an account in full. It has to be there.
func (a *API) showOne(account *engine.Account, id string) objectInFull {
	x, _ := account.Object(id)
	return showInFull(account, x)
}

func showInFull(account *engine.Account, x engine.Object) objectInFull {
	o, id := x.Order, x.ID
	history, complete := account.WholeHistory(id)
	d := objectInFull{object: showObject(x), History: eventsOf(history), HistoryComplete: complete, Next: []decision{}}
	if x.Kind == emulator.KindOrder {
		d.orderPart = &orderPart{
			Buyer: showBuyer(o.Buyer), PaymentMethod: o.Buyer.Payment, Constraints: append([]emulator.ConstraintID{}, o.Constraints()...),
		}
		for i := range o.Authorizations {
			d.AuthorizationIDs = append(d.AuthorizationIDs, o.Authorizations[i].ID)
		}
	}
	for i := range o.Captures {
		if p := &o.Captures[i]; x.Kind == emulator.KindOrder || p.Authorization == id {
			d.CaptureIDs = append(d.CaptureIDs, p.ID)
		}
	}
	for i := range o.Refunds {
		if r := &o.Refunds[i]; x.Kind == emulator.KindOrder || r.Capture == id {
			d.RefundIDs = append(d.RefundIDs, r.ID)
		}
	}
	for _, m := range emulator.Next(x.Kind, x.Status.State, emulator.ByAmazon) {
		d.Next = append(d.Next, decision{State: m.To, Reason: m.Reason})
	}
	return d
}

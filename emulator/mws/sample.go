package mws

import (
	"time"

	"amazon-pay-emulator/emulator"
)

// NotificationTypes lists the names of all notifications.
func NotificationTypes() []string {
	return []string{
		string(OrderReferenceNotification), string(PaymentAuthorize), string(PaymentCapture),
		string(PaymentRefund), string(ChargebackNotification),
	}
}

// Sample makes up an event for a test notification of a kind: an order that was
// paid and refunded in part, with ids that no real one gets.
func Sample(t NotificationType, seller string, env emulator.Environment, r emulator.Region, now time.Time) (emulator.Event, *emulator.Order, bool) {
	id := emulator.NewOrderID(env, r, 0, 0)
	amount := emulator.Units(10, r.Currency())
	reached := func(s emulator.State, why emulator.Reason) emulator.Status {
		return emulator.Status{State: s, Reason: why, Updated: now}
	}
	o := &emulator.Order{
		ID: id, Seller: seller, Environment: env, Created: now, Status: reached(emulator.Closed, emulator.SellerClosed), Total: amount,
		Attributes: &emulator.Attributes{SellerOrderID: "sample-order"}, Buyer: &emulator.Buyer{},
	}
	a := emulator.Authorization{
		ID: emulator.NewChildID(id, emulator.KindAuthorization, 0), Reference: "sample-authorization", Amount: amount,
		Status: reached(emulator.Closed, emulator.MaxCapturesProcessed), Created: now, CaptureNow: true, Descriptor: "AMZ*Sample",
	}
	c := emulator.Capture{
		ID: emulator.NewChildID(id, emulator.KindCapture, 0), Authorization: a.ID, Reference: a.Reference, Amount: amount,
		Status: reached(emulator.Completed, ""), Created: now, Descriptor: a.Descriptor,
	}
	f := emulator.Refund{
		ID: emulator.NewChildID(id, emulator.KindRefund, 0), Capture: c.ID, Reference: "sample-refund", Amount: emulator.Units(1, amount.Currency),
		Status: reached(emulator.Completed, ""), Created: now, Descriptor: a.Descriptor,
	}
	b := emulator.Chargeback{
		ID: "CB00000000000", Capture: c.ID, Amount: amount, Reason: emulator.UnauthorizedTransaction,
		Status: reached(emulator.Received, ""), Created: now,
	}
	o.Authorizations, o.Captures, o.Refunds = []emulator.Authorization{a}, []emulator.Capture{c}, []emulator.Refund{f}
	o.Chargebacks = []emulator.Chargeback{b}
	ev := emulator.Event{At: now}
	switch t {
	case OrderReferenceNotification:
		ev.Kind, ev.ID = emulator.KindOrder, o.ID
	case PaymentAuthorize:
		ev.Kind, ev.ID = emulator.KindAuthorization, a.ID
	case PaymentCapture:
		ev.Kind, ev.ID = emulator.KindCapture, c.ID
	case PaymentRefund:
		ev.Kind, ev.ID = emulator.KindRefund, f.ID
	case ChargebackNotification:
		ev.Kind, ev.ID = emulator.KindChargeback, b.ID
	default:
		return ev, nil, false
	}
	return ev, o, true
}

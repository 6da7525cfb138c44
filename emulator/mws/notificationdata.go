package mws

import (
	"strings"

	"amazon-pay-emulator/emulator"
)

// Data is the NotificationData of an event: the object as the version of the
// order shows it. In several ways it differs from what the API answers: see
// ipn.md section 5 (observed throughout).
func Data(t NotificationType, o *emulator.Order, object string) []byte {
	d := ipnDocument{document{b: make([]byte, 0, 2048), unit: 4}}
	d.b = append(d.b, `<?xml version="1.0" encoding="UTF-8"?>`...)
	switch t {
	case OrderReferenceNotification:
		d.wrapped("OrderReferenceNotification", "OrderReference", func() { d.orderReference(o) })
	case PaymentAuthorize:
		if a, ok := o.Authorization(object); ok {
			d.wrapped("AuthorizationNotification", "AuthorizationDetails", func() { d.authorization(o, a) })
		}
	case PaymentCapture:
		if c, ok := o.Capture(object); ok {
			d.wrapped("CaptureNotification", "CaptureDetails", func() { d.capture(o, c) })
		}
	case ChargebackNotification:
		if b, ok := o.Chargeback(object); ok {
			d.wrapped("ChargebackNotification", "ChargebackDetails", func() { d.chargeback(o, b) })
		}
	case PaymentRefund:
		if r, ok := o.Refund(object); ok {
			d.wrapped("RefundNotification", "RefundDetails", func() { d.refund(r) })
		}
	}
	return d.b
}

// ipnDocument is a document with the habits of notifications.
type ipnDocument struct{ document }

func (d *ipnDocument) wrapped(root, element string, content func()) {
	d.root(root, IPNNamespace)
	d.open(element)
	content()
	d.close(element)
	d.close(root)
}

// amount writes money as the shortest decimal with at least one digit after the
// point: 5.0, 19.95 (observed).
func (d *ipnDocument) amount(name string, m emulator.Money, c emulator.Currency) {
	d.priced(name, strings.TrimSuffix(m.Amount(), "0"), c)
}

func (d *ipnDocument) priced(name, amount string, c emulator.Currency) {
	d.open(name)
	d.text("Amount", amount)
	d.text("CurrencyCode", string(c))
	d.close(name)
}

// state writes a status; the state comes first here.
func (d *ipnDocument) state(name string, s emulator.Status) {
	d.open(name)
	d.text("State", string(s.State))
	d.timestamp("LastUpdateTimestamp", s.Updated)
	d.optional("ReasonCode", string(s.Reason))
	d.optional("ReasonDescription", s.Description)
	d.close(name)
}

func (d *ipnDocument) orderReference(o *emulator.Order) {
	d.text("AmazonOrderReferenceId", o.ID)
	if !o.Total.IsZero() {
		d.priced("OrderTotal", o.Total.Amount(), o.Total.Currency)
	}
	d.open("SellerOrderAttributes")
	d.text("SellerId", o.Seller)
	d.optional("SellerOrderId", o.Attributes.SellerOrderID)
	d.members("OrderItemCategories", "OrderItemCategory", o.Attributes.Categories)
	d.close("SellerOrderAttributes")
	d.state("OrderReferenceStatus", o.Status)
	d.timestamp("CreationTimestamp", o.Created)
	d.timestamp("ExpirationTimestamp", o.Expires())
}

func (d *ipnDocument) authorization(o *emulator.Order, a *emulator.Authorization) {
	currency := a.Amount.Currency
	d.text("AmazonAuthorizationId", a.ID)
	d.text("AuthorizationReferenceId", a.Reference)
	d.amount("AuthorizationAmount", a.Amount, currency)
	d.amount("CapturedAmount", o.Captured(a.ID), currency)
	d.amount("AuthorizationFee", emulator.Money{}, currency)
	d.members("IdList", "Id", capturesOf(o, a.ID))
	d.timestamp("CreationTimestamp", a.Created)
	d.timestamp("ExpirationTimestamp", a.Expires())
	d.state("AuthorizationStatus", a.Status)
	d.boolean("SoftDecline", a.SoftDecline)
	d.members("OrderItemCategories", "OrderItemCategory", o.Attributes.Categories)
	d.boolean("CaptureNow", a.CaptureNow)
	d.text("SoftDescriptor", a.Descriptor)
}

func (d *ipnDocument) capture(o *emulator.Order, c *emulator.Capture) {
	currency := c.Amount.Currency
	d.text("AmazonCaptureId", c.ID)
	d.text("CaptureReferenceId", c.Reference)
	d.amount("CaptureAmount", c.Amount, currency)
	d.amount("RefundedAmount", o.Refunded(c.ID), currency)
	d.amount("CaptureFee", emulator.Money{}, currency)
	d.members("IdList", "Id", refundsOf(o, c.ID))
	d.timestamp("CreationTimestamp", c.Created)
	d.state("CaptureStatus", c.Status)
	d.text("SoftDescriptor", c.Descriptor)
}

func (d *ipnDocument) refund(r *emulator.Refund) {
	d.text("AmazonRefundId", r.ID)
	d.text("RefundReferenceId", r.Reference)
	d.text("RefundType", "SellerInitiated")
	d.amount("RefundAmount", r.Amount, r.Amount.Currency)
	d.amount("FeeRefunded", emulator.Money{}, r.Amount.Currency)
	d.timestamp("CreationTimestamp", r.Created)
	d.state("RefundStatus", r.Status)
	d.text("SoftDescriptor", r.Descriptor)
}

// chargeback names the capture by the seller's reference id, although the
// element sounds like Amazon's (observed).
func (d *ipnDocument) chargeback(o *emulator.Order, b *emulator.Chargeback) {
	d.text("AmazonChargebackId", b.ID)
	d.text("AmazonOrderReferenceId", o.ID)
	if c, ok := o.Capture(b.Capture); ok {
		d.text("AmazonCaptureReferenceId", c.Reference)
	}
	d.timestamp("CreationTimestamp", b.Created)
	d.amount("ChargebackAmount", b.Amount, b.Amount.Currency)
	d.text("ChargebackState", string(b.Status.State))
	d.text("ChargebackReason", b.Reason)
}

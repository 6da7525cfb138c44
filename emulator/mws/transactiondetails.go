package mws

import (
	"amazon-pay-emulator/emulator"
)

// status writes the status of an authorization, capture or refund.
func status(d *document, name string, s emulator.Status) {
	d.open(name)
	d.timestamp("LastUpdateTimestamp", s.Updated)
	d.text("State", string(s.State))
	d.optional("ReasonCode", string(s.Reason))
	d.optional("ReasonDescription", s.Description)
	d.close(name)
}

// noFee writes a fee: the sandbox charges none (observed).
func noFee(d *document, name string, c emulator.Currency) {
	d.price(name, emulator.Money{Currency: c})
}

// capturesOf lists the ids of an authorization's captures.
func capturesOf(o *emulator.Order, authorization string) []string {
	var ids []string
	for i := range o.Captures {
		if c := &o.Captures[i]; c.Authorization == authorization {
			ids = append(ids, c.ID)
		}
	}
	return ids
}

// refundsOf lists the ids of a capture's refunds.
func refundsOf(o *emulator.Order, capture string) []string {
	var ids []string
	for i := range o.Refunds {
		if r := &o.Refunds[i]; r.Capture == capture {
			ids = append(ids, r.ID)
		}
	}
	return ids
}

// authorizationDetails writes an authorization as it is now.
func authorizationDetails(d *document, ans view) {
	if a, ok := ans.Order.Authorization(ans.Object); ok {
		writeAuthorization(d, a, ans.Order.Captured(a.ID), capturesOf(ans.Order, a.ID))
	}
}

// authorizationAnswered writes an authorization as Authorize first answered it:
// a capture made with it is listed, but not yet counted (observed).
func authorizationAnswered(d *document, ans view) {
	if a, ok := ans.Order.Authorization(ans.Object); ok {
		first := a.AsAnswered()
		var captures []string
		if c, ok := ans.Order.Capture(a.CaptureNowID()); ok && first.Status.State != emulator.Pending {
			captures = append(captures, c.ID)
		}
		writeAuthorization(d, &first, emulator.Money{}, captures)
	}
}

func writeAuthorization(d *document, a *emulator.Authorization, captured emulator.Money, captures []string) {
	currency := a.Amount.Currency
	d.open("AuthorizationDetails")
	d.price("AuthorizationAmount", a.Amount)
	d.total("CapturedAmount", captured, currency)
	d.optional("SoftDescriptor", a.Descriptor)
	d.timestamp("ExpirationTimestamp", a.Expires())
	if a.Status.State != emulator.Declined { // declined ones have no list (observed)
		d.members("IdList", "member", captures)
	}
	d.boolean("SoftDecline", a.SoftDecline)
	status(d, "AuthorizationStatus", a.Status)
	noFee(d, "AuthorizationFee", currency)
	d.boolean("CaptureNow", a.CaptureNow)
	d.text("SellerAuthorizationNote", a.Note)
	d.timestamp("CreationTimestamp", a.Created)
	d.text("AmazonAuthorizationId", a.ID)
	d.text("AuthorizationReferenceId", a.Reference)
	d.close("AuthorizationDetails")
}

// captureDetails writes a capture as it is now.
func captureDetails(d *document, ans view) {
	if c, ok := ans.Order.Capture(ans.Object); ok {
		writeCapture(d, c, ans.Order.Refunded(c.ID), refundsOf(ans.Order, c.ID))
	}
}

// captureAnswered writes a capture as Capture first answered it.
func captureAnswered(d *document, ans view) {
	if c, ok := ans.Order.Capture(ans.Object); ok {
		first := c.AsAnswered()
		writeCapture(d, &first, emulator.Money{}, nil)
	}
}

func writeCapture(d *document, c *emulator.Capture, refunded emulator.Money, refunds []string) {
	currency := c.Amount.Currency
	d.open("CaptureDetails")
	d.text("CaptureReferenceId", c.Reference)
	noFee(d, "CaptureFee", currency)
	d.text("AmazonCaptureId", c.ID)
	d.timestamp("CreationTimestamp", c.Created)
	d.text("SoftDescriptor", c.Descriptor)
	d.members("IdList", "member", refunds)
	status(d, "CaptureStatus", c.Status)
	d.text("SellerCaptureNote", c.Note)
	d.total("RefundedAmount", refunded, currency)
	d.price("CaptureAmount", c.Amount)
	d.close("CaptureDetails")
}

// refundDetails writes a refund as it is now.
func refundDetails(d *document, ans view) {
	if r, ok := ans.Order.Refund(ans.Object); ok {
		writeRefund(d, r)
	}
}

// refundAnswered writes a refund as Refund first answered it.
func refundAnswered(d *document, ans view) {
	if r, ok := ans.Order.Refund(ans.Object); ok {
		first := r.AsAnswered()
		writeRefund(d, &first)
	}
}

func writeRefund(d *document, r *emulator.Refund) {
	d.open("RefundDetails")
	d.text("RefundReferenceId", r.Reference)
	d.text("RefundType", "SellerInitiated")
	d.text("SellerRefundNote", r.Note)
	d.timestamp("CreationTimestamp", r.Created)
	d.text("SoftDescriptor", r.Descriptor)
	status(d, "RefundStatus", r.Status)
	noFee(d, "FeeRefunded", r.Amount.Currency)
	d.price("RefundAmount", r.Amount)
	d.text("AmazonRefundId", r.ID)
	d.close("RefundDetails")
}

package server

import (
	"net/http"
	"strings"

	"github.com/stretchr/testify/require"
)

// decidedLibrary are the scenarios that say what becomes of objects.
var decidedLibrary = map[string]func(*checkout){
	"authorize-amazon-rejected": func(c *checkout) {
		c.confirmed()
		c.authorizes("sync", "Declined AmazonRejected")
		c.finds(c.order, "Closed AmazonClosed")
		c.receives("authorization Declined AmazonRejected", "order Closed AmazonClosed")

		c.confirmed()
		id := c.authorizes("async", "Pending", async...)
		c.receives()
		c.advance(minute / 2)
		c.finds(id, "Declined AmazonRejected")
		c.finds(c.order, "Closed AmazonClosed")
		c.receives("authorization Declined AmazonRejected", "order Closed AmazonClosed")
		c.authorizes("again", "405 InvalidOrderReferenceStatus")
	},
	"authorize-async-declined": func(c *checkout) {
		c.confirmed()
		c.authorizes("sync", "Open")
		c.receives("authorization Open")
		id := c.authorizes("async", "Pending", async...)
		c.receives()
		c.advance(minute/2 - moment)
		c.finds(id, "Pending")
		c.advance(moment)
		c.finds(id, "Declined AmazonRejected")
		c.finds(c.order, "Closed AmazonClosed")
		c.receives("authorization Declined AmazonRejected", "order Closed AmazonClosed")
	},
	"authorize-invalid-payment-method": func(c *checkout) {
		c.confirmed()
		c.authorizes("first", "Declined InvalidPaymentMethod")
		c.finds(c.order, "Suspended InvalidPaymentMethod")
		c.receives("authorization Declined InvalidPaymentMethod", "order Suspended InvalidPaymentMethod")
		c.authorizes("suspended", "405 InvalidOrderReferenceStatus")
		c.advance(day)
		c.finds(c.order, "Suspended InvalidPaymentMethod")
		c.try("ConfirmOrderReference", "AmazonOrderReferenceId", c.order).is(c.t, "400 PaymentMethodNotUpdated")
		c.buys("mastercard")
		c.try("ConfirmOrderReference", "AmazonOrderReferenceId", c.order).is(c.t, "ok")
		c.finds(c.order, "Open")
		c.receives("order Open")
		c.authorizes("second", "Declined InvalidPaymentMethod")
	},
	"authorize-soft-decline": func(c *checkout) {
		c.confirmed()
		for _, reference := range []string{"first", "second"} {
			c.authorizes(reference, "Declined InvalidPaymentMethod softly")
			c.finds(c.order, "Open")
			c.receives("authorization Declined InvalidPaymentMethod")
		}
	},
	"authorize-timed-out": func(c *checkout) {
		c.confirmed()
		c.authorizes("sync", "Declined TransactionTimedOut")
		c.receives("authorization Declined TransactionTimedOut")
		id := c.authorizes("async", "Pending", async...)
		c.advance(hour)
		c.finds(id, "Declined TransactionTimedOut")
		c.finds(c.order, "Open")
		c.receives("authorization Declined TransactionTimedOut")
	},
	"authorize-timed-out-then-async-declined": func(c *checkout) {
		c.confirmed()
		c.authorizes("sync", "Declined TransactionTimedOut")
		c.finds(c.order, "Open")
		id := c.authorizes("async", "Pending", async...)
		c.receives("authorization Declined TransactionTimedOut")
		c.advance(minute / 2)
		c.finds(id, "Declined InvalidPaymentMethod")
		c.finds(c.order, "Suspended InvalidPaymentMethod")
		c.receives("authorization Declined InvalidPaymentMethod", "order Suspended InvalidPaymentMethod")
	},
	"authorization-closed-by-amazon": func(c *checkout) {
		c.confirmed()
		id := c.authorizes("left", "Open")
		captured := c.authorizes("captured", "Open")
		c.captures(captured, "c", "Completed")
		c.receives("authorization Open", "authorization Open", "capture Completed", "authorization Closed MaxCapturesProcessed")
		c.advance(minute / 2)
		c.finds(id, "Closed AmazonClosed")
		c.finds(captured, "Closed MaxCapturesProcessed")
		c.finds(c.order, "Open")
		c.receives("authorization Closed AmazonClosed")
		c.captures(id, "late", "405 InvalidAuthorizationStatus")
	},
	"authorization-expires": func(c *checkout) {
		c.confirmed()
		id := c.authorizes("left", "Open")
		captured := c.authorizes("captured", "Open")
		c.captures(captured, "c", "Completed")
		c.receives("authorization Open", "authorization Open", "capture Completed", "authorization Closed MaxCapturesProcessed")
		c.advance(minute - moment)
		c.finds(id, "Open")
		c.advance(moment)
		c.finds(id, "Closed ExpiredUnused")
		c.finds(captured, "Closed MaxCapturesProcessed")
		c.receives("authorization Closed ExpiredUnused")
		c.captures(id, "late", "405 InvalidAuthorizationStatus")
	},
	"order-suspended-then-fixed": func(c *checkout) {
		c.confirmed()
		c.authorizes("first", "Declined InvalidPaymentMethod")
		c.finds(c.order, "Suspended InvalidPaymentMethod")
		c.receives("authorization Declined InvalidPaymentMethod", "order Suspended InvalidPaymentMethod")
		c.advance(10*minute - moment)
		c.authorizes("too-early", "405 InvalidOrderReferenceStatus")
		c.advance(moment)
		c.finds(c.order, "Open")
		c.receives("order Open")
		c.authorizes("second", "Open")
		c.receives("authorization Open")
	},
	"order-canceled-by-amazon": func(c *checkout) {
		c.confirmed()
		id := c.authorizes("a", "Open")
		c.receives("authorization Open")
		c.advance(hour - moment)
		c.finds(c.order, "Open")
		c.advance(moment)
		c.finds(c.order, "Canceled AmazonCanceled")
		c.finds(id, "Closed OrderReferenceCanceled")
		c.receives("order Canceled AmazonCanceled", "authorization Closed OrderReferenceCanceled")
	},
	"order-closed-by-amazon": func(c *checkout) {
		c.confirmed()
		id := c.authorizes("a", "Open")
		c.receives("authorization Open")
		c.advance(hour - moment)
		c.finds(c.order, "Open")
		c.advance(moment)
		c.finds(c.order, "Closed AmazonClosed")
		c.receives("order Closed AmazonClosed")
		c.authorizes("b", "405 InvalidOrderReferenceStatus")
		c.captures(id, "c", "Completed")
	},
	"capture-amazon-rejected": func(c *checkout) {
		c.confirmed()
		authorization := c.authorizes("a", "Open")
		capture := c.captures(authorization, "c", "Declined AmazonRejected")
		c.finds(capture, "Declined AmazonRejected")
		c.finds(authorization, "Closed AmazonClosed")
		c.finds(c.order, "Closed AmazonClosed")
		c.receives("authorization Open", "capture Declined AmazonRejected", "authorization Closed AmazonClosed", "order Closed AmazonClosed")
		c.captures(authorization, "again", "405 InvalidAuthorizationStatus")
	},
	"capture-closed-by-amazon": func(c *checkout) {
		c.confirmed()
		capture := c.captures(c.authorizes("a", "Open"), "c", "Completed")
		c.receives("authorization Open", "capture Completed", "authorization Closed MaxCapturesProcessed")
		c.advance(minute/2 - moment)
		c.finds(capture, "Completed")
		c.advance(moment)
		c.finds(capture, "Closed AmazonClosed")
		c.receives("capture Closed AmazonClosed")
		c.refunds(capture, "r", "405 CaptureNotRefundable")
	},
	"capture-pending-then-completed": func(c *checkout) {
		c.confirmed()
		authorization := c.authorizes("a", "Open")
		capture := c.captures(authorization, "c", "Pending")
		c.receives("authorization Open")
		c.advance(hour - moment)
		c.try("GetCaptureDetails", "AmazonCaptureId", capture).is(c.t, "Pending")
		c.finds(authorization, "Open")
		c.advance(moment)
		c.try("GetCaptureDetails", "AmazonCaptureId", capture).is(c.t, "Completed")
		c.finds(authorization, "Closed MaxCapturesProcessed")
		c.receives("capture Completed", "authorization Closed MaxCapturesProcessed")
	},
	"capture-pending-then-declined": func(c *checkout) {
		c.confirmed()
		authorization := c.authorizes("a", "Open")
		capture := c.captures(authorization, "c", "Pending")
		c.receives("authorization Open")
		c.advance(hour - moment)
		c.finds(capture, "Pending")
		c.advance(moment)
		c.finds(capture, "Declined AmazonRejected")
		c.finds(authorization, "Closed AmazonClosed")
		c.finds(c.order, "Closed AmazonClosed")
		c.receives("capture Declined AmazonRejected", "authorization Closed AmazonClosed", "order Closed AmazonClosed")
	},
	"capture-processing-failure": func(c *checkout) {
		c.confirmed()
		authorization := c.authorizes("a", "Open")
		for _, reference := range []string{"first", "second"} {
			c.captures(authorization, reference, "Declined ProcessingFailure")
			c.finds(authorization, "Open")
			c.finds(c.order, "Open")
		}
		c.receives("authorization Open", "capture Declined ProcessingFailure", "capture Declined ProcessingFailure")
	},
	"capture-processing-failure-then-success": func(c *checkout) {
		c.confirmed()
		authorization := c.authorizes("a", "Open")
		c.captures(authorization, "first", "Declined ProcessingFailure")
		c.captures(authorization, "first", "Declined ProcessingFailure") // the same again
		c.captures(authorization, "second", "Completed")
		c.finds(authorization, "Closed MaxCapturesProcessed")
		c.receives("authorization Open", "capture Declined ProcessingFailure", "capture Completed", "authorization Closed MaxCapturesProcessed")
	},
	"refund-declined": func(c *checkout) {
		c.refundIs("Declined AmazonRejected")
	},
	"refund-processing-failure": func(c *checkout) {
		c.refundIs("Declined ProcessingFailure")
	},
	"chargeback": func(c *checkout) {
		c.confirmed()
		for _, reference := range []string{"first", "second"} {
			capture := c.captures(c.authorizes(reference, "Open"), reference+"-capture", "Completed")
			c.receives("authorization Open", "capture Completed", "authorization Closed MaxCapturesProcessed")
			c.advance(10*day - moment)
			c.receives()
			c.advance(moment)
			c.receives("chargeback")
			c.finds(capture, "Completed")
		}
	},
}

// refundIs expects what becomes of a refund.
func (c *checkout) refundIs(want string) {
	c.t.Helper()
	c.confirmed()
	capture := c.captures(c.authorizes("a", "Open"), "c", "Completed")
	refund := c.refunds(capture, "r", "Pending")
	c.receives("authorization Open", "capture Completed", "authorization Closed MaxCapturesProcessed")
	c.advance(minute/2 - moment)
	c.finds(refund, "Pending")
	c.advance(moment)
	c.try("GetRefundDetails", "AmazonRefundId", refund).is(c.t, want)
	c.finds(capture, "Completed")
	c.receives("refund " + want)
}

// buys is what a buyer does whose payment method was declined: take another.
func (c *checkout) buys(method string) {
	c.t.Helper()
	request, err := http.NewRequestWithContext(c.t.Context(), http.MethodPost, c.server.URL()+"/_emulator/order-references/"+c.order+"/buyer",
		strings.NewReader(`{"payment_method":"`+method+`"}`))
	require.NoError(c.t, err)
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	require.NoError(c.t, err)
	require.NoError(c.t, response.Body.Close())
	require.Equal(c.t, http.StatusOK, response.StatusCode)
}

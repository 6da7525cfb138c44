package scenarios

import (
	"strconv"

	"amazon-pay-emulator/emulator"
)

// parametersOf looks up the parameters of the calls that an object was made by,
// from what is known of the object and of those above it: what happens without a
// call has no others.
func parametersOf(o *emulator.Order, object string) func(name string) (string, bool) {
	return func(name string) (string, bool) {
		for _, p := range made(o, object) {
			if p.name == name {
				return p.value, p.value != ""
			}
		}
		return "", false
	}
}

type parameter struct{ name, value string }

// made lists the parameters of an object and of those above it, its own first.
func made(o *emulator.Order, object string) []parameter {
	if r, ok := o.Refund(object); ok {
		return append([]parameter{
			{"RefundReferenceId", r.Reference},
			{"RefundAmount.Amount", r.Amount.Amount()},
			{"RefundAmount.CurrencyCode", string(r.Amount.Currency)},
			{"SellerRefundNote", r.Note},
			{"AmazonRefundId", r.ID},
		}, made(o, r.Capture)...)
	}
	if c, ok := o.Capture(object); ok {
		return append([]parameter{
			{"CaptureReferenceId", c.Reference},
			{"CaptureAmount.Amount", c.Amount.Amount()},
			{"CaptureAmount.CurrencyCode", string(c.Amount.Currency)},
			{"SellerCaptureNote", c.Note},
			{"AmazonCaptureId", c.ID},
		}, made(o, c.Authorization)...)
	}
	if a, ok := o.Authorization(object); ok {
		return append([]parameter{
			{"AuthorizationReferenceId", a.Reference},
			{"AuthorizationAmount.Amount", a.Amount.Amount()},
			{"AuthorizationAmount.CurrencyCode", string(a.Amount.Currency)},
			{"SellerAuthorizationNote", a.Note},
			{"CaptureNow", strconv.FormatBool(a.CaptureNow)},
			{"TransactionTimeout", strconv.Itoa(int(a.Timeout.Minutes()))},
			{"AmazonAuthorizationId", a.ID},
		}, made(o, o.ID)...)
	}
	list := []parameter{{"AmazonOrderReferenceId", o.ID}, {"SellerId", o.Seller}}
	if !o.Total.IsZero() {
		list = append(list,
			parameter{"OrderReferenceAttributes.OrderTotal.Amount", o.Total.Amount()},
			parameter{"OrderReferenceAttributes.OrderTotal.CurrencyCode", string(o.Total.Currency)})
	}
	if a := o.Attributes; a != nil {
		list = append(list,
			parameter{"OrderReferenceAttributes.SellerNote", a.SellerNote},
			parameter{"OrderReferenceAttributes.SellerOrderAttributes.SellerOrderId", a.SellerOrderID},
			parameter{"OrderReferenceAttributes.SellerOrderAttributes.StoreName", a.StoreName},
			parameter{"OrderReferenceAttributes.SellerOrderAttributes.CustomInformation", a.CustomInformation})
	}
	return list
}

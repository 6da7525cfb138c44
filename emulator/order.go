package emulator

import (
	"slices"
	"time"
)

// Order is an order reference and everything that hangs from it. No limit looks
// beyond one order, so it is the unit of change: a step takes an Order and
// returns the next one. Its slices are shared between versions and never
// written to.
type Order struct {
	ID          string
	Seller      string
	Environment Environment
	Created     time.Time
	Status      Status
	Total       Money // zero until set
	Attributes  *Attributes
	Buyer       *Buyer

	// Confirmed is set once the order was Open; it stays so. Only then does the
	// seller see who the buyer is (documented).
	Confirmed bool
	// PaymentUpdated is set when the buyer of a Suspended order has chosen
	// another payment method; the next Confirm then makes it Open again.
	PaymentUpdated bool
	// Imposed are constraints that don't follow from the rest of the order.
	Imposed []ConstraintID

	Authorizations []Authorization
	Captures       []Capture
	Refunds        []Refund
	Chargebacks    []Chargeback
	Alarms         []Alarm // by due time, then in the order in which they were set
}

// Attributes are the seller's own words about an order. Empty means not set.
type Attributes struct {
	SellerOrderID               string
	StoreName                   string
	CustomInformation           string
	SupplementaryData           string
	Categories                  []string
	SellerNote                  string
	PlatformID                  string
	RequestPaymentAuthorization bool
	ProviderID                  string // PaymentServiceProviderId
	ProviderOrderID             string // PaymentServiceProviderOrderId
}

// ProviderCredit is a solution provider's share of an authorization, capture or
// refund.
type ProviderCredit struct {
	Provider string
	Amount   Money
}

// OrderExpiry is the lifetime that the service prints as ExpirationTimestamp of
// an order reference (observed).
const OrderExpiry = 180 * Day

// Expires is the ExpirationTimestamp: creation plus 180 days, already in Draft
// and whatever the timings in force (observed).
func (o *Order) Expires() time.Time { return o.Created.Add(OrderExpiry) }

// Constraints lists what keeps the order from being confirmed.
func (o *Order) Constraints() []ConstraintID {
	var list []ConstraintID
	method := o.Buyer.Payment
	if (method == "" || o.Status.State == Suspended && !o.PaymentUpdated) && !slices.Contains(o.Imposed, PaymentPlanNotSet) {
		list = append(list, PaymentPlanNotSet)
	}
	if o.Buyer.Address == nil {
		list = append(list, ShippingAddressNotSet)
	}
	if o.Total.IsZero() {
		list = append(list, AmountNotSet)
	}
	if method == DeclineNotAllowed && o.Status.State == Draft {
		list = append(list, PaymentMethodNotAllowed)
	}
	for _, c := range o.Imposed {
		if !slices.Contains(list, c) {
			list = append(list, c)
		}
	}
	return list
}

// Authorization finds an authorization by its id.
func (o *Order) Authorization(id string) (*Authorization, bool) {
	return find(o.Authorizations, func(a *Authorization) bool { return a.ID == id })
}

// Capture finds a capture by its id.
func (o *Order) Capture(id string) (*Capture, bool) {
	return find(o.Captures, func(c *Capture) bool { return c.ID == id })
}

// Refund finds a refund by its id.
func (o *Order) Refund(id string) (*Refund, bool) {
	return find(o.Refunds, func(r *Refund) bool { return r.ID == id })
}

func find[T any](list []T, is func(*T) bool) (*T, bool) {
	for i := range list {
		if is(&list[i]) {
			return &list[i], true
		}
	}
	return nil, false
}

// StatusOf is the kind and status of the order itself or of an object in it.
func (o *Order) StatusOf(id string) (Kind, Status, bool) {
	if id == o.ID {
		return KindOrder, o.Status, true
	}
	if a, ok := o.Authorization(id); ok {
		return KindAuthorization, a.Status, true
	}
	if c, ok := o.Capture(id); ok {
		return KindCapture, c.Status, true
	}
	if r, ok := o.Refund(id); ok {
		return KindRefund, r.Status, true
	}
	if b, ok := o.Chargeback(id); ok {
		return KindChargeback, b.Status, true
	}
	return "", Status{}, false
}

// Captured is what was captured from one authorization: its Completed captures
// and those Closed since.
func (o *Order) Captured(authorization string) Money {
	var sum Money
	for i := range o.Captures {
		if c := &o.Captures[i]; c.Authorization == authorization && c.Took() {
			sum = sum.Plus(c.Amount)
		}
	}
	return sum
}

// used is what was captured from an authorization, and what Pending captures may
// still take.
func (o *Order) used(authorization string) Money {
	var sum Money
	for i := range o.Captures {
		if c := &o.Captures[i]; c.Authorization == authorization && c.Status.State != Declined {
			sum = sum.Plus(c.Amount)
		}
	}
	return sum
}

// Refunded is what went back from one capture: its Completed refunds.
func (o *Order) Refunded(capture string) Money {
	var sum Money
	for i := range o.Refunds {
		if r := &o.Refunds[i]; r.Capture == capture && r.Status.State == Completed {
			sum = sum.Plus(r.Amount)
		}
	}
	return sum
}

// pendingCapture says whether a capture of the authorization is undecided.
func (o *Order) pendingCapture(authorization string) bool {
	return slices.ContainsFunc(o.Captures, func(c Capture) bool {
		return c.Authorization == authorization && c.Status.State == Pending
	})
}

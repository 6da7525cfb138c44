package emulator

import "slices"

// Buyer is who pays: what the address and wallet widgets of the page would have
// collected. An order shares its Buyer; it is replaced, never written to.
type Buyer struct {
	Name    string
	Email   string
	Phone   string
	Address *Address      // nil: none chosen
	Payment PaymentMethod // "": none chosen
}

// Address is a postal address.
type Address struct {
	Name          string
	Line1         string
	Line2         string
	Line3         string
	City          string
	County        string
	District      string
	StateOrRegion string
	PostalCode    string
	CountryCode   string
	Phone         string
}

// PaymentMethod is what the buyer chose in the wallet. One with the prefix
// decline- brings its own verdict, like the star-marked methods of Amazon's
// sandbox wallet (documented).
type PaymentMethod string

// The payment methods of test buyers.
const (
	Visa                      PaymentMethod = "visa"
	Mastercard                PaymentMethod = "mastercard"
	Amex                      PaymentMethod = "amex"
	DeclineNotAllowed         PaymentMethod = "decline-payment-method-not-allowed"
	DeclineInvalidMethod      PaymentMethod = "decline-invalid-payment-method"
	DeclineAmazonRejected     PaymentMethod = "decline-amazon-rejected"
	DeclineTransactionTimeout PaymentMethod = "decline-transaction-timed-out"
)

// PaymentMethods lists every payment method a test buyer may have.
var PaymentMethods = []PaymentMethod{
	Visa, Mastercard, Amex,
	DeclineNotAllowed, DeclineInvalidMethod, DeclineAmazonRejected, DeclineTransactionTimeout,
}

// Known says whether a test buyer may have the method.
func (p PaymentMethod) Known() bool { return slices.Contains(PaymentMethods, p) }

// Verdict is what paying by this method brings about in an operation.
func (p PaymentMethod) Verdict(op Operation) Verdict {
	if op != OpAuthorize {
		return Verdict{}
	}
	switch p {
	case DeclineInvalidMethod:
		return Verdict{State: Declined, Reason: InvalidPaymentMethod}
	case DeclineAmazonRejected:
		return Verdict{State: Declined, Reason: AmazonRejected}
	case DeclineTransactionTimeout:
		return Verdict{State: Declined, Reason: TransactionTimedOut}
	}
	return Verdict{}
}

// Descriptor is how the method is shown to the buyer (observed; the digits are
// invented).
func (p PaymentMethod) Descriptor() string {
	switch p {
	case Mastercard:
		return "Amazon Pay (MasterCard **43)"
	case Amex:
		return "Amazon Pay (American Express **44)"
	}
	return "Amazon Pay (Visa **42)"
}

// ConstraintID names something that must be put right before an order reference
// can be confirmed.
type ConstraintID string

// The constraints (documented).
const (
	AmountNotSet            ConstraintID = "AmountNotSet"
	PaymentPlanNotSet       ConstraintID = "PaymentPlanNotSet"
	ShippingAddressNotSet   ConstraintID = "ShippingAddressNotSet"
	PaymentMethodNotAllowed ConstraintID = "PaymentMethodNotAllowed"
	BuyerEqualsSeller       ConstraintID = "BuyerEqualsSeller"
	ConstraintCurrency      ConstraintID = "CurrencyMismatch"
)

// ConstraintIDs lists every constraint.
var ConstraintIDs = []ConstraintID{
	PaymentPlanNotSet, ShippingAddressNotSet, AmountNotSet,
	PaymentMethodNotAllowed, BuyerEqualsSeller, ConstraintCurrency,
}

// Known says whether the constraint exists.
func (c ConstraintID) Known() bool { return slices.Contains(ConstraintIDs, c) }

// Description is the text that the service gives with the constraint:
// AmountNotSet and PaymentPlanNotSet observed, the others assumed.
func (c ConstraintID) Description() string {
	switch c {
	case AmountNotSet:
		return "The seller has not set the amount for the Order Reference."
	case PaymentPlanNotSet:
		return "The buyer has not been able to select a Payment method for the given Order Reference."
	case ShippingAddressNotSet:
		return "The buyer has not selected a shipping address for the given Order Reference."
	case PaymentMethodNotAllowed:
		return "The payment method selected by the buyer is not allowed for this Order Reference."
	case BuyerEqualsSeller:
		return "The buyer cannot be the seller for this transaction."
	case ConstraintCurrency:
		return "The currency of the Order Reference does not match the currency selected by the buyer."
	}
	return ""
}

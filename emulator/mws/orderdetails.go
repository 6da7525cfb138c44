package mws

import (
	"amazon-pay-emulator/emulator"
)

// orderReferenceDetails writes an order reference in the element order observed
// on the wire.
func orderReferenceDetails(d *document, ans view) {
	o := ans.Order
	// Before confirmation, only a caller with the buyer's token sees who the
	// buyer is (documented), also when the draft has ended since.
	revealed := o.Confirmed || ans.consent
	d.open("OrderReferenceDetails")
	a := o.Attributes
	if a.ProviderID != "" || a.ProviderOrderID != "" {
		d.open("PaymentServiceProviderAttributes")
		d.optional("PaymentServiceProviderId", a.ProviderID)
		d.optional("PaymentServiceProviderOrderId", a.ProviderOrderID)
		d.close("PaymentServiceProviderAttributes")
	}
	orderStatus(d, o.Status)
	d.optional("OrderLanguage", language(ans.Seller.Region))
	destination(d, o.Buyer.Address, revealed)
	d.timestamp("ExpirationTimestamp", o.Expires())
	d.optional("PlatformId", a.PlatformID)
	if o.Confirmed {
		ids := make([]string, len(o.Authorizations))
		for i := range o.Authorizations {
			ids[i] = o.Authorizations[i].ID
		}
		d.members("IdList", "member", ids)
	}
	sellerOrderAttributes(d, a)
	constraints(d, o)
	if o.Confirmed && o.Buyer.Payment != "" {
		d.open("PaymentDescriptor")
		d.text("FullDescriptor", o.Buyer.Payment.Descriptor())
		d.text("UseAmazonBalanceFirst", "false")
		d.close("PaymentDescriptor")
	}
	if !o.Total.IsZero() {
		d.price("OrderTotal", o.Total)
	}
	if revealed {
		d.open("Buyer")
		d.text("Name", o.Buyer.Name)
		d.text("Email", o.Buyer.Email)
		d.optional("Phone", o.Buyer.Phone)
		d.close("Buyer")
	}
	d.text("ReleaseEnvironment", releaseEnvironment(o.Environment))
	d.optional("SellerNote", a.SellerNote)
	d.text("AmazonOrderReferenceId", o.ID)
	d.timestamp("CreationTimestamp", o.Created)
	d.boolean("RequestPaymentAuthorization", a.RequestPaymentAuthorization)
	d.close("OrderReferenceDetails")
}

// orderStatus writes an order's status: in Draft the state alone, otherwise in
// an order of its own (observed).
func orderStatus(d *document, s emulator.Status) {
	d.open("OrderReferenceStatus")
	if s.State != emulator.Draft {
		d.optional("ReasonDescription", s.Description)
		d.timestamp("LastUpdateTimestamp", s.Updated)
		d.optional("ReasonCode", string(s.Reason))
	}
	d.text("State", string(s.State))
	d.close("OrderReferenceStatus")
}

// language is the OrderLanguage, sent in Europe and Japan (observed).
func language(r emulator.Region) string {
	switch r {
	case emulator.UK:
		return "en-GB"
	case emulator.DE:
		return "de-DE"
	case emulator.JP:
		return "ja-JP"
	}
	return ""
}

// releaseEnvironment is the environment as the wire calls it.
func releaseEnvironment(e emulator.Environment) string {
	if e == emulator.Live {
		return "Live"
	}
	return "Sandbox"
}

// destination writes where the goods go, whole or as far as needed to compute
// postage and tax (documented).
func destination(d *document, a *emulator.Address, whole bool) {
	if a == nil {
		return
	}
	d.open("Destination")
	d.text("DestinationType", "Physical")
	d.open("PhysicalDestination")
	d.optional("StateOrRegion", a.StateOrRegion)
	if whole {
		d.optional("Phone", a.Phone)
	}
	d.optional("City", a.City)
	if whole {
		d.optional("County", a.County)
		d.optional("District", a.District)
	}
	d.text("CountryCode", a.CountryCode)
	d.text("PostalCode", a.PostalCode)
	if whole {
		d.optional("Name", a.Name)
		d.optional("AddressLine1", a.Line1)
		d.optional("AddressLine2", a.Line2)
		d.optional("AddressLine3", a.Line3)
	}
	d.close("PhysicalDestination")
	d.close("Destination")
}

// sellerOrderAttributes writes what the seller said of the order, once anything
// was said (documented).
func sellerOrderAttributes(d *document, a *emulator.Attributes) {
	if a.StoreName == "" && a.CustomInformation == "" && a.SellerOrderID == "" && a.SupplementaryData == "" && len(a.Categories) == 0 {
		return
	}
	d.open("SellerOrderAttributes")
	d.optional("StoreName", a.StoreName)
	d.optional("CustomInformation", a.CustomInformation)
	if len(a.Categories) > 0 {
		d.members("OrderItemCategories", "OrderItemCategory", a.Categories)
	}
	d.optional("SellerOrderId", a.SellerOrderID)
	d.optional("SupplementaryData", a.SupplementaryData)
	d.close("SellerOrderAttributes")
}

// constraints writes what keeps the order from being confirmed; an order that is
// confirmed has none but the missing payment method of a suspended one
// (observed).
func constraints(d *document, o *emulator.Order) {
	if s := o.Status.State; s != emulator.Draft && s != emulator.Suspended {
		return
	}
	list := o.Constraints()
	if len(list) == 0 {
		return
	}
	d.open("Constraints")
	for _, id := range list {
		d.open("Constraint")
		d.text("ConstraintID", string(id))
		d.text("Description", id.Description())
		d.close("Constraint")
	}
	d.close("Constraints")
}

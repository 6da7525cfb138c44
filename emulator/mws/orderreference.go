package mws

import (
	"net/http"
	"strings"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
)

// attributes serves OrderReferenceAttributes and OrderAttributes alike.
type attributes struct {
	OrderTotal                  *price  `param:"OrderTotal.,name=OrderTotal"`
	PlatformID                  *string `param:"PlatformId"`
	SellerNote                  *string `param:"SellerNote,max=1024"`
	RequestPaymentAuthorization *bool   `param:"RequestPaymentAuthorization"`
	ProviderID                  *string `param:"PaymentServiceProviderAttributes.PaymentServiceProviderId"`
	ProviderOrderID             *string `param:"PaymentServiceProviderAttributes.PaymentServiceProviderOrderId"`
	// PHP's and Python's SDKs send SupplementaryData outside the structure in
	// one call (observed).
	SupplementaryData *string          `param:"SupplementaryData"`
	Seller            sellerAttributes `param:"SellerOrderAttributes."`
}

type sellerAttributes struct {
	SellerOrderID     *string  `param:"SellerOrderId,max=127"`
	StoreName         *string  `param:"StoreName,max=50"`
	CustomInformation *string  `param:"CustomInformation,max=1024"`
	SupplementaryData *string  `param:"SupplementaryData"`
	Categories        []string `param:"OrderItemCategories.OrderItemCategory.N"`
}

func (a attributes) patch() emulator.AttributesPatch {
	supplementary := a.Seller.SupplementaryData
	if supplementary == nil {
		supplementary = a.SupplementaryData
	}
	return emulator.AttributesPatch{
		SellerOrderID: a.Seller.SellerOrderID, StoreName: a.Seller.StoreName, CustomInformation: a.Seller.CustomInformation,
		SupplementaryData: supplementary, Categories: a.Seller.Categories, SellerNote: a.SellerNote, PlatformID: a.PlatformID,
		RequestPaymentAuthorization: a.RequestPaymentAuthorization, ProviderID: a.ProviderID, ProviderOrderID: a.ProviderOrderID,
	}
}

type setOrderReferenceDetailsInput struct {
	Order      string     `param:"AmazonOrderReferenceId,required"`
	Attributes attributes `param:"OrderReferenceAttributes.,required,require=OrderTotal"`
}

func setOrderReferenceDetails(c *call, in setOrderReferenceDetailsInput) (engine.Answer, error) {
	total, err := c.total(*in.Attributes.OrderTotal)
	if err != nil {
		return engine.Answer{}, err
	}
	if err := c.simulate(emulator.OpSetOrderReferenceDetails, in.Attributes.SellerNote); err != nil {
		return engine.Answer{}, err
	}
	return c.change(emulator.SetDetails{Order: in.Order, Total: total, Attributes: in.Attributes.patch()})
}

type setOrderAttributesInput struct {
	Order      string     `param:"AmazonOrderReferenceId,required"`
	Attributes attributes `param:"OrderAttributes."`
}

func setOrderAttributes(c *call, in setOrderAttributesInput) (engine.Answer, error) {
	cmd := emulator.SetAttributes{Order: in.Order, Attributes: in.Attributes.patch()}
	if in.Attributes.OrderTotal != nil {
		total, err := c.total(*in.Attributes.OrderTotal)
		if err != nil {
			return engine.Answer{}, err
		}
		cmd.Total = &total
	}
	if err := c.simulate(emulator.OpSetOrderAttributes, in.Attributes.SellerNote); err != nil {
		return engine.Answer{}, err
	}
	return c.change(cmd)
}

// confirmOrderReferenceInput also takes what concerns strong authentication of
// the buyer; it is checked and has no further effect.
type confirmOrderReferenceInput struct {
	Order      string  `param:"AmazonOrderReferenceId,required"`
	SuccessURL *string `param:"SuccessUrl"`
	FailureURL *string `param:"FailureUrl"`
	Amount     *price  `param:"AuthorizationAmount."`
	Immediate  *bool   `param:"ExpectImmediateAuthorization"`
}

func confirmOrderReference(c *call, in confirmOrderReferenceInput) (engine.Answer, error) {
	if in.Amount != nil {
		if _, err := in.Amount.money("Amount"); err != nil {
			return engine.Answer{}, err
		}
	}
	return c.change(emulator.Confirm{Order: in.Order})
}

type getOrderReferenceDetailsInput struct {
	Order               string `param:"AmazonOrderReferenceId,required"`
	AddressConsentToken string `param:"AddressConsentToken"`
	AccessToken         string `param:"AccessToken"`
}

// getOrderReferenceDetails shows more of the buyer to a caller with an access
// token, before the order is confirmed (documented). Which tokens are good is
// told by their form: Login with Amazon's begin with Atza| (documented). The form
// is a matter of the parameters and so is looked at before the order (assumed).
func getOrderReferenceDetails(c *call, in getOrderReferenceDetailsInput) (engine.Answer, error) {
	for _, token := range []string{in.AddressConsentToken, in.AccessToken} {
		if token != "" && !strings.HasPrefix(token, "Atza|") {
			return engine.Answer{}, service(http.StatusNotFound, "InvalidAddressConsentToken", "The AddressConsentToken is invalid.").
				because("an access token begins with Atza|")
		}
		c.consent = c.consent || token != ""
	}
	return c.get(emulator.KindOrder, in.Order)
}

type cancelOrderReferenceInput struct {
	Order  string `param:"AmazonOrderReferenceId,required"`
	Reason string `param:"CancelationReason,max=1024"`
}

func cancelOrderReference(c *call, in cancelOrderReferenceInput) (engine.Answer, error) {
	return c.change(emulator.Cancel{Order: in.Order, Reason: in.Reason})
}

type closeOrderReferenceInput struct {
	Order  string  `param:"AmazonOrderReferenceId,required"`
	Reason *string `param:"ClosureReason,max=1024"`
}

func closeOrderReference(c *call, in closeOrderReferenceInput) (engine.Answer, error) {
	if err := c.simulate(emulator.OpCloseOrderReference, in.Reason); err != nil {
		return engine.Answer{}, err
	}
	return c.change(emulator.CloseOrder{Order: in.Order, Reason: text(in.Reason)})
}

// text is an optional text, empty when it was not sent.
func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func serviceStatus(d *document, ans view) {
	d.text("Status", "GREEN")
	d.timestamp("Timestamp", ans.At)
}

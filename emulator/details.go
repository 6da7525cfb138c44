package emulator

import "slices"

// AttributesPatch is what a call says about an order's attributes; nil leaves
// one as it is.
type AttributesPatch struct {
	SellerOrderID               *string
	StoreName                   *string
	CustomInformation           *string
	SupplementaryData           *string
	Categories                  []string // empty: as it is
	SellerNote                  *string
	PlatformID                  *string
	RequestPaymentAuthorization *bool
	ProviderID                  *string
	ProviderOrderID             *string
}

func (p AttributesPatch) empty() bool {
	return p.SellerOrderID == nil && p.StoreName == nil && p.CustomInformation == nil && p.SupplementaryData == nil &&
		len(p.Categories) == 0 && p.SellerNote == nil && p.PlatformID == nil && p.RequestPaymentAuthorization == nil &&
		p.ProviderID == nil && p.ProviderOrderID == nil
}

// onto is what becomes of attributes, which are never written to.
func (p AttributesPatch) onto(has *Attributes) *Attributes {
	if p.empty() {
		return has
	}
	a := *has
	for _, f := range []struct {
		from *string
		to   *string
	}{
		{p.SellerOrderID, &a.SellerOrderID},
		{p.StoreName, &a.StoreName},
		{p.CustomInformation, &a.CustomInformation},
		{p.SupplementaryData, &a.SupplementaryData},
		{p.SellerNote, &a.SellerNote},
		{p.PlatformID, &a.PlatformID},
		{p.ProviderID, &a.ProviderID},
		{p.ProviderOrderID, &a.ProviderOrderID},
	} {
		if f.from != nil {
			*f.to = *f.from
		}
	}
	if len(p.Categories) > 0 {
		a.Categories = p.Categories
	}
	if p.RequestPaymentAuthorization != nil {
		a.RequestPaymentAuthorization = *p.RequestPaymentAuthorization
	}
	return &a
}

// SetDetails says what is bought and for how much: SetOrderReferenceDetails.
type SetDetails struct {
	Order      string
	Total      Money
	Attributes AttributesPatch
}

// Operation is OpSetOrderReferenceDetails.
func (SetDetails) Operation() Operation { return OpSetOrderReferenceDetails }

// Target is the order reference.
func (r SetDetails) Target() (Kind, string) { return KindOrder, r.Order }

// Check allows it in Draft only, any number of times (observed).
func (r SetDetails) Check(o *Order, _ Env) error {
	if o.Status.State != Draft {
		return &Error{Code: OrderNotModifiable, Operation: OpSetOrderReferenceDetails, Kind: KindOrder, ID: o.ID, Status: o.Status}
	}
	return nil
}

// Apply sets total and attributes; what the call doesn't name stays (assumed).
func (r SetDetails) Apply(o Order, v Verdict, env Env) (Step, error) {
	if err := r.Check(&o, env); err != nil {
		return Step{}, err
	}
	c := o.begin(env)
	c.Total = r.Total
	c.Attributes = r.Attributes.onto(o.Attributes)
	c.lift(ConstraintCurrency)
	c.constrain(v, r.Attributes.SellerNote != nil)
	return c.step(o.ID), nil
}

// SetAttributes changes single attributes, some of them also after the order
// was confirmed: SetOrderAttributes.
type SetAttributes struct {
	Order      string
	Total      *Money
	Attributes AttributesPatch
}

// Operation is OpSetOrderAttributes.
func (SetAttributes) Operation() Operation { return OpSetOrderAttributes }

// Target is the order reference.
func (r SetAttributes) Target() (Kind, string) { return KindOrder, r.Order }

// Check says whether every attribute may still be changed. Before confirmation
// all may. Afterwards the total and RequestPaymentAuthorization may not, the
// seller's order id and the payment service provider's ids only when not yet
// set (documented). Closed and Canceled orders take nothing (assumed).
func (r SetAttributes) Check(o *Order, _ Env) error {
	refused := &Error{Code: OrderNotModifiable, Operation: OpSetOrderAttributes, Kind: KindOrder, ID: o.ID, Status: o.Status}
	if o.Status.State == Draft {
		return nil
	}
	if o.Status.State.Final() {
		return refused
	}
	has, wants := o.Attributes, r.Attributes
	once := func(has string, wants *string) bool { return has != "" && wants != nil && *wants != has }
	switch {
	case r.Total != nil:
		refused.Why = "OrderTotal can only be set before confirmation"
	case wants.RequestPaymentAuthorization != nil && *wants.RequestPaymentAuthorization != has.RequestPaymentAuthorization:
		refused.Why = "RequestPaymentAuthorization can only be set before confirmation"
	case once(has.SellerOrderID, wants.SellerOrderID):
		refused.Why = "SellerOrderId is set already"
	case once(has.ProviderID, wants.ProviderID), once(has.ProviderOrderID, wants.ProviderOrderID):
		refused.Why = "the payment service provider's ids are set already"
	default:
		return nil
	}
	return refused
}

// Apply changes the attributes that the call names.
func (r SetAttributes) Apply(o Order, v Verdict, env Env) (Step, error) {
	if err := r.Check(&o, env); err != nil {
		return Step{}, err
	}
	c := o.begin(env)
	if r.Total != nil {
		c.Total = *r.Total
		c.lift(ConstraintCurrency)
	}
	c.Attributes = r.Attributes.onto(o.Attributes)
	if o.Status.State == Draft {
		c.constrain(v, r.Attributes.SellerNote != nil)
	}
	return c.step(o.ID), nil
}

// constrain imposes the verdict's constraint. A simulated one stays until
// another SellerNote takes its place (documented).
func (c *change) constrain(v Verdict, newNote bool) {
	if newNote {
		c.lift(PaymentMethodNotAllowed)
	}
	if v.Constraint != "" && !slices.Contains(c.Imposed, v.Constraint) {
		c.Imposed = append(slices.Clip(c.Imposed), v.Constraint)
	}
}

// lift takes imposed constraints away.
func (c *change) lift(ids ...ConstraintID) {
	isOne := func(id ConstraintID) bool { return slices.Contains(ids, id) }
	if slices.ContainsFunc(c.Imposed, isOne) {
		c.Imposed = slices.DeleteFunc(slices.Clone(c.Imposed), isOne)
	}
}

package emulator

// Checkout is the buyer's part at the beginning: what the widgets of a page
// would have made.
type Checkout struct {
	ID          string
	Seller      string
	Environment Environment
	Buyer       *Buyer
	Imposed     []ConstraintID
}

// noAttributes are those of every new order; attributes are never written to.
var noAttributes Attributes

// NewOrder makes the Draft order reference of a checkout. It goes stale when it
// is not confirmed in time (documented).
func NewOrder(co Checkout, env Env) Step {
	c := Order{
		ID: co.ID, Seller: co.Seller, Environment: co.Environment, Created: env.Now,
		Attributes: &noAttributes, Buyer: co.Buyer, Imposed: co.Imposed,
	}.begin(env)
	c.move(co.ID, Draft, "")
	c.arm(Alarm{Due: env.Now.Add(env.Rules.Timings.DraftLifetime), Kind: DraftGoesStale, Object: co.ID})
	return c.step(co.ID)
}

// BuyerChange is what the buyer does later in the wallet or address book; zero
// values leave things as they are.
type BuyerChange struct {
	Payment PaymentMethod
	Address *Address
}

// ChangeBuyer lets the buyer choose another payment method or address. A new
// payment method lets a Suspended order be confirmed again; the order does not
// reopen before that (assumed).
func (o Order) ChangeBuyer(b BuyerChange, env Env) (Step, error) {
	if o.Status.State.Final() {
		return Step{}, &Error{Code: MoveIllegal, Kind: KindOrder, ID: o.ID, Status: o.Status, Why: "the buyer can't change an order that has ended"}
	}
	c := o.begin(env)
	buyer := *o.Buyer
	if b.Payment != "" {
		buyer.Payment = b.Payment
		c.PaymentUpdated = o.Status.State == Suspended
		c.lift(PaymentPlanNotSet, PaymentMethodNotAllowed)
	}
	if b.Address != nil {
		buyer.Address = b.Address
		c.lift(ShippingAddressNotSet)
	}
	c.Buyer = &buyer
	return c.step(o.ID), nil
}

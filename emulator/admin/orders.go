package admin

import (
	"fmt"
	"slices"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
)

// orderRequest is a checkout: what the buyer's widgets would have made of an
// order reference. Everything may be left out.
type orderRequest struct {
	ofSeller
	ID            *string                 `json:"id"`
	Amount        *money                  `json:"amount"`
	Buyer         *buyerBody              `json:"buyer"`
	PaymentMethod *emulator.PaymentMethod `json:"payment_method"`
	Constraints   []emulator.ConstraintID `json:"constraints"`
	Environment   emulator.Environment    `json:"environment"`
	State         emulator.State          `json:"state"`
}

func (a *API) createOrder(c *call) (any, error) {
	request := orderRequest{Environment: emulator.Sandbox, State: emulator.Draft}
	if err := c.readBody(&request); err != nil {
		return nil, err
	}
	account := a.account(c)
	wanted, flaws := request.arrangement(a.options.DefaultBuyer(), account.Seller().Region)
	if len(flaws) > 0 {
		return nil, invalid(flaws...)
	}
	order, err := account.Create(wanted)
	if err != nil {
		return nil, err
	}
	return created{a.showOne(account, order.ID)}, nil
}

// arrangement checks the request and says what it wants.
func (r orderRequest) arrangement(buyer *emulator.Buyer, region emulator.Region) (engine.Arrangement, []flaw) {
	w := engine.Arrangement{Environment: r.Environment, Buyer: r.Buyer.onto(*buyer), Confirmed: r.State == emulator.Open}
	flaws := slices.Concat(
		oneOf("environment", r.Environment, []emulator.Environment{emulator.Sandbox, emulator.Live}),
		oneOf("state", r.State, []emulator.State{emulator.Draft, emulator.Open}),
		r.Buyer.check("buyer"),
		checkPayment(r.PaymentMethod),
	)
	if r.ID != nil {
		w.ID = *r.ID
		if err := emulator.CheckOrderID(w.ID, r.Environment); err != nil {
			flaws = append(flaws, flaw{Path: "id", Message: shorten(err.Error()), Suggestion: "leave it out to get a fresh one"})
		}
	}
	if r.PaymentMethod != nil {
		w.Buyer.Payment = *r.PaymentMethod
	}
	if r.Amount != nil {
		total, wrong := r.Amount.parse("amount", region)
		w.Total = total
		flaws = append(flaws, wrong...)
	}
	flaws = append(flaws, r.constrain(&w)...)
	if w.Confirmed {
		flaws = append(flaws, r.confirmable(w)...)
	}
	return w, flaws
}

// constrain brings the constraints about. Three of them are what is missing from
// the order, so they go when it is added; the others are imposed.
func (r orderRequest) constrain(w *engine.Arrangement) []flaw {
	var flaws []flaw
	contradicts := func(path, field string, id emulator.ConstraintID) {
		flaws = append(flaws, flaw{Path: path, Message: fmt.Sprintf("%s contradicts %s", id, field), Suggestion: "leave out one of them"})
	}
	for i, id := range r.Constraints {
		path := itemPath("constraints", i)
		flaws = append(flaws, oneOf(path, id, emulator.ConstraintIDs)...)
		switch id {
		case emulator.AmountNotSet:
			if r.Amount != nil {
				contradicts(path, "amount", id)
			}
		case emulator.PaymentPlanNotSet:
			if r.PaymentMethod != nil {
				contradicts(path, "payment_method", id)
			}
			w.Buyer.Payment = ""
		case emulator.ShippingAddressNotSet:
			if r.Buyer != nil && r.Buyer.Address != nil {
				contradicts(path, "buyer.address", id)
			}
			w.Buyer.Address = nil
		default:
			if !slices.Contains(w.Imposed, id) {
				w.Imposed = append(w.Imposed, id)
			}
		}
	}
	return flaws
}

// confirmable lists what keeps an order reference from being Open at once.
func (r orderRequest) confirmable(w engine.Arrangement) []flaw {
	var flaws []flaw
	if r.Amount == nil {
		flaws = append(flaws, flaw{Path: "amount", Message: "an Open order reference has an amount", Suggestion: `send {"state":"Open","amount":{"amount":"106.00","currency":"USD"}}`})
	}
	if len(r.Constraints) > 0 || w.Buyer.Payment == emulator.DeclineNotAllowed || w.Buyer.Payment == "" || w.Buyer.Address == nil {
		flaws = append(flaws, flaw{Path: "state", Message: "an order reference with constraints can't be Open", Suggestion: "leave out the state, or what constrains it"})
	}
	return flaws
}

func checkPayment(p *emulator.PaymentMethod) []flaw {
	if p == nil {
		return nil
	}
	return oneOf("payment_method", *p, emulator.PaymentMethods)
}

// buyerRequest is what the buyer does later.
type buyerRequest struct {
	ofSeller
	PaymentMethod *emulator.PaymentMethod `json:"payment_method"`
	Address       *addressBody            `json:"address"`
}

func (a *API) changeBuyer(c *call) (any, error) {
	var request buyerRequest
	if err := c.readBody(&request); err != nil {
		return nil, err
	}
	account, err := a.holder(c, c.id)
	if err != nil {
		return nil, err
	}
	object, _ := account.Object(c.id)
	flaws := append(checkPayment(request.PaymentMethod), request.Address.check("address")...)
	if object.Kind != emulator.KindOrder {
		flaws = append(flaws, flaw{Path: "the path", Message: c.id + " is no order reference", Suggestion: "use " + emulator.OrderOf(c.id)})
	}
	if request.PaymentMethod == nil && request.Address == nil {
		flaws = append(flaws, flaw{Message: "the buyer does nothing", Suggestion: `send {"payment_method":"visa"}, an address, or both`})
	}
	if len(flaws) > 0 {
		return nil, invalid(flaws...)
	}
	var change emulator.BuyerChange
	if request.PaymentMethod != nil {
		change.Payment = *request.PaymentMethod
	}
	if request.Address != nil {
		change.Address = request.Address.address(object.Order.Buyer.Name)
	}
	if _, err := account.ChangeBuyer(c.id, change); err != nil {
		return nil, err
	}
	return a.showOne(account, c.id), nil
}

package admin

import (
	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
)

// decideRequest is what Amazon's side makes of an object: a state, or a
// chargeback of a capture.
type decideRequest struct {
	ofSeller
	State      emulator.State     `json:"state"`
	Reason     emulator.Reason    `json:"reason"` // empty: the first that the table of moves knows
	Chargeback *chargebackRequest `json:"chargeback"`
}

// chargebackRequest is what a buyer disputes of a capture.
type chargebackRequest struct {
	Amount *money `json:"amount"` // nil: all of it
	Reason string `json:"reason"` // in Amazon's words; empty: the usual one
}

func (r decideRequest) check() []flaw {
	if r.Chargeback != nil {
		if r.State != "" || r.Reason != "" {
			return []flaw{{Path: "chargeback", Message: "state and chargeback can't both be given", Suggestion: `send {"chargeback":{}} alone`}}
		}
		return nil
	}
	if r.State == "" {
		return []flaw{{Path: "state", Message: "left out, but needed", Suggestion: `send {"state":"Declined","reason":"AmazonRejected"}; GET ` + root + `objects/ID lists under next what is possible`}}
	}
	flaws := oneOf("state", r.State, states)
	if r.Reason != "" {
		flaws = append(flaws, oneOf("reason", r.Reason, reasons)...)
	}
	return flaws
}

func (a *API) decide(c *call) (any, error) {
	var request decideRequest
	if err := c.readBody(&request); err != nil {
		return nil, err
	}
	account, err := a.holder(c, c.id)
	if err != nil {
		return nil, err
	}
	if flaws := request.check(); len(flaws) > 0 {
		return nil, invalid(flaws...)
	}
	if request.Chargeback != nil {
		return a.dispute(account, c.id, *request.Chargeback)
	}
	if _, err := account.Decide(c.id, emulator.Verdict{State: request.State, Reason: request.Reason}); err != nil {
		return nil, err
	}
	return a.showOne(account, c.id), nil
}

// dispute answers the chargeback that it makes.
func (a *API) dispute(account *engine.Account, capture string, r chargebackRequest) (any, error) {
	var amount emulator.Money
	if r.Amount != nil {
		var flaws []flaw
		if amount, flaws = r.Amount.parse("chargeback.amount", account.Seller().Region); len(flaws) > 0 {
			return nil, invalid(flaws...)
		}
	}
	o, err := account.Dispute(capture, amount, r.Reason)
	if err != nil {
		return nil, err
	}
	return a.showOne(account, o.Chargebacks[len(o.Chargebacks)-1].ID), nil
}

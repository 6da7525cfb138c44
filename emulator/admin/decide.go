package admin

import "amazon-pay-emulator/emulator"

// decideRequest is what Amazon's side makes of an object.
type decideRequest struct {
	ofSeller
	State  emulator.State  `json:"state"`
	Reason emulator.Reason `json:"reason"` // empty: the first that the table of moves knows
}

func (r decideRequest) check() []flaw {
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
	if _, err := account.Decide(c.id, emulator.Verdict{State: request.State, Reason: request.Reason}); err != nil {
		return nil, err
	}
	return a.showOne(account, c.id), nil
}

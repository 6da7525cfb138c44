package admin

import (
	"fmt"
	"slices"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
)

// nextRequest is a one-shot rule.
type nextRequest struct {
	ofSeller
	On   emulator.Operation `json:"on"`
	Then *outcome           `json:"then"`
}

// rule is a one-shot rule that waits for its call.
type rule struct {
	SellerID string             `json:"seller_id"`
	On       emulator.Operation `json:"on"`
	Then     outcome            `json:"then"`
}

// ruleList is every rule that waits, by seller, the next one first.
type ruleList struct {
	Rules []rule `json:"rules"`
	nextCursor
}

// decidable are the operations that a rule may be on.
var decidable = func() []emulator.Operation {
	var list []emulator.Operation
	for _, o := range emulator.Outcomes {
		if !slices.Contains(list, o.Operation) {
			list = append(list, o.Operation)
		}
	}
	return slices.Concat(list, constrainable, tellable)
}()

func (r nextRequest) check() []flaw {
	if r.On == "" || r.Then == nil {
		return []flaw{{Message: "a rule has on and then", Suggestion: `send {"on":"Capture","then":{"state":"Declined","reason":"AmazonRejected"}}`}}
	}
	if flaws := oneOf("on", r.On, decidable); len(flaws) > 0 {
		flaws[0].Message = fmt.Sprintf("%q is no operation that can be decided", shorten(string(r.On)))
		return flaws
	}
	return r.Then.check(r.On)
}

func (a *API) addNext(c *call) (any, error) {
	var request nextRequest
	if err := c.readBody(&request); err != nil {
		return nil, err
	}
	if flaws := request.check(); len(flaws) > 0 {
		return nil, invalid(flaws...)
	}
	account := a.account(c)
	if err := account.Enqueue(engine.Next{On: request.On, Verdict: request.Then.verdict(), Delivery: request.Then.IPN.delivery()}); err != nil {
		return nil, err
	}
	return created{rule{SellerID: account.ID(), On: request.On, Then: *request.Then}}, nil
}

func (a *API) listNext(c *call) (any, error) {
	d := ruleList{Rules: []rule{}}
	accounts, _ := a.accounts(c)
	for _, account := range accounts {
		for _, n := range account.Waiting() {
			d.Rules = append(d.Rules, rule{SellerID: account.ID(), On: n.On, Then: outcomeOf(n.Verdict, n.Delivery)})
		}
	}
	return d, nil
}

package admin

import (
	"bytes"
	"fmt"
	"net/http"

	"amazon-pay-emulator/scenarios"
)

// rule is a one-shot rule that waits for its call: the seller, and what was sent.
type rule map[string]any

// ruleList is every rule that waits, by seller, the next one first.
type ruleList struct {
	Rules []rule `json:"rules"`
	nextCursor
}

// mostWaiting is how many one-shot rules of a seller may wait.
const mostWaiting = 1000

// showRule is a rule as it was sent, which was checked then.
func showRule(seller string, r *scenarios.Rule) rule {
	v, _ := readYAML([]byte(r.Source))
	sent, _ := v.plain().(map[string]any)
	d := rule(sent)
	d["seller_id"] = seller
	return d
}

func (a *API) addNext(c *call) (any, error) {
	data, err := c.readScript()
	if err != nil {
		return nil, err
	}
	if len(bytes.TrimSpace(data)) == 0 {
		return nil, invalid(flaw{Message: "a rule has on and then", Suggestion: `send {"on":"Capture","then":{"state":"Declined","reason":"AmazonRejected"}}`})
	}
	r, problems := scenarios.ParseRule("", data, a.options.Scenarios.Vocabulary, "seller_id")
	if problems.Err() != nil {
		return nil, invalid(flawsOf(problems)...)
	}
	if err := c.limitToSellerOf(data); err != nil {
		return nil, err
	}
	account := a.account(c)
	waiting := 0
	if err := direct(account, func(d *scenarios.Director) {
		if waiting = len(d.Waiting()); waiting < mostWaiting {
			d.Enqueue(r)
		}
	}); err != nil {
		return nil, err
	}
	if waiting == mostWaiting {
		return nil, &problem{
			Type: typeTooMany, Title: "Too many one-shot rules wait", Status: http.StatusConflict,
			Detail: fmt.Sprintf("%d one-shot rules of seller %s wait for their calls", waiting, account.ID()),
			Hint:   "DELETE " + root + "next takes them back; a scenario decides any number of calls",
		}
	}
	return created{showRule(account.ID(), r)}, nil
}

func (a *API) listNext(c *call) (any, error) {
	list := ruleList{Rules: []rule{}}
	accounts, _ := a.accounts(c)
	for _, account := range accounts {
		var waiting []*scenarios.Rule
		inspect(account, func(d *scenarios.Director) { waiting = d.Waiting() })
		for _, r := range waiting {
			list.Rules = append(list.Rules, showRule(account.ID(), r))
		}
	}
	return list, nil
}

func (a *API) clearNext(c *call) (any, error) {
	var gone forgotten
	accounts, _ := a.accounts(c)
	for _, account := range accounts {
		waited := 0
		if err := direct(account, func(d *scenarios.Director) {
			waited = len(d.Waiting())
			d.Forget()
		}); err != nil {
			return nil, err
		}
		gone.Deleted += waited
	}
	return gone, nil
}

// readScript reads a body that holds rules or scenarios, in JSON or YAML.
func (c *call) readScript() ([]byte, error) {
	data, err := c.readAll()
	if err != nil || len(bytes.TrimSpace(data)) == 0 {
		return nil, err
	}
	if _, err := reader(c.Header.Get("Content-Type")); err != nil {
		return nil, err
	}
	return data, nil
}

// limitToSellerOf limits the call to the seller that a body names, if it does.
func (c *call) limitToSellerOf(data []byte) error {
	v, _ := readYAML(data)
	for _, f := range v.fields {
		if f.name == "seller_id" {
			if f.value.kind != isText {
				return invalid(flaw{Path: f.name, Message: "expected text, got " + string(f.value.kind)})
			}
			return c.limitTo(f.name, f.value.text)
		}
	}
	return nil
}

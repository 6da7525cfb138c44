package admin

import (
	"context"
	"time"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
)

// advanceRequest says how far to move time: by or to, not both.
type advanceRequest struct {
	ofSeller
	By            *duration `json:"by"`
	To            *string   `json:"to"`             // RFC 3339, or next
	SettleTimeout *duration `json:"settle_timeout"` // how much real time to wait for deliveries
}

const (
	toNext        = "next"
	settleTimeout = 10 * time.Second // when the request names none
)

// span checks the request.
func (r advanceRequest) span() (engine.Advance, error) {
	var flaws []flaw
	var to engine.Advance
	const suggestion = `send {"by":"8d"}, {"to":"2026-01-31T12:00:00Z"} or {"to":"next"}`
	switch {
	case r.By == nil && r.To == nil:
		flaws = append(flaws, flaw{Message: "how far is not said", Suggestion: suggestion})
	case r.By != nil && r.To != nil:
		flaws = append(flaws, flaw{Path: "to", Message: "by and to can't both be given", Suggestion: suggestion})
	case r.By != nil:
		to.By = time.Duration(*r.By)
	case *r.To == toNext:
		to.Next = true
	default:
		var m moment
		if err := m.UnmarshalText([]byte(*r.To)); err != nil {
			flaws = append(flaws, flaw{Path: "to", Message: err.Error(), Suggestion: suggestion})
		}
		to.To = time.Time(m)
	}
	if r.SettleTimeout != nil && *r.SettleTimeout < 0 {
		flaws = append(flaws, flaw{Path: "settle_timeout", Message: "a time limit can't be negative", Suggestion: `send "10s"`})
	}
	to.Settle = settleTimeout
	if r.SettleTimeout != nil {
		to.Settle = time.Duration(*r.SettleTimeout)
	}
	if len(flaws) > 0 {
		return to, invalid(flaws...)
	}
	return to, nil
}

// advanced is what an advance came to.
type advanced struct {
	Now        moment     `json:"now"`
	Events     []event    `json:"events"`
	Deliveries []struct{} `json:"deliveries"` // of notifications
	Settled    bool       `json:"settled"`
}

// event is one change of state.
type event struct {
	At     moment          `json:"at"`
	Type   emulator.Kind   `json:"type"`
	ID     string          `json:"id"`
	From   emulator.State  `json:"from"` // empty: it came into being
	To     emulator.State  `json:"to"`
	Reason emulator.Reason `json:"reason"`
}

func eventsOf(list []emulator.Event) []event {
	events := make([]event, len(list))
	for i, e := range list {
		events[i] = event{At: moment(e.At), Type: e.Kind, ID: e.ID, From: e.From, To: e.To, Reason: e.Reason}
	}
	return events
}

func (a *API) advance(c *call) (any, error) {
	var request advanceRequest
	if err := c.readBody(&request); err != nil {
		return nil, err
	}
	to, err := request.span()
	if err != nil {
		return nil, err
	}
	accounts, all := a.accounts(c)
	for _, account := range accounts {
		if account.Now().Add(to.By).After(end) {
			return nil, invalid(flaw{Path: "by", Message: "no clock can go past the year 9999", Suggestion: "send less"})
		}
	}
	// An advance reaches its target, also when nobody waits for the answer.
	result, err := a.engine.Advance(context.WithoutCancel(c.Context()), accounts, all, to)
	if err != nil {
		return nil, err
	}
	return advanced{
		Now: moment(result.Now), Events: eventsOf(result.Events), Deliveries: []struct{}{}, Settled: result.Settled,
	}, nil
}

package admin

import (
	"time"

	"amazon-pay-emulator/emulator/engine"
)

// clockDocument is what a clock shows.
type clockDocument struct {
	Now     moment  `json:"now"`
	Mode    string  `json:"mode"`
	Rate    float64 `json:"rate"`    // virtual seconds to a real one; 0: frozen
	Pending int     `json:"pending"` // order references that have something coming
	Next    *moment `json:"next"`    // when the first of it is due
}

func (a *API) getClock(c *call) (any, error) { return showClock(a.account(c)), nil }

func showClock(account *engine.Account) clockDocument {
	s := account.Clock()
	d := clockDocument{Now: moment(s.Now), Mode: s.Mode, Rate: s.Rate, Pending: s.Pending}
	if s.Next != nil && !s.Next.After(end) {
		next := moment(*s.Next)
		d.Next = &next
	}
	return d
}

// clockRequest changes what it names of a clock.
type clockRequest struct {
	ofSeller
	Now  *moment  `json:"now"`
	Mode *string  `json:"mode"`
	Rate *float64 `json:"rate"`
}

// fastest is the largest rate of a clock: a day in a tenth of a second.
const fastest = 1_000_000

const (
	modeFollow = "follow"
	modeFrozen = "frozen"
)

// change checks the request. A clock that is to follow goes at the rate given,
// else as fast as real time; a rate alone makes it follow too.
func (r clockRequest) change() (engine.ClockChange, error) {
	var flaws []flaw
	var ch engine.ClockChange
	if r.Now == nil && r.Mode == nil && r.Rate == nil {
		flaws = append(flaws, flaw{Message: "nothing to change", Suggestion: `send {"mode":"frozen"}, {"mode":"follow","rate":60} or {"now":"2026-01-31T12:00:00Z"}`})
	}
	mode := modeFollow
	if r.Mode != nil {
		mode = *r.Mode
		flaws = append(flaws, oneOf("mode", mode, []string{modeFollow, modeFrozen})...)
	}
	rate := 1.0
	if r.Rate != nil {
		rate = *r.Rate
	}
	switch {
	case mode == modeFrozen && r.Rate != nil && rate != 0:
		flaws = append(flaws, flaw{Path: "rate", Message: "a frozen clock has no rate", Suggestion: "leave out mode or rate"})
	case mode == modeFollow && (rate <= 0 || rate > fastest):
		flaws = append(flaws, flaw{Path: "rate", Message: "a clock runs at more than 0 and at most 1000000", Suggestion: `send {"mode":"frozen"} to stop it`})
	case mode == modeFrozen:
		rate = 0
	}
	if r.Mode != nil || r.Rate != nil {
		ch.Rate = &rate
	}
	if r.Now != nil {
		now := time.Time(*r.Now)
		ch.Now = &now
	}
	if len(flaws) > 0 {
		return ch, invalid(flaws...)
	}
	return ch, nil
}

func (a *API) putClock(c *call) (any, error) {
	var request clockRequest
	if err := c.readBody(&request); err != nil {
		return nil, err
	}
	change, err := request.change()
	if err != nil {
		return nil, err
	}
	accounts, all := a.accounts(c)
	if err := a.engine.SetClock(accounts, all, change); err != nil {
		return nil, err
	}
	return showClock(a.account(c)), nil
}

package admin

// resetRequest may bring a new seed for ids and draws.
type resetRequest struct {
	ofSeller
	Seed *uint64 `json:"seed"`
}

// resetDocument says what was reset, and how it stands.
type resetDocument struct {
	Sellers []string `json:"sellers"`
	Now     moment   `json:"now"`
}

func (a *API) reset(c *call) (any, error) {
	var request resetRequest
	if err := c.readBody(&request); err != nil {
		return nil, err
	}
	accounts, all := a.accounts(c)
	if err := a.engine.Reset(accounts, all, request.Seed); err != nil {
		return nil, err
	}
	if a.options.Tokens != nil {
		a.options.Tokens.Reset(c.seller, request.Seed)
	}
	if all {
		a.options.Scenarios.Reset()
	}
	d := resetDocument{Now: moment(a.account(c).Now()), Sellers: make([]string, len(accounts))}
	for i, account := range accounts {
		d.Sellers[i] = account.ID()
	}
	return d, nil
}

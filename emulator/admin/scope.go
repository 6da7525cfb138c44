package admin

import (
	"fmt"
	"net/http"
	"strings"

	"amazon-pay-emulator/emulator/engine"
)

// accounts are those that a call is for, and whether that is every seller's.
func (a *API) accounts(c *call) (list []*engine.Account, all bool) {
	if c.seller != "" {
		return []*engine.Account{a.engine.Account(c.seller)}, false
	}
	return a.engine.Accounts(), true
}

// account is the one that a call is for where it can be only one.
func (a *API) account(c *call) *engine.Account {
	if c.seller != "" {
		return a.engine.Account(c.seller)
	}
	return a.engine.Account(a.engine.Default())
}

// holder is the account that has an object: the seller's of the call, else the
// default seller's, else that of the only one who has it.
func (a *API) holder(c *call, object string) (*engine.Account, error) {
	var holders []*engine.Account
	var sellers []string
	for _, account := range a.engine.Accounts() {
		if _, ok := account.Object(object); ok {
			holders = append(holders, account)
			sellers = append(sellers, account.ID())
		}
	}
	wanted := c.seller
	if wanted == "" {
		wanted = a.engine.Default()
	}
	for _, account := range holders {
		if account.ID() == wanted {
			return account, nil
		}
	}
	switch {
	case len(holders) == 0:
		return nil, unknownObject(object)
	case c.seller != "":
		p := problemOf(unknownObject(object))
		p.Hint = "seller " + join(sellers) + " has an object of that id"
		return nil, p
	case len(holders) > 1:
		return nil, &problem{
			Type: typeAmbiguous, Title: "Several sellers have an object of that id", Status: http.StatusConflict,
			Detail: fmt.Sprintf("%s belongs to %s", object, strings.Join(sellers, " and to ")),
			Hint:   "say which one is meant, with ?seller=" + sellers[0],
		}
	}
	return holders[0], nil
}

package server

import (
	"io"
	"time"

	"amazon-pay-emulator/emulator/engine"
	"amazon-pay-emulator/emulator/lwa"
)

// newLogin makes the store of access tokens, with those of the fixture.
func newLogin(o Options, e *engine.Engine) (*lwa.Store, error) {
	lo := lwa.Options{
		Now:   func(seller string) time.Time { return e.Account(seller).Now() },
		Draws: func(seed uint64, seller string) io.Reader { return engine.NewStream(seed, seller, "access tokens") },
		Seed:  o.Seed,
	}
	for _, t := range o.Fixture.AccessTokens(o.Default.ID) {
		token := lwa.Token{
			Value: t.Token, Seller: t.Seller, ClientID: t.ClientID, Life: t.Life,
			Name: t.Buyer.Name, Email: t.Buyer.Email,
		}
		if t.Buyer.Address != nil {
			token.PostalCode = t.Buyer.Address.PostalCode
		}
		lo.Start = append(lo.Start, token)
	}
	return lwa.NewStore(lo)
}

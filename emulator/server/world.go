package server

import (
	"cmp"
	"slices"
	"time"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
	"amazon-pay-emulator/fixtures"
)

// engine says what an engine starts from.
func (o Options) engine() engine.Options {
	return engine.Options{
		Real: o.Real, Seed: o.Seed, Rules: o.Rules, ClockStart: o.ClockStart, ClockRate: o.ClockRate,
		Sellers: o.sellers(), Keep: o.Keep,
		World: func(start time.Time) ([]emulator.Order, error) {
			world, problems := o.Fixture.Build(fixtures.Setting{
				Start: start, Rules: o.Rules, Default: o.Default, Sellers: o.Sellers,
				Digits: func(seller string) func(uint32) uint32 { return engine.NewStream(o.Seed, seller, "fixtures").Below },
			})
			return world.Orders, problems.Err()
		},
	}
}

// sellers lists every seller that is known from the start, the default one
// first. Of several with the same id the default one beats the fixture's, which
// beats the configured one, except for what it leaves out.
func (o Options) sellers() []engine.Seller {
	list := []engine.Seller{engine.Seller(o.Default)}
	at := func(id string) int {
		return slices.IndexFunc(list, func(s engine.Seller) bool { return s.ID == id })
	}
	for _, s := range o.Sellers {
		if at(s.ID) < 0 {
			list = append(list, engine.Seller(s))
		}
	}
	for _, s := range o.Fixture.Sellers() {
		switch i := at(s.ID); {
		case i < 0:
			list = append(list, engine.Seller(s))
		case i > 0:
			list[i] = completed(engine.Seller(s), list[i])
		}
	}
	return list
}

// completed fills in what a seller leaves out. A key without its secret is no
// key, so they come from the same place.
func completed(s, from engine.Seller) engine.Seller {
	if s.AccessKey == "" {
		s.AccessKey, s.SecretKey = from.AccessKey, from.SecretKey
	}
	s.Region = cmp.Or(s.Region, from.Region)
	s.StoreName = cmp.Or(s.StoreName, from.StoreName)
	s.IPNURL = cmp.Or(s.IPNURL, from.IPNURL)
	return s
}

// buyer makes the buyer of orders that name none.
func (o Options) buyer() func() *emulator.Buyer {
	first := o.Fixture.Buyers()[0]
	return func() *emulator.Buyer {
		b := first
		return &b
	}
}

package mws_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
	"amazon-pay-emulator/emulator/mws"
)

// ruling is a script that decides how answers get back to the caller, and how
// notifications do. The verdict it leaves to what the call asks for.
type ruling func(emulator.Question) (emulator.Transport, emulator.Delivery)

func (r ruling) Decide(q emulator.Question) emulator.Plan {
	p := q.Asked()
	if p.Transport, p.Delivery = r(q); p.Transport != (emulator.Transport{}) {
		p.By = "ruling"
	}
	return p
}

func (ruling) Follow(emulator.Happened) []emulator.Happening { return nil }
func (ruling) Rules(usual emulator.Rules) emulator.Rules     { return usual }
func (ruling) Reset()                                        {}
func (ruling) Save() ([]byte, error)                         { return []byte("null"), nil }
func (ruling) Restore([]byte) error                          { return nil }

// ruled gives every seller of a shop the ruling.
func ruled(r ruling) func(*engine.Options, *mws.Options) {
	return func(eo *engine.Options, _ *mws.Options) {
		eo.Script = func(string) engine.Script { return r }
	}
}

// always is a ruling about every call of an operation.
func always(op emulator.Operation, t emulator.Transport) ruling {
	return func(q emulator.Question) (emulator.Transport, emulator.Delivery) {
		if q.Operation == op {
			return t, emulator.Delivery{}
		}
		return emulator.Transport{}, emulator.Delivery{}
	}
}

// once is a ruling about the first call of an operation, also when that is of
// another seller's.
func once(op emulator.Operation, t emulator.Transport) ruling {
	used := false
	return func(q emulator.Question) (emulator.Transport, emulator.Delivery) {
		if q.Operation == op && !used {
			used = true
			return t, emulator.Delivery{}
		}
		return emulator.Transport{}, emulator.Delivery{}
	}
}

// TestRefusedCallsAskNothing: what is refused for its form uses up nothing of a
// script.
func TestRefusedCallsAskNothing(t *testing.T) {
	asked := 0
	s := newShop(t, ruled(func(emulator.Question) (emulator.Transport, emulator.Delivery) {
		asked++
		return emulator.Transport{}, emulator.Delivery{}
	}))
	order := s.order(t, "106.00")
	get := func(name, token string) []string { return []string{"AmazonOrderReferenceId", order, name, token} }
	requireOK(t, s.call(t, "GetOrderReferenceDetails", get("AccessToken", "Atza|good")...), "State")
	require.Equal(t, 1, asked)
	requireRefused(t, s.call(t, "GetOrderReferenceDetails", get("AccessToken", "expired")...), 404, "InvalidAddressConsentToken")
	requireRefused(t, s.call(t, "GetOrderReferenceDetails", get("AddressConsentToken", "expired")...), 404, "InvalidAddressConsentToken")
	requireRefused(t, s.call(t, "Capture", "AmazonAuthorizationId", order), 400, "InvalidParameterValue")
	requireRefused(t, s.call(t, "CloseAuthorization", "AmazonAuthorizationId", order), 404, "InvalidTransactionId")
	require.Equal(t, 1, asked)
}

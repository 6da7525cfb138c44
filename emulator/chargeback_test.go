package emulator_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
)

func TestDispute(t *testing.T) {
	for _, c := range []struct {
		name, amount, reason string // as asked for
		takes, because       string
	}{
		{name: "all of it", takes: "100.00 USD", because: emulator.UnauthorizedTransaction},
		{name: "exactly all", amount: "100", takes: "100.00 USD", because: emulator.UnauthorizedTransaction},
		{name: "a part, for a reason", amount: "0.01", reason: emulator.GenericService, takes: "0.01 USD", because: emulator.GenericService},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, capture := completed(t, "100")
			var amount emulator.Money
			if c.amount != "" {
				amount = money(c.amount)
			}
			step, err := s.order.Dispute(capture, amount, c.reason, s.env())
			require.NoError(t, err)
			id := s.take(step)
			require.Regexp(t, `^CB[0-9A-Z]{11}$`, id)
			b, ok := s.order.Chargeback(id)
			require.True(t, ok)
			require.Equal(t, c.takes, b.Amount.String())
			require.Equal(t, c.because, b.Reason)
			s.is(capture, "Completed")
		})
	}
}

func TestDisputeRefused(t *testing.T) {
	s, capture := completed(t, "100")
	_, err := s.order.Dispute(capture, money("100.01"), "", s.env())
	require.ErrorContains(t, err, "no more than the captured amount")
	_, err = s.order.Dispute(capture, money("1 JPY"), "", s.env())
	require.ErrorContains(t, err, "no more than the captured amount")
	_, err = s.order.Dispute(s.order.Authorizations[0].ID, emulator.Money{}, "", s.env())
	require.ErrorContains(t, err, "only captures can be charged back")
	_, err = s.order.Dispute(orderID+"-C099999", emulator.Money{}, "", s.env())
	require.ErrorContains(t, err, string(emulator.TransactionUnknown))

	s = opened(t, "100")
	pending := s.capture(s.authorize("100"), "100", pendingCapture)
	_, err = s.order.Dispute(pending, emulator.Money{}, "", s.env())
	require.ErrorContains(t, err, "only captured money")
}

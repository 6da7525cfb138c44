package emulator_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
)

// Versions of an order share what hasn't changed. Whatever is done to one, twice
// and in two ways, shows in no other.
func TestVersionsAreApart(t *testing.T) {
	apply := func(c emulator.Command, v emulator.Verdict) act {
		return func(o emulator.Order, env emulator.Env) (emulator.Step, error) { return c.Apply(o, v, env) }
	}
	for _, c := range []struct {
		name     string
		from     func(*testing.T) *story
		one, two func(*story) act
	}{
		{
			"authorizations", func(t *testing.T) *story { return opened(t, "100") },
			func(*story) act {
				return apply(emulator.Authorize{Order: orderID, Amount: money("1"), Timeout: time.Hour}, emulator.Verdict{})
			},
			func(*story) act {
				return apply(emulator.Authorize{Order: orderID, Amount: money("2")}, emulator.Verdict{})
			},
		},
		{
			"captures", func(t *testing.T) *story {
				s := opened(t, "100", captures(20))
				s.authorize("100")
				return s
			},
			func(s *story) act {
				return apply(emulator.CaptureFunds{Authorization: s.order.Authorizations[0].ID, Amount: money("1")}, pendingCapture)
			},
			func(s *story) act {
				return apply(emulator.CaptureFunds{Authorization: s.order.Authorizations[0].ID, Amount: money("2")}, emulator.Verdict{})
			},
		},
		{
			"refunds", func(t *testing.T) *story { s, _ := completed(t, "100"); return s },
			func(s *story) act {
				return apply(emulator.RefundCapture{Capture: s.order.Captures[0].ID, Amount: money("1")}, emulator.Verdict{PendingFor: day})
			},
			func(s *story) act {
				return apply(emulator.RefundCapture{Capture: s.order.Captures[0].ID, Amount: money("2")}, declined(emulator.AmazonRejected))
			},
		},
		{
			"chargebacks", func(t *testing.T) *story { s, _ := completed(t, "100"); return s },
			func(s *story) act {
				return func(o emulator.Order, env emulator.Env) (emulator.Step, error) {
					return o.Dispute(o.Captures[0].ID, money("1"), "", env)
				}
			},
			func(s *story) act {
				return func(o emulator.Order, env emulator.Env) (emulator.Step, error) {
					return o.Dispute(o.Captures[0].ID, money("2"), emulator.GenericService, env)
				}
			},
		},
		{
			"constraints", func(t *testing.T) *story {
				s := draft(t)
				roomy := append(make([]emulator.ConstraintID, 0, 8), emulator.BuyerEqualsSeller)
				s.take(emulator.NewOrder(emulator.Checkout{ID: orderID, Buyer: ana(), Imposed: roomy}, s.env()))
				return s
			},
			func(*story) act {
				return apply(emulator.SetDetails{Order: orderID, Total: money("1")}, emulator.Verdict{Constraint: emulator.PaymentMethodNotAllowed})
			},
			func(*story) act {
				return apply(emulator.SetDetails{Order: orderID, Total: money("2")}, emulator.Verdict{Constraint: emulator.ShippingAddressNotSet})
			},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := c.from(t)
			for range 9 { // past every point at which a slice grows
				before := exact(s.order)
				one, err := c.one(s)(s.order, s.env())
				require.NoError(t, err)
				told := exact(one)
				two, err := c.two(s)(s.order, s.env())
				require.NoError(t, err)
				require.NotEqual(t, told, exact(two))
				require.Equal(t, told, exact(one), "the second step wrote into the first")
				require.Equal(t, before, exact(s.order))
				fired := one.Order.Fire(s.env())
				again := exact(fired)
				two.Order.Fire(s.env())
				require.Equal(t, again, exact(fired))
				require.Equal(t, told, exact(one))
				s.take(one)
			}
		})
	}
}

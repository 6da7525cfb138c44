package emulator_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
)

func TestOrderLife(t *testing.T) {
	t.Run("a draft goes stale after three hours", func(t *testing.T) {
		s := draft(t)
		s.told("order new -> Draft")
		s.wait(3*time.Hour - tick)
		s.is(orderID, "Draft")
		s.wait(tick)
		s.told("order Draft -> Canceled (Stale)")
		require.Equal(t, dawn.Add(3*time.Hour), s.order.Status.Updated)
		require.Empty(t, s.order.Alarms)
	})
	t.Run("a confirmed order doesn't go stale", func(t *testing.T) {
		s := opened(t, "100")
		s.told("order Draft -> Open")
		s.wait(4 * time.Hour)
		s.told()
	})
	t.Run("180 days count from creation", func(t *testing.T) {
		s := draft(t)
		s.do(emulator.SetDetails{Order: orderID, Total: money("100")})
		s.wait(2 * time.Hour)
		s.do(emulator.Confirm{Order: orderID})
		require.Equal(t, dawn.Add(180*day), s.order.Expires())
		s.wait(180*day - 2*time.Hour - tick)
		s.is(orderID, "Open")
		s.wait(tick)
		s.told("order Open -> Closed (Expired)")
	})
	t.Run("a suspended order expires too", func(t *testing.T) {
		s := suspended(t)
		s.wait(180*day - tick)
		s.is(orderID, "Suspended (InvalidPaymentMethod)")
		s.wait(tick)
		s.told("order Suspended -> Closed (Expired)")
	})
	t.Run("its Open authorizations outlive it", func(t *testing.T) {
		s := opened(t, "100")
		s.wait(170 * day)
		a := s.authorize("100")
		s.wait(15 * day)
		s.told("order Open -> Closed (Expired)")
		s.is(a, "Open")
		s.wait(15 * day)
		s.told("authorization Open -> Closed (ExpiredUnused)")
	})
	t.Run("an order confirmed after its lifetime expires at once", func(t *testing.T) {
		rules := emulator.Production()
		rules.Timings.OrderLifetime = time.Hour
		s := draft(t, rules)
		s.do(emulator.SetDetails{Order: orderID, Total: money("100")})
		s.wait(2 * time.Hour)
		s.do(emulator.Confirm{Order: orderID})
		s.is(orderID, "Open")
		s.wait(0)
		s.told("order Open -> Closed (Expired)")
	})
}

func TestConfirm(t *testing.T) {
	t.Run("an Open order stays as it is", func(t *testing.T) {
		s := opened(t, "100")
		before := exact(s.order)
		s.do(emulator.Confirm{Order: orderID})
		s.told()
		require.Equal(t, before, exact(s.order))
	})
	t.Run("is remembered, whatever becomes of the order", func(t *testing.T) {
		never, once := draft(t), opened(t, "100")
		cancels(never)
		cancels(once)
		require.False(t, never.order.Confirmed)
		require.True(t, once.order.Confirmed)
	})
	t.Run("an ended order is in the wrong state", func(t *testing.T) {
		for _, end := range []emulator.Command{emulator.Cancel{Order: orderID}, emulator.CloseOrder{Order: orderID}} {
			s := opened(t, "100")
			s.do(end)
			e := s.refused(emulator.Confirm{Order: orderID}, emulator.OrderWrongState)
			require.Equal(t, s.order.Status, e.Status)
		}
	})
	for _, c := range []struct {
		name    string
		verdict emulator.Verdict
		told    []string
	}{
		{"then suspended", emulator.Verdict{State: emulator.Suspended, Reason: emulator.InvalidPaymentMethod}, []string{"order Open -> Suspended (InvalidPaymentMethod)"}},
		{"then canceled", emulator.Verdict{State: emulator.Canceled, Reason: emulator.AmazonCanceled}, []string{"order Open -> Canceled (AmazonCanceled)"}},
		{"then closed", emulator.Verdict{State: emulator.Closed, Reason: emulator.AmazonClosed}, []string{"order Open -> Closed (AmazonClosed)"}},
		{"as usual", emulator.Verdict{State: emulator.Open}, nil},
	} {
		t.Run(c.name+" at once", func(t *testing.T) {
			s := draft(t)
			s.do(emulator.SetDetails{Order: orderID, Total: money("100")})
			s.do(emulator.Confirm{Order: orderID}, c.verdict)
			s.told(append([]string{"order Draft -> Open"}, c.told...)...)
		})
		t.Run(c.name+" later", func(t *testing.T) {
			s := draft(t)
			s.do(emulator.SetDetails{Order: orderID, Total: money("100")})
			c.verdict.PendingFor = time.Hour
			s.do(emulator.Confirm{Order: orderID}, c.verdict)
			s.told("order Draft -> Open")
			s.wait(time.Hour - tick)
			s.told()
			s.wait(tick)
			s.told(c.told...)
		})
	}
	t.Run("what Amazon had in mind is void when it has come about otherwise", func(t *testing.T) {
		s := draft(t)
		s.do(emulator.SetDetails{Order: orderID, Total: money("100")})
		s.do(emulator.Confirm{Order: orderID}, emulator.Verdict{State: emulator.Suspended, Reason: emulator.InvalidPaymentMethod, PendingFor: time.Hour})
		s.authorize("100", declined(emulator.InvalidPaymentMethod))
		s.wait(time.Hour)
		s.told()
		s.is(orderID, "Suspended (InvalidPaymentMethod)")
	})
	t.Run("what Amazon had in mind is void when the order has ended", func(t *testing.T) {
		s := draft(t)
		s.do(emulator.SetDetails{Order: orderID, Total: money("100")})
		s.do(emulator.Confirm{Order: orderID}, emulator.Verdict{State: emulator.Suspended, Reason: emulator.InvalidPaymentMethod, PendingFor: time.Hour})
		s.do(emulator.CloseOrder{Order: orderID})
		s.wait(2 * time.Hour)
		s.told()
	})
}

func TestConstraints(t *testing.T) {
	nobody := func() *emulator.Buyer { return &emulator.Buyer{Name: "Ana Fields"} }
	setTotal := func(s *story) { s.do(emulator.SetDetails{Order: orderID, Total: money("100")}) }
	for _, c := range []struct {
		name       string
		checkout   emulator.Checkout
		constraint emulator.ConstraintID
		clear      func(*story) // nil: nothing clears it
	}{
		{"no total", emulator.Checkout{Buyer: ana()}, emulator.AmountNotSet, setTotal},
		{"no payment method", emulator.Checkout{Buyer: nobody()}, emulator.PaymentPlanNotSet, func(s *story) {
			s.buyer(emulator.BuyerChange{Payment: emulator.Visa})
		}},
		{"no address", emulator.Checkout{Buyer: nobody()}, emulator.ShippingAddressNotSet, func(s *story) {
			s.buyer(emulator.BuyerChange{Address: ana().Address})
		}},
		{"a method that isn't allowed", emulator.Checkout{Buyer: &emulator.Buyer{Payment: emulator.DeclineNotAllowed}}, emulator.PaymentMethodNotAllowed, func(s *story) {
			s.buyer(emulator.BuyerChange{Payment: emulator.Visa})
		}},
		{"imposed: method", emulator.Checkout{Buyer: ana(), Imposed: []emulator.ConstraintID{emulator.PaymentMethodNotAllowed}}, emulator.PaymentMethodNotAllowed, func(s *story) {
			s.buyer(emulator.BuyerChange{Payment: emulator.Amex})
		}},
		{"imposed: payment plan", emulator.Checkout{Buyer: ana(), Imposed: []emulator.ConstraintID{emulator.PaymentPlanNotSet}}, emulator.PaymentPlanNotSet, func(s *story) {
			s.buyer(emulator.BuyerChange{Payment: emulator.Amex})
		}},
		{"imposed: address", emulator.Checkout{Buyer: ana(), Imposed: []emulator.ConstraintID{emulator.ShippingAddressNotSet}}, emulator.ShippingAddressNotSet, func(s *story) {
			s.buyer(emulator.BuyerChange{Address: ana().Address})
		}},
		{"imposed: currency", emulator.Checkout{Buyer: ana(), Imposed: []emulator.ConstraintID{emulator.ConstraintCurrency}}, emulator.ConstraintCurrency, setTotal},
		{"imposed: currency, set as an attribute", emulator.Checkout{Buyer: ana(), Imposed: []emulator.ConstraintID{emulator.ConstraintCurrency}}, emulator.ConstraintCurrency, func(s *story) {
			s.do(emulator.SetAttributes{Order: orderID, Total: new(money("100"))})
		}},
		{"imposed: same account", emulator.Checkout{Buyer: ana(), Imposed: []emulator.ConstraintID{emulator.BuyerEqualsSeller}}, emulator.BuyerEqualsSeller, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := draft(t)
			c.checkout.ID = orderID
			s.take(emulator.NewOrder(c.checkout, s.env()))
			count := func() (n int) {
				for _, id := range s.order.Constraints() {
					if id == c.constraint {
						n++
					}
				}
				return n
			}
			require.Equal(t, 1, count(), "listed once")
			e := s.refused(emulator.Confirm{Order: orderID}, emulator.OrderHasConstraints)
			require.Equal(t, s.order.Constraints(), e.Constraints)
			if c.clear != nil {
				c.clear(s)
				require.Zero(t, count())
			}
			s.buyer(emulator.BuyerChange{Payment: emulator.Mastercard, Address: ana().Address})
			setTotal(s)
			require.Equal(t, c.clear == nil, slices.Contains(s.order.Constraints(), c.constraint))
			if c.clear != nil {
				s.do(emulator.Confirm{Order: orderID})
			}
		})
	}
	t.Run("all that is missing is listed, in the order in which the service does", func(t *testing.T) {
		s := draft(t)
		s.take(emulator.NewOrder(emulator.Checkout{ID: orderID, Buyer: nobody()}, s.env()))
		require.Equal(t, []emulator.ConstraintID{emulator.PaymentPlanNotSet, emulator.ShippingAddressNotSet, emulator.AmountNotSet}, s.order.Constraints())
	})
	t.Run("each has a text", func(t *testing.T) {
		for _, id := range emulator.ConstraintIDs {
			require.True(t, id.Known())
			require.NotEmpty(t, id.Description(), id)
		}
		require.Equal(t, "The seller has not set the amount for the Order Reference.", emulator.AmountNotSet.Description())
		require.False(t, emulator.ConstraintID("Other").Known())
		require.Empty(t, emulator.ConstraintID("Other").Description())
	})
}

func TestSuspension(t *testing.T) {
	t.Run("shows as a constraint and refuses authorizations", func(t *testing.T) {
		s := suspended(t)
		require.Equal(t, []emulator.ConstraintID{emulator.PaymentPlanNotSet}, s.order.Constraints())
		e := s.refused(emulator.Authorize{Order: orderID, Amount: money("1")}, emulator.OrderWrongState)
		require.Equal(t, emulator.Suspended, e.Status.State)
	})
	t.Run("ends when the seller confirms after the buyer changed the method", func(t *testing.T) {
		s := suspended(t)
		s.refused(emulator.Confirm{Order: orderID}, emulator.PaymentMethodNotUpdated)
		s.buyer(emulator.BuyerChange{Address: ana().Address})
		s.refused(emulator.Confirm{Order: orderID}, emulator.PaymentMethodNotUpdated)
		s.buyer(emulator.BuyerChange{Payment: emulator.Mastercard})
		s.told()
		require.Empty(t, s.order.Constraints())
		s.is(orderID, "Suspended (InvalidPaymentMethod)")
		s.do(emulator.Confirm{Order: orderID})
		s.told("order Suspended -> Open")
		require.Equal(t, emulator.Mastercard, s.order.Buyer.Payment)
		require.False(t, s.order.PaymentUpdated)
		s.authorize("100")
	})
	t.Run("a change before the suspension doesn't count", func(t *testing.T) {
		s := opened(t, "100")
		s.buyer(emulator.BuyerChange{Payment: emulator.Mastercard})
		s.authorize("100", declined(emulator.InvalidPaymentMethod))
		s.refused(emulator.Confirm{Order: orderID}, emulator.PaymentMethodNotUpdated)
	})
	t.Run("a second suspension needs a second change", func(t *testing.T) {
		s := suspended(t)
		s.buyer(emulator.BuyerChange{Payment: emulator.Mastercard})
		s.do(emulator.Confirm{Order: orderID})
		s.authorize("100", declined(emulator.InvalidPaymentMethod))
		s.is(orderID, "Suspended (InvalidPaymentMethod)")
		s.refused(emulator.Confirm{Order: orderID}, emulator.PaymentMethodNotUpdated)
	})
	t.Run("ends by itself when the verdict says so", func(t *testing.T) {
		s := opened(t, "100")
		s.authorize("100", emulator.Verdict{State: emulator.Declined, Reason: emulator.InvalidPaymentMethod, FixedAfter: 5 * time.Minute})
		s.wait(5*time.Minute - tick)
		s.is(orderID, "Suspended (InvalidPaymentMethod)")
		s.wait(tick)
		s.told("order Suspended -> Open")
		require.Empty(t, s.order.Constraints())
		s.authorize("100")
	})
	t.Run("a confirmation before that settles it", func(t *testing.T) {
		s := opened(t, "100")
		s.authorize("100", emulator.Verdict{State: emulator.Declined, Reason: emulator.InvalidPaymentMethod, FixedAfter: 5 * time.Minute})
		s.buyer(emulator.BuyerChange{Payment: emulator.Mastercard})
		s.do(emulator.Confirm{Order: orderID})
		s.authorize("100", declined(emulator.InvalidPaymentMethod))
		s.wait(day)
		s.is(orderID, "Suspended (InvalidPaymentMethod)")
	})
	t.Run("the buyer can't change an order that has ended", func(t *testing.T) {
		s := opened(t, "100")
		s.do(emulator.Cancel{Order: orderID})
		before := exact(s.order)
		step, err := s.order.ChangeBuyer(emulator.BuyerChange{Payment: emulator.Amex}, s.env())
		require.Zero(t, step)
		require.Equal(t, before, exact(s.order))
		var e *emulator.Error
		require.ErrorAs(t, err, &e)
		require.Equal(t, emulator.MoveIllegal, e.Code)
	})
}

func TestBuyerIsReplacedNotWrittenTo(t *testing.T) {
	shared := ana()
	s := draft(t)
	s.take(emulator.NewOrder(emulator.Checkout{ID: orderID, Buyer: shared}, s.env()))
	before := s.order
	s.buyer(emulator.BuyerChange{Payment: emulator.Amex, Address: &emulator.Address{City: "Reno"}})
	require.Equal(t, ana(), shared)
	require.Equal(t, ana(), before.Buyer)
	require.Equal(t, emulator.Amex, s.order.Buyer.Payment)
	require.Equal(t, "Reno", s.order.Buyer.Address.City)
	require.Equal(t, "Ana Fields", s.order.Buyer.Name)
}

package emulator_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
)

func TestCancel(t *testing.T) {
	cancel := emulator.Cancel{Order: orderID, Reason: "buyer changed mind"}
	t.Run("closes Pending and Open authorizations", func(t *testing.T) {
		s := opened(t, "100")
		open, pending := s.authorize("10"), s.ask("10")
		gone, refused := s.authorize("10"), s.authorize("10", declined(emulator.ProcessingFailure))
		s.do(emulator.CloseAuthorization{Authorization: gone})
		s.do(cancel)
		s.told(
			"order Open -> Canceled (SellerCanceled)",
			"authorization Open -> Closed (OrderReferenceCanceled)",
			"authorization Pending -> Closed (OrderReferenceCanceled)",
		)
		s.is(open, "Closed (OrderReferenceCanceled)")
		s.is(pending, "Closed (OrderReferenceCanceled)")
		s.is(gone, "Closed (SellerClosed)")
		s.is(refused, "Declined (ProcessingFailure)")
		require.Equal(t, "buyer changed mind", s.order.Status.Description)
		require.Empty(t, s.order.Alarms)
		s.wait(200 * day)
		s.told()
	})
	t.Run("in Draft", func(t *testing.T) {
		s := draft(t)
		s.do(cancel)
		s.told("order Draft -> Canceled (SellerCanceled)")
	})
	t.Run("in Suspended", func(t *testing.T) {
		s := suspended(t)
		s.do(cancel)
		s.told("order Suspended -> Canceled (SellerCanceled)")
	})
	t.Run("a declined capture doesn't matter", func(t *testing.T) {
		s := opened(t, "100")
		s.capture(s.authorize("10"), "10", declined(emulator.ProcessingFailure))
		s.do(cancel)
		s.is(orderID, "Canceled (SellerCanceled)")
	})
	for name, v := range map[string]emulator.Verdict{"Pending": {State: emulator.Pending}, "Completed": {}} {
		t.Run("refused with a "+name+" capture", func(t *testing.T) {
			s := opened(t, "100")
			capture := s.capture(s.authorize("10"), "10", v)
			e := s.refused(cancel, emulator.OrderHasCaptures)
			require.Contains(t, e.Error(), capture+" is "+name)
		})
	}
	t.Run("refused with a Closed capture", func(t *testing.T) {
		s, capture := completed(t, "10")
		s.decides(capture, emulator.Verdict{State: emulator.Closed})
		s.refused(cancel, emulator.OrderHasCaptures)
	})
	t.Run("not twice", func(t *testing.T) {
		s := opened(t, "100")
		s.do(cancel)
		e := s.refused(cancel, emulator.OrderWrongState)
		require.Equal(t, s.order.Status, e.Status)
	})
}

func TestCloseOrder(t *testing.T) {
	end := emulator.CloseOrder{Order: orderID, Reason: "all shipped"}
	t.Run("refuses authorizations, but captures and refunds go on", func(t *testing.T) {
		s := opened(t, "100")
		a, pending := s.authorize("50"), s.ask("50")
		s.do(end)
		s.told("order Open -> Closed (SellerClosed)")
		require.Equal(t, "all shipped", s.order.Status.Description)
		s.refused(emulator.Authorize{Order: orderID, Amount: money("1")}, emulator.OrderWrongState)
		s.wait(day)
		s.told("authorization Pending -> Open")
		s.refund(s.capture(a, "50"), "50")
		s.capture(pending, "50")
		s.is(orderID, "Closed (SellerClosed)")
	})
	t.Run("in Suspended", func(t *testing.T) {
		s := suspended(t)
		s.do(end)
		s.told("order Suspended -> Closed (SellerClosed)")
	})
	t.Run("simulated", func(t *testing.T) {
		for _, s := range []*story{opened(t, "100"), suspended(t)} {
			from := s.order.Status.State
			s.do(end, emulator.Verdict{State: emulator.Closed, Reason: emulator.AmazonClosed})
			s.told("order " + string(from) + " -> Closed (AmazonClosed)")
		}
	})
	t.Run("refused in Draft, Canceled and Closed", func(t *testing.T) {
		canceled, closed := draft(t), opened(t, "100")
		canceled.do(emulator.Cancel{Order: orderID})
		closed.do(end)
		for _, s := range []*story{draft(t), canceled, closed} {
			e := s.refused(end, emulator.OrderWrongState)
			require.Equal(t, s.order.Status, e.Status)
		}
	})
}

func TestMaxAmountCharged(t *testing.T) {
	t.Run("the total with its allowance", func(t *testing.T) {
		s := opened(t, "100")
		first, second := s.authorize("100"), s.authorize("15")
		s.capture(first, "100")
		s.is(orderID, "Open")
		s.capture(second, "15")
		s.told("capture new -> Completed", "authorization Open -> Closed (MaxCapturesProcessed)", "order Open -> Closed (MaxAmountCharged)")
	})
	t.Run("a cent less is not enough", func(t *testing.T) {
		s := opened(t, "100")
		s.capture(s.authorize("114.99"), "114.99")
		s.is(orderID, "Open")
		s.capture(s.authorize("0.01"), "0.01")
		s.is(orderID, "Closed (MaxAmountCharged)")
	})
	t.Run("authorized is not charged", func(t *testing.T) {
		s := opened(t, "100")
		a := s.authorize("115")
		s.is(orderID, "Open")
		s.capture(a, "114")
		s.is(orderID, "Open")
	})
	t.Run("a Pending capture counts when it completes", func(t *testing.T) {
		s := opened(t, "100")
		s.capture(s.authorize("115"), "115", emulator.Verdict{State: emulator.Pending})
		s.is(orderID, "Open")
		s.wait(day)
		s.is(orderID, "Closed (MaxAmountCharged)")
	})
	t.Run("captured money that was refunded stays charged", func(t *testing.T) {
		s := opened(t, "100")
		c := s.capture(s.authorize("100"), "100")
		s.refund(c, "100")
		s.wait(day)
		s.capture(s.authorize("15"), "15")
		s.is(orderID, "Closed (MaxAmountCharged)")
	})
	t.Run("an order closed before stays as it is", func(t *testing.T) {
		s := opened(t, "100")
		a := s.authorize("115")
		s.do(emulator.CloseOrder{Order: orderID})
		s.capture(a, "115")
		s.is(orderID, "Closed (SellerClosed)")
	})
}

func TestAuthorizationsPerOrder(t *testing.T) {
	t.Run("the 25th captured closes the order", func(t *testing.T) {
		s := opened(t, "100")
		for range 24 {
			s.capture(s.authorize("1"), "0.50")
		}
		s.is(orderID, "Open")
		s.capture(s.authorize("1"), "0.50")
		s.told("capture new -> Completed", "authorization Open -> Closed (MaxCapturesProcessed)", "order Open -> Closed (MaxAuthorizationsCaptured)")
	})
	t.Run("the 26th is refused", func(t *testing.T) {
		s := opened(t, "100")
		s.ask("1")
		s.capture(s.authorize("1"), "0.50")
		var last string
		for range 23 {
			last = s.authorize("1")
		}
		e := s.refused(emulator.Authorize{Order: orderID, Amount: money("1")}, emulator.TooManyAuthorizations)
		require.Equal(t, 25, e.Limit)
		s.do(emulator.CloseAuthorization{Authorization: last})
		s.authorize("1")
	})
	t.Run("declined and uncaptured ones don't count", func(t *testing.T) {
		s := opened(t, "100")
		for range 30 {
			s.authorize("100", declined(emulator.ProcessingFailure))
			s.do(emulator.CloseAuthorization{Authorization: s.authorize("100")})
		}
		s.authorize("115")
	})
	t.Run("older documents say 10", func(t *testing.T) {
		rules := emulator.Production()
		rules.Limits.AuthorizationsPerOrder = 10
		s := opened(t, "100", rules)
		for range 10 {
			s.capture(s.authorize("1"), "1")
		}
		s.is(orderID, "Closed (MaxAuthorizationsCaptured)")
	})
}

package emulator_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
)

var pendingCapture = emulator.Verdict{State: emulator.Pending}

// The seven-day rule: docs/fidelity.md, "Captures and refunds".
func TestSyncCaptureWindow(t *testing.T) {
	for _, c := range []struct {
		name   string
		open   func(*story) string
		opened time.Duration // after dawn
	}{
		{"from creation when synchronous", func(s *story) string { return s.authorize("100") }, 0},
		{"from the move to Open when asynchronous", func(s *story) string { return s.ask("100") }, 30 * time.Second},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, moment := range []struct {
				name string
				at   time.Duration
				told []string
			}{
				{"at once", 0, []string{"capture new -> Completed", "authorization Open -> Closed (MaxCapturesProcessed)"}},
				{"exactly seven days", 7 * 24 * time.Hour, []string{"capture new -> Completed", "authorization Open -> Closed (MaxCapturesProcessed)"}},
				{"a millisecond later", 7*24*time.Hour + tick, []string{"capture new -> Pending"}},
				{"just before the expiry", 30*day - tick, []string{"capture new -> Pending"}},
			} {
				t.Run(moment.name, func(t *testing.T) {
					s := opened(t, "100")
					id := c.open(s)
					s.wait(c.opened + moment.at)
					s.is(id, "Open")
					s.capture(id, "100")
					s.told(moment.told...)
				})
			}
		})
	}
	t.Run("a late capture is decided after an hour", func(t *testing.T) {
		s := opened(t, "100")
		id := s.authorize("100")
		s.wait(8 * day)
		s.capture(id, "100")
		s.wait(time.Hour - tick)
		s.told()
		s.wait(tick)
		s.told("capture Pending -> Completed", "authorization Open -> Closed (MaxCapturesProcessed)")
	})
	t.Run("a late decline is Pending first too", func(t *testing.T) {
		s := opened(t, "100")
		id := s.authorize("100")
		s.wait(8 * day)
		s.capture(id, "100", declined(emulator.ProcessingFailure))
		s.told("capture new -> Pending")
		s.wait(time.Hour)
		s.told("capture Pending -> Declined (ProcessingFailure)")
	})
	t.Run("in Amazon's sandbox the authorization is gone by then", func(t *testing.T) {
		s := opened(t, "100", emulator.LikeSandbox())
		id := s.authorize("100")
		s.wait(7*day + tick)
		s.refused(emulator.CaptureFunds{Authorization: id, Amount: money("100")}, emulator.AuthorizationWrongState)
	})
}

func TestCapture(t *testing.T) {
	t.Run("what it remembers", func(t *testing.T) {
		s := opened(t, "100")
		a := s.authorize("84.20")
		s.wait(time.Hour)
		id := s.do(emulator.CaptureFunds{
			Authorization: a, Reference: "cap_1", Amount: money("19.95"), Note: "Parcel 1", SoftDescriptor: "sixteen letters and more",
			ProviderCredits: []emulator.ProviderCredit{{Provider: "P", Amount: money("1")}},
		})
		c, ok := s.order.Capture(id)
		require.True(t, ok)
		require.Equal(t, emulator.Capture{
			ID: id, Authorization: a, Reference: "cap_1", Amount: money("19.95"), Note: "Parcel 1",
			Status: emulator.Status{State: emulator.Completed, Updated: s.now}, Created: s.now,
			SoftDescriptor: "sixteen letters and more", Descriptor: "AMZ*sixteen letters ",
			ProviderCredits: []emulator.ProviderCredit{{Provider: "P", Amount: money("1")}},
		}, *c)
		require.Equal(t, money("19.95"), s.order.Captured(a))
	})
	t.Run("a part of the authorized amount uses it up when Completed", func(t *testing.T) {
		s := opened(t, "100")
		a := s.authorize("100")
		s.capture(a, "0.01")
		s.is(a, "Closed (MaxCapturesProcessed)")
		e := s.refused(emulator.CaptureFunds{Authorization: a, Amount: money("1")}, emulator.AuthorizationWrongState)
		require.Equal(t, emulator.Closed, e.Status.State)
		s.authorize("114.99") // the rest was released
	})
	t.Run("not while Pending, and then a second one is refused", func(t *testing.T) {
		s := opened(t, "100")
		a := s.authorize("100")
		s.capture(a, "10", pendingCapture)
		s.told("capture new -> Pending")
		s.is(a, "Open")
		require.True(t, s.order.Captured(a).IsZero())
		e := s.refused(emulator.CaptureFunds{Authorization: a, Amount: money("1")}, emulator.AuthorizationWrongState)
		require.NotEmpty(t, e.Why)
		s.refused(emulator.Authorize{Order: orderID, Amount: money("15.01")}, emulator.AuthorizationOverTotal)
		s.wait(time.Hour)
		s.told("capture Pending -> Completed", "authorization Open -> Closed (MaxCapturesProcessed)")
	})
	t.Run("after a declined one another may be tried", func(t *testing.T) {
		s := opened(t, "100")
		a := s.authorize("100")
		s.capture(a, "100", declined(emulator.ProcessingFailure))
		s.capture(a, "100")
		s.is(a, "Closed (MaxCapturesProcessed)")
	})
	t.Run("up to the authorized amount", func(t *testing.T) {
		s := opened(t, "100")
		a := s.authorize("50")
		e := s.refused(emulator.CaptureFunds{Authorization: a, Amount: money("50.01")}, emulator.CaptureOverAuthorized)
		require.Equal(t, money("50"), e.Max)
		s.capture(a, "50")
	})
	t.Run("in the order's currency", func(t *testing.T) {
		s := opened(t, "100")
		e := s.refused(emulator.CaptureFunds{Authorization: s.authorize("50"), Amount: money("50 EUR")}, emulator.CurrencyDiffers)
		require.Equal(t, emulator.USD, e.Currency)
	})
	t.Run("only of an Open authorization", func(t *testing.T) {
		s := opened(t, "100")
		for _, a := range []string{s.ask("10"), s.authorize("10", declined(emulator.ProcessingFailure))} {
			e := s.refused(emulator.CaptureFunds{Authorization: a, Amount: money("1")}, emulator.AuthorizationWrongState)
			require.Equal(t, s.authorization(a).Status, e.Status)
		}
		for _, id := range []string{orderID, orderID + "-A999999", s.capture(s.authorize("10"), "10")} {
			s.refused(emulator.CaptureFunds{Authorization: id, Amount: money("1")}, emulator.TransactionUnknown)
		}
	})
	t.Run("while the order is Suspended", func(t *testing.T) {
		s := opened(t, "100")
		a := s.authorize("50")
		s.authorize("50", declined(emulator.InvalidPaymentMethod))
		s.capture(a, "50")
		s.is(orderID, "Suspended (InvalidPaymentMethod)")
	})
	t.Run("the descriptor names the store unless the seller says otherwise", func(t *testing.T) {
		s := draft(t)
		s.do(emulator.SetDetails{Order: orderID, Total: money("100"), Attributes: emulator.AttributesPatch{StoreName: new("Käsekuchen & Söhne KG")}})
		s.do(emulator.Confirm{Order: orderID})
		c, _ := s.order.Capture(s.capture(s.authorize("1"), "1"))
		require.Equal(t, "AMZ*Käsekuchen & Söh", c.Descriptor)
		other, otherCapture := completed(t, "1")
		c, _ = other.order.Capture(otherCapture)
		require.Equal(t, "AMZ*Pine Street Book", c.Descriptor)
	})
}

// captures are the rules for a seller who may capture more often.
func captures(n int) emulator.Rules {
	rules := emulator.Production()
	rules.Limits.CapturesPerAuthorization = n
	return rules
}

func TestCapturesPerAuthorization(t *testing.T) {
	t.Run("the last one allowed closes it", func(t *testing.T) {
		s := opened(t, "100", captures(3))
		a := s.authorize("100")
		s.capture(a, "10")
		s.capture(a, "10")
		s.told("capture new -> Completed")
		s.capture(a, "10")
		s.is(a, "Closed (MaxCapturesProcessed)")
	})
	t.Run("so does the whole amount", func(t *testing.T) {
		s := opened(t, "100", captures(3))
		a := s.authorize("100")
		s.capture(a, "60")
		e := s.refused(emulator.CaptureFunds{Authorization: a, Amount: money("40.01")}, emulator.CaptureOverAuthorized)
		require.Equal(t, money("60"), e.Sum)
		s.capture(a, "40")
		s.is(a, "Closed (MaxCapturesProcessed)")
	})
	t.Run("Pending ones count", func(t *testing.T) {
		s := opened(t, "100", captures(2))
		a := s.authorize("100")
		s.capture(a, "60", pendingCapture)
		s.refused(emulator.CaptureFunds{Authorization: a, Amount: money("40.01")}, emulator.CaptureOverAuthorized)
		s.capture(a, "10", pendingCapture)
		s.refused(emulator.CaptureFunds{Authorization: a, Amount: money("1")}, emulator.AuthorizationWrongState)
		s.wait(time.Hour)
		s.told("capture Pending -> Completed", "capture Pending -> Completed", "authorization Open -> Closed (MaxCapturesProcessed)")
	})
}

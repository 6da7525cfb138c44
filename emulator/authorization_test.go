package emulator_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
)

func TestSynchronousAuthorize(t *testing.T) {
	t.Run("Open in the answer", func(t *testing.T) {
		s := opened(t, "100")
		s.wait(time.Hour)
		id := s.do(emulator.Authorize{
			Order: orderID, Reference: "auth_1", Amount: money("84.20"), Note: "Order web-1",
			SoftDescriptor: "Books", ProviderCredits: []emulator.ProviderCredit{{Provider: "A1PROVIDER", Amount: money("1")}},
		})
		s.told("authorization new -> Open")
		require.Equal(t, emulator.Authorization{
			ID: id, Reference: "auth_1", Amount: money("84.20"), Note: "Order web-1", SoftDescriptor: "Books",
			ProviderCredits: []emulator.ProviderCredit{{Provider: "A1PROVIDER", Amount: money("1")}},
			Status:          emulator.Status{State: emulator.Open, Updated: s.now}, Created: s.now, Opened: s.now,
		}, s.authorization(id))
	})
	t.Run("never Pending, whatever the verdict", func(t *testing.T) {
		s := opened(t, "100")
		s.authorize("50", emulator.Verdict{State: emulator.Open, PendingFor: time.Hour})
		s.told("authorization new -> Open")
		s.authorize("50", emulator.Verdict{State: emulator.Declined, Reason: emulator.TransactionTimedOut, PendingFor: time.Hour})
		s.told("authorization new -> Declined (TransactionTimedOut)")
	})
	t.Run("refused unless the order is Open", func(t *testing.T) {
		canceled, closed := opened(t, "100"), opened(t, "100")
		canceled.do(emulator.Cancel{Order: orderID})
		closed.do(emulator.CloseOrder{Order: orderID})
		for _, s := range []*story{draft(t), suspended(t), canceled, closed} {
			e := s.refused(emulator.Authorize{Order: orderID, Amount: money("1")}, emulator.OrderWrongState)
			require.Equal(t, s.order.Status, e.Status)
		}
	})
	t.Run("refused in another currency", func(t *testing.T) {
		s := opened(t, "100")
		e := s.refused(emulator.Authorize{Order: orderID, Amount: money("1 EUR")}, emulator.CurrencyDiffers)
		require.Equal(t, emulator.USD, e.Currency)
		require.Equal(t, money("1 EUR"), e.Amount)
	})
}

func TestAsynchronousAuthorize(t *testing.T) {
	t.Run("Pending for 30 seconds", func(t *testing.T) {
		s := opened(t, "100")
		id := s.ask("100")
		s.told("authorization new -> Pending")
		require.Zero(t, s.authorization(id).Opened)
		s.wait(30*time.Second - tick)
		s.told()
		s.wait(tick)
		s.told("authorization Pending -> Open")
		require.Equal(t, dawn.Add(30*time.Second), s.authorization(id).Opened)
		require.Equal(t, dawn.Add(30*day), new(s.authorization(id)).Expires(), "printed as creation plus 30 days")
	})
	t.Run("or as long as the verdict says", func(t *testing.T) {
		s := opened(t, "100")
		s.ask("100", emulator.Verdict{State: emulator.Open, PendingFor: 2 * time.Hour})
		s.wait(2*time.Hour - tick)
		s.told()
		s.wait(tick)
		s.told("authorization Pending -> Open")
	})
	for _, c := range []struct {
		name             string
		pending, timeout time.Duration
		after            time.Duration
		becomes          string
	}{
		{"resolved just in time", 5 * time.Minute, 5 * time.Minute, 5 * time.Minute, "Open"},
		{"one too late", 5*time.Minute + tick, 5 * time.Minute, 5 * time.Minute, "Declined (TransactionTimedOut)"},
		{"one early", 5*time.Minute - tick, 5 * time.Minute, 5*time.Minute - tick, "Open"},
		{"a day by default", 1440 * time.Minute, 0, 1440 * time.Minute, "Open"},
		{"past the default", 1440*time.Minute + tick, 0, 1440 * time.Minute, "Declined (TransactionTimedOut)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := opened(t, "100")
			timeout := c.timeout
			if timeout == 0 {
				timeout = s.rules.Timings.AuthorizationTimeout
			}
			s.do(emulator.Authorize{Order: orderID, Amount: money("100"), Timeout: timeout}, emulator.Verdict{State: emulator.Open, PendingFor: c.pending})
			s.wait(c.after - tick)
			s.told()
			s.wait(tick)
			s.told("authorization Pending -> " + c.becomes)
			s.is(orderID, "Open")
			s.wait(day)
			s.told()
		})
	}
	t.Run("the timeout wins over any verdict", func(t *testing.T) {
		s := opened(t, "100")
		s.do(emulator.Authorize{Order: orderID, Amount: money("100"), Timeout: 5 * time.Minute}, emulator.Verdict{
			State: emulator.Declined, Reason: emulator.AmazonRejected, PendingFor: time.Hour,
		})
		s.wait(day)
		s.told("authorization Pending -> Declined (TransactionTimedOut)")
	})
	t.Run("resolves although its order is closed", func(t *testing.T) {
		s := opened(t, "100")
		s.ask("100")
		s.do(emulator.CloseOrder{Order: orderID})
		s.wait(day)
		s.told("authorization Pending -> Open")
	})
	t.Run("replays show the first answer", func(t *testing.T) {
		s := opened(t, "100")
		id := s.ask("100", emulator.Verdict{State: emulator.Declined, Reason: emulator.InvalidPaymentMethod, SoftDecline: true})
		first := s.authorization(id)
		require.Equal(t, first, first.AsAnswered())
		s.wait(day)
		now := s.authorization(id)
		require.True(t, now.SoftDecline)
		again := now.AsAnswered()
		require.Equal(t, first.Status, again.Status)
		require.False(t, again.SoftDecline)
	})
}

func TestCloseAuthorization(t *testing.T) {
	t.Run("Pending and Open", func(t *testing.T) {
		s := opened(t, "100")
		pending, open := s.ask("50"), s.authorize("50")
		s.do(emulator.CloseAuthorization{Authorization: pending, Reason: "not needed"})
		s.told("authorization Pending -> Closed (SellerClosed)")
		s.do(emulator.CloseAuthorization{Authorization: open})
		s.told("authorization Open -> Closed (SellerClosed)")
		require.Equal(t, "not needed", s.authorization(pending).Status.Description)
		s.is(orderID, "Open")
		s.wait(100 * day)
		s.told()
	})
	t.Run("refused when Declined, Closed or unknown", func(t *testing.T) {
		s := opened(t, "100")
		declined, closed := s.authorize("50", declined(emulator.ProcessingFailure)), s.authorize("50")
		capture := s.capture(closed, "50")
		for _, id := range []string{declined, closed} {
			e := s.refused(emulator.CloseAuthorization{Authorization: id}, emulator.AuthorizationWrongState)
			require.Equal(t, s.authorization(id).Status, e.Status)
		}
		for _, id := range []string{capture, orderID, orderID + "-A999999", ""} {
			e := s.refused(emulator.CloseAuthorization{Authorization: id}, emulator.TransactionUnknown)
			require.Equal(t, id, e.ID)
		}
	})
}

func TestSameAuthorize(t *testing.T) {
	base := emulator.Authorize{
		Order: orderID, Reference: "auth_1", Amount: money("10"), Note: "n", Timeout: time.Hour, SoftDescriptor: "d",
		ProviderCredits: []emulator.ProviderCredit{{Provider: "P", Amount: money("1")}},
	}
	s := opened(t, "100")
	a := s.authorization(s.do(base))
	require.True(t, a.Same(base))
	s.wait(day)
	require.True(t, new(s.authorization(a.ID)).Same(base), "whatever has become of it")
	for name, change := range map[string]func(*emulator.Authorize){
		"amount":      func(r *emulator.Authorize) { r.Amount = money("10.01") },
		"currency":    func(r *emulator.Authorize) { r.Amount.Currency = emulator.EUR },
		"note":        func(r *emulator.Authorize) { r.Note = "" },
		"timeout":     func(r *emulator.Authorize) { r.Timeout = 0 },
		"capture now": func(r *emulator.Authorize) { r.CaptureNow = true },
		"descriptor":  func(r *emulator.Authorize) { r.SoftDescriptor = "e" },
		"credits":     func(r *emulator.Authorize) { r.ProviderCredits = nil },
	} {
		other := base
		change(&other)
		require.False(t, a.Same(other), name)
	}
}

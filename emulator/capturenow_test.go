package emulator_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
)

// charge asks for an authorization with CaptureNow.
func charge(timeout time.Duration) emulator.Authorize {
	return emulator.Authorize{
		Order: orderID, Reference: "auth_1", Amount: money("100"), CaptureNow: true, Timeout: timeout, SoftDescriptor: "Books",
		ProviderCredits: []emulator.ProviderCredit{{Provider: "P", Amount: money("1")}},
	}
}

// twin is the id of the capture that CaptureNow makes (observed).
func twin(authorization string) string { return strings.Replace(authorization, "-A", "-C", 1) }

func TestCaptureNow(t *testing.T) {
	took := func(t *testing.T, s *story, a string) {
		t.Helper()
		c, ok := s.order.Capture(twin(a))
		require.True(t, ok, "the authorization's id with a C for the A")
		require.Equal(t, emulator.Capture{
			ID: twin(a), Authorization: a, Reference: "auth_1", Amount: money("100"),
			Status: emulator.Status{State: emulator.Completed, Updated: s.now}, Created: s.now,
			SoftDescriptor: "Books", Descriptor: "AMZ*Books", ProviderCredits: charge(0).ProviderCredits,
		}, *c, "the authorization's reference id, amount and descriptor")
		s.is(a, "Closed (MaxCapturesProcessed)")
		require.Equal(t, "AMZ*Books", s.authorization(a).Descriptor)
		require.Equal(t, s.now, s.authorization(a).Opened)
		require.Equal(t, money("100"), s.order.Captured(a))
	}
	t.Run("synchronous", func(t *testing.T) {
		s := opened(t, "100")
		a := s.do(charge(0))
		s.told("authorization new -> Closed (MaxCapturesProcessed)", "capture new -> Completed")
		took(t, s, a)
		s.refund(twin(a), "100")
	})
	t.Run("asynchronous", func(t *testing.T) {
		s := opened(t, "100")
		a := s.do(charge(day))
		s.told("authorization new -> Pending")
		require.Empty(t, s.order.Captures)
		s.wait(30 * time.Second)
		s.told("authorization Pending -> Closed (MaxCapturesProcessed)", "capture new -> Completed")
		took(t, s, a)
		require.Equal(t, emulator.Pending, s.authorization(a).AsAnswered().Status.State)
	})
	t.Run("charges the order", func(t *testing.T) {
		s := opened(t, "100")
		s.do(emulator.Authorize{Order: orderID, Amount: money("115"), CaptureNow: true})
		s.told("authorization new -> Closed (MaxCapturesProcessed)", "capture new -> Completed", "order Open -> Closed (MaxAmountCharged)")
	})
	for name, timeout := range map[string]time.Duration{"synchronous": 0, "asynchronous": day} {
		t.Run(name+", declined", func(t *testing.T) {
			s := opened(t, "100")
			a := s.do(charge(timeout), declined(emulator.AmazonRejected))
			s.wait(time.Minute)
			s.is(a, "Declined (AmazonRejected)")
			s.is(orderID, "Closed (AmazonClosed)")
			require.Empty(t, s.order.Captures)
		})
		t.Run(name+", its capture Pending", func(t *testing.T) {
			s := opened(t, "100")
			a := s.do(charge(timeout), pendingCapture)
			s.wait(timeout / (24 * 60 * 2)) // 30 s when asynchronous
			s.is(a, "Open")
			s.is(twin(a), "Pending")
			s.refused(emulator.CaptureFunds{Authorization: a, Amount: money("1")}, emulator.AuthorizationWrongState)
			s.wait(time.Hour)
			s.told("capture Pending -> Completed", "authorization Open -> Closed (MaxCapturesProcessed)")
		})
		t.Run(name+", its capture closed by Amazon", func(t *testing.T) {
			s := opened(t, "100")
			a := s.do(charge(timeout), emulator.Verdict{State: emulator.Closed, Reason: emulator.AmazonClosed})
			s.wait(timeout / (24 * 60 * 2))
			s.is(twin(a), "Completed")
			s.wait(30*time.Second - tick)
			s.told()
			s.wait(tick)
			s.told("capture Completed -> Closed (AmazonClosed)")
		})
		t.Run(name+", left to expire unused", func(t *testing.T) {
			s := opened(t, "100")
			a := s.do(charge(timeout), emulator.Verdict{State: emulator.Closed, Reason: emulator.ExpiredUnused})
			s.wait(timeout / (24 * 60 * 2))
			s.is(a, "Open")
			require.Empty(t, s.order.Captures)
			s.wait(time.Minute)
			s.told("authorization Open -> Closed (ExpiredUnused)")
		})
	}
	t.Run("decided by hand", func(t *testing.T) {
		s := opened(t, "100")
		a := s.do(charge(day))
		s.decides(a, emulator.Verdict{State: emulator.Open})
		took(t, s, a)
		s.wait(day)
		s.told()
	})
	t.Run("the order ends before it is decided", func(t *testing.T) {
		s := opened(t, "100")
		a := s.do(charge(day))
		s.do(emulator.Cancel{Order: orderID})
		s.wait(day)
		s.told()
		s.is(a, "Closed (OrderReferenceCanceled)")
		require.Empty(t, s.order.Captures)
	})
}

func TestSameCapture(t *testing.T) {
	s := opened(t, "200")
	base := emulator.CaptureFunds{
		Authorization: s.authorize("10"), Reference: "cap_1", Amount: money("10"), Note: "n", SoftDescriptor: "d",
		ProviderCredits: []emulator.ProviderCredit{{Provider: "P", Amount: money("1")}},
	}
	c, _ := s.order.Capture(s.do(base))
	require.True(t, c.Same(base, false))
	for name, change := range map[string]func(*emulator.CaptureFunds){
		"amount":     func(r *emulator.CaptureFunds) { r.Amount = money("9.99") },
		"note":       func(r *emulator.CaptureFunds) { r.Note = "" },
		"descriptor": func(r *emulator.CaptureFunds) { r.SoftDescriptor = "" },
		"credits":    func(r *emulator.CaptureFunds) { r.ProviderCredits = base.ProviderCredits[:0] },
	} {
		other := base
		change(&other)
		require.False(t, c.Same(other, false), name)
		require.Equal(t, name != "amount", c.Same(other, true), "the capture of a CaptureNow answers to its amount: %s", name)
	}
}

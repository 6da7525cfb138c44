package emulator_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
)

func TestAuthorizationExpiry(t *testing.T) {
	for name, c := range map[string]struct {
		rules    emulator.Rules
		lifetime time.Duration
	}{
		"30 days in production":      {emulator.Production(), 30 * day},
		"2 days in Amazon's sandbox": {emulator.LikeSandbox(), 2 * day},
		"a setting shortens the rules": {func() emulator.Rules {
			r := emulator.Production()
			r.Timings.AuthorizationLifetime = time.Hour
			return r
		}(), time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			s := opened(t, "100", c.rules)
			id := s.authorize("100")
			s.wait(c.lifetime - tick)
			s.is(id, "Open")
			s.wait(tick)
			s.told("authorization Open -> Closed (ExpiredUnused)")
			require.Equal(t, dawn.Add(c.lifetime), s.authorization(id).Status.Updated, "at its own moment")
			require.Equal(t, dawn.Add(30*day), new(s.authorization(id)).Expires(), "what is printed doesn't change")
			s.refused(emulator.CaptureFunds{Authorization: id, Amount: money("1")}, emulator.AuthorizationWrongState)
			s.authorize("115")
		})
	}
	t.Run("simulated", func(t *testing.T) {
		for _, c := range []struct {
			name    string
			verdict emulator.Verdict
			after   time.Duration
		}{
			{"ExpiredUnused after a minute", emulator.Verdict{State: emulator.Closed, Reason: emulator.ExpiredUnused}, time.Minute},
			{"ExpiredUnused after 9 minutes", emulator.Verdict{State: emulator.Closed, Reason: emulator.ExpiredUnused, After: 9 * time.Minute}, 9 * time.Minute},
			{"AmazonClosed after 30 seconds", emulator.Verdict{State: emulator.Closed, Reason: emulator.AmazonClosed}, 30 * time.Second},
			{"AmazonClosed after an hour", emulator.Verdict{State: emulator.Closed, Reason: emulator.AmazonClosed, After: time.Hour}, time.Hour},
		} {
			closed := "authorization Open -> " + emulator.Status{State: c.verdict.State, Reason: c.verdict.Reason}.String()
			t.Run(c.name, func(t *testing.T) {
				s := opened(t, "100")
				s.authorize("50", c.verdict)
				s.told("authorization new -> Open")
				s.wait(c.after - tick)
				s.told()
				s.wait(tick)
				s.told(closed)
			})
			t.Run(c.name+" from Open on", func(t *testing.T) {
				s := opened(t, "100")
				s.ask("50", c.verdict)
				s.wait(30 * time.Second)
				s.told("authorization Pending -> Open")
				s.wait(c.after - tick)
				s.told()
				s.wait(tick)
				s.told(closed)
			})
		}
	})
	t.Run("captured in time, a simulated end doesn't come", func(t *testing.T) {
		s := opened(t, "100")
		a := s.authorize("50", emulator.Verdict{State: emulator.Closed, Reason: emulator.AmazonClosed})
		s.capture(a, "50")
		s.wait(day)
		s.told()
	})
}

func TestPendingCaptureHoldsBackExpiry(t *testing.T) {
	for _, c := range []struct {
		name    string
		verdict emulator.Verdict
		after   time.Duration
		told    []string
	}{
		{
			"Completed",
			emulator.Verdict{State: emulator.Completed, PendingFor: 2 * time.Hour},
			2 * time.Hour,
			[]string{"capture Pending -> Completed", "authorization Open -> Closed (MaxCapturesProcessed)"},
		},
		{
			"Declined when overdue",
			emulator.Verdict{State: emulator.Declined, Reason: emulator.ProcessingFailure, PendingFor: 2 * time.Hour},
			2 * time.Hour,
			[]string{"capture Pending -> Declined (ProcessingFailure)", "authorization Open -> Closed (ExpiredUnused)"},
		},
		{
			"Declined at the very moment",
			emulator.Verdict{State: emulator.Declined, Reason: emulator.ProcessingFailure, PendingFor: time.Hour},
			time.Hour,
			[]string{"capture Pending -> Declined (ProcessingFailure)", "authorization Open -> Closed (ExpiredUnused)"},
		},
		{
			"Declined before",
			emulator.Verdict{State: emulator.Declined, Reason: emulator.ProcessingFailure, PendingFor: time.Hour - tick},
			time.Hour - tick,
			[]string{"capture Pending -> Declined (ProcessingFailure)"},
		},
		{
			"rejected when overdue",
			emulator.Verdict{State: emulator.Declined, Reason: emulator.AmazonRejected, PendingFor: 2 * time.Hour},
			2 * time.Hour,
			[]string{"capture Pending -> Declined (AmazonRejected)", "authorization Open -> Closed (AmazonClosed)", "order Open -> Closed (AmazonClosed)"},
		},
		{
			"rejected when overdue, authorization kept",
			emulator.Verdict{State: emulator.Declined, Reason: emulator.AmazonRejected, PendingFor: 2 * time.Hour, Authorization: emulator.KeepsOpen, Order: emulator.KeepsOpen},
			2 * time.Hour,
			[]string{"capture Pending -> Declined (AmazonRejected)", "authorization Open -> Closed (ExpiredUnused)"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := opened(t, "100")
			a := s.authorize("100")
			s.wait(30*day - time.Hour)
			s.capture(a, "100", c.verdict)
			s.wait(c.after - tick)
			s.told()
			s.is(a, "Open")
			s.wait(tick)
			s.told(c.told...)
		})
	}
	t.Run("decided by hand when overdue", func(t *testing.T) {
		for reason, becomes := range map[emulator.State]string{emulator.Completed: "Closed (MaxCapturesProcessed)", emulator.Declined: "Closed (ExpiredUnused)"} {
			s := opened(t, "100")
			a := s.authorize("100")
			s.wait(30*day - time.Hour)
			id := s.capture(a, "100", emulator.Verdict{State: emulator.Completed, PendingFor: day})
			s.wait(2 * time.Hour)
			s.is(a, "Open")
			s.decides(id, emulator.Verdict{State: reason, Reason: map[emulator.State]emulator.Reason{emulator.Declined: emulator.ProcessingFailure}[reason]})
			s.is(a, becomes)
		}
	})
	t.Run("a simulated expiry too", func(t *testing.T) {
		s := opened(t, "100")
		a := s.authorize("100", emulator.Verdict{State: emulator.Closed, Reason: emulator.ExpiredUnused})
		s.capture(a, "100", pendingCapture)
		s.wait(2 * time.Minute)
		s.told()
		s.is(a, "Open")
		s.wait(time.Hour)
		s.told("capture Pending -> Completed", "authorization Open -> Closed (MaxCapturesProcessed)")
	})
	t.Run("a simulated expiry, then Declined", func(t *testing.T) {
		s := opened(t, "100", captures(2))
		a := s.authorize("100", emulator.Verdict{State: emulator.Closed, Reason: emulator.ExpiredUnused})
		s.capture(a, "50", emulator.Verdict{State: emulator.Declined, Reason: emulator.ProcessingFailure, PendingFor: time.Hour})
		s.wait(time.Minute)
		s.is(a, "Open")
		s.refused(emulator.CaptureFunds{Authorization: a, Amount: money("50")}, emulator.AuthorizationWrongState)
		s.wait(time.Hour)
		s.told("capture Pending -> Declined (ProcessingFailure)", "authorization Open -> Closed (ExpiredUnused)")
	})
	t.Run("as long as any capture is Pending", func(t *testing.T) {
		s := opened(t, "100", captures(2))
		a := s.authorize("100")
		s.wait(30*day - time.Hour)
		s.capture(a, "50", emulator.Verdict{State: emulator.Declined, Reason: emulator.ProcessingFailure, PendingFor: 2 * time.Hour})
		s.capture(a, "50", emulator.Verdict{State: emulator.Completed, PendingFor: 3 * time.Hour})
		s.wait(2 * time.Hour)
		s.told("capture Pending -> Declined (ProcessingFailure)")
		s.is(a, "Open")
		s.wait(time.Hour)
		s.told("capture Pending -> Completed", "authorization Open -> Closed (ExpiredUnused)")
	})
	t.Run("but nothing new is taken from an overdue authorization", func(t *testing.T) {
		s := opened(t, "100", captures(2))
		a := s.authorize("100")
		s.wait(30*day - time.Hour)
		s.capture(a, "50", emulator.Verdict{State: emulator.Completed, PendingFor: day})
		s.wait(time.Hour)
		e := s.refused(emulator.CaptureFunds{Authorization: a, Amount: money("50")}, emulator.AuthorizationWrongState)
		require.Contains(t, e.Why, "its time is over")
	})
}

package emulator_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
)

func TestAlarms(t *testing.T) {
	alarms := func(s *story) (list []emulator.Alarm) { return s.order.Alarms }
	t.Run("by due time", func(t *testing.T) {
		s := opened(t, "100")
		late := s.ask("10", emulator.Verdict{PendingFor: 2 * time.Hour})
		soon := s.ask("10", emulator.Verdict{PendingFor: time.Hour})
		require.Equal(t, []emulator.Alarm{
			{Due: dawn.Add(time.Hour), Kind: emulator.AuthorizationResolves, Object: soon, Then: &emulator.Verdict{PendingFor: time.Hour}},
			{Due: dawn.Add(2 * time.Hour), Kind: emulator.AuthorizationResolves, Object: late, Then: &emulator.Verdict{PendingFor: 2 * time.Hour}},
			{Due: dawn.Add(180 * day), Kind: emulator.OrderExpires, Object: orderID},
		}, alarms(s))
	})
	t.Run("in the order in which they were set when due together", func(t *testing.T) {
		s := opened(t, "100")
		var ids, fired []string
		for range 4 {
			ids = append(ids, s.ask("10"))
		}
		s.wait(time.Minute)
		for _, e := range s.last {
			fired = append(fired, e.ID)
		}
		require.Equal(t, ids, fired)
	})
	t.Run("one at a time, and the old version keeps its own", func(t *testing.T) {
		s := opened(t, "100")
		s.ask("10")
		second := s.ask("10")
		s.now = dawn.Add(30 * time.Second)
		before, text := s.order, exact(s.order)
		step := before.Fire(s.env())
		require.Len(t, step.Events, 1)
		require.Equal(t, text, exact(before))
		require.Equal(t, step, before.Fire(s.env()), "fired again, the same happens")
		require.Equal(t, second, step.Order.Alarms[0].Object)
	})
	t.Run("none", func(t *testing.T) {
		s := draft(t)
		s.do(emulator.Cancel{Order: orderID})
		require.Empty(t, alarms(s))
		require.Equal(t, emulator.Step{Order: s.order}, s.order.Fire(s.env()))
	})
	t.Run("the usual takes no room", func(t *testing.T) {
		s := opened(t, "100")
		s.ask("10")
		require.Nil(t, alarms(s)[0].Then)
	})
}

// Each kind of alarm, set by what and gone with what.
func TestAlarmKinds(t *testing.T) {
	fixed := emulator.Verdict{State: emulator.Declined, Reason: emulator.InvalidPaymentMethod, FixedAfter: time.Hour}
	for _, c := range []struct {
		kind emulator.AlarmKind
		due  time.Duration
		set  func(*testing.T) *story
		gone func(*story)
	}{
		{emulator.DraftGoesStale, 3 * time.Hour, func(t *testing.T) *story { return draft(t) }, cancels},
		{emulator.OrderExpires, 180 * day, func(t *testing.T) *story { return opened(t, "100") }, closes},
		{emulator.PaymentMethodFixed, time.Hour, func(t *testing.T) *story {
			s := opened(t, "100")
			s.authorize("100", fixed)
			return s
		}, func(s *story) { s.decides(orderID, emulator.Verdict{State: emulator.Open}) }},
		{emulator.AuthorizationResolves, 30 * time.Second, func(t *testing.T) *story {
			s := opened(t, "100")
			s.ask("100")
			return s
		}, cancels},
		{emulator.AuthorizationTimesOut, time.Minute, func(t *testing.T) *story {
			s := opened(t, "100")
			s.do(emulator.Authorize{Order: orderID, Amount: money("1"), Timeout: time.Minute}, emulator.Verdict{PendingFor: time.Hour})
			return s
		}, func(s *story) { s.decides(s.order.Authorizations[0].ID, emulator.Verdict{State: emulator.Open}) }},
		{emulator.AuthorizationExpires, 30 * day, func(t *testing.T) *story {
			s := opened(t, "100")
			s.authorize("100")
			return s
		}, func(s *story) { s.capture(s.order.Authorizations[0].ID, "1") }},
		{emulator.CaptureResolves, time.Hour, func(t *testing.T) *story {
			s := opened(t, "100")
			s.capture(s.authorize("100"), "1", pendingCapture)
			return s
		}, func(s *story) { s.decides(s.order.Captures[0].ID, emulator.Verdict{State: emulator.Completed}) }},
		{emulator.RefundResolves, 30 * time.Second, func(t *testing.T) *story {
			s, capture := completed(t, "100")
			s.refund(capture, "1")
			return s
		}, func(s *story) { s.decides(s.order.Refunds[0].ID, emulator.Verdict{State: emulator.Declined}) }},
		{emulator.AmazonDecides, 30 * time.Second, func(t *testing.T) *story {
			s := opened(t, "100")
			s.authorize("100", emulator.Verdict{State: emulator.Closed, Reason: emulator.AmazonClosed})
			return s
		}, func(s *story) { s.capture(s.order.Authorizations[0].ID, "1") }},
	} {
		t.Run(string(c.kind), func(t *testing.T) {
			s := c.set(t)
			has := func() (due []time.Time) {
				for _, a := range s.order.Alarms {
					if a.Kind == c.kind {
						due = append(due, a.Due)
					}
				}
				return due
			}
			require.Equal(t, []time.Time{dawn.Add(c.due)}, has())
			c.gone(s)
			require.Empty(t, has())
		})
	}
}

// A jump of the clock over several timers lets them happen in time order.
func TestClockJump(t *testing.T) {
	s := opened(t, "100")
	s.wait(160 * day)
	s.authorize("10")
	s.ask("20")
	s.capture(s.authorize("30"), "30", emulator.Verdict{State: emulator.Declined, Reason: emulator.ProcessingFailure, PendingFor: 25 * day})
	s.wait(1000 * day)
	s.told(
		"authorization Pending -> Open",
		"order Open -> Closed (Expired)",
		"capture Pending -> Declined (ProcessingFailure)",
		"authorization Open -> Closed (ExpiredUnused)",
		"authorization Open -> Closed (ExpiredUnused)",
		"authorization Open -> Closed (ExpiredUnused)",
	)
	for i := 1; i < len(s.last); i++ {
		require.False(t, s.last[i].At.Before(s.last[i-1].At))
	}
}

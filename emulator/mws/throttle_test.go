package mws_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
	"amazon-pay-emulator/emulator/mws"
)

// published are the quotas of mws-api section 4: so many calls at once, and one
// more after so long.
var published = map[string]map[mws.Throttle]engine.Quota{
	"SetOrderReferenceDetails": changes, "SetOrderAttributes": changes, "ConfirmOrderReference": changes,
	"CancelOrderReference": changes, "CloseOrderReference": changes, "Authorize": changes, "CloseAuthorization": changes,
	"Capture": changes, "Refund": changes,
	"GetOrderReferenceDetails": reads, "GetAuthorizationDetails": reads, "GetCaptureDetails": reads, "GetRefundDetails": reads,
	"GetServiceStatus": {
		mws.ProductionThrottle: {Most: 2, Restore: 5 * time.Minute}, mws.SandboxThrottle: {Most: 2, Restore: 5 * time.Minute},
	},
	"SetMerchantNotificationConfiguration": changes, "GetMerchantNotificationConfiguration": changes,
}

var (
	changes = map[mws.Throttle]engine.Quota{
		mws.ProductionThrottle: {Most: 10, Restore: time.Second}, mws.SandboxThrottle: {Most: 2, Restore: 2 * time.Second},
	}
	reads = map[mws.Throttle]engine.Quota{
		mws.ProductionThrottle: {Most: 20, Restore: 500 * time.Millisecond}, mws.SandboxThrottle: {Most: 5, Restore: time.Second},
	}
)

func throttled(how mws.Throttle) func(*engine.Options, *mws.Options) {
	return func(_ *engine.Options, mo *mws.Options) { mo.Throttle = how }
}

// TestThrottle: each operation may be called as often as its quota says, refused
// or not, and exactly once more after each time of restoration.
func TestThrottle(t *testing.T) {
	for _, o := range mws.Operations() {
		for _, how := range []mws.Throttle{mws.ProductionThrottle, mws.SandboxThrottle} {
			t.Run(o.Name+" by "+string(how), func(t *testing.T) {
				quota, ok := published[o.Name][how]
				require.True(t, ok)
				s := newShop(t, throttled(how))
				requirePassed := func() { t.Helper(); require.NotEqual(t, 503, s.call(t, o.Name).Code) }
				requireThrottled := func(in time.Duration) {
					t.Helper()
					w := s.call(t, o.Name)
					requireRefused(t, w, 503, "RequestThrottled")
					require.Contains(t, w.Header().Get("X-Emulator-Hint"), fmt.Sprintf("the next call is possible in %s of ", in))
				}
				for range quota.Most {
					requirePassed()
				}
				requireThrottled(quota.Restore)
				s.advance(t, quota.Restore-time.Millisecond)
				requireThrottled(time.Millisecond)
				s.advance(t, time.Millisecond)
				requirePassed()
				requireThrottled(quota.Restore)
			})
		}
	}
	require.Len(t, published, len(mws.Operations()))
}

// TestThrottleIsOff unless it is asked for.
func TestThrottleIsOff(t *testing.T) {
	for _, how := range []mws.Throttle{"", mws.NoThrottle} {
		s := newShop(t, throttled(how))
		for range 100 {
			requireOK(t, s.call(t, "GetServiceStatus"), "Status")
		}
	}
	_, err := mws.ParseThrottle("on")
	require.EqualError(t, err, `"on" throttles nothing; write off, sandbox or production`)
}

// TestThrottleInRealTime: a client that waits succeeds while the clock stands,
// and a part of a millisecond is told as a whole one.
func TestThrottleInRealTime(t *testing.T) {
	now := real
	s := newShop(t, throttled(mws.SandboxThrottle), func(eo *engine.Options, _ *mws.Options) {
		eo.Real = func() time.Time { return now }
	})
	for range 5 {
		requireOK(t, s.call(t, "GetMerchantNotificationConfiguration"), "RequestId")
		now = now.Add(2 * time.Second)
	}
	for range 2 {
		s.call(t, "GetMerchantNotificationConfiguration")
	}
	now = now.Add(500*time.Millisecond + time.Nanosecond)
	w := s.call(t, "GetMerchantNotificationConfiguration")
	requireRefused(t, w, 503, "RequestThrottled")
	require.Contains(t, w.Header().Get("X-Emulator-Hint"), "in 1.5s of real time")
	now = now.Add(1500 * time.Millisecond)
	requireOK(t, s.call(t, "GetMerchantNotificationConfiguration"), "RequestId")
}

// TestThrottlesAreApart: sellers, access keys and environments have quotas of
// their own.
func TestThrottlesAreApart(t *testing.T) {
	s := newShop(t, throttled(mws.SandboxThrottle))
	for range 2 {
		requireOK(t, s.call(t, "GetServiceStatus"), "Status")
	}
	for name, change := range map[string]func(*attempt){
		"another seller":        func(a *attempt) { a.set("SellerId", "A9SOMEBODYELSE") },
		"another access key":    func(a *attempt) { a.set("AWSAccessKeyId", "AKIANOBODY") },
		"another environment":   func(a *attempt) { a.path = live },
		"yet another long key":  func(a *attempt) { a.set("AWSAccessKeyId", fmt.Sprintf("%0128d", 1)) },
		"a long key, otherwise": func(a *attempt) { a.set("AWSAccessKeyId", fmt.Sprintf("%0128d", 2)) },
	} {
		t.Run(name, func(t *testing.T) {
			a := newAttempt("GetServiceStatus")
			change(a)
			require.Equal(t, 200, s.send(t, a).Code)
		})
	}
	requireRefused(t, s.call(t, "GetServiceStatus"), 503, "RequestThrottled")
}

// TestThrottledCallsUseNothingUp: neither a decision nor a reference id, but they
// are on record.
func TestThrottledCallsUseNothingUp(t *testing.T) {
	s := newShop(t, throttled(mws.SandboxThrottle))
	_, authorization := s.authorized(t, "106.00")
	for range 2 {
		s.call(t, "Capture")
	}
	s.next(emulator.OpCapture, emulator.Verdict{State: emulator.Declined, Reason: emulator.ProcessingFailure})
	pairs := append(price("CaptureAmount", "106.00"), "AmazonAuthorizationId", authorization, "CaptureReferenceId", "c")
	s.requireUnchanged(t, func() { requireRefused(t, s.call(t, "Capture", pairs...), 503, "RequestThrottled") })
	require.Equal(t, 1, s.waiting())
	list, _ := s.account().Records()
	require.Equal(t, 503, list[0].Status)
	require.Equal(t, "RequestThrottled", list[0].Code)
	require.Contains(t, list[0].Hint, "Capture may be called 2 times at once")

	s.advance(t, 2*time.Second)
	w := s.call(t, "Capture", pairs...)
	require.Equal(t, "Declined", requireOK(t, w, "State"))
	list, _ = s.account().Records()
	require.False(t, list[0].Replay)
}

// TestRefusedCallersAreNotCounted: who has no right to call can't use up the
// quota of others.
func TestRefusedCallersAreNotCounted(t *testing.T) {
	s := newShop(t, throttled(mws.SandboxThrottle))
	a := newAttempt("GetServiceStatus")
	a.signature = "none"
	for range 5 {
		require.Equal(t, 403, s.send(t, a).Code)
	}
	requireOK(t, s.call(t, "GetServiceStatus"), "Status")
}

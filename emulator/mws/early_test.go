package mws_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
	"amazon-pay-emulator/emulator/mws"
)

// TestEarlyNotificationsAndDelay: they run side by side, the former for 5 s at
// most, ahead of whatever becomes of the answer.
func TestEarlyNotificationsAndDelay(t *testing.T) {
	const never = 0
	for name, tt := range map[string]struct {
		how      emulator.Transport
		attempts time.Duration // how long the attempt takes
		want     time.Duration
	}{
		"without a delay":         {emulator.Transport{}, 2 * time.Second, 2 * time.Second},
		"within the delay":        {emulator.Transport{Delay: 3 * time.Second}, 2 * time.Second, 3 * time.Second},
		"longer than the delay":   {emulator.Transport{Delay: 3 * time.Second}, 4 * time.Second, 4 * time.Second},
		"without an end":          {emulator.Transport{Delay: 3 * time.Second}, never, 5 * time.Second},
		"without an end, delayed": {emulator.Transport{Delay: 8 * time.Second}, never, 8 * time.Second},
		"before an error":         {emulator.Transport{Delay: time.Second, Applied: true, Error: &emulator.Failure{Code: "InternalError"}}, 2 * time.Second, 2 * time.Second},
		"before a fault":          {emulator.Transport{Delay: time.Second, After: 2 * time.Second, Applied: true, Fault: emulator.FaultReset}, 2 * time.Second, 3 * time.Second},
		"before a hang":           {emulator.Transport{Delay: time.Second, After: time.Hour, Applied: true, Fault: emulator.FaultHang}, 2 * time.Second, 2 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newShop(t, ruled(func(q emulator.Question) (emulator.Transport, emulator.Delivery) {
					if q.Operation == emulator.OpCapture {
						return tt.how, emulator.Delivery{Early: true}
					}
					return emulator.Transport{}, emulator.Delivery{}
				}), func(eo *engine.Options, _ *mws.Options) {
					eo.Publish = func(p engine.Publication) {
						switch {
						case !p.Delivery.Early:
							p.Release()
						case tt.attempts != never:
							time.AfterFunc(tt.attempts, p.Release)
						}
					}
				})
				_, authorization := s.authorized(t, "106.00")
				began := time.Now()
				capture := func() {
					s.call(t, "Capture", append(price("CaptureAmount", "106.00"), "AmazonAuthorizationId", authorization, "CaptureReferenceId", "c")...)
				}
				if tt.how.Fault != "" {
					require.Panics(t, capture) // a recorder has no connection
				} else {
					capture()
				}
				require.Equal(t, tt.want, time.Since(began))
			})
		})
	}
}

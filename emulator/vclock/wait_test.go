package vclock_test

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"amazon-pay-emulator/emulator/vclock"
)

func TestWait(t *testing.T) {
	const forever = math.MaxInt64
	for name, test := range map[string]struct {
		rate float64
		due  time.Duration // after now
		want time.Duration
		ever bool
	}{
		"follow":                         {1, time.Hour, time.Hour + vclock.Resolution, true},
		"a minute each second":           {60, time.Hour, time.Minute + vclock.Resolution, true},
		"slow":                           {0.5, time.Hour, 2*time.Hour + vclock.Resolution, true},
		"due now":                        {1, 0, 0, true},
		"due before":                     {1, -time.Hour, 0, true},
		"one step ahead":                 {1, vclock.Resolution, 2 * vclock.Resolution, true},
		"frozen":                         {0, time.Hour, 0, false},
		"frozen, due now":                {0, 0, 0, true},
		"frozen, due before":             {0, -time.Hour, 0, true},
		"beyond what a wait can say":     {0.001, 100 * 365 * day, forever, true},
		"hardly running":                 {math.SmallestNonzeroFloat64, time.Millisecond, forever, true},
		"at the edge of what it can say": {1, forever - 100_000, forever, true},
		"faster than time can count":     {1e18, 200 * 365 * day, vclock.Resolution + 6, true},
	} {
		t.Run(name, func(t *testing.T) {
			c := vclock.Follow(virtual, real, test.rate)
			wait, ever := c.Wait(real, virtual.Add(test.due))
			require.Equal(t, test.want, wait)
			require.Equal(t, test.ever, ever)
		})
	}
}

// The laws of Wait: it is never negative; after it the due time has come; and
// it is not much longer than it needs to be, so that an alarm is on time.
func TestWaitIsLongEnoughAndNoLonger(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rate := rates().Draw(t, "rate")
		c := vclock.Follow(virtual, real, rate)
		at := real.Add(spans(400*day).Draw(t, "passed"))
		now := c.Now(at)
		due := now.Add(spans(100*365*day).Draw(t, "ahead") - spans(time.Second).Draw(t, "behind")).Truncate(vclock.Resolution)

		wait, ever := c.Wait(at, due)
		require.True(t, ever, "a running clock comes everywhere")
		require.GreaterOrEqual(t, wait, time.Duration(0))
		if !due.After(now) {
			require.Zero(t, wait, "it has come")
			return
		}
		if wait == math.MaxInt64 || due.After(virtual.Add(math.MaxInt64)) {
			return // a clock is never further from its start than a duration can say, 292 years
		}
		require.False(t, c.Now(at.Add(wait)).Before(due), "after %s it is %s, due %s", wait, c.Now(at.Add(wait)), due)
		// Two steps of real time for the rounding, and as long as a step of
		// virtual time takes, because what is shown may be almost a step old.
		spare := 2*vclock.Resolution + time.Duration(float64(vclock.Resolution)/rate)
		if early := wait - spare; early > 0 {
			require.True(t, c.Now(at.Add(early)).Before(due), "%s would have been enough, not %s", early, wait)
		}
	})
}

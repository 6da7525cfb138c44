package vclock_test

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"amazon-pay-emulator/emulator/vclock"
)

const day = 24 * time.Hour

// virtual and real are the start of every clock here, years apart so that nobody
// confuses them.
var (
	virtual = time.Date(2021, 3, 4, 5, 6, 7, 89e6, time.UTC)
	real    = time.Date(2026, 5, 6, 7, 8, 9, 123456789, time.UTC)
)

func TestNow(t *testing.T) {
	for name, test := range map[string]struct {
		rate   float64
		passed time.Duration // real
		want   time.Duration // virtual
	}{
		"follow":                        {1, 90 * time.Second, 90 * time.Second},
		"follow for years":              {1, 290 * 365 * day, 290 * 365 * day},
		"follow cuts to milliseconds":   {1, 1999999 * time.Nanosecond, time.Millisecond},
		"follow by less than a step":    {1, 999999 * time.Nanosecond, 0},
		"frozen":                        {0, 90 * day, 0},
		"a minute each second":          {60, time.Second, time.Minute},
		"a minute each second, a part":  {60, 17 * time.Microsecond, time.Millisecond},
		"slow":                          {0.001, time.Second, time.Millisecond},
		"slow cuts to milliseconds":     {0.001, 999 * time.Millisecond, 0},
		"hardly running":                {1e-12, day, 0},
		"as slow as a number can say":   {math.SmallestNonzeroFloat64, 290 * 365 * day, 0},
		"a year each second":            {365 * 24 * 3600, time.Second, 365 * day},
		"faster than time can count":    {1e18, time.Hour, math.MaxInt64},
		"as fast as a number can say":   {math.MaxFloat64, time.Nanosecond, math.MaxInt64},
		"real time stands":              {60, 0, 0},
		"real time runs backwards":      {1, -time.Hour, 0},
		"real time runs backwards, 60x": {60, -time.Nanosecond, 0},
	} {
		t.Run(name, func(t *testing.T) {
			c := vclock.Follow(virtual, real, test.rate)
			require.Equal(t, virtual.Add(test.want).Truncate(vclock.Resolution), c.Now(real.Add(test.passed)))
		})
	}
}

func TestFollow(t *testing.T) {
	inBend := time.FixedZone("Bend", -8*3600)
	c := vclock.Follow(virtual.Add(999999).In(inBend), real, 1)
	require.Equal(t, virtual, c.Now(real), "UTC, whole milliseconds")
	require.Equal(t, virtual.Add(time.Millisecond), c.Now(real.Add(time.Millisecond)), "the cut part is gone")
}

func TestMode(t *testing.T) {
	for name, test := range map[string]struct {
		rate   float64
		mode   string
		frozen bool
	}{
		"real time": {1, "follow", false},
		"fast":      {60, "follow", false},
		"slow":      {0.5, "follow", false},
		"frozen":    {0, "frozen", true},
	} {
		t.Run(name, func(t *testing.T) {
			c := vclock.Follow(virtual, real, test.rate)
			require.Equal(t, test.mode, c.Mode())
			require.Equal(t, test.frozen, c.Frozen())
			require.Equal(t, test.rate, c.Rate())
		})
	}
}

// A clock that changes its rate goes on from where it is: what ran before stays,
// what comes counts from then.
func TestAtRate(t *testing.T) {
	c := vclock.Follow(virtual, real, 1)
	at := real.Add(10 * time.Second)
	c = c.AtRate(at, 0)
	require.Equal(t, virtual.Add(10*time.Second), c.Now(at.Add(time.Hour)), "frozen where it was")
	at = at.Add(time.Hour)
	c = c.AtRate(at, 60)
	require.Equal(t, virtual.Add(10*time.Second), c.Now(at), "no jump")
	require.Equal(t, virtual.Add(70*time.Second), c.Now(at.Add(time.Second)))
	require.Equal(t, 60.0, c.Rate())
}

func TestMoveTo(t *testing.T) {
	at := real.Add(10 * time.Second)
	for name, test := range map[string]struct {
		rate float64
		to   time.Time
		want time.Time
		err  error
	}{
		"later":                       {0, virtual.Add(8 * day), virtual.Add(8 * day), nil},
		"later, running":              {1, virtual.Add(8 * day), virtual.Add(8 * day), nil},
		"one step":                    {0, virtual.Add(time.Millisecond), virtual.Add(time.Millisecond), nil},
		"less than a step":            {0, virtual.Add(999999), virtual, nil},
		"now":                         {0, virtual, virtual, nil},
		"now, running":                {1, virtual.Add(10 * time.Second), virtual.Add(10 * time.Second), nil},
		"now in another zone":         {0, virtual.In(time.FixedZone("Bend", -8*3600)), virtual, nil},
		"less than a step backwards":  {0, virtual.Add(-1), virtual, vclock.ErrBackwards},
		"one step backwards":          {0, virtual.Add(-time.Millisecond), virtual, vclock.ErrBackwards},
		"one step backwards, running": {1, virtual.Add(9999 * time.Millisecond), virtual.Add(10 * time.Second), vclock.ErrBackwards},
		"to the start, running":       {1, virtual, virtual.Add(10 * time.Second), vclock.ErrBackwards},
		"the zero time":               {0, time.Time{}, virtual, vclock.ErrBackwards},
	} {
		t.Run(name, func(t *testing.T) {
			moved, err := vclock.Follow(virtual, real, test.rate).MoveTo(at, test.to)
			require.ErrorIs(t, err, test.err)
			require.Equal(t, test.want, moved.Now(at))
			require.Equal(t, test.rate, moved.Rate(), "moving does not start or stop a clock")
			if !moved.Frozen() {
				require.Equal(t, test.want.Add(time.Hour), moved.Now(at.Add(time.Hour)))
			}
		})
	}
}

func TestMoveToSaysBothTimes(t *testing.T) {
	_, err := vclock.Follow(virtual, real, 0).MoveTo(real, virtual.Add(-day))
	require.EqualError(t, err, "virtual time never runs backwards: it is 2021-03-04T05:06:07.089Z, asked for 2021-03-03T05:06:07.089Z")
}

// rates draws every rate that a clock may have but 0.
func rates() *rapid.Generator[float64] {
	return rapid.OneOf(
		rapid.SampledFrom([]float64{1, 60, 3600, 0.5, 1e-3, 1e9}),
		rapid.Map(rapid.Float64Range(-6, 12), func(e float64) float64 { return math.Pow(10, e) }),
	)
}

func spans(most time.Duration) *rapid.Generator[time.Duration] {
	return rapid.OneOf(
		rapid.SampledFrom([]time.Duration{0, 1, time.Millisecond - 1, time.Millisecond, time.Second, day}),
		rapid.Map(rapid.Int64Range(0, int64(most)), func(n int64) time.Duration { return time.Duration(n) }),
	)
}

// Whatever is done to a clock, it never shows an earlier time than before, shows
// whole milliseconds in UTC, and refuses exactly what would turn it back.
func TestClockNeverRunsBackwards(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := real
		c := vclock.Follow(virtual, at, rapid.OneOf(rapid.Just(0.0), rates()).Draw(t, "rate"))
		shown := c.Now(at)
		check := func(t *rapid.T) {
			now := c.Now(at)
			require.False(t, now.Before(shown), "it was %s, it is %s", shown, now)
			require.Equal(t, time.UTC, now.Location())
			require.Zero(t, now.Nanosecond()%int(vclock.Resolution))
			shown = now
		}
		t.Repeat(map[string]func(*rapid.T){
			"": check,
			"real time passes": func(t *rapid.T) {
				at = at.Add(spans(day).Draw(t, "passed"))
			},
			"another rate": func(t *rapid.T) {
				rate := rapid.OneOf(rapid.Just(0.0), rates()).Draw(t, "rate")
				before := c.Now(at)
				c = c.AtRate(at, rate)
				require.Equal(t, before, c.Now(at))
			},
			"forward": func(t *rapid.T) {
				to := c.Now(at).Add(spans(400*day).Draw(t, "by"))
				moved, err := c.MoveTo(at, to)
				require.NoError(t, err)
				require.Equal(t, to.Truncate(vclock.Resolution), moved.Now(at))
				c = moved
			},
			"backward": func(t *rapid.T) {
				to := c.Now(at).Add(-1 - spans(400*day).Draw(t, "by"))
				moved, err := c.MoveTo(at, to)
				require.ErrorIs(t, err, vclock.ErrBackwards)
				require.Equal(t, c, moved)
			},
		})
	})
}

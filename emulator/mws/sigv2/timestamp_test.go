package sigv2

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestParseTimestamp(t *testing.T) {
	second := time.Date(2021, 3, 4, 5, 6, 7, 0, time.UTC)
	tests := []struct {
		name, text string
		want       time.Time
	}{
		{"Ruby, Python, Java", "2021-03-04T05:06:07Z", second},
		{"PHP", "2021-03-04T05:06:07.000Z", second},
		{"C#", "2021-03-04T05:06:07.123Z", second.Add(123 * time.Millisecond)},
		{"npm, small z", "2021-03-04T05:06:07z", second},
		{"small z after a fraction", "2021-03-04T05:06:07.5z", second.Add(500 * time.Millisecond)},
		{"nanoseconds", "2021-03-04T05:06:07.000000001Z", second.Add(1)},
		{"finer than nanoseconds is cut", "2021-03-04T05:06:07.0000000019999Z", second.Add(1)},
		{"offset in hours", "2021-03-03T22:06:07-07", second},
		{"offset with colon", "2021-03-03T22:06:07-07:00", second},
		{"offset without colon", "2021-03-03T22:06:07-0700", second},
		{"offset east with minutes", "2021-03-04T10:36:07.25+05:30", second.Add(250 * time.Millisecond)},
		{"offset zero", "2021-03-04T05:06:07-00:00", second},
		{"largest offset", "2021-03-05T05:05:07+23:59", second},
		{"leap day", "2024-02-29T00:00:00Z", time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := ParseTimestamp(tt.text)
			require.NoError(t, err)
			require.Equal(t, tt.want, got)
		})
	}
}

func TestParseTimestampRefuses(t *testing.T) {
	tests := []struct{ name, text string }{
		{"nothing", ""},
		{"a date", "2021-03-04"},
		{"without seconds", "2021-03-04T05:06Z"},
		{"one-digit hour", "2021-03-04T5:06:07Z"},
		{"space for T", "2021-03-04 05:06:07Z"},
		{"small t", "2021-03-04t05:06:07Z"},
		{"leading space", " 2021-03-04T05:06:07Z"},
		{"trailing space", "2021-03-04T05:06:07Z "},
		{"no such day", "2021-02-29T05:06:07Z"},
		{"no such month", "2021-13-04T05:06:07Z"},
		{"hour 24", "2021-03-04T24:00:00Z"},
		{"leap second", "2016-12-31T23:59:60Z"},
		{"empty fraction", "2021-03-04T05:06:07.Z"},
		{"comma", "2021-03-04T05:06:07,5Z"},
		{"sign alone", "2021-03-04T05:06:07-"},
		{"one-digit offset", "2021-03-04T05:06:07-7"},
		{"three-digit offset", "2021-03-04T05:06:07-070"},
		{"offset with a lost end", "2021-03-04T05:06:07-07:0"},
		{"offset too long", "2021-03-04T05:06:07-07:000"},
		{"offset of 24 hours", "2021-03-04T05:06:07+24:00"},
		{"offset of 60 minutes", "2021-03-04T05:06:07+00:60"},
		{"offset whose plus became a space", "2021-03-04T05:06:07 07:00"},
		{"zone name", "2021-03-04T05:06:07UTC"},
		{"two zones", "2021-03-04T05:06:07ZZ"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := ParseTimestamp(tt.text)
			require.Error(t, err)
			require.NotErrorIs(t, err, ErrNoZone)
		})
	}
	for _, text := range []string{"2021-03-04T05:06:07", "2021-03-04T05:06:07.123"} {
		t.Run("no zone "+text, func(t *testing.T) {
			_, err := ParseTimestamp(text)
			require.ErrorIs(t, err, ErrNoZone)
		})
	}
}

func TestFresh(t *testing.T) {
	now := time.Date(2021, 3, 4, 5, 6, 7, 0, time.UTC)
	tests := []struct {
		name string
		at   time.Time
		want bool
	}{
		{"now", now, true},
		{"oldest", now.Add(-15 * time.Minute), true},
		{"too old", now.Add(-15*time.Minute - 1), false},
		{"latest", now.Add(15 * time.Minute), true},
		{"too early", now.Add(15*time.Minute + 1), false},
		{"another zone", now.In(time.FixedZone("", -7*3600)), true},
		{"far past", time.Time{}, false},
		{"far future", time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC), false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { require.Equal(t, tt.want, Fresh(tt.at, now)) })
	}
}

func FuzzParseTimestamp(f *testing.F) {
	for _, text := range []string{
		"2021-03-04T05:06:07Z", "2021-03-04T05:06:07.123z", "2021-03-03T22:06:07-07",
		"2021-03-03T22:06:07-0730", "2021-03-03T22:06:07.5+07:00", "2021-03-04T05:06:07",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := ParseTimestamp(text)
		if err != nil {
			require.Zero(t, got)
			return
		}
		require.Equal(t, time.UTC, got.Location())
		if got.Year() < 0 || got.Year() > 9999 {
			return // an offset can lead out of the years that can be written
		}
		again, err := ParseTimestamp(got.Format("2006-01-02T15:04:05.999999999Z"))
		require.NoError(t, err)
		require.True(t, again.Equal(got))
	})
}

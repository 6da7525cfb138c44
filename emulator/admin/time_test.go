package admin

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestDuration(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"8d":     8 * 24 * time.Hour,
		"1h30m":  90 * time.Minute,
		"250ms":  250 * time.Millisecond,
		"0s":     0,
		"-1d12h": -36 * time.Hour,
	} {
		var d duration
		require.NoError(t, d.UnmarshalText([]byte(text)))
		require.Equal(t, want, time.Duration(d))
		again, err := d.MarshalText()
		require.NoError(t, err)
		require.Equal(t, text, string(again))
	}
	for _, text := range []string{"", "8", "d", "8 d", "1w", "1.5h", "106752d", "soon"} {
		var d duration
		require.ErrorContains(t, d.UnmarshalText([]byte(text)), "is not a duration", text)
	}
}

func TestMoment(t *testing.T) {
	for text, want := range map[string]string{
		"2026-01-31T12:00:00Z":             "2026-01-31T12:00:00.000Z",
		"2026-01-31T12:00:00.1239+01:00":   "2026-01-31T11:00:00.123Z",
		"9999-12-31T23:59:59.999999-00:00": "9999-12-31T23:59:59.999Z",
	} {
		var m moment
		require.NoError(t, m.UnmarshalText([]byte(text)), text)
		again, err := m.MarshalText()
		require.NoError(t, err)
		require.Equal(t, want, string(again))
	}
	for _, text := range []string{"", "2026-01-31", "2026-01-31 12:00:00Z", "2026-01-31T12:00:00", "2026-02-30T12:00:00Z", "now"} {
		var m moment
		require.ErrorContains(t, m.UnmarshalText([]byte(text)), "RFC 3339", text)
	}
}

package strictyaml_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/strictyaml"
)

func TestParseDuration(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"8d":           8 * 24 * time.Hour,
		"1h30m":        90 * time.Minute,
		"250ms":        250 * time.Millisecond,
		"-8d":          -8 * 24 * time.Hour,
		"0s":           0,
		"1d2h3m4s5ms":  26*time.Hour + 3*time.Minute + 4*time.Second + 5*time.Millisecond,
		"30m1h":        90 * time.Minute,
		"106751d":      106751 * 24 * time.Hour,
		"0000000001ms": time.Millisecond,
	} {
		d, err := strictyaml.ParseDuration(text)
		require.NoError(t, err, text)
		require.Equal(t, want, d, text)
	}
	for _, text := range []string{
		"", "-", "8", "d", "8 d", "1.5h", "1w", "8D", "+8d", "--8d", "8d-1h", "106752d", "106751d24h", "99999999999999999999d", "1hm", "٣d", "8d ",
	} {
		_, err := strictyaml.ParseDuration(text)
		require.ErrorIs(t, err, strictyaml.ErrDuration, text)
	}
}

func TestFormatDuration(t *testing.T) {
	for want, d := range map[string]time.Duration{
		"30d":         30 * 24 * time.Hour,
		"1d12h":       36 * time.Hour,
		"1h30m":       90 * time.Minute,
		"250ms":       250 * time.Millisecond,
		"-8d":         -8 * 24 * time.Hour,
		"0s":          0,
		"1d2h3m4s5ms": 26*time.Hour + 3*time.Minute + 4*time.Second + 5*time.Millisecond + 6,
	} {
		require.Equal(t, want, strictyaml.FormatDuration(d))
	}
	require.Equal(t, "0s", strictyaml.FormatDuration(-1))
}

// What is read is written in a form that reads the same.
func FuzzDuration(f *testing.F) {
	for _, seed := range []string{"8d", "-1h30m", "250ms", "0s"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, err := strictyaml.ParseDuration(text)
		if err != nil {
			require.Zero(t, d)
			return
		}
		again, err := strictyaml.ParseDuration(strictyaml.FormatDuration(d))
		require.NoError(t, err)
		require.Equal(t, d, again)
	})
}

func TestNearest(t *testing.T) {
	states := []string{"Draft", "Open", "Suspended", "Canceled", "Closed"}
	for word, want := range map[string]string{
		"open": "Open", "Opne": "Open", "Cancelled": "Canceled", "Close": "Closed", "closed": "Closed", "Suspend": "Suspended",
		"drf": "", "Completed": "", "": "", "x": "", "an endless word that nobody could have mistyped like that": "",
	} {
		require.Equal(t, want, strictyaml.Nearest(word, states), word)
	}
}

package mws_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/mws"
)

// TestTimestamp is about the window of 15 minutes on the machine's clock; the
// emulated one is years away.
func TestTimestamp(t *testing.T) {
	const format = "2006-01-02T15:04:05Z"
	for name, tt := range map[string]struct {
		timestamp string
		refused   bool
	}{
		"now":                      {real.Format(format), false},
		"15 minutes ago":           {real.Add(-15 * time.Minute).Format(format), false},
		"15 minutes ahead":         {real.Add(15 * time.Minute).Format(format), false},
		"a second more ago":        {real.Add(-15*time.Minute - time.Second).Format(format), true},
		"a second more ahead":      {real.Add(15*time.Minute + time.Second).Format(format), true},
		"a millisecond more ago":   {real.Add(-15*time.Minute - time.Millisecond).Format("2006-01-02T15:04:05.000Z"), true},
		"a millisecond more ahead": {real.Add(15*time.Minute + time.Millisecond).Format("2006-01-02T15:04:05.000Z"), true},
		"the emulated now":         {start.Format(format), true},
		"PHP":                      {real.Format("2006-01-02T15:04:05.000Z"), false},
		"C#":                       {real.Format("2006-01-02T15:04:05.") + "123Z", false},
		"npm, small z":             {real.Format("2006-01-02T15:04:05z"), false},
		"offset":                   {real.Add(-7*time.Hour).Format("2006-01-02T15:04:05") + "-07", false},
		"offset that makes it old": {real.Format("2006-01-02T15:04:05") + "+07:00", true},
		"offset with a colon":      {real.Add(90*time.Minute).Format("2006-01-02T15:04:05") + "+01:30", false},
		"no zone":                  {real.Format("2006-01-02T15:04:05"), true},
		"a date":                   {real.Format("2006-01-02"), true},
		"seconds since 1970":       {"1778051289", true},
		"RFC 1123":                 {real.Format(time.RFC1123), true},
		"space at the end":         {real.Format(format) + " ", true},
		"no such day":              {"2026-02-30T07:08:09Z", true},
	} {
		t.Run(name, func(t *testing.T) {
			for _, mode := range []mws.Mode{mws.Strict, mws.Known} {
				s := newGuarded(t, mode)
				a := newAttempt("GetServiceStatus")
				a.set("Timestamp", tt.timestamp)
				w := s.send(t, a)
				if !tt.refused {
					requireOK(t, w, "Status")
					continue
				}
				requireRefused(t, w, 400, "InvalidParameterValue")
				require.Equal(t, "The Value '"+tt.timestamp+"' is invalid for the Parameter 'Timestamp'", element(t, w, "Message"))
				require.NotEmpty(t, w.Header().Get("X-Emulator-Hint"))
			}
		})
	}
}

// TestTimestampIsRealTime: moving the emulated clock breaks no signed call, and
// every answer tells the emulated time.
func TestTimestampIsRealTime(t *testing.T) {
	s := newShop(t)
	for range 3 {
		s.advance(t, 100*emulator.Day)
		w := s.call(t, "GetServiceStatus")
		requireOK(t, w, "Status")
		require.Equal(t, s.account().Now().Format("2006-01-02T15:04:05.000Z"), w.Header().Get("X-Mws-Timestamp"))
		require.Equal(t, w.Header().Get("X-Mws-Timestamp"), element(t, w, "Timestamp"))
	}
}

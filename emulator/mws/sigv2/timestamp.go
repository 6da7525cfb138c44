package sigv2

import (
	"errors"
	"fmt"
	"time"
)

// Window is how far the Timestamp of a request may be from the server's
// clock, before or after. Source: documented, MWS Developer Guide, Timestamp.
const Window = 15 * time.Minute

// ErrNoZone is wrapped by [ParseTimestamp] for a time that is well written
// but leaves open in which zone. Assumed: such a time is not UTC by default.
var ErrNoZone = errors.New("no time zone; end it with Z or an offset")

var errShape = errors.New("not of the form 2021-03-04T05:06:07Z")

// ParseTimestamp reads the Timestamp parameter and returns it in UTC. It
// accepts date and time to the second, then an optional fraction of any
// length (cut to nanoseconds), then a zone: "Z" or "z", or an offset of the
// form "-07", "-0700" or "-07:00". Nothing else passes, no space and no
// second 60.
//
// Source: documented are UTC and offsets (MWS Developer Guide); observed are
// the fraction (PHP and C# SDKs) and the small z (npm package
// amazon-payments).
func ParseTimestamp(text string) (time.Time, error) {
	local, zone := splitZone(text)
	if local == "" {
		return time.Time{}, fmt.Errorf("sigv2: timestamp %q: %w", text, errShape)
	}
	t, err := time.Parse("2006-01-02T15:04:05", local)
	if err != nil {
		return time.Time{}, fmt.Errorf("sigv2: timestamp %q: no such day or time: %w", text, errShape)
	}
	if zone == "" {
		return time.Time{}, fmt.Errorf("sigv2: timestamp %q: %w", text, ErrNoZone)
	}
	offset, ok := parseZone(zone)
	if !ok {
		return time.Time{}, fmt.Errorf("sigv2: timestamp %q: bad zone %q: %w", text, zone, errShape)
	}
	return t.Add(-offset), nil
}

// Fresh reports whether a request's timestamp is within [Window] of now, the
// edges included. Pass the machine's clock, not an emulated one: clients
// stamp their requests in real time.
func Fresh(timestamp, now time.Time) bool {
	age := now.Sub(timestamp)
	return -Window <= age && age <= Window
}

// splitZone cuts the zone off a text that begins with date, time and perhaps
// a fraction. Without such a beginning local is empty.
func splitZone(text string) (local, zone string) {
	const shape = "0000-00-00T00:00:00"
	if !matches(text, shape) {
		return "", ""
	}
	i := len(shape)
	if i < len(text) && text[i] == '.' {
		first := i + 1
		for i = first; i < len(text) && isDigit(text[i]); i++ {
		}
		if i == first {
			return "", ""
		}
	}
	return text[:i], text[i:]
}

func parseZone(zone string) (offset time.Duration, ok bool) {
	if zone == "Z" || zone == "z" {
		return 0, true
	}
	digits := zone[1:]
	switch {
	case matches(digits, "00:00") && len(digits) == 5:
		digits = digits[:2] + digits[3:]
	case matches(digits, "0000") && len(digits) == 4:
	case matches(digits, "00") && len(digits) == 2:
		digits += "00"
	default:
		return 0, false
	}
	hours := int(digits[0]-'0')*10 + int(digits[1]-'0')
	minutes := int(digits[2]-'0')*10 + int(digits[3]-'0')
	if hours > 23 || minutes > 59 {
		return 0, false
	}
	offset = time.Duration(hours)*time.Hour + time.Duration(minutes)*time.Minute
	switch zone[0] {
	case '+':
		return offset, true
	case '-':
		return -offset, true
	}
	return 0, false
}

// matches reports whether text begins as the shape does, where a 0 in the
// shape stands for any digit.
func matches(text, shape string) bool {
	if len(text) < len(shape) {
		return false
	}
	for i := range len(shape) {
		if shape[i] == '0' && !isDigit(text[i]) || shape[i] != '0' && text[i] != shape[i] {
			return false
		}
	}
	return true
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

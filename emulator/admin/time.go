package admin

import (
	"fmt"
	"time"

	"amazon-pay-emulator/strictyaml"
)

// layout is RFC 3339 in UTC with milliseconds, the resolution of virtual time.
const layout = "2006-01-02T15:04:05.000Z"

// moment is a point in time on the wire.
type moment time.Time

// MarshalText never fails.
func (m moment) MarshalText() ([]byte, error) {
	return []byte(m.String()), nil
}

// String is the moment as it is on the wire.
func (m moment) String() string { return time.Time(m).UTC().Format(layout) }

// UnmarshalText reads RFC 3339 with any zone.
func (m *moment) UnmarshalText(text []byte) error {
	var t time.Time
	if err := t.UnmarshalText(text); err != nil {
		return fmt.Errorf("%q is not a time; write it as RFC 3339, such as 2026-01-31T12:00:00Z", shorten(string(text)))
	}
	*m = moment(t.UTC())
	return nil
}

// end is where time ends: the last moment that RFC 3339 can write.
var end = time.Date(9999, 12, 31, 23, 59, 59, int(999*time.Millisecond), time.UTC)

// duration is a length of time on the wire: 8d, 1h30m, 250ms. A day is 24 hours.
type duration time.Duration

// MarshalText never fails.
func (d duration) MarshalText() ([]byte, error) {
	return []byte(strictyaml.FormatDuration(time.Duration(d))), nil
}

// UnmarshalText reads whole numbers with units.
func (d *duration) UnmarshalText(text []byte) error {
	parsed, err := strictyaml.ParseDuration(string(text))
	if err != nil {
		return fmt.Errorf("%q is %w", shorten(string(text)), err)
	}
	*d = duration(parsed)
	return nil
}

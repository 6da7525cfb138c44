package strictyaml

import (
	"errors"
	"math"
	"strconv"
	"strings"
	"time"
)

// ErrDuration is what ParseDuration answers to a text that is no duration.
var ErrDuration = errors.New("not a duration: whole numbers with d, h, m, s or ms, such as 8d, 1h30m, 250ms")

// units are the units of a duration, the longest first. A day is 24 hours.
var units = []struct {
	name string
	size time.Duration
}{
	{"d", 24 * time.Hour},
	{"h", time.Hour},
	{"m", time.Minute},
	{"s", time.Second},
	{"ms", time.Millisecond},
}

// ParseDuration reads a duration: whole numbers, each with a unit, that are
// added up, and a minus sign before it all if it leads into the past. Anything
// else is ErrDuration, a sum beyond 292 years too.
func ParseDuration(text string) (time.Duration, error) {
	rest, negative := strings.CutPrefix(text, "-")
	if rest == "" {
		return 0, ErrDuration
	}
	var sum time.Duration
	for rest != "" {
		digits := len(rest) - len(strings.TrimLeft(rest, "0123456789"))
		n, err := strconv.ParseInt(rest[:digits], 10, 64)
		if err != nil {
			return 0, ErrDuration
		}
		rest = rest[digits:]
		letters := len(rest) - len(strings.TrimLeft(rest, "dhms"))
		size := time.Duration(0)
		for _, u := range units {
			if u.name == rest[:letters] {
				size = u.size
			}
		}
		if size == 0 || n > int64(math.MaxInt64-sum)/int64(size) {
			return 0, ErrDuration
		}
		sum += time.Duration(n) * size
		rest = rest[letters:]
	}
	if negative {
		sum = -sum
	}
	return sum, nil
}

// FormatDuration writes a duration as ParseDuration reads it, in the largest
// units and to the millisecond: 30d, 1d12h, 250ms, 0s.
func FormatDuration(d time.Duration) string {
	var b strings.Builder
	if d < 0 {
		b.WriteByte('-')
		d = -d
	}
	d = d.Truncate(time.Millisecond)
	if d <= 0 {
		return "0s"
	}
	for _, u := range units {
		if n := d / u.size; n > 0 {
			b.WriteString(strconv.FormatInt(int64(n), 10) + u.name)
			d -= n * u.size
		}
	}
	return b.String()
}

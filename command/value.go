package command

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// sellerForm is what a seller may be called: every id that Amazon gives out, and
// the names of tests.
var sellerForm = regexp.MustCompile(`^[A-Za-z0-9._~-]{1,64}$`)

// word takes a value that goes into requests as it is.
func word(to *string, v string) error {
	ugly := func(c rune) bool { return c <= ' ' || c > '~' }
	if v == "" || strings.ContainsFunc(v, ugly) {
		return fmt.Errorf("%q can't be used; write printable characters without spaces", v)
	}
	*to = v
	return nil
}

// oneOf says that a value is none of a few words.
func oneOf[T ~string](what, v string, options ...T) error {
	if slices.Contains(options, T(v)) {
		return nil
	}
	words := make([]string, len(options))
	for i, o := range options {
		words[i] = string(o)
	}
	last := len(words) - 1
	return fmt.Errorf("%q is not %s; write %s or %s", v, what, strings.Join(words[:last], ", "), words[last])
}

// truth reads a value that is true or false.
func truth(to *bool, v string) error {
	switch v {
	case "true", "on", "yes", "1":
		*to = true
	case "false", "off", "no", "0":
		*to = false
	default:
		return fmt.Errorf("%q is neither true nor false", v)
	}
	return nil
}

// fastest is the highest rate of a clock: a year in about half a minute.
const fastest = 1_000_000

// parseRate reads the way a clock runs.
func parseRate(v string) (float64, error) {
	switch v {
	case "follow":
		return 1, nil
	case "frozen":
		return 0, nil
	}
	text, isRate := strings.CutSuffix(v, "x")
	rate, err := strconv.ParseFloat(text, 64)
	if !isRate || err != nil || !(rate > 0 && rate <= fastest) {
		return 0, fmt.Errorf("%q is not a way for a clock to run; write follow, frozen, or a rate such as 60x", v)
	}
	return rate, nil
}

// parseStart reads the time at the start; zero means now. Years of four digits
// must remain printable after decades of advancing.
func parseStart(v string) (time.Time, error) {
	if v == "now" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.RFC3339Nano, v)
	if err != nil || t.Year() < 1970 || t.Year() > 2999 {
		return time.Time{}, fmt.Errorf("%q is not a time; write RFC 3339 in the years 1970 to 2999, such as 2026-03-01T12:00:00Z, or now", v)
	}
	return t, nil
}

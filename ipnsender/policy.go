package ipnsender

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Result is how an attempt ended.
type Result struct {
	Status int    // HTTP status; 0: no answer
	Err    string // why there was no answer
}

// Success says whether the merchant took the notification: any 2xx (documented:
// 200; that all of 2xx count is assumed).
func (r Result) Success() bool { return r.Status >= 200 && r.Status < 300 }

// Policy says whether and when a failed attempt is made again. It is a pure
// function of what happened.
type Policy struct {
	name string
	// gap is the time between attempt number n and the next, and false when n was
	// the last.
	gap func(n int) (time.Duration, bool)
	// final says that a failure of this kind is not tried again.
	final func(Result) bool
}

// SNS is the rule of today's Simple Notification Service: 3 retries 20 s apart,
// none after a 4xx (documented).
func SNS() Policy {
	return Policy{
		name:  "sns",
		gap:   func(n int) (time.Duration, bool) { return 20 * time.Second, n <= 3 },
		final: func(r Result) bool { return r.Status >= 400 && r.Status < 500 },
	}
}

// Amazon is the rule that Amazon Pay's guide tells merchants: every hour for 14
// days, but not after a 4xx, nor when the server can't be reached (documented;
// that a server which takes the connection and gives no answer counts as not
// reached is assumed).
func Amazon() Policy {
	return Policy{
		name:  "amazon",
		gap:   func(n int) (time.Duration, bool) { return time.Hour, n <= 14*24 },
		final: func(r Result) bool { return r.Status == 0 || r.Status >= 400 && r.Status < 500 },
	}
}

// Gaps retries every failure after each of the durations in turn.
func Gaps(list ...time.Duration) Policy {
	names := make([]string, len(list))
	for i, d := range list {
		names[i] = d.String()
	}
	return Policy{
		name: strings.Join(names, ","),
		gap: func(n int) (time.Duration, bool) {
			if n > len(list) {
				return 0, false
			}
			return list[n-1], true
		},
		final: func(Result) bool { return false },
	}
}

// ParsePolicy reads sns, amazon, or a list of durations such as 20m,20m,1h.
func ParsePolicy(text string) (Policy, error) {
	switch text {
	case "sns":
		return SNS(), nil
	case "amazon":
		return Amazon(), nil
	}
	var list []time.Duration
	for _, part := range strings.Split(text, ",") {
		d, err := duration(strings.TrimSpace(part))
		if err != nil || d <= 0 {
			return Policy{}, fmt.Errorf("%q is not a retry policy; write sns, amazon, or durations such as 20m,20m,1h", text)
		}
		list = append(list, d)
	}
	return Gaps(list...), nil
}

// duration reads a duration that may begin with days: 1d, 1d12h, 20m.
func duration(text string) (time.Duration, error) {
	days, rest, found := strings.Cut(text, "d")
	if !found {
		return time.ParseDuration(text)
	}
	n, err := strconv.ParseUint(days, 10, 16)
	if err != nil {
		return 0, err
	}
	d := time.Duration(n) * 24 * time.Hour
	if rest == "" {
		return d, nil
	}
	more, err := time.ParseDuration(rest)
	return d + more, err
}

// String is the policy as ParsePolicy reads it.
func (p Policy) String() string { return p.name }

// Next says how long after attempt number made, which ended so, the next one
// follows, and false when there is none.
func (p Policy) Next(made int, r Result) (time.Duration, bool) {
	if r.Success() || p.final(r) {
		return 0, false
	}
	return p.gap(made)
}

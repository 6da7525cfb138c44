package mws_test

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/mws/params"
	"amazon-pay-emulator/scenarios"
)

// call sends a call and writes down its answer.
func (s *script) call(action string, lines []string) string {
	pairs := form(action)
	signature := ""
	for _, line := range lines {
		if name, ok := strings.CutPrefix(line, "-"); ok {
			pairs = slices.DeleteFunc(pairs, func(p params.Pair) bool { return p.Name == name })
			continue
		}
		name, value, ok := strings.Cut(line, "=")
		require.True(s.t, ok, "%s: %q is no parameter", s.name, line)
		value = s.expand(value)
		if strings.HasPrefix(value, `"`) {
			var err error
			value, err = strconv.Unquote(value)
			require.NoError(s.t, err, "%s: %s", s.name, line)
		}
		at := slices.IndexFunc(pairs, func(p params.Pair) bool { return p.Name == name })
		switch {
		case name == "Signature":
			signature = value
		case at >= 0:
			pairs[at].Value = value
		default:
			pairs = append(pairs, params.Pair{Name: name, Value: value})
		}
	}
	if signature != "" {
		pairs = append(pairs, params.Pair{Name: "Signature", Value: signature})
	} else if !slices.Contains(lines, "-Signature") {
		pairs = s.shop.signed(s.t, http.MethodPost, pairs)
	}
	w := s.shop.post(params.Encode(pairs))
	requireProper(s.t, w)
	s.calls = append(s.calls, exchange{s.name, action, w})

	var b strings.Builder
	fmt.Fprintln(&b, w.Code)
	for _, h := range []string{"X-Emulator-Rule", "X-Emulator-Hint"} {
		if v := w.Header().Get(h); v != "" {
			fmt.Fprintf(&b, "%s: %s\n", h, v)
		}
	}
	fmt.Fprintf(&b, "\n%s", w.Body)
	return b.String()
}

var variable = regexp.MustCompile(`\$(order|authorization|capture|refund)([0-9]*)`)

// expand puts ids in the place of their variables.
func (s *script) expand(text string) string {
	return variable.ReplaceAllStringFunc(text, func(v string) string {
		m := variable.FindStringSubmatch(v)
		kind := emulator.Kind(m[1])
		if kind == "order" {
			kind = emulator.KindOrder
		}
		list := s.ids[kind]
		n := len(list)
		if m[2] != "" {
			n, _ = strconv.Atoi(m[2])
		}
		require.True(s.t, n >= 1 && n <= len(list), "%s: there is no %s yet", s.name, v)
		return list[n-1]
	})
}

// verdict reads a state, its reason, and how long the object is Pending before.
func verdict(t *testing.T, text string) emulator.Verdict {
	t.Helper()
	var v emulator.Verdict
	for i, word := range strings.Fields(text) {
		span, pending := strings.CutPrefix(word, "pending=")
		switch {
		case pending:
			v.PendingFor = duration(t, span)
		case i == 0:
			v.State = emulator.State(word)
		default:
			v.Reason = emulator.Reason(word)
		}
	}
	return v
}

// failing reads an error's code, status=, a quoted text, and applied.
func failing(t *testing.T, text string) scenarios.Outcome {
	t.Helper()
	before, message, quoted := strings.Cut(text, `"`)
	f := &emulator.Failure{}
	if quoted {
		var err error
		f.Message, err = strconv.Unquote(`"` + message)
		require.NoError(t, err, text)
	}
	then := scenarios.Outcome{Error: f}
	for _, word := range strings.Fields(before) {
		status, ok := strings.CutPrefix(word, "status=")
		switch {
		case ok:
			var err error
			f.Status, err = strconv.Atoi(status)
			require.NoError(t, err, text)
		case word == "applied":
			then.Applied = true
		default:
			require.Empty(t, f.Code, text)
			f.Code = word
		}
	}
	return then
}

// duration reads a span that may count days, such as 7d1ms.
func duration(t *testing.T, text string) time.Duration {
	t.Helper()
	var sum time.Duration
	if days, rest, ok := strings.Cut(text, "d"); ok {
		n, err := strconv.Atoi(days)
		require.NoError(t, err, text)
		sum, text = time.Duration(n)*emulator.Day, rest
	}
	if text != "" {
		d, err := time.ParseDuration(text)
		require.NoError(t, err, text)
		sum += d
	}
	return sum
}

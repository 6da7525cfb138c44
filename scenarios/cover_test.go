package scenarios_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/scenarios"
	"amazon-pay-emulator/strictyaml"
)

// conditionOn reads what is written of a subject in a when.
func conditionOn(t *testing.T, subject, written string) scenarios.Condition {
	t.Helper()
	list, problems := scenarios.Parse("x.yaml", fmt.Appendf(nil, "name: x\nrules: [{on: Capture, when: {%s: %s}, then: {delay: 1s}}]", subject, written), words)
	require.NoError(t, problems.Err(), "%s: %s", subject, written)
	return list[0].Rules[0].When[0]
}

func TestCovers(t *testing.T) {
	for _, test := range []struct {
		subject, wide, narrow string
		want                  bool
	}{
		{"CaptureReferenceId", `"*"`, "a", true},
		{"CaptureReferenceId", `"*"`, `"/a/"`, true},
		{"CaptureReferenceId", `"*"`, `["a*", "> 5"]`, true},
		{"CaptureReferenceId", `"*"`, "null", false},
		{"CaptureReferenceId", `"*"`, `"!= a"`, false},
		{"CaptureReferenceId", `"a*"`, `"ab*"`, true},
		{"CaptureReferenceId", `"ab*"`, `"a*"`, false},
		{"CaptureReferenceId", `"a*"`, `"a?"`, true},
		{"CaptureReferenceId", `"a?"`, `"a*"`, false},
		{"CaptureReferenceId", `"a?"`, `"ab"`, true},
		{"CaptureReferenceId", `"a?c"`, `"a?c"`, true},
		{"CaptureReferenceId", `"*b*"`, `"a*b?c"`, true},
		{"CaptureReferenceId", `"/^a/"`, "ab", true},
		{"CaptureReferenceId", `"/^a/"`, `"/^a/"`, true},
		{"CaptureReferenceId", `"/^a/"`, `"/^ab/"`, false},
		{"CaptureReferenceId", "[a, b]", "a", true},
		{"CaptureReferenceId", "[a, b]", "[b, a, b]", true},
		{"CaptureReferenceId", "[a, b]", "[a, c]", false},
		{"CaptureReferenceId", "5", `"5"`, true},
		{"CaptureReferenceId", `"5"`, "5", false},
		{"CaptureReferenceId", `"== a"`, "a", true},
		{"CaptureReferenceId", `"!= a"`, "b", true},
		{"CaptureReferenceId", `"!= a"`, `"> a"`, true},
		{"CaptureReferenceId", `"!= a"`, "a", false},
		{"CaptureAmount.Amount", `"> 10"`, `"> 20"`, true},
		{"CaptureAmount.Amount", `"> 20"`, `"> 10"`, false},
		{"CaptureAmount.Amount", `"> 10"`, `"> 10"`, true},
		{"CaptureAmount.Amount", `"> 10"`, `">= 10"`, false},
		{"CaptureAmount.Amount", `">= 10"`, `"> 10"`, true},
		{"CaptureAmount.Amount", `"< 10"`, `"<= 9.99"`, true},
		{"CaptureAmount.Amount", `"<= 10"`, `"< 10"`, true},
		{"CaptureAmount.Amount", `"< 10"`, `"<= 10"`, false},
		{"CaptureAmount.Amount", `">= 10"`, "10", true},
		{"CaptureAmount.Amount", `"> 10"`, "10.00", false},
		{"CaptureAmount.Amount", `"!= 10"`, `"> 10"`, true},
		{"CaptureAmount.Amount", `"!= 10"`, `"!= 10"`, true},
		{"CaptureAmount.Amount", `"> 10"`, `"!= 10"`, false},
		{"authorization.age", `"> 7d"`, `"> 8d"`, true},
		{"authorization.age", `"> 7d"`, `">= 7d"`, false},
		{"authorization.age", `"< 7d"`, "null", false},
		{"attempt", `"<= 2"`, "[1, 2]", true},
		{"environment", "[sandbox, live]", "sandbox", true},
		{"order.total", `"> 10 USD"`, "106.00 USD", true},
	} {
		name := test.subject + ": " + test.wide + " and " + test.narrow
		require.Equal(t, test.want, scenarios.Covers(conditionOn(t, test.subject, test.wide), conditionOn(t, test.subject, test.narrow)), name)
	}
}

// What is said to cover holds for every value for which the other does: all that
// can be written is held against all, and tried with the values around it.
func TestCoveringIsNeverSaidWrongly(t *testing.T) {
	operands := []string{"", "5", "5.00", "05", "6", "-1", "a", "ab", "abc", "b", "ä", "äb", "aäb", "a b", "*", "?", "sandbox", "true", "TRUE", "5 USD", "zz", "a5"}
	written := []string{"null", "5", "5.5", "6", "true", `"5"`, "a", "ab", "äb", `"true"`}
	for _, glob := range []string{"*", "**", "?", "??", "a*", "*a", "ab*", "a?", "a??", "?b", "*b*", "a*b", "a*b*", "?*", "*?", "ä?", "a?b"} {
		written = append(written, `"`+glob+`"`)
	}
	for _, pattern := range []string{"/a/", "/^a/", "/^A$/i", "/5/", "/^true$/i"} {
		written = append(written, `"`+pattern+`"`)
	}
	for _, sign := range []string{">=", "<=", "!=", "==", ">", "<", "="} {
		for _, operand := range []string{"5", "6", "a", "ab"} {
			written = append(written, fmt.Sprintf("%q", sign+" "+operand))
		}
	}
	written = append(written, "[a, ab]", `["a*", null]`, `["> 5", "*b*"]`, `["!= 5", 5]`)
	var texts, ages []scenarios.Condition
	for _, w := range written {
		texts = append(texts, conditionOn(t, "CaptureReferenceId", w))
	}
	for _, w := range []string{"null", `"> 1h"`, `">= 1h"`, `"< 1h"`, `"<= 1h"`, `"!= 1h"`, `"== 1h"`, `"> 2h"`, `"< 2h"`, `"<= 2h"`, `"!= 2h"`, `["> 2h", null]`, `["< 1h", "> 2h"]`} {
		ages = append(ages, conditionOn(t, "authorization.age", w))
	}
	covered := 0
	for _, list := range [][]scenarios.Condition{texts, ages} {
		for _, c := range list {
			require.True(t, scenarios.Covers(c, c), c.Text)
			for _, other := range list {
				if !scenarios.Covers(c, other) {
					continue
				}
				covered++
				require.False(t, scenarios.Holds(other, "", false) && !scenarios.Holds(c, "", false), "%s, %s: nothing", c.Text, other.Text)
				for _, v := range operands {
					require.False(t, scenarios.Holds(other, v, true) && !scenarios.Holds(c, v, true), "%s, %s: %q", c.Text, other.Text, v)
				}
				for _, age := range []time.Duration{0, time.Hour - 1, time.Hour, time.Hour + 1, 2*time.Hour - 1, 2 * time.Hour, 2*time.Hour + 1} {
					require.False(t, scenarios.HoldsAged(other, age) && !scenarios.HoldsAged(c, age), "%s, %s: %s", c.Text, other.Text, age)
				}
			}
		}
	}
	require.Greater(t, covered, len(texts)*3, "most of what could be seen is seen")
}

// Long scenarios are looked through as far as it can be done in no time.
func TestReachOfManyRules(t *testing.T) {
	const many = 5_000
	for name, test := range map[string]struct {
		condition string
		warned    bool // of the last rule
	}{
		"one text each":     {`CaptureReferenceId: "r%d"`, true},
		"one glob each":     {`CaptureReferenceId: "r%d-*"`, false},
		"two lines each":    {`{attempt: 1, CaptureReferenceId: "r%d"}`, true},
		"one number each":   {`CaptureReferenceId: %d`, false},
		"lists of one each": {`CaptureReferenceId: ["r%d"]`, true},
	} {
		t.Run(name, func(t *testing.T) {
			var b strings.Builder
			b.WriteString("name: x\nrules:\n")
			for i := range many + 1 {
				fmt.Fprintf(&b, "- {on: Capture, when: {"+strings.Trim(test.condition, "{}")+"}, then: {delay: 1s}}\n", i%many)
			}
			_, problems := scenarios.Parse("x.yaml", []byte(b.String()), words)
			if !test.warned {
				require.Empty(t, problems)
				return
			}
			require.Len(t, problems, 1)
			require.Equal(t, strictyaml.Place{File: "x.yaml", Line: many + 3, Column: 3, Path: fmt.Sprintf("rules[%d]", many)}, problems[0].Place)
		})
	}
}

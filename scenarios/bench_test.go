package scenarios_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/server"
	"amazon-pay-emulator/scenarios"
)

// BenchmarkDecide is what a call costs that is held against so many rules and
// decided by the last of them, or by none.
func BenchmarkDecide(b *testing.B) {
	const byReference, byAmount = `CaptureReferenceId: "order-%d-*", CaptureAmount.Amount: ">= 100"`, `CaptureAmount.Amount: "> 1000%d"`
	for _, c := range []struct {
		name      string
		rules     int
		when      string
		reference string
	}{
		{"none", 0, "", "web-1"},
		{"1/hit", 1, byReference, "order-0-1"},
		{"1/miss", 1, byReference, "web-1"},
		{"1000/hit", 1000, byReference, "order-999-1"},
		{"1000/miss", 1000, byReference, "web-1"},
		{"1000/amounts", 1000, byAmount, "web-1"},
	} {
		b.Run(c.name, func(b *testing.B) {
			d := scenarios.NewDirector(server.Vocabulary(), alike(b, c.rules, c.when), nil)
			q := emulator.Question{Operation: emulator.OpCapture, Now: dawn, Parameter: func(name string) (string, bool) {
				if name == "CaptureReferenceId" {
					return c.reference, true
				}
				return "106.00", true
			}}
			b.ReportAllocs()
			for b.Loop() {
				d.Decide(q)
			}
		})
	}
}

// BenchmarkSave is what is written down after a call beside so many rules.
func BenchmarkSave(b *testing.B) {
	for _, rules := range []int{1, 1000} {
		b.Run(fmt.Sprint(rules), func(b *testing.B) {
			d := scenarios.NewDirector(server.Vocabulary(), alike(b, rules, `CaptureAmount.Amount: "> 1000%d"`), nil)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := d.Save(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// alike makes a scenario of so many rules that differ in a number.
func alike(b *testing.B, rules int, when string) []*scenarios.Scenario {
	if rules == 0 {
		return nil
	}
	var file strings.Builder
	file.WriteString("name: test\nrules:\n")
	for i := range rules {
		fmt.Fprintf(&file, "  - {on: Capture, when: {"+when+"}, then: {delay: 1s}}\n", i)
	}
	list, problems := scenarios.Parse("", []byte(file.String()), server.Vocabulary())
	require.NoError(b, problems.Err())
	return list
}

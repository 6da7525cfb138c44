package scenarios_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/scenarios"
)

// A call that nothing decided is explained: for each rule, the first condition
// that failed and what was there.
func TestExplain(t *testing.T) {
	s := play(t, `
name: test
rules:
  - {name: another operation, on: [Refund, Authorize], then: {state: Declined, reason: AmazonRejected}}
  - {name: second condition, on: Capture, when: {seller: "A2*", CaptureReferenceId: "web-*", environment: live}, then: {delay: 1s}}
  - {on: Capture, when: {authorization.age: "> 7d"}, then: {delay: 1s}}
  - {name: absent, on: Capture, when: {SellerCaptureNote: x}, then: {delay: 1s}}
  - {name: skipped, on: Capture, skip: 9, then: {delay: 1s}}
  - {name: unlucky, on: Capture, chance: 0, then: {delay: 1s}}
  - {name: replays, on: Capture, when: {replay: true}, then: {delay: 1s}}
  - {name: secret, on: Capture, when: {Signature: x}, then: {delay: 1s}}`)
	id := s.authorized("a")
	s.ask(emulator.OpCapture, id, "CaptureReferenceId", "app-1", "Signature", "hush")
	r := s.director.Report()
	require.Len(t, r.Misses, 1)
	m := r.Misses[0]
	require.Equal(t, []any{dawn, emulator.OpCapture, id, "app-1"}, []any{m.At, m.Operation, m.Object, m.Reference})
	why := func(rule, subject, want, saw string) scenarios.NotMet {
		return scenarios.NotMet{Scenario: "test", Rule: rule, Subject: subject, Want: want, Saw: saw}
	}
	require.Equal(t, []scenarios.NotMet{
		why("another operation", "on", "Refund, Authorize", "Capture"),
		why("second condition", "CaptureReferenceId", "web-*", "app-1"),
		why("3", "authorization.age", "> 7d", "0s"),
		why("absent", "SellerCaptureNote", "x", "nothing"),
		why("skipped", "skip", "from matching call 10 on", "matching call 1"),
		why("unlucky", "chance", "a chance of 0", "matching call 1, which was not drawn"),
		why("replays", "replay", "true", "false"),
		why("secret", "Signature", "x", "***"),
	}, m.Rules)
}

// A replay concerns only the rules that ask for it.
func TestExplainReplays(t *testing.T) {
	s := play(t, "name: test\nrules: [{on: Capture, then: {delay: 1s}}]")
	s.replay = true
	s.capture("a")
	require.Equal(t, []scenarios.NotMet{
		{Scenario: "test", Rule: "1", Subject: "replay", Want: "false, as for every rule that doesn't ask for it", Saw: "true"},
	}, s.director.Report().Misses[0].Rules)
}

func TestExplainUsedUp(t *testing.T) {
	s := play(t, "name: test\nrules: [{on: Capture, times: 2, then: {delay: 1s}}]")
	s.captures(3)
	require.Equal(t, []scenarios.NotMet{{Scenario: "test", Rule: "1", Subject: "times", Want: "2 in all", Saw: "matching call 3"}}, s.director.Report().Misses[0].Rules)
}

// What nobody would miss is not kept: calls that were decided, reads that no rule
// is about, and all but the last few.
func TestMissesAreBounded(t *testing.T) {
	s := play(t, "name: test\nrules: [{on: Capture, when: {CaptureReferenceId: x}, then: {delay: 1s}}]")
	s.capture("x")
	s.ask("GetCaptureDetails", s.captured("c"))
	require.Empty(t, s.director.Report().Misses)
	s.ask(emulator.OpRefund, orderID, "RefundReferenceId", "r")
	require.Len(t, s.director.Report().Misses, 1, "a rule may be on the wrong operation")
	for i := range 12 {
		s.capture(fmt.Sprint(i))
	}
	var kept []string
	for _, m := range s.director.Report().Misses {
		kept = append(kept, m.Reference)
	}
	require.Equal(t, "11 10 9 8 7 6 5 4 3 2", strings.Join(kept, " "))
	s.director.Play(nil)
	require.Empty(t, s.director.Report().Misses)
	s.capture("nothing is active")
	require.Empty(t, s.director.Report().Misses)
}

func TestExplainedRulesAreBounded(t *testing.T) {
	var b strings.Builder
	b.WriteString("name: test\nrules:\n")
	for i := range 101 {
		fmt.Fprintf(&b, "  - {on: Capture, when: {CaptureReferenceId: web-%d}, then: {delay: 1s}}\n", i)
	}
	s := play(t, b.String())
	s.capture(strings.Repeat("x", 201))
	m := s.director.Report().Misses[0]
	require.Len(t, m.Rules, 100)
	require.Equal(t, 1, m.LeftOut)
	require.Equal(t, strings.Repeat("x", 200)+"…", m.Rules[0].Saw)
}

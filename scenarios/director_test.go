package scenarios_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/scenarios"
)

// Rules are tried top to bottom; when, skip, chance and times count in this
// order, and a rule that lets a call go leaves it to the next.
func TestCounting(t *testing.T) {
	for name, c := range map[string]struct {
		rules string
		want  string // what decided six captures: the rule, or - for Amazon's normal rules
	}{
		"the first that matches": {`
  - {name: x, on: Refund, then: {state: Completed}}
  - {name: y, on: Capture, then: {state: Completed}}
  - {name: z, on: Capture, when: {CaptureReferenceId: a}, then: {state: Completed}}`, "y y y y y y"},
		"conditions": {`
  - {name: x, on: Capture, when: {CaptureReferenceId: c}, then: {state: Completed}}
  - {name: y, on: "*", when: {CaptureReferenceId: [b, d]}, then: {delay: 1s}}`, "- y x y - -"},
		"times": {`
  - {name: x, on: Capture, times: 2, then: {state: Completed}}
  - {name: y, on: Capture, times: 1, then: {state: Completed}}`, "x x y - - -"},
		"skip": {`
  - {name: x, on: Capture, skip: 2, then: {state: Completed}}
  - {name: y, on: Capture, then: {state: Completed}}`, "y y x x x x"},
		"skip counts matching calls only": {`
  - {name: x, on: Capture, when: {CaptureReferenceId: [b, d, f]}, skip: 1, then: {state: Completed}}`, "- - - x - x"},
		"skip, then times": {`
  - {name: x, on: Capture, skip: 1, times: 2, then: {state: Completed}}`, "- x x - - -"},
		"no chance": {`
  - {name: x, on: Capture, chance: 0, then: {state: Completed}}`, "- - - - - -"},
		"a chance of all": {`
  - {name: x, on: Capture, chance: 1, then: {state: Completed}}`, "x x x x x x"},
	} {
		t.Run(name, func(t *testing.T) {
			s := play(t, "name: test\nrules:"+c.rules)
			got := strings.Join(s.captures(6), " ")
			got = strings.ReplaceAll(got, "test/", "")
			want := strings.ReplaceAll(c.want, "-", "")
			require.Equal(t, want, got)
		})
	}
}

// A list has one outcome for each decided call, and the last one repeats.
func TestSequence(t *testing.T) {
	s := play(t, `
name: test
rules:
  - on: Capture
    skip: 1
    then:
      - {state: Declined, reason: ProcessingFailure}
      - {state: Pending}
      - {state: Completed}`)
	var got []emulator.State
	for i := range 6 {
		got = append(got, s.ask(emulator.OpCapture, orderID, "CaptureReferenceId", fmt.Sprint(i)).Verdict.State)
	}
	require.Equal(t, []emulator.State{"", emulator.Declined, emulator.Pending, emulator.Completed, emulator.Completed, emulator.Completed}, got)
}

// Chance depends on the seed, and on nothing else.
func TestChance(t *testing.T) {
	const half = "name: test\nrules:\n  - {name: x, on: Capture, chance: 0.5, then: {state: Completed}}"
	run := func(file string, seed uint64, between func(*stage)) string {
		s := play(t, file)
		s.seed = seed
		var b strings.Builder
		for i := range 200 {
			between(s)
			if s.capture(fmt.Sprint(i)) != "" {
				b.WriteString("x")
			} else {
				b.WriteString("-")
			}
		}
		return b.String()
	}
	nothing := func(*stage) {}
	first := run(half, 1, nothing)
	require.Equal(t, first, run(half, 1, nothing))
	require.NotEqual(t, first, run(half, 2, nothing))
	require.Equal(t, first, run(half+"\n  - {on: Refund, chance: 0.5, then: {state: Completed}}", 1, func(s *stage) {
		s.ask(emulator.OpRefund, orderID, "RefundReferenceId", "r") // another rule's draws shift nothing
	}))
	require.InDelta(t, 100, strings.Count(first, "x"), 25)
	s := play(t, half)
	before := strings.Join(s.captures(20), ",")
	s.director.Reset()
	require.Equal(t, before, strings.Join(s.captures(20), ","), "a reset begins anew")
}

// What an outcome leaves open is left to the next layer, not to later rules.
func TestLayers(t *testing.T) {
	rejected := emulator.Verdict{State: emulator.Declined, Reason: emulator.AmazonRejected}
	failed := emulator.Verdict{State: emulator.Declined, Reason: emulator.ProcessingFailure}
	const declines = "name: declines\nrules: [{on: Capture, then: {state: Declined, reason: AmazonRejected}}]"
	const later = "\n  - {on: Capture, then: {state: Declined, reason: AmazonRejected}}"
	for name, c := range map[string]struct {
		next       string
		files      []string
		simulation emulator.Verdict
		want       emulator.Plan
	}{
		"nothing":      {},
		"a simulation": {simulation: failed, want: emulator.Plan{By: "simulation", Verdict: failed}},
		"a scenario is ahead of the simulation": {
			files: []string{declines}, simulation: failed, want: emulator.Plan{By: "declines/1", Verdict: rejected},
		},
		"a one-shot rule is ahead of the scenario": {
			next: `{"on":"Capture","then":{"state":"Completed"}}`, files: []string{declines},
			want: emulator.Plan{By: "next", Verdict: emulator.Verdict{State: emulator.Completed}},
		},
		"only a delay, and a later rule": {
			files: []string{"name: slow\nrules:\n  - {name: slowly, on: Capture, then: {delay: 1s}}" + later}, simulation: failed,
			want: emulator.Plan{By: "slow/slowly, simulation", Verdict: failed, Transport: emulator.Transport{Delay: time.Second}},
		},
		"only a delay, and another scenario": {
			files: []string{"name: slow\nrules: [{on: Capture, then: {delay: 1s}}]", declines}, simulation: failed,
			want: emulator.Plan{By: "slow/1, declines/1", Verdict: rejected, Transport: emulator.Transport{Delay: time.Second}},
		},
		"the first that says it counts": {
			next: `{"on":"Capture","then":{"delay":"3s"}}`,
			files: []string{
				"name: slow\nrules: [{on: Capture, then: {delay: 1s, ipn: {copies: 2}}}]",
				"name: slower\nrules: [{on: Capture, then: {delay: 2s, ipn: {drop: true}}}]",
			},
			want: emulator.Plan{By: "next, slow/1, slower/1", Delivery: emulator.Delivery{Copies: 2}, Transport: emulator.Transport{Delay: 3 * time.Second}},
		},
		"how long it is Pending": {
			next: `{"on":"Capture","then":{"pending_for":"1h"}}`, files: []string{declines},
			want: emulator.Plan{By: "next, declines/1", Verdict: emulator.Verdict{State: emulator.Declined, Reason: emulator.AmazonRejected, PendingFor: hour}},
		},
		"an error without effect asks nobody else": {
			next: `{"on":"Capture","then":{"error":{"code":"InternalServerError"}}}`, files: []string{declines}, simulation: failed,
			want: emulator.Plan{By: "next", Transport: emulator.Transport{Error: &emulator.Failure{Code: "InternalServerError"}}},
		},
		"an error whose call takes effect": {
			next: `{"on":"Capture","then":{"error":{"code":"InternalServerError","applied":true}}}`, files: []string{declines},
			want: emulator.Plan{
				By: "next, declines/1", Verdict: rejected,
				Transport: emulator.Transport{Error: &emulator.Failure{Code: "InternalServerError"}, Applied: true},
			},
		},
		"a fault beside a decision": {
			next: `{"on":"Capture","then":{"state":"Completed","fault":{"kind":"hang","after":"5s","applied":true}}}`, files: []string{declines},
			want: emulator.Plan{
				By: "next", Verdict: emulator.Verdict{State: emulator.Completed},
				Transport: emulator.Transport{Fault: emulator.FaultHang, After: 5 * time.Second, Applied: true},
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := play(t, c.files...)
			if c.next != "" {
				s.next(c.next)
			}
			s.simulation = c.simulation
			require.Equal(t, c.want, s.ask(emulator.OpCapture, orderID, "CaptureReferenceId", "a"))
			require.Empty(t, s.director.Waiting())
		})
	}
}

// A rule that was not asked, because an earlier layer settled the call, counts
// nothing.
func TestOneEvaluation(t *testing.T) {
	s := play(t, "name: once\nrules: [{on: Capture, times: 1, then: {state: Completed}}]",
		"name: sequence\nrules: [{on: Capture, then: [{state: Declined, reason: ProcessingFailure}, {state: Pending}]}]")
	require.Equal(t, []string{"once/1", "sequence/1", "sequence/1"}, s.captures(3))
	r := s.director.Report()
	require.Equal(t, []scenarios.Count{{Matched: 3, Hits: 1}}, r.Scenarios[0].Counts)
	require.Equal(t, []scenarios.Count{{Matched: 2, Hits: 2}}, r.Scenarios[1].Counts)
}

// A replay counts only in rules that ask for it, and nothing is decided anew
// about it.
func TestReplay(t *testing.T) {
	s := play(t, `
name: test
rules:
  - {name: normal, on: Capture, times: 1, then: {state: Declined, reason: AmazonRejected, ipn: {copies: 2}}}
  - {name: again, on: Capture, when: {replay: true}, skip: 1, then: {error: {code: DuplicateRequest}}}`)
	s.next(`{"on":"Capture","then":{"state":"Completed"}}`)
	s.simulation = emulator.Verdict{State: emulator.Declined, Reason: emulator.ProcessingFailure}
	s.replay = true
	require.Equal(t, emulator.Plan{}, s.ask(emulator.OpCapture, orderID, "CaptureReferenceId", "a"))
	require.Equal(t, emulator.Plan{By: "test/again", Transport: emulator.Transport{Error: &emulator.Failure{Code: "DuplicateRequest"}}},
		s.ask(emulator.OpCapture, orderID, "CaptureReferenceId", "a"))
	require.Len(t, s.director.Waiting(), 1)
	s.replay = false
	require.Equal(t, []string{"next", "test/normal", "simulation"}, s.captures(3))
}

// Attempts are counted by reference id, or else by object.
func TestAttempt(t *testing.T) {
	s := play(t, `
name: test
rules:
  - {name: first, on: [Capture, GetCaptureDetails, GetServiceStatus], when: {attempt: 1}, then: {throttle: true}}
  - {name: third, on: Capture, when: {attempt: "> 2"}, then: {throttle: true}, times: unlimited}`)
	require.Equal(t, "test/first", s.capture("a"))
	require.Equal(t, "test/first", s.capture("b"))
	require.Empty(t, s.capture("a"))
	require.Equal(t, "test/third", s.capture("a"))
	s.environment = emulator.Live
	require.Equal(t, "test/first", s.capture("a"), "reference ids are an environment's own")
	s.replay = true
	require.Empty(t, s.capture("made before anybody counted"), "a replay is no first attempt")
	s.replay = false
	capture := s.captured("c")
	require.Equal(t, "test/first", s.ask("GetCaptureDetails", capture).By)
	require.Empty(t, s.ask("GetCaptureDetails", capture).By)
	require.Equal(t, "test/first", s.ask("GetServiceStatus", "").By)
	require.Empty(t, s.ask("GetServiceStatus", "").By)
}

// One-shot rules: first in, first out, each for its calls.
func TestNext(t *testing.T) {
	s := play(t, "name: test\nrules: [{on: Capture, then: {state: Completed}}]")
	s.next(`{"name":"twice","on":["Capture","Refund"],"times":2,"then":[{"state":"Declined","reason":"ProcessingFailure"},{"state":"Completed"}]}`)
	s.next(`{"on":"*","when":{"CaptureReferenceId":"z*"},"then":{"delay":"1s"}}`)
	s.next(`{"on":"Capture","skip":1,"then":{"throttle":true}}`)
	require.Len(t, s.director.Waiting(), 3)
	require.Equal(t, emulator.ProcessingFailure, s.ask(emulator.OpCapture, orderID, "CaptureReferenceId", "a").Verdict.Reason)
	require.Empty(t, s.ask(emulator.OpAuthorize, orderID, "AuthorizationReferenceId", "z").By, "no parameter of that name")
	require.Equal(t, emulator.Completed, s.ask(emulator.OpRefund, orderID, "RefundReferenceId", "a").Verdict.State)
	require.Len(t, s.director.Waiting(), 2)
	require.Equal(t, "test/1", s.capture("b"), "the third skips one")
	require.Equal(t, "next, test/1", s.capture("z1"))
	require.Equal(t, "next", s.capture("c"))
	require.Equal(t, "test/1", s.capture("d"))
	require.Empty(t, s.director.Waiting())

	s.next(`{"on":"Capture","then":{"throttle":true}}`)
	s.director.Play(nil)
	require.Len(t, s.director.Waiting(), 1, "other scenarios leave one-shot rules alone")
	s.director.Forget()
	require.Empty(t, s.director.Waiting())
	require.Empty(t, s.capture("e"))
}

// A delay between two bounds is drawn, and drawn alike in each run.
func TestSpan(t *testing.T) {
	const file = "name: test\nrules: [{on: Capture, then: {delay: {min: 100ms, max: 110ms}}}]"
	run := func() (list []time.Duration) {
		s := play(t, file)
		for i := range 50 {
			list = append(list, s.ask(emulator.OpCapture, orderID, "CaptureReferenceId", fmt.Sprint(i)).Transport.Delay)
		}
		return list
	}
	list := run()
	require.Equal(t, list, run())
	different := map[time.Duration]bool{}
	for _, d := range list {
		require.GreaterOrEqual(t, d, 100*time.Millisecond)
		require.LessOrEqual(t, d, 110*time.Millisecond)
		different[d] = true
	}
	require.Greater(t, len(different), 5)
}

func TestTimings(t *testing.T) {
	s := play(t, "name: a\ntimings: {capture_pending: 1m}\nrules: [{on: Capture, then: {delay: 1s}}]",
		"name: b\ntimings: {capture_pending: 2m, refund_pending: 3m, limits: {refunds_per_capture: 1}}\nrules: [{on: Capture, then: {delay: 1s}}]")
	usual := emulator.Production()
	want := usual
	want.Timings.CapturePending, want.Timings.RefundPending, want.Limits.RefundsPerCapture = time.Minute, 3*time.Minute, 1
	require.Equal(t, want, s.director.Rules(usual))
	s.director.Play(nil)
	require.Equal(t, usual, s.director.Rules(usual))
	s.director.Reset()
	require.Equal(t, want, s.director.Rules(usual))
}

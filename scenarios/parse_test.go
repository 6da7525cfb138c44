package scenarios_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/scenarios"
)

// A scenario can be parsed again from its source.
func TestSources(t *testing.T) {
	const file = "# first\nname: one\nevents: []\n---\nname: two # second\n"
	list, problems := scenarios.Parse("x.yaml", []byte(file), words)
	require.NoError(t, problems.Err())
	require.Len(t, list, 2)
	require.Equal(t, "# first\nname: one\nevents: []\n", list[0].Source)
	require.Equal(t, "name: two # second\n", list[1].Source)
	for name, data := range files(t, "good") {
		list, _ := scenarios.Parse(name, data, words)
		for _, s := range list {
			again, problems := scenarios.Parse(name, []byte(s.Source), words)
			require.NoError(t, problems.Err())
			require.Len(t, again, 1)
			require.Equal(t, describe(s), describe(again[0]))
		}
	}
}

func TestParseRule(t *testing.T) {
	for name, test := range map[string]struct {
		written string
		want    string // of the scenario that holds the rule and nothing else
		times   int
	}{
		"json":  {`{"on": "Capture", "then": {"state": "Declined", "reason": "AmazonRejected"}}`, "then State=Declined Reason=AmazonRejected", 1},
		"yaml":  {"on: Capture\ntimes: 3\nthen: {delay: 2s}\n", "then delay 2s to 2s", 3},
		"once":  {"{on: Capture, then: {throttle: true}}", "then error {Code:RequestThrottled Status:0 Message:}", 1},
		"named": {"{on: '*', name: n, skip: 1, chance: 0.5, when: {seller: A}, then: {fault: {kind: reset}}, seller_id: A}", "then fault reset after 0s", 1},
	} {
		t.Run(name, func(t *testing.T) {
			rule, problems := scenarios.ParseRule("next", []byte(test.written), words, "seller_id")
			require.Empty(t, problems)
			require.Equal(t, test.times, rule.Times)
			require.Contains(t, describe(&scenarios.Scenario{Rules: []*scenarios.Rule{rule}}), test.want)
			again, problems := scenarios.ParseRule("next", []byte(rule.Source), words, "seller_id")
			require.Empty(t, problems)
			require.Equal(t, rule, again)
		})
	}
}

func TestParseRuleProblems(t *testing.T) {
	for written, want := range map[string]string{
		"":        `next:1:1: there is no rule; write {"on": "Capture", "then": {"state": "Declined", "reason": "AmazonRejected"}}`,
		"# words": `next:1:1: there is no rule; write {"on": "Capture", "then": {"state": "Declined", "reason": "AmazonRejected"}}`,
		`[]`:      "next:1:1: a list is not a map of keys and values; write key: value",
		`{"on": "Capture", "then": {"state": "Pending"}, "times": "unlimited"}`: `next:1:58: times: "unlimited" is not a number of calls; write a number from 1 to 1000000; a scenario can go on without end`,
		`{"on": "Capture", "then": {"state": "Pending"}, "times": 0}`:           "next:1:58: times: 0 is out of bounds; write a number from 1 to 1000000",
		`{"on": "Capture", "then": {"state": "Pending"}, "seller_id": "A"}`:     "next:1:49: seller_id: unknown key; known here: name, on, when, times, skip, chance, then",
		`{"on": "Captur", "then": {"state": "Pending"}}`:                        `next:1:8: on: "Captur" is not an operation; did you mean Capture?`,
		`{"on": "Capture"}`: "next:1:1: then: left out, but needed; write then: {state: Declined, reason: AmazonRejected}",
		"on: Capture\nthen: {delay: 1s}\n---\non: Refund\nthen: {delay: 1s}":                   "next:4:1: there is a second document; write one rule",
		`{"on": "Capture", "then": {"state": "Declined"}}`:                                     "next:1:37: then.state: Capture can't end Declined; possible are Completed, Pending, Declined AmazonRejected, Declined ProcessingFailure, Closed AmazonClosed",
		`{"on": "Capture", "then": {"error": {"code": "InternalServerError", "status": 200}}}`: "next:1:79: then.error.status: 200 is out of bounds; write a number from 400 to 599",
	} {
		rule, problems := scenarios.ParseRule("next", []byte(written), words)
		require.Nil(t, rule)
		require.Equal(t, want, problems.Error())
	}
}

// What a rule warns of doesn't keep it from being used.
func TestParseRuleWarnings(t *testing.T) {
	rule, problems := scenarios.ParseRule("next", []byte(`{"on": "Capture", "then": [{"state": "Pending"}, {"state": "Completed"}]}`), words)
	require.Equal(t, "next:1:27: then: warning: 2 outcomes, but the rule decides only 1: the last are never reached; write fewer, or more times", problems.Error())
	require.Len(t, rule.Then, 2)
}

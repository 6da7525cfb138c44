package scenarios_test

import (
	"fmt"
	"strings"
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
		`{"on": "Capture", "then": {"state": "Declined"}}`:                                     "next:1:37: then.state: the reason is missing for which Capture ends Declined; write reason: AmazonRejected or ProcessingFailure",
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

// Every bound is met at its edge, and one past it.
func TestEdges(t *testing.T) {
	const rule, events = "name: x\nrules: [{on: Capture, %s}]", "name: x\nevents: [{after: Capture, %s}]"
	long := func(n int) string { return strings.Repeat("x", n) }
	for name, test := range map[string]struct{ form, most, beyond string }{
		"name":                 {"name: %s\nlimits: {overcharge_amount: 1}", long(100), long(101)},
		"name of a rule":       {rule, "then: {delay: 1s}, name: " + long(100), "then: {delay: 1s}, name: " + long(101)},
		"name of an event":     {events, "do: {state: Closed}, name: " + long(100), "do: {state: Closed}, name: " + long(101)},
		"description":          {"name: x\nlimits: {overcharge_amount: 1}\ndescription: %s", long(2000), long(2001)},
		"message":              {rule, "then: {error: {code: AccessDenied, message: " + long(1000) + "}}", "then: {error: {code: AccessDenied, message: " + long(1001) + "}}"},
		"code":                 {rule, "then: {error: {status: 400, code: " + long(100) + "}}", "then: {error: {status: 400, code: " + long(101) + "}}"},
		"least status":         {rule, "then: {error: {code: AccessDenied, status: 400}}", "then: {error: {code: AccessDenied, status: 399}}"},
		"greatest status":      {rule, "then: {error: {code: AccessDenied, status: 599}}", "then: {error: {code: AccessDenied, status: 600}}"},
		"reason of a dispute":  {events, "do: {chargeback: {reason: " + long(200) + "}}", "do: {chargeback: {reason: " + long(201) + "}}"},
		"least amount":         {events, "do: {chargeback: {amount: 0.0050}}", "do: {chargeback: {amount: 0.0049}}"},
		"fewest times":         {rule, "then: {delay: 1s}, times: 1", "then: {delay: 1s}, times: 0"},
		"most times":           {rule, "then: {delay: 1s}, times: 1000000", "then: {delay: 1s}, times: 1000001"},
		"fewest skipped":       {rule, "then: {delay: 1s}, skip: 0", "then: {delay: 1s}, skip: -1"},
		"most skipped":         {rule, "then: {delay: 1s}, skip: 1000000", "then: {delay: 1s}, skip: 1000001"},
		"least chance that is": {rule, "then: {delay: 1s}, chance: .5", "then: {delay: 1s}, chance: -.5"},
		"least chance":         {rule, "then: {delay: 1s}, chance: 0.0", "then: {delay: 1s}, chance: -0.1"},
		"greatest chance":      {rule, "then: {delay: 1s}, chance: 1.0", "then: {delay: 1s}, chance: 1.001"},
		"delay":                {rule, "then: {delay: 10m}", "then: {delay: 10m1ms}"},
		"least delay":          {rule, "then: {delay: {min: 1s, max: 1s}}", "then: {delay: {min: 1s1ms, max: 1s}}"},
		"delay before a fault": {rule, "times: 1, then: {fault: {kind: hang, after: 10m}}", "times: 1, then: {fault: {kind: hang, after: 10m1ms}}"},
		"least pending_for":    {rule, "then: {pending_for: 1ms}", "then: {pending_for: 0ms}"},
		"pending_for":          {rule, "then: {pending_for: 36500d}", "then: {pending_for: 36500d1ms}"},
		"delay of IPNs":        {rule, "then: {ipn: {delay: 36500d}}", "then: {ipn: {delay: 36500d1ms}}"},
		"delay of an event":    {events, "do: {state: Closed}, delay: 36500d", "do: {state: Closed}, delay: 36500d1ms"},
		"fewest copies":        {rule, "then: {ipn: {copies: 1}}", "then: {ipn: {copies: 0}}"},
		"most copies":          {rule, "then: {ipn: {copies: 100}}", "then: {ipn: {copies: 101}}"},
		"first attempt":        {rule, "then: {delay: 1s}, when: {attempt: 1}", "then: {delay: 1s}, when: {attempt: 0}"},
		"last attempt":         {rule, "then: {delay: 1s}, when: {attempt: 999999999}", "then: {delay: 1s}, when: {attempt: 1000000000}"},
		"first item":           {rule, "then: {delay: 1s}, when: {ProviderCreditList.member.1.ProviderId: x}", "then: {delay: 1s}, when: {ProviderCreditList.member.0.ProviderId: x}"},
		"shortest timing":      {"name: x\ntimings: {%s}", "order_lifetime: 1ms, ipn_delay: 0s, sync_capture_window: 0s", "order_lifetime: 0ms, ipn_delay: 0s, sync_capture_window: 0s"},
		"longest timing":       {"name: x\ntimings: {%s}", "ipn_delay: 36500d", "ipn_delay: 36500d1ms"},
		"fewest captures":      {"name: x\nlimits: {captures_per_authorization: %s}", "1", "0"},
		"most captures":        {"name: x\nlimits: {captures_per_authorization: %s}", "1000", "1001"},
		"fewest refunds":       {"name: x\nlimits: {refunds_per_capture: %s}", "1", "0"},
		"most refunds":         {"name: x\nlimits: {refunds_per_capture: %s}", "1000", "1001"},
		"fewest authorizations": {
			"name: x\nlimits: {authorizations_per_order: %s}", "1", "0",
		},
		"most authorizations": {"name: x\nlimits: {authorizations_per_order: %s}", "1000", "1001"},
		"least percent":       {"name: x\nlimits: {overcharge_percent: %s}", "0", "-1"},
		"most percent":        {"name: x\nlimits: {overcharge_percent: %s}", "1000", "1001"},
		"least overcharge":    {"name: x\nlimits: {overcharge_amount: %s}", "0", "-1"},
		"most overcharge":     {"name: x\nlimits: {overcharge_amount: %s}", "150000", "150001"},
	} {
		t.Run(name, func(t *testing.T) {
			_, problems := scenarios.Parse("x.yaml", fmt.Appendf(nil, test.form, test.most), words)
			require.NoError(t, problems.Err())
			_, problems = scenarios.Parse("x.yaml", fmt.Appendf(nil, test.form, test.beyond), words)
			require.Len(t, problems, 1)
			require.Error(t, problems.Err())
		})
	}
}

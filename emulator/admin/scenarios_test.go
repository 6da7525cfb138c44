package admin

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
	"amazon-pay-emulator/scenarios"
)

const twoScenarios = `
name: declines
description: Every second capture fails.
timings: {capture_pending: 1m}
rules:
  - name: not this one
    on: Capture
    when: {CaptureReferenceId: "web-*"}
    then: {state: Declined, reason: AmazonRejected}
  - on: [Capture, Refund]
    skip: 1
    times: 1
    then: {state: Declined, reason: ProcessingFailure}
events:
  - after: Capture.Completed
    delay: 1h
    do: {state: Closed, reason: AmazonClosed}
---
name: slow
rules: [{on: "*", when: {environment: live}, then: {delay: 1s}}]
`

// yaml sends a body as YAML.
func (w *world) yaml(method, path, body string) response {
	w.Helper()
	return w.call(method+" "+path, body, "Content-Type", "application/yaml")
}

func TestScenarios(t *testing.T) {
	w := newWorld(t)
	none := w.ok("GET scenarios", "")
	require.JSONEq(t, `{"seller_id":"A2EXAMPLESELLER","scenarios":[],"unmatched":[]}`, none.text)
	r := w.yaml("PUT", "scenarios", twoScenarios)
	require.Equal(t, http.StatusOK, r.status, r.text)
	require.Len(t, r.list("scenarios"), 2)

	one, two, three := w.captured("app-1"), w.captured("app-2"), w.captured("app-3")
	require.Equal(t, "Completed", w.ok("GET objects/"+one, "").body["state"])
	require.Equal(t, "Declined", w.ok("GET objects/"+two, "").body["state"])
	w.ok("POST clock/advance", `{"by":"1h"}`)
	require.Equal(t, "Closed", w.ok("GET objects/"+three, "").body["state"])

	d := w.ok("GET scenarios", "")
	first := d.list("scenarios")[0]
	require.Equal(t, "declines", first["name"])
	require.Equal(t, "Every second capture fails.", first["description"])
	require.Equal(t, []any{"capture_pending"}, first["timings"])
	require.Equal(t, []any{
		map[string]any{"rule": "not this one", "on": []any{"Capture"}, "matched": 0.0, "hits": 0.0},
		map[string]any{"rule": "2", "on": []any{"Capture", "Refund"}, "matched": 3.0, "hits": 1.0},
	}, first["rules"])
	require.Equal(t, []any{map[string]any{"event": "1", "hits": 2.0}}, first["events"])
	require.Contains(t, first["source"], "name: declines")
	require.NotContains(t, first["source"], "name: slow")
	require.Equal(t, []any{"*"}, d.list("scenarios")[1]["rules"].([]any)[0].(map[string]any)["on"])

	unmatched := d.list("unmatched")[0]
	require.Equal(t, "Capture", unmatched["operation"])
	require.Equal(t, "app-3", unmatched["reference"])
	require.Equal(t, []any{
		map[string]any{"scenario": "declines", "rule": "not this one", "condition": "CaptureReferenceId", "want": "web-*", "saw": "nothing"},
		map[string]any{"scenario": "declines", "rule": "2", "condition": "times", "want": "1 in all", "saw": "matching call 3"},
		map[string]any{"scenario": "slow", "rule": "1", "condition": "environment", "want": "live", "saw": "sandbox"},
	}, unmatched["rules"])

	require.Empty(t, w.ok("DELETE scenarios", "").list("scenarios"))
	w.captured("app-5")
	require.Empty(t, w.ok("GET scenarios", "").list("unmatched"))
}

// One seller's scenarios never touch another's; those of all are for sellers to
// come too, until a reset.
func TestScenariosOfSellers(t *testing.T) {
	w := newWorld(t)
	names := func(seller string) (list []any) {
		for _, s := range w.ok("GET scenarios?seller="+seller, "").list("scenarios") {
			list = append(list, s["name"])
		}
		return list
	}
	w.ok("PUT scenarios", `{"names":["lost-answer","ipn-late"]}`)
	require.Equal(t, []any{"lost-answer", "ipn-late"}, names("T1"))
	w.ok("PUT scenarios?seller=T1", `{"names":["flaky"]}`)
	w.ok("PUT scenarios", `{"names":["chargeback"],"seller_id":"T2"}`)
	w.ok("DELETE scenarios?seller=T3", "")
	require.Equal(t, []any{"lost-answer", "ipn-late"}, names(defaultSeller))
	require.Equal(t, []any{"flaky"}, names("T1"))
	require.Equal(t, []any{"chargeback"}, names("T2"))
	require.Empty(t, names("T3"))
	w.ok("POST reset?seller=T1", "")
	require.Empty(t, names("T1"), "nothing was active at the start")
	require.Equal(t, []any{"lost-answer", "ipn-late"}, names("T4"))
	w.ok("POST reset", "")
	require.Empty(t, names("T5"))
}

func TestScenarioOfTheStart(t *testing.T) {
	list, problems := scenarios.Parse("start.yaml", []byte("name: mine\nrules: [{on: Capture, then: {state: Declined, reason: AmazonRejected}}]"), vocabulary)
	require.NoError(t, problems.Err())
	w := newWorld(t, func(eo *engine.Options, o *Options) {
		o.Scenarios = scenarios.NewRepertoire(vocabulary, list)
		eo.Script = func(string) engine.Script { return o.Scenarios.Director() }
	})
	declined := func(reference string) bool {
		return w.ok("GET objects/"+w.captured(reference), "").body["state"] == string(emulator.Declined)
	}
	require.True(t, declined("a"))
	w.ok("DELETE scenarios", "")
	require.False(t, declined("b"))
	w.ok("PUT scenarios", `{"names":["mine"]}`)
	require.True(t, declined("c"))
	w.ok("DELETE scenarios?seller="+defaultSeller, "")
	w.ok("POST reset?seller="+defaultSeller, "")
	require.True(t, declined("d"))
}

// A timing of a scenario is in force as long as it is active.
func TestScenarioTimings(t *testing.T) {
	w := newWorld(t)
	w.yaml("PUT", "scenarios", "name: test\ntimings: {capture_pending: 1m}\nrules: [{on: Capture, then: {state: Pending}}]")
	require.Equal(t, "1m0s", w.account().Rules().Timings.CapturePending.String())
	w.ok("DELETE scenarios", "")
	require.Equal(t, emulator.Production(), w.account().Rules())
}

// A window of nothing leaves no capture to be answered at once.
func TestScenarioWithoutSyncCaptures(t *testing.T) {
	for window, want := range map[string]string{"0s": "Pending", "1ms": "Completed"} {
		w := newWorld(t)
		w.yaml("PUT", "scenarios", "name: test\ntimings: {sync_capture_window: "+window+"}\n")
		require.Equal(t, want, w.ok("GET objects/"+w.captured("app-1"), "").body["state"], window)
	}
}

func TestScenarioRefusals(t *testing.T) {
	w := newWorld(t)
	w.ok("PUT scenarios", `{"names":["lost-answer"]}`)
	r := w.yaml("PUT", "scenarios", "name: broken\nrules:\n  - on: Captur\n    then: {state: Declined}\n  - on: Capture\n    then: {state: Declined, reason: Expired}\n")
	require.Equal(t, http.StatusBadRequest, r.status)
	problems := r.list("problems")
	require.GreaterOrEqual(t, len(problems), 2, r.text)
	require.Equal(t, []any{3.0, 9.0, "rules[0].on"}, []any{problems[0]["line"], problems[0]["column"], problems[0]["path"]})
	require.Contains(t, problems[0]["suggestion"], "Capture")
	for body, path := range map[string]string{
		"":                                   "",
		`{"names":["lost-anser"]}`:           "names[0]",
		`{"names":["lost-answer",7]}`:        "names[1]",
		`{"names":["lost-answer"],"nome":1}`: "nome",
		`{"names":[` + strings.Repeat(`"x",`, 1000) + `"x"]}`: "names",
		`{"names":["/etc/passwd"]}`:                           "names[0]",
		`{"names":["../flaky"]}`:                              "names[0]",
		`{"names":["flaky","flaky"]}`:                         "names[1]",
		`null`:                                                "",
	} {
		r := w.refused(http.StatusBadRequest, "PUT scenarios", body)
		require.Contains(t, r.flaws(), path, "%s: %s", body, r.text)
	}
	for _, body := range []string{"# nothing", "---", "null\n---\n~"} {
		r := w.yaml("PUT", "scenarios", body)
		require.Equal(t, http.StatusBadRequest, r.status, body)
		require.Contains(t, r.body["hint"], "DELETE switches scenarios off", body)
	}
	r = w.yaml("PUT", "scenarios", "name: a\nrules: []\n---\nname: a\nlimits: {overcharge_percent: 1}\n")
	problems = r.list("problems")
	require.Len(t, problems, 2, r.text)
	require.Equal(t, true, problems[0]["warning"])
	require.NotContains(t, problems[1], "warning")
	require.Equal(t, "the first is at 1:7", problems[1]["suggestion"])
	require.Equal(t, http.StatusUnsupportedMediaType, w.call("PUT scenarios", twoScenarios, "Content-Type", "text/plain").status)
	require.Len(t, w.ok("GET scenarios", "").list("scenarios"), 1, "nothing has changed")
}

func TestScenarioWarnings(t *testing.T) {
	w := newWorld(t)
	r := w.yaml("PUT", "scenarios", "name: x\nrules:\n  - {on: Capture, then: {state: Completed}}\n  - {on: Capture, then: {state: Pending}}\n")
	require.Equal(t, http.StatusOK, r.status)
	require.Len(t, r.list("warnings"), 1, r.text)
	require.Equal(t, 4.0, r.list("warnings")[0]["line"])
	require.Equal(t, true, r.list("warnings")[0]["warning"])
}

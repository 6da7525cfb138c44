package scenarios_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/server"
	"amazon-pay-emulator/scenarios"
)

const eventful = `# with a comment
name: eventful
timings: {capture_pending: 1m}
rules:
  - {on: Capture, skip: 1, times: 3, then: [{state: Declined, reason: ProcessingFailure}, {state: Completed}]}
  - {name: again, on: Capture, when: {attempt: 2}, then: {delay: {min: 1s, max: 2s}}}
  - {name: by chance, on: Capture, chance: 0.5, then: {delay: 3s}}
events:
  - {after: OrderReference.Open, do: {state: Suspended}}
`

// What is saved and restored goes on exactly as if nothing had been.
func TestSaveAndRestore(t *testing.T) {
	season := func(again bool) (plans []emulator.Plan) {
		s := play(t, eventful+"---\nname: other\nrules: [{on: Refund, then: {throttle: true}, times: 1}]")
		s.next(`{"on":"Capture","times":2,"when":{"CaptureReferenceId":"[!a]*"},"then":{"ipn":{"drop":true}}}`)
		s.next(`{"on":"Capture","times":2,"then":{"ipn":{"drop":true}}}`)
		s.happens(emulator.KindOrder, orderID, emulator.Open)
		for i, reference := range strings.Split("abacabadabacabaeabacaba", "") {
			if again && i%3 == 2 {
				saved, err := s.director.Save()
				require.NoError(t, err)
				// Another emulator, with other scenarios of its own.
				fresh := scenarios.NewDirector(server.Vocabulary(), s.parse("name: mine\nrules: [{on: Refund, then: {state: Completed}}]"), nil)
				require.NoError(t, fresh.Restore(saved))
				twice, err := fresh.Save()
				require.NoError(t, err)
				require.Equal(t, string(saved), string(twice))
				s.director = fresh
			}
			plans = append(plans, s.ask(emulator.OpCapture, orderID, "CaptureReferenceId", reference))
		}
		require.Empty(t, s.happens(emulator.KindOrder, orderID, emulator.Open), "it happened before")
		require.Len(t, s.director.Rules(emulator.Production()).Timings.CapturePending.String(), len("1m0s"))
		return plans
	}
	require.Equal(t, season(false), season(true))
}

func TestRestoreRefusals(t *testing.T) {
	s := play(t, eventful)
	s.captures(3)
	saved, err := s.director.Save()
	require.NoError(t, err)
	for name, change := range map[string]func(map[string]any){
		"another scenario": func(d map[string]any) { first(d)["source"] = "name: x\nrules: []\ntimings: {capture_pending: 1s}\n" },
		"no scenario":      func(d map[string]any) { first(d)["source"] = "" },
		"a broken one":     func(d map[string]any) { first(d)["source"] = "name: x\nrulez: []" },
		"two of them": func(d map[string]any) {
			first(d)["source"] = "name: x\ntimings: {capture_pending: 1s}\n---\nname: y\ntimings: {capture_pending: 1s}"
		},
		"more hits than matches": func(d map[string]any) {
			first(d)["counts"] = []any{map[string]any{"matched": 1, "hits": 2}, map[string]any{}, map[string]any{}}
		},
		"negative hits": func(d map[string]any) {
			first(d)["counts"] = []any{map[string]any{"hits": -1}, map[string]any{}, map[string]any{}}
		},
		"other events": func(d map[string]any) { first(d)["events"] = []any{} },
		"a broken rule": func(d map[string]any) {
			d["next"] = []any{map[string]any{"source": `{"on":"Capture"}`, "counts": []any{}}}
		},
		"no scenarios":   func(d map[string]any) { delete(d, "scenarios") },
		"no rules":       func(d map[string]any) { d["next"] = nil },
		"something else": func(d map[string]any) { d["atempts"] = []any{} },
		"a wrong number": func(d map[string]any) { d["attempts"] = []any{map[string]any{"count": "one"}} },
	} {
		t.Run(name, func(t *testing.T) {
			var d map[string]any
			require.NoError(t, json.Unmarshal(saved, &d))
			change(d)
			data, err := json.Marshal(d)
			require.NoError(t, err)
			require.Error(t, s.director.Restore(data))
			now, err := s.director.Save()
			require.NoError(t, err)
			require.Equal(t, string(saved), string(now), "nothing has changed")
		})
	}
	require.Error(t, s.director.Restore([]byte("nonsense")))
}

func first(d map[string]any) map[string]any { return d["scenarios"].([]any)[0].(map[string]any) }

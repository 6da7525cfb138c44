package engine_test

import (
	"encoding/json"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
	"amazon-pay-emulator/scenarios"
	"amazon-pay-emulator/strictyaml"
)

// next is a one-shot rule as tests write it.
type next struct {
	On       emulator.Operation
	Verdict  emulator.Verdict
	Delivery emulator.Delivery
}

// source is the rule as people would write it, so that it can be saved: as much
// of it as tests that save it use.
func (n next) source(t tester) string {
	then := map[string]any{"delay": "0s"} // decides nothing
	for key, word := range map[string]string{"state": string(n.Verdict.State), "reason": string(n.Verdict.Reason)} {
		if word != "" {
			then[key] = word
		}
	}
	if d := n.Verdict.PendingFor; d > 0 {
		then["pending_for"] = strictyaml.FormatDuration(d)
	}
	text, err := json.Marshal(map[string]any{"on": n.On, "then": then})
	require.NoError(t, err)
	return string(text)
}

func (s *shop) Enqueue(n next) {
	require.NoError(s.t, s.enqueue(n))
}

func (s *shop) enqueue(n next) error {
	return s.Scripted(func(script engine.Script) {
		script.(*scenarios.Director).Enqueue(&scenarios.Rule{
			On: []emulator.Operation{n.On}, Chance: 1, Times: 1, Then: []scenarios.Outcome{{Verdict: n.Verdict, Delivery: n.Delivery}},
			Source: n.source(s.t),
		})
	})
}

// Waiting lists the one-shot rules that have not been used.
func (s *shop) Waiting() (list []next) {
	s.Inspect(func(script engine.Script) {
		for _, r := range script.(*scenarios.Director).Waiting() {
			list = append(list, next{r.On[0], r.Then[0].Verdict, r.Then[0].Delivery})
		}
	})
	return list
}

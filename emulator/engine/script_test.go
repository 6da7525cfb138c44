package engine_test

import (
	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
	"amazon-pay-emulator/scenarios"
)

// next is a one-shot rule as tests write it.
type next struct {
	On       emulator.Operation
	Verdict  emulator.Verdict
	Delivery emulator.Delivery
}

func (s *shop) Enqueue(n next) {
	s.Scripted(func(script engine.Script) {
		script.(*scenarios.Director).Enqueue(&scenarios.Rule{
			On: []emulator.Operation{n.On}, Chance: 1, Times: 1, Then: []scenarios.Outcome{{Verdict: n.Verdict, Delivery: n.Delivery}},
		})
	})
}

// Waiting lists the one-shot rules that have not been used.
func (s *shop) Waiting() (list []next) {
	s.Scripted(func(script engine.Script) {
		for _, r := range script.(*scenarios.Director).Waiting() {
			list = append(list, next{r.On[0], r.Then[0].Verdict, r.Then[0].Delivery})
		}
	})
	return list
}

package admin

import (
	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/mws"
	"amazon-pay-emulator/scenarios"
)

// vocabulary is what the server hands to scenarios, as far as it matters here.
var vocabulary = func() scenarios.Vocabulary {
	v := scenarios.Vocabulary{Failures: []scenarios.Failure{{Code: "InternalServerError", Status: 500}}}
	for _, o := range mws.Operations() {
		op := scenarios.Operation{Name: emulator.Operation(o.Name)}
		for _, p := range o.Parameters {
			op.Parameters = append(op.Parameters, p.Name)
		}
		v.Operations = append(v.Operations, op)
	}
	return v
}()

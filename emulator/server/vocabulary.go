package server

import (
	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/mws"
	"amazon-pay-emulator/scenarios"
)

// Vocabulary is what scenarios can speak of: the operations of the API with their
// parameters, and the errors that it answers.
func Vocabulary() scenarios.Vocabulary {
	v := scenarios.Vocabulary{
		Common: []string{
			"AWSAccessKeyId", "Action", "MWSAuthToken", "SellerId", "Signature", "SignatureMethod", "SignatureVersion", "Timestamp", "Version",
		},
	}
	for _, f := range mws.Failures() {
		v.Failures = append(v.Failures, scenarios.Failure{Code: f.Code, Status: f.Status})
	}
	for _, o := range mws.Operations() {
		named := scenarios.Operation{Name: emulator.Operation(o.Name)}
		for _, p := range o.Parameters {
			named.Parameters = append(named.Parameters, p.Name)
		}
		v.Operations = append(v.Operations, named)
	}
	return v
}

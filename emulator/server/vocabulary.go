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
		Failures: failures,
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

// failures are the errors of the API with their status, as docs/fidelity.md
// classes them. To be replaced by the table of the face as soon as it has one for
// codes that it never answers by itself.
var failures = []scenarios.Failure{
	{Code: "BillingAgreementConstraintsExist", Status: 400},
	{Code: "BillingAgreementNotModifiable", Status: 405},
	{Code: "BuyerAccountInactive", Status: 403},
	{Code: "CaptureNotRefundable", Status: 405},
	{Code: "ConstraintsExist", Status: 400},
	{Code: "CurrencyMismatch", Status: 400},
	{Code: "CurrencyUnsupported", Status: 400},
	{Code: "DuplicateReferenceId", Status: 400},
	{Code: "DuplicateRequest", Status: 400},
	{Code: "InternalServerError", Status: 500},
	{Code: "InvalidAccountStatus", Status: 403},
	{Code: "InvalidAddress", Status: 404},
	{Code: "InvalidAddressConsentToken", Status: 404},
	{Code: "InvalidAuthorizationStatus", Status: 405},
	{Code: "InvalidBillingAgreementId", Status: 404},
	{Code: "InvalidBillingAgreementStatus", Status: 405},
	{Code: "InvalidCancelAttempt", Status: 405},
	{Code: "InvalidCloseAttempt", Status: 405},
	{Code: "InvalidOrderReferenceId", Status: 404},
	{Code: "InvalidOrderReferenceStatus", Status: 405},
	{Code: "InvalidParameterValue", Status: 400},
	{Code: "InvalidSandboxCustomerEmail", Status: 400},
	{Code: "InvalidSandboxSimulationSpecified", Status: 400},
	{Code: "InvalidTransactionId", Status: 404},
	{Code: "MissingAuthenticationToken", Status: 403},
	{Code: "OrderReferenceCountExceeded", Status: 405},
	{Code: "OrderReferenceNotModifiable", Status: 405},
	{Code: "PaymentMethodNotUpdated", Status: 400},
	{Code: "PeriodicAmountExceeded", Status: 400},
	{Code: "RequestThrottled", Status: 503},
	{Code: "ServiceUnavailable", Status: 503},
	{Code: "TransactionAmountExceeded", Status: 400},
	{Code: "TransactionCountExceeded", Status: 400},
	{Code: "UnauthorizedAccess", Status: 401},
	{Code: "UnauthorizedSolutionProvider", Status: 401},
	{Code: "InputStreamDisconnected", Status: 400},
	{Code: "AccessDenied", Status: 401},
	{Code: "InvalidAccessKeyId", Status: 403},
	{Code: "SignatureDoesNotMatch", Status: 403},
	{Code: "InternalError", Status: 500},
	{Code: "QuotaExceeded", Status: 503},
	{Code: "MissingParameter", Status: 400},
	{Code: "RequestExpired", Status: 400},
}

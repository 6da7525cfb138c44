package mws

import (
	"net/http"
	"slices"
	"strings"

	"amazon-pay-emulator/emulator"
)

// Failure is an error that the service can answer.
type Failure struct {
	Code   string
	Status int // HTTP
	// Message is the text unless a rule has its own. Words in braces stand for
	// what the call has, such as {id} for the object that it is about.
	Message string
}

// Failures lists every error that the service can answer, by its code, each code
// once.
func Failures() []Failure {
	list := make([]Failure, len(failures))
	for i, f := range failures {
		list[i] = f.Failure
	}
	slices.SortFunc(list, func(a, b Failure) int { return strings.Compare(a.Code, b.Code) })
	return list
}

// failure is a row of the table, with the shape of its answer.
type failure struct {
	Failure
	gateway bool
}

// failures are the codes of mws-errors sections 2.1, of the service, and 2.2, of
// the gateway in front of it. How sure their status is and which texts were seen
// is in docs/fidelity.md.
var failures = []failure{
	ofService(400, "BillingAgreementConstraintsExist", "BillingAgreement {id} has constraints {constraints} and cannot be confirmed."),
	ofService(405, "BillingAgreementNotModifiable", "BillingAgreement {id} is not in draft state and cannot be modified with the request submitted by you."),
	ofService(403, "BuyerAccountInactive", "The account of the buyer is not active."),
	ofService(405, "CaptureNotRefundable", "Capture {id} is in {state} state and cannot be refunded."),
	ofService(400, "ConstraintsExist", "OrderReference {order} has constraints {constraints} and cannot be confirmed."),
	ofService(400, "CurrencyMismatch", "The CurrencyCode {currency} does not match the CurrencyCode {order_currency} of the OrderReference {order}."),
	ofService(400, "CurrencyUnsupported", "The CurrencyCode {currency} is not supported."),
	ofService(400, "DuplicateReferenceId", "The {reference_name} {reference} has already been used in another request."),
	ofService(400, "DuplicateRequest", "A request with {reference_name} {reference} has already been processed with different parameters."),
	ofService(500, "InternalServerError", unknownError),
	ofService(403, "InvalidAccountStatus", "The account of the seller {seller} is suspended or its registration is incomplete."),
	ofService(404, "InvalidAddressConsentToken", "The AddressConsentToken is invalid."),
	ofService(405, "InvalidAuthorizationStatus", "Authorization {id} is in {state} state. {action} is not allowed in this state."),
	ofService(404, "InvalidBillingAgreementId", "The BillingAgreementId {id} is invalid."),
	ofService(405, "InvalidBillingAgreementStatus", "BillingAgreement {id} is in {state} state. {action} is not allowed in this state."),
	ofService(405, "InvalidCancelAttempt", "OrderReference {order} has captures against it and cannot be canceled."),
	ofService(405, "InvalidCloseAttempt", "{id} is in {state} state and cannot be closed."),
	ofService(404, "InvalidOrderReferenceId", "The OrderReferenceId {id} is invalid."),
	ofService(405, "InvalidOrderReferenceStatus", "OrderReference {order} is in {order_state} state. {action} is not allowed in this state."),
	ofService(400, "InvalidParameterValue", "The Value '{id}' is invalid for the Parameter '{parameter}'"),
	ofService(400, "InvalidSandboxCustomerEmail", "The email address of the sandbox customer is invalid."),
	ofService(400, "InvalidSandboxSimulationSpecified", "The SandboxSimulation specified is invalid for this operation."),
	ofService(404, "InvalidTransactionId", "The TransactionId {id} is invalid."),
	ofService(405, "OrderReferenceCountExceeded", "The number of Order References that could be created on a DRAFT Billing Agreement has exceeded the maximum allowed limit of one Order Reference."),
	ofService(405, "OrderReferenceNotModifiable", "OrderReference {order} is not in draft state and cannot be modified with the request submitted by you."),
	ofService(400, "PaymentMethodNotUpdated", "The payment method of OrderReference {order} has not been updated."),
	ofService(400, "PeriodicAmountExceeded", "A new authorization with amount {amount} cannot be accepted as the total authorization amount of BillingAgreement {id} would exceed its maximum."),
	ofService(503, "ServiceUnavailable", "The service is temporarily unavailable."),
	ofService(400, "TransactionAmountExceeded", "A {action} request with amount {amount} cannot be accepted."),
	ofService(400, "TransactionCountExceeded", "The number of {action} requests against {id} has exceeded the maximum allowed limit."),
	ofService(401, "UnauthorizedAccess", "Access to the account of the seller {seller} is not authorized."),
	ofService(401, "UnauthorizedSolutionProvider", "The Solution Provider is not authorized for getting the status of provided merchant : {seller}"),

	ofGateway(401, "AccessDenied", "Access denied"),
	ofGateway(400, "InputStreamDisconnected", "The request body could not be read."),
	ofGateway(500, "InternalError", unknownError),
	ofGateway(403, "InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records."),
	ofGateway(404, "InvalidAddress", "Resource {path} is not found on this server. API Section is missing or you have provided an invalid operation name."),
	ofGateway(403, "MissingAuthenticationToken", "The request is not signed."),
	ofGateway(400, "MissingParameter", "The request must contain the parameter {parameter}."),
	ofGateway(503, "QuotaExceeded", "You exceeded your quota of requests per hour."),
	ofGateway(400, "RequestExpired", "The request has expired."),
	ofGateway(503, emulator.Throttled, "Request is throttled"),
	ofGateway(403, "SignatureDoesNotMatch", "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details."),
}

const unknownError = "There was an unknown error in the service."

func ofService(status int, code, message string) failure {
	return failure{Failure: Failure{Code: code, Status: status, Message: message}}
}

func ofGateway(status int, code, message string) failure {
	return failure{Failure: Failure{Code: code, Status: status, Message: message}, gateway: true}
}

// failureOf finds the row of a code. One that is not in the table is an unknown
// error of the service, which says its code.
func failureOf(code string) failure {
	for _, f := range failures {
		if f.Code == code {
			return f
		}
	}
	return ofService(http.StatusInternalServerError, code, code)
}

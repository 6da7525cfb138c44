package mws_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/mws"
)

// documented lists the errors of each operation by the reference, mws-api
// section 5, beside those of the gateway, which any call can meet.
var documented = map[string][]string{
	"SetOrderReferenceDetails": {"InvalidParameterValue", "InvalidOrderReferenceId", "OrderReferenceNotModifiable", "InvalidSandboxSimulationSpecified"},
	"SetOrderAttributes":       {"InvalidParameterValue", "InvalidOrderReferenceId", "OrderReferenceNotModifiable", "InvalidSandboxSimulationSpecified"},
	"ConfirmOrderReference":    {"InvalidParameterValue", "InvalidOrderReferenceId", "ConstraintsExist", "PaymentMethodNotUpdated", "InvalidOrderReferenceStatus"},
	"GetOrderReferenceDetails": {"InvalidParameterValue", "InvalidOrderReferenceId", "InvalidAddressConsentToken"},
	"CancelOrderReference":     {"InvalidParameterValue", "InvalidOrderReferenceId", "InvalidCancelAttempt", "InvalidOrderReferenceStatus"},
	"CloseOrderReference":      {"InvalidParameterValue", "InvalidOrderReferenceId", "InvalidOrderReferenceStatus", "InvalidSandboxSimulationSpecified"},
	"Authorize": {
		"InvalidParameterValue", "InvalidOrderReferenceId", "InvalidOrderReferenceStatus", "CurrencyMismatch", "TransactionAmountExceeded",
		"TransactionCountExceeded", "DuplicateRequest", "DuplicateReferenceId", "InvalidSandboxSimulationSpecified",
	},
	"GetAuthorizationDetails": {"InvalidParameterValue", "InvalidTransactionId"},
	"CloseAuthorization":      {"InvalidParameterValue", "InvalidTransactionId", "InvalidAuthorizationStatus"},
	"Capture": {
		"InvalidParameterValue", "InvalidTransactionId", "InvalidAuthorizationStatus", "CurrencyMismatch", "TransactionAmountExceeded",
		"DuplicateRequest", "DuplicateReferenceId", "InvalidSandboxSimulationSpecified",
	},
	"GetCaptureDetails": {"InvalidParameterValue", "InvalidTransactionId"},
	"Refund": {
		"InvalidParameterValue", "InvalidTransactionId", "CaptureNotRefundable", "CurrencyMismatch", "TransactionAmountExceeded",
		"TransactionCountExceeded", "DuplicateRequest", "DuplicateReferenceId", "InvalidSandboxSimulationSpecified",
	},
	"GetRefundDetails":                     {"InvalidParameterValue", "InvalidTransactionId"},
	"SetMerchantNotificationConfiguration": {"InvalidParameterValue"},
	"GetMerchantNotificationConfiguration": nil,

	"GetServiceStatus": nil,
}

// ofGateway lists what the gateway refuses with; a wire case for each is enough.
var ofGateway = []string{
	"MissingParameter", "MissingAuthenticationToken", "InvalidAccessKeyId", "SignatureDoesNotMatch", "AccessDenied",
	"InvalidAddress", "InvalidParameterValue", "RequestThrottled",
}

// statusOf is the one with which each code is sent, mws-errors section 2.
var statusOf = map[string]int{
	"AccessDenied": 401, "BillingAgreementConstraintsExist": 400, "BillingAgreementNotModifiable": 405,
	"BuyerAccountInactive": 403, "CaptureNotRefundable": 405, "ConstraintsExist": 400, "CurrencyMismatch": 400,
	"CurrencyUnsupported": 400, "DuplicateReferenceId": 400, "DuplicateRequest": 400, "InputStreamDisconnected": 400,
	"InternalError": 500, "InternalServerError": 500, "InvalidAccessKeyId": 403, "InvalidAccountStatus": 403, "InvalidAddress": 404,
	"InvalidAddressConsentToken": 404, "InvalidAuthorizationStatus": 405, "InvalidBillingAgreementId": 404,
	"InvalidBillingAgreementStatus": 405, "InvalidCancelAttempt": 405, "InvalidCloseAttempt": 405,
	"InvalidOrderReferenceId": 404, "InvalidOrderReferenceStatus": 405, "InvalidParameterValue": 400,
	"InvalidSandboxCustomerEmail": 400, "InvalidSandboxSimulationSpecified": 400, "InvalidTransactionId": 404,
	"MissingAuthenticationToken": 403, "MissingParameter": 400, "OrderReferenceCountExceeded": 405,
	"OrderReferenceNotModifiable": 405, "PaymentMethodNotUpdated": 400, "PeriodicAmountExceeded": 400, "QuotaExceeded": 503,
	"RequestExpired": 400, "RequestThrottled": 503, "ServiceUnavailable": 503, "SignatureDoesNotMatch": 403,
	"TransactionAmountExceeded": 400, "TransactionCountExceeded": 400, "UnauthorizedAccess": 401,
	"UnauthorizedSolutionProvider": 401,
}

// TestFailures holds the table that rules choose from against the reference.
func TestFailures(t *testing.T) {
	table := map[string]int{}
	for _, f := range mws.Failures() {
		require.NotContains(t, table, f.Code)
		require.NotEmpty(t, f.Message, f.Code)
		table[f.Code] = f.Status
	}
	require.Equal(t, statusOf, table)
}

// TestWireCoverage computes from the wire cases that every operation succeeds in
// one and meets each of its documented errors in one, and no other.
func TestWireCoverage(t *testing.T) {
	succeeded := map[string]bool{}
	refused := map[string]map[string]bool{} // operation → codes
	gateway := map[string]bool{}
	broken := map[emulator.Code]bool{}
	failed := map[string]bool{} // codes that a rule has asked for
	for _, file := range wireFiles(t) {
		_, _, calls := play(t, file)
		for _, c := range calls {
			if c.answer.Code == 200 {
				succeeded[c.action] = true
				continue
			}
			code := element(t, c.answer, "Error/Code")
			if c.answer.Header().Get("X-Emulator-Rule") != "" {
				failed[code] = true
				continue
			}
			require.Equal(t, statusOf[code], c.answer.Code, "%s: %s", c.script, code)
			if strings.Contains(c.answer.Body.String(), "<RequestID>") {
				gateway[code] = true
				continue
			}
			if refused[c.action] == nil {
				refused[c.action] = map[string]bool{}
			}
			refused[c.action][code] = true
			for _, rule := range emulator.Codes {
				if strings.HasPrefix(c.answer.Header().Get("X-Emulator-Hint"), string(rule)) {
					broken[rule] = true
				}
			}
		}
	}
	var operations []string
	for _, o := range mws.Operations() {
		operations = append(operations, o.Name)
		t.Run(o.Name, func(t *testing.T) {
			require.True(t, succeeded[o.Name], "no wire case in which it succeeds")
			require.ElementsMatch(t, documented[o.Name], slices.Collect(maps.Keys(refused[o.Name])), "documented errors and those in wire cases")
		})
	}
	require.ElementsMatch(t, operations, slices.Collect(maps.Keys(documented)))
	require.ElementsMatch(t, ofGateway, slices.Collect(maps.Keys(gateway)))

	t.Run("every code that a rule can ask for", func(t *testing.T) {
		for _, f := range mws.Failures() {
			require.True(t, failed[f.Code], "%s in no wire case", f.Code)
		}
	})
	t.Run("every rule of the domain", func(t *testing.T) {
		for _, code := range emulator.Codes {
			// MoveIllegal never reaches the wire: see refusals_test.go.
			require.Equal(t, code != emulator.MoveIllegal, broken[code], "%q in wire cases", code)
		}
	})
}

// TestOperationsAreDescribed holds the descriptions for people together.
func TestOperationsAreDescribed(t *testing.T) {
	for _, o := range mws.Operations() {
		require.NotEmpty(t, o.Doc, o.Name)
		seen := map[string]bool{}
		for _, p := range o.Parameters {
			require.False(t, seen[p.Name], "%s has %s twice", o.Name, p.Name)
			seen[p.Name] = true
		}
		switch o.Name {
		case "GetServiceStatus", "GetMerchantNotificationConfiguration":
			require.Empty(t, o.Parameters)
		case "SetMerchantNotificationConfiguration": // about the seller, not about an object
			require.True(t, o.Parameters[0].Required)
		default:
			require.True(t, o.Parameters[0].Required, "%s: %s", o.Name, o.Parameters[0].Name)
			require.True(t, strings.HasPrefix(o.Parameters[0].Name, "Amazon"), o.Name)
		}
	}
}

package mws

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
)

// unworded are the codes of the domain that no API call can meet.
var unworded = map[emulator.Code]string{
	emulator.MoveIllegal: "only a test that decides in Amazon's place can ask for it, through the admin API",
}

// wordings has an error for every code of the domain, and how the wire must word
// it: mws-errors sections 2 and 3.
var wordings = []struct {
	name    string
	err     emulator.Error
	status  int
	code    string
	message string
}{
	{
		"OrderUnknown",
		emulator.Error{Code: emulator.OrderUnknown, ID: "S01-1"},
		404, "InvalidOrderReferenceId", "The OrderReferenceId S01-1 is invalid.",
	},
	{
		"TransactionUnknown",
		emulator.Error{Code: emulator.TransactionUnknown, ID: "S01-1-A1"},
		404, "InvalidTransactionId", "The TransactionId S01-1-A1 is invalid.",
	},
	{
		"OrderNotModifiable",
		emulator.Error{Code: emulator.OrderNotModifiable, ID: "S01-1"},
		405, "OrderReferenceNotModifiable",
		"OrderReference S01-1 is not in draft state and cannot be modified with the request submitted by you.",
	},
	{
		"OrderWrongState",
		emulator.Error{Code: emulator.OrderWrongState, Operation: emulator.OpAuthorize, ID: "S01-1", Status: emulator.Status{State: emulator.Draft}},
		405, "InvalidOrderReferenceStatus", "OrderReference S01-1 is in Draft state. Authorize is not allowed in this state.",
	},
	{
		"OrderHasConstraints",
		emulator.Error{Code: emulator.OrderHasConstraints, ID: "S01-1", Constraints: []emulator.ConstraintID{emulator.PaymentPlanNotSet, emulator.AmountNotSet}},
		400, "ConstraintsExist", "OrderReference S01-1 has constraints PaymentPlanNotSet, AmountNotSet and cannot be confirmed.",
	},
	{
		"OrderHasCaptures",
		emulator.Error{Code: emulator.OrderHasCaptures, ID: "S01-1"},
		405, "InvalidCancelAttempt", "OrderReference S01-1 has captures against it and cannot be canceled.",
	},
	{
		"PaymentMethodNotUpdated",
		emulator.Error{Code: emulator.PaymentMethodNotUpdated, ID: "S01-1"},
		400, "PaymentMethodNotUpdated", "The payment method of OrderReference S01-1 has not been updated.",
	},
	{
		"AuthorizationWrongState",
		emulator.Error{Code: emulator.AuthorizationWrongState, Operation: emulator.OpCapture, ID: "S01-1-A1", Status: emulator.Status{State: emulator.Closed}},
		405, "InvalidAuthorizationStatus", "Authorization S01-1-A1 is in Closed state. Capture is not allowed in this state.",
	},
	{
		"CaptureNotRefundable",
		emulator.Error{Code: emulator.CaptureNotRefundable, ID: "S01-1-C1", Status: emulator.Status{State: emulator.Pending}},
		405, "CaptureNotRefundable", "Capture S01-1-C1 is in Pending state and cannot be refunded.",
	},
	{
		"AmountOverMaximum",
		emulator.Error{Code: emulator.AmountOverMaximum, Operation: emulator.OpAuthorize, Amount: emulator.Units(1_000_000, emulator.JPY)},
		400, "TransactionAmountExceeded", "A Authorize request with amount 1000000.00 JPY cannot be accepted.",
	},
	{
		"AuthorizationOverTotal, nothing authorized before",
		emulator.Error{Code: emulator.AuthorizationOverTotal, ID: "S03-1", Amount: emulator.Units(744, emulator.JPY), Max: emulator.Units(743, emulator.JPY)},
		400, "TransactionAmountExceeded",
		"An Authorization request with amount 744.00 JPY cannot be accepted. The total Authorization amount against the OrderReference S03-1 cannot exceed 743.00 JPY.",
	},
	{
		"AuthorizationOverTotal",
		emulator.Error{Code: emulator.AuthorizationOverTotal, ID: "S01-1", Amount: emulator.Units(2, emulator.USD), Sum: emulator.Units(114, emulator.USD), Max: emulator.Units(115, emulator.USD)},
		400, "TransactionAmountExceeded",
		"An Authorization request with amount 2.00 USD cannot be accepted. OrderReference S01-1 has already been authorized for amount 114.00 USD. The total Authorization amount against this OrderReference cannot exceed 115.00 USD.",
	},
	{
		"CaptureOverAuthorized",
		emulator.Error{Code: emulator.CaptureOverAuthorized, ID: "S01-1-A1", Amount: emulator.Units(2, emulator.USD), Max: emulator.Units(1, emulator.USD)},
		400, "TransactionAmountExceeded",
		"A Capture request with amount 2.00 USD cannot be accepted. The total Capture amount against the Authorization S01-1-A1 cannot exceed 1.00 USD.",
	},
	{
		"RefundOverCaptured",
		emulator.Error{Code: emulator.RefundOverCaptured, ID: "S01-1-C1", Amount: emulator.Units(2, emulator.USD), Sum: emulator.Units(114, emulator.USD), Max: emulator.Units(115, emulator.USD)},
		400, "TransactionAmountExceeded",
		"A Refund request with amount 2.00 USD cannot be accepted. Capture S01-1-C1 has already been refunded for amount 114.00 USD. The total Refund amount against this Capture cannot exceed 115.00 USD.",
	},
	{
		"TooManyAuthorizations",
		emulator.Error{Code: emulator.TooManyAuthorizations, ID: "S01-1", Limit: 25},
		400, "TransactionCountExceeded", "The number of Authorizations against S01-1 has exceeded the maximum allowed limit of 25.",
	},
	{
		"TooManyRefunds",
		emulator.Error{Code: emulator.TooManyRefunds, ID: "S01-1-C1", Limit: 10},
		400, "TransactionCountExceeded", "The number of Refunds against S01-1-C1 has exceeded the maximum allowed limit of 10.",
	},
	{
		"CurrencyDiffers",
		emulator.Error{Code: emulator.CurrencyDiffers, ID: "S01-1", Amount: emulator.Units(1, emulator.EUR), Currency: emulator.USD},
		400, "CurrencyMismatch", "The CurrencyCode EUR does not match the CurrencyCode USD of the OrderReference S01-1.",
	},
	{
		"ReferenceTaken",
		emulator.Error{Code: emulator.ReferenceTaken, Parameter: "CaptureReferenceId", Reference: "c1"},
		400, "DuplicateReferenceId", "The CaptureReferenceId c1 has already been used in another request.",
	},
	{
		"RequestDiffers",
		emulator.Error{Code: emulator.RequestDiffers, Parameter: "RefundReferenceId", Reference: "r1"},
		400, "DuplicateRequest", "A request with RefundReferenceId r1 has already been processed with different parameters.",
	},
}

func TestTranslate(t *testing.T) {
	for _, tt := range wordings {
		t.Run(tt.name, func(t *testing.T) {
			r := translate(&tt.err)
			require.Equal(t, tt.message, r.message)
			require.Equal(t, tt.status, r.status)
			require.Equal(t, tt.code, r.code)
			require.Equal(t, "Sender", r.kind)
			require.False(t, r.gateway)
			require.Contains(t, r.hint, string(tt.err.Code))
		})
	}
}

// TestEveryCodeIsWorded holds the table of translations, and the cases above,
// against all that the domain can refuse with.
func TestEveryCodeIsWorded(t *testing.T) {
	tested := map[emulator.Code]bool{}
	for _, tt := range wordings {
		tested[tt.err.Code] = true
	}
	for _, code := range emulator.Codes {
		_, worded := translations[code]
		_, excepted := unworded[code]
		require.NotEqual(t, worded, excepted, "%q must be in translations or, with a reason, in unworded", code)
		require.Equal(t, worded, tested[code], "%q needs a case in wordings", code)
	}
	require.Len(t, translations, len(emulator.Codes)-len(unworded), "a translation without a code in emulator.Codes")
}

func TestTranslateFaults(t *testing.T) {
	for name, err := range map[string]error{
		"a code without translation": &emulator.Error{Code: emulator.MoveIllegal},
		"no error of the domain":     errors.New("disk full"),
	} {
		t.Run(name, func(t *testing.T) {
			r := translate(err)
			require.Equal(t, 500, r.status)
			require.Equal(t, "InternalServerError", r.code)
			require.Equal(t, "Receiver", r.kind)
			require.NotContains(t, r.message, "disk full", "what went wrong inside is for the hint")
		})
	}
}

// What the face answers by itself and what a rule has it answer are the same
// errors: a code has one status, and one shape.
func TestFailuresAndTranslationsAgree(t *testing.T) {
	rows := map[string]failure{}
	for _, f := range failures {
		rows[f.Code] = f
	}
	for code, tr := range translations {
		f, ok := rows[tr.code]
		require.True(t, ok, "%s: no rule can have %s answered", code, tr.code)
		require.Equal(t, tr.status, f.Status, tr.code)
		require.False(t, f.gateway, tr.code)
	}
}

package mws

import (
	"fmt"
	"net/http"
	"strings"

	"amazon-pay-emulator/emulator"
)

// refusal is an error answer. It is its own wire document: see write.go.
type refusal struct {
	status  int
	kind    string // Type: Sender, Receiver or empty
	code    string
	message string
	gateway bool   // comes from the gateway in front of the service
	hint    string // for people
}

// Error is the developer's text.
func (r *refusal) Error() string { return r.code + ": " + r.message }

// service makes a refusal of the payment service itself.
func service(status int, code, message string) *refusal {
	return &refusal{status: status, kind: kindOf(status), code: code, message: message}
}

// gateway makes a refusal of the gateway in front of it: credentials, signature,
// section, throttling.
func gateway(status int, code, message string) *refusal {
	r := service(status, code, message)
	if r.gateway = true; code == emulator.Throttled {
		r.kind = "" // observed
	}
	return r
}

// kindOf is the Type of an error: Sender observed for 4xx, Receiver assumed for
// 5xx.
func kindOf(status int) string {
	if status >= 500 {
		return "Receiver"
	}
	return "Sender"
}

// because adds the hint, cut where people have seen enough: some clients give up
// at a header of 64 KiB.
func (r *refusal) because(format string, args ...any) *refusal {
	r.hint = shortened(fmt.Sprintf(format, args...))
	return r
}

func shortened(hint string) string {
	const most = 4096
	if len(hint) > most {
		return hint[:most] + "..." // a copy: nothing of the rest is kept
	}
	return hint
}

// translation is how the wire words one code of the domain.
type translation struct {
	status  int
	code    string
	message func(e *emulator.Error) string
}

// translations has a row for every code of the domain that a call can meet:
// mws-errors sections 2 and 3. Which texts were seen and which are assumed is in
// docs/fidelity.md.
var translations = map[emulator.Code]translation{
	emulator.OrderUnknown: {404, "InvalidOrderReferenceId", func(e *emulator.Error) string {
		return fmt.Sprintf("The OrderReferenceId %s is invalid.", e.ID)
	}},
	emulator.TransactionUnknown: {404, "InvalidTransactionId", func(e *emulator.Error) string {
		return fmt.Sprintf("The TransactionId %s is invalid.", e.ID)
	}},
	emulator.OrderNotModifiable: {405, "OrderReferenceNotModifiable", func(e *emulator.Error) string {
		return fmt.Sprintf("OrderReference %s is not in draft state and cannot be modified with the request submitted by you.", e.ID)
	}},
	emulator.OrderWrongState: {405, "InvalidOrderReferenceStatus", wrongState("OrderReference")},
	emulator.OrderHasConstraints: {400, "ConstraintsExist", func(e *emulator.Error) string {
		ids := make([]string, len(e.Constraints))
		for i, c := range e.Constraints {
			ids[i] = string(c)
		}
		return fmt.Sprintf("OrderReference %s has constraints %s and cannot be confirmed.", e.ID, strings.Join(ids, ", "))
	}},
	emulator.OrderHasCaptures: {405, "InvalidCancelAttempt", func(e *emulator.Error) string {
		return fmt.Sprintf("OrderReference %s has captures against it and cannot be canceled.", e.ID)
	}},
	emulator.PaymentMethodNotUpdated: {400, "PaymentMethodNotUpdated", func(e *emulator.Error) string {
		return fmt.Sprintf("The payment method of OrderReference %s has not been updated.", e.ID)
	}},
	emulator.AuthorizationWrongState: {405, "InvalidAuthorizationStatus", wrongState("Authorization")},
	emulator.CaptureNotRefundable: {405, "CaptureNotRefundable", func(e *emulator.Error) string {
		return fmt.Sprintf("Capture %s is in %s state and cannot be refunded.", e.ID, e.Status.State)
	}},
	emulator.AmountOverMaximum: {400, "TransactionAmountExceeded", func(e *emulator.Error) string {
		return fmt.Sprintf("A %s request with amount %s cannot be accepted.", e.Operation, e.Amount)
	}},
	emulator.AuthorizationOverTotal: {400, "TransactionAmountExceeded", authorizationOverTotal},
	emulator.CaptureOverAuthorized: {400, "TransactionAmountExceeded", func(e *emulator.Error) string {
		return fmt.Sprintf("A Capture request with amount %s cannot be accepted. The total Capture amount against the Authorization %s cannot exceed %s.", e.Amount, e.ID, e.Max)
	}},
	emulator.RefundOverCaptured: {400, "TransactionAmountExceeded", func(e *emulator.Error) string {
		return fmt.Sprintf("A Refund request with amount %s cannot be accepted. Capture %s has already been refunded for amount %s. The total Refund amount against this Capture cannot exceed %s.", e.Amount, e.ID, e.Sum, e.Max)
	}},
	emulator.TooManyAuthorizations: {400, "TransactionCountExceeded", tooMany("Authorizations")},
	emulator.TooManyRefunds:        {400, "TransactionCountExceeded", tooMany("Refunds")},
	emulator.CurrencyDiffers: {400, "CurrencyMismatch", func(e *emulator.Error) string {
		return fmt.Sprintf("The CurrencyCode %s does not match the CurrencyCode %s of the OrderReference %s.", e.Amount.Currency, e.Currency, e.ID)
	}},
	emulator.ReferenceTaken: {400, "DuplicateReferenceId", func(e *emulator.Error) string {
		return fmt.Sprintf("The %s %s has already been used in another request.", e.Parameter, e.Reference)
	}},
	emulator.RequestDiffers: {400, "DuplicateRequest", func(e *emulator.Error) string {
		return fmt.Sprintf("A request with %s %s has already been processed with different parameters.", e.Parameter, e.Reference)
	}},
}

func wrongState(object string) func(*emulator.Error) string {
	return func(e *emulator.Error) string {
		return fmt.Sprintf("%s %s is in %s state. %s is not allowed in this state.", object, e.ID, e.Status.State, e.Operation)
	}
}

func tooMany(what string) func(*emulator.Error) string {
	return func(e *emulator.Error) string {
		return fmt.Sprintf("The number of %s against %s has exceeded the maximum allowed limit of %d.", what, e.ID, e.Limit)
	}
}

func authorizationOverTotal(e *emulator.Error) string {
	if e.Sum.IsZero() {
		return fmt.Sprintf("An Authorization request with amount %s cannot be accepted. The total Authorization amount against the OrderReference %s cannot exceed %s.", e.Amount, e.ID, e.Max)
	}
	return fmt.Sprintf("An Authorization request with amount %s cannot be accepted. OrderReference %s has already been authorized for amount %s. The total Authorization amount against this OrderReference cannot exceed %s.", e.Amount, e.ID, e.Sum, e.Max)
}

// translate words a refusal of the domain. What has no row is a fault of the
// emulator itself.
func translate(err error) *refusal {
	switch e := err.(type) {
	case *refusal:
		return e
	case *emulator.Error:
		if t, ok := translations[e.Code]; ok {
			return service(t.status, t.code, t.message(e)).because("%s", hint(e))
		}
	}
	return service(http.StatusInternalServerError, "InternalServerError", unknownError).because("%v", err)
}

// hint says why, from what the domain saw, and what would help.
func hint(e *emulator.Error) string {
	text := e.Error()
	if !e.Status.Updated.IsZero() {
		text += ", since " + e.Status.Updated.Format(timestampFormat)
	}
	switch {
	case e.Code == emulator.OrderUnknown || e.Code == emulator.TransactionUnknown:
		text += "; ids are known to one seller, in one environment, and for one kind of object"
	case e.Status.Reason == emulator.ExpiredUnused:
		text += "; an authorization can be captured for 30 days, 2 in the sandbox profile"
	case e.Code == emulator.PaymentMethodNotUpdated:
		text += "; let the buyer choose another: POST /_emulator/order-references/" + e.ID + "/buyer"
	}
	return text
}

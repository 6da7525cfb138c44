package emulator_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
)

// refusals has one for every code of the domain: the refusal, and the text that
// a developer reads.
var refusals = map[emulator.Code]struct {
	refuse func(*testing.T) *emulator.Error
	text   string
}{
	emulator.TransactionUnknown: {func(t *testing.T) *emulator.Error {
		return opened(t, "100").refused(emulator.CaptureFunds{Authorization: orderID + "-A999999", Amount: money("1")}, emulator.TransactionUnknown)
	}, "transaction unknown: " + orderID + "-A999999"},
	emulator.OrderNotModifiable: {func(t *testing.T) *emulator.Error {
		return opened(t, "100").refused(emulator.SetAttributes{Order: orderID, Total: new(money("1"))}, emulator.OrderNotModifiable)
	}, "order reference not modifiable: " + orderID + " is Open: OrderTotal can only be set before confirmation"},
	emulator.OrderWrongState: {func(t *testing.T) *emulator.Error {
		return suspended(t).refused(emulator.Authorize{Order: orderID, Amount: money("1")}, emulator.OrderWrongState)
	}, "order reference in the wrong state: " + orderID + " is Suspended (InvalidPaymentMethod)"},
	emulator.OrderHasConstraints: {func(t *testing.T) *emulator.Error {
		return draft(t).refused(emulator.Confirm{Order: orderID}, emulator.OrderHasConstraints)
	}, "order reference has constraints: " + orderID + ": [AmountNotSet]"},
	emulator.OrderHasCaptures: {func(t *testing.T) *emulator.Error {
		s, _ := completed(t, "100")
		return s.refused(emulator.Cancel{Order: orderID}, emulator.OrderHasCaptures)
	}, "order reference has captures: " + orderID + " is Open: " + orderID + "-C000002 is Completed"},
	emulator.PaymentMethodNotUpdated: {func(t *testing.T) *emulator.Error {
		return suspended(t).refused(emulator.Confirm{Order: orderID}, emulator.PaymentMethodNotUpdated)
	}, "payment method not updated: " + orderID + " is Suspended (InvalidPaymentMethod)"},
	emulator.AuthorizationWrongState: {func(t *testing.T) *emulator.Error {
		s := opened(t, "100")
		return s.refused(emulator.CaptureFunds{Authorization: s.ask("1"), Amount: money("1")}, emulator.AuthorizationWrongState)
	}, "authorization in the wrong state: " + orderID + "-A000001 is Pending"},
	emulator.CaptureNotRefundable: {func(t *testing.T) *emulator.Error {
		s := opened(t, "100")
		return s.refused(emulator.RefundCapture{Capture: s.capture(s.authorize("1"), "1", pendingCapture), Amount: money("1")}, emulator.CaptureNotRefundable)
	}, "capture not refundable: " + orderID + "-C000002 is Pending"},
	emulator.AmountOverMaximum: {func(t *testing.T) *emulator.Error {
		return opened(t, "100").refused(emulator.Authorize{Order: orderID, Amount: money("150000.01")}, emulator.AmountOverMaximum)
	}, "amount over the maximum: " + orderID + ", asked for 150000.01 USD, allowed 150000.00 USD"},
	emulator.AuthorizationOverTotal: {func(t *testing.T) *emulator.Error {
		return opened(t, "100").refused(emulator.Authorize{Order: orderID, Amount: money("116")}, emulator.AuthorizationOverTotal)
	}, "authorization over the order total: " + orderID + ", asked for 116.00 USD, used 0.00 USD, allowed 115.00 USD"},
	emulator.CaptureOverAuthorized: {func(t *testing.T) *emulator.Error {
		s := opened(t, "100")
		return s.refused(emulator.CaptureFunds{Authorization: s.authorize("10"), Amount: money("10.01")}, emulator.CaptureOverAuthorized)
	}, "capture over the authorized amount: " + orderID + "-A000001, asked for 10.01 USD, used 0.00 USD, allowed 10.00 USD"},
	emulator.RefundOverCaptured: {func(t *testing.T) *emulator.Error {
		s, capture := completed(t, "19.95")
		s.refund(capture, "20")
		return s.refused(emulator.RefundCapture{Capture: capture, Amount: money("2.95")}, emulator.RefundOverCaptured)
	}, "refund over the captured amount: " + orderID + "-C000002, asked for 2.95 USD, used 20.00 USD, allowed 22.94 USD"},
	emulator.TooManyAuthorizations: {func(t *testing.T) *emulator.Error {
		s := opened(t, "100")
		for range 25 {
			s.authorize("1")
		}
		return s.refused(emulator.Authorize{Order: orderID, Amount: money("1")}, emulator.TooManyAuthorizations)
	}, "too many authorizations: " + orderID + ", allowed 25"},
	emulator.TooManyRefunds: {func(t *testing.T) *emulator.Error {
		s, capture := completed(t, "100")
		for range 10 {
			s.refund(capture, "1")
		}
		return s.refused(emulator.RefundCapture{Capture: capture, Amount: money("1")}, emulator.TooManyRefunds)
	}, "too many refunds: " + orderID + "-C000002, allowed 10"},
	emulator.CurrencyDiffers: {func(t *testing.T) *emulator.Error {
		return opened(t, "100").refused(emulator.Authorize{Order: orderID, Amount: money("1 EUR")}, emulator.CurrencyDiffers)
	}, "currency differs: " + orderID + ", asked for 1.00 EUR, expected USD"},
	emulator.MoveIllegal: {func(t *testing.T) *emulator.Error {
		s := opened(t, "100")
		s.do(emulator.Cancel{Order: orderID})
		return undecided(t, s, orderID, emulator.Verdict{State: emulator.Open}, emulator.MoveIllegal)
	}, "move illegal: " + orderID + " is Canceled (SellerCanceled), can't become Open: nothing can become of it any more"},
}

// Every code is refused with somewhere. Three are the engine's: whether an order
// or a reference id is known, no single order can tell.
func TestCodes(t *testing.T) {
	elsewhere := []emulator.Code{emulator.OrderUnknown, emulator.ReferenceTaken, emulator.RequestDiffers}
	for _, code := range emulator.Codes {
		t.Run(string(code), func(t *testing.T) {
			r, ok := refusals[code]
			require.Equal(t, !slices.Contains(elsewhere, code), ok, "add a refusal with this code to refusals")
			if !ok {
				return
			}
			e := r.refuse(t)
			require.Equal(t, code, e.Code)
			require.Equal(t, r.text, e.Error())
			require.NotEmpty(t, e.ID)
			require.True(t, e.Operation != "" || code == emulator.MoveIllegal)
			require.True(t, e.Kind != "" || code == emulator.TransactionUnknown)
		})
	}
	require.Len(t, refusals, len(emulator.Codes)-len(elsewhere))
}

func TestErrorText(t *testing.T) {
	e := &emulator.Error{Code: emulator.ReferenceTaken, Parameter: "CaptureReferenceId", Reference: "cap_1", Why: "by S01-1"}
	require.EqualError(t, e, "reference id taken by another request: CaptureReferenceId cap_1: by S01-1")
	require.Equal(t, "Closed (ExpiredUnused)", emulator.Status{State: emulator.Closed, Reason: emulator.ExpiredUnused}.String())
	require.Equal(t, "Open", emulator.Status{State: emulator.Open}.String())
}

// The lists that tests and help texts go through hold every constant of their
// type.
func TestListsAreComplete(t *testing.T) {
	declared := constants(t)
	for name, list := range map[string][]string{
		"Code":          words(emulator.Codes),
		"Kind":          words(emulator.Kinds),
		"Region":        words(emulator.Regions),
		"ConstraintID":  words(emulator.ConstraintIDs),
		"PaymentMethod": words(emulator.PaymentMethods),
		"Tamper":        words(emulator.Tampers),
		"Fault":         words(emulator.Faults),
		"State":         words(allStates),
		"AlarmKind":     words(slices.Collect(maps.Keys(standsFor))),
	} {
		require.NotEmpty(t, declared[name], name)
		require.ElementsMatch(t, declared[name], list, name)
	}
	var reasons []emulator.Reason
	for _, m := range emulator.Moves {
		if m.Reason != "" && !slices.Contains(reasons, m.Reason) {
			reasons = append(reasons, m.Reason)
		}
	}
	require.ElementsMatch(t, declared["Reason"], words(reasons), "reasons that no move has")
}

func words[T ~string](list []T) (texts []string) {
	for _, one := range list {
		texts = append(texts, string(one))
	}
	return texts
}

// constants reads the package's source for the text constants of each type.
func constants(t *testing.T) map[string][]string {
	found := make(map[string][]string)
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	read := func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || len(spec.Values) != 1 {
			return true
		}
		kind, isNamed := spec.Type.(*ast.Ident)
		value, isText := spec.Values[0].(*ast.BasicLit)
		if isNamed && isText && value.Kind == token.STRING {
			text, err := strconv.Unquote(value.Value)
			require.NoError(t, err)
			found[kind.Name] = append(found[kind.Name], text)
		}
		return true
	}
	for _, file := range files {
		if !strings.HasSuffix(file, "_test.go") {
			tree, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
			require.NoError(t, err)
			ast.Inspect(tree, read)
		}
	}
	return found
}

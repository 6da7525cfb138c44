package mws_test

import (
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
)

// ready brings an order to where each operation with a note can be called.
func (s *shop) ready(t *testing.T, op emulator.Operation) *chain {
	t.Helper()
	c := &chain{}
	switch op {
	case emulator.OpSetOrderReferenceDetails, emulator.OpSetOrderAttributes:
		c.order = s.order(t, "")
	case emulator.OpCapture:
		c.order, c.authorization = s.authorized(t, "106.00")
	case emulator.OpRefund:
		c.capture = s.captured(t, "106.00")
	default:
		c.order = s.order(t, "106.00")
	}
	return c
}

// noted calls the operation with a note.
func (s *shop) noted(t *testing.T, c *chain, op emulator.Operation, note string, more ...string) *httptest.ResponseRecorder {
	t.Helper()
	return s.call(t, string(op), append(append(c.parameters(op), noteOf[op], note), more...)...)
}

// TestSimulationsRefused asks each operation for every pair of a state and a
// reason that the table doesn't let it simulate.
func TestSimulationsRefused(t *testing.T) {
	states := []emulator.State{"", "Draft", "Pending", "Open", "Suspended", "Declined", "Completed", "Canceled", "Closed", "declined", "Exploded"}
	reasons := []emulator.Reason{
		"", "InvalidPaymentMethod", "AmazonRejected", "ProcessingFailure", "TransactionTimedOut", "ExpiredUnused", "MaxCapturesProcessed",
		"AmazonClosed", "OrderReferenceCanceled", "SellerClosed", "SellerCanceled", "Stale", "AmazonCanceled", "Expired", "MaxAmountCharged",
		"MaxAuthorizationsCaptured", "MaxAmountRefunded", "MaxRefundsProcessed", "InvalidPayment Method", "amazonrejected", "Whim",
	}
	for op := range noteOf {
		t.Run(string(op), func(t *testing.T) {
			s := newShop(t)
			c := s.ready(t, op)
			for _, state := range states {
				for _, reason := range reasons {
					if slices.Contains(emulator.Outcomes, emulator.Outcome{Operation: op, State: state, Reason: reason, Simulated: true}) &&
						(op != emulator.OpAuthorize || state != emulator.Pending) { // which needs CaptureNow
						continue
					}
					s.requireUnchanged(t, func() {
						w := s.noted(t, c, op, simulation(state, reason, ""))
						requireRefused(t, w, 400, "InvalidSandboxSimulationSpecified")
						require.Equal(t, "The SandboxSimulation specified is invalid for this operation.", value(w, "Message"))
						require.Contains(t, w.Body.String(), "<RequestId>")
					})
				}
			}
		})
	}
}

// TestSimulationMembers is about the members beside state and reason, at their
// edges.
func TestSimulationMembers(t *testing.T) {
	declined := func(members string) string { return simulation("Declined", "InvalidPaymentMethod", members) }
	expired := func(members string) string { return simulation("Closed", "ExpiredUnused", members) }
	for note, taken := range map[string]bool{
		declined(`"PaymentMethodUpdateTimeInMins":0`):    false,
		declined(`"PaymentMethodUpdateTimeInMins":1`):    true,
		declined(`"PaymentMethodUpdateTimeInMins":240`):  true,
		declined(`"PaymentMethodUpdateTimeInMins":241`):  false,
		declined(`"PaymentMethodUpdateTimeInMins":-5`):   false,
		declined(`"PaymentMethodUpdateTimeInMins":1.5`):  false,
		declined(`"PaymentMethodUpdateTimeInMins":5.0`):  true,
		declined(`"PaymentMethodUpdateTimeInMins":1e99`): false,
		declined(`"PaymentMethodUpdateTimeInMins":null`): true,
		declined(`"PaymentMethodUpdateTimeInMins":true`): false,
		declined(`"PaymentMethodUpdateTimeInMins":[5]`):  false,
		declined(`"PaymentMethodUpdateTimeInMins":"x"`):  false,
		expired(`"ExpirationTimeInMins":0`):              false,
		expired(`"ExpirationTimeInMins":1`):              true,
		expired(`"ExpirationTimeInMins":60`):             true,
		expired(`"ExpirationTimeInMins":61`):             false,
		declined(`"SoftDecline":"true"`):                 true,
		declined(`"SoftDecline":"false"`):                true,
		declined(`"SoftDecline":"True"`):                 true,
		declined(`"SoftDecline":true`):                   true,
		declined(`"SoftDecline":false`):                  true,
		declined(`"SoftDecline":null`):                   true,
		declined(`"SoftDecline":"yes"`):                  false,
		declined(`"SoftDecline":1`):                      false,
		declined(`"SoftDecline":{}`):                     false,
		declined(`"Constraint":"AmountNotSet"`):          false,
		declined(`"Mood":"bad"`):                         true,
	} {
		t.Run(note, func(t *testing.T) {
			s := newShop(t)
			c := s.ready(t, emulator.OpAuthorize)
			if taken {
				w := s.noted(t, c, emulator.OpAuthorize, note)
				requireOK(t, w, "State")
				require.Equal(t, "simulation", w.Header().Get("X-Emulator-Rule"))
				require.Equal(t, strings.ReplaceAll(note, "&", "&amp;"), value(w, "SellerAuthorizationNote"))
				return
			}
			s.requireUnchanged(t, func() {
				requireRefused(t, s.noted(t, c, emulator.OpAuthorize, note), 400, "InvalidSandboxSimulationSpecified")
			})
		})
	}
}

// TestSimulationSoftDecline: only true leaves the order Open, and is shown.
func TestSimulationSoftDecline(t *testing.T) {
	for member, order := range map[string]string{
		`"SoftDecline":"true"`:  "Open",
		`"SoftDecline":true`:    "Open",
		`"SoftDecline":"false"`: "Suspended InvalidPaymentMethod",
		`"SoftDecline":false`:   "Suspended InvalidPaymentMethod",
		``:                      "Suspended InvalidPaymentMethod",
	} {
		t.Run(member, func(t *testing.T) {
			s := newShop(t)
			c := s.ready(t, emulator.OpAuthorize)
			w := s.noted(t, c, emulator.OpAuthorize, simulation("Declined", "InvalidPaymentMethod", member), synchronous...)
			require.Equal(t, map[bool]string{true: "true", false: "false"}[order == "Open"], requireOK(t, w, "SoftDecline"))
			require.Equal(t, order, s.status(t, "GetOrderReferenceDetails", "AmazonOrderReferenceId", c.order))
		})
	}
}

// TestNotes: what is no SandboxSimulation in JSON is an ordinary note, echoed as
// it came.
func TestNotes(t *testing.T) {
	for name, tt := range map[string]struct {
		note string
		code string
	}{
		"words":                          {"Order web-20417", ""},
		"the word itself":                {"SandboxSimulation", ""},
		"JSON without the member":        {`{"State":"Declined","ReasonCode":"AmazonRejected"}`, ""},
		"JSON with another member":       {`{"Note":"SandboxSimulation"}`, ""},
		"a list":                         {`[{"SandboxSimulation":{"State":"Declined","ReasonCode":"AmazonRejected"}}]`, ""},
		"words around JSON":              {`please {"SandboxSimulation":{"State":"Declined","ReasonCode":"AmazonRejected"}}`, ""},
		"words behind JSON":              {`{"SandboxSimulation":{"State":"Declined","ReasonCode":"AmazonRejected"}} please`, ""},
		"JSON cut short":                 {`{"SandboxSimulation":{"State":"Declined","ReasonCode":"AmazonRejected"}`, ""},
		"single quotes":                  {`{'SandboxSimulation':{'State':'Declined','ReasonCode':'AmazonRejected'}}`, ""},
		"the member misspelled":          {`{"SandBoxSimulation":{"State":"Declined","ReasonCode":"AmazonRejected"}}`, ""},
		"white space and another order":  {"\n{ \"SandboxSimulation\" :\t{ \"ReasonCode\":\"AmazonRejected\" ,\n\"State\" : \"Declined\" } }\n", "simulated"},
		"beside other members":           {`{"Order":"web-1","SandboxSimulation":{"State":"Declined","ReasonCode":"AmazonRejected"}}`, "simulated"},
		"nothing in it":                  {`{"SandboxSimulation":{}}`, "refused"},
		"a text in it":                   {`{"SandboxSimulation":"Declined"}`, "refused"},
		"a list in it":                   {`{"SandboxSimulation":["Declined"]}`, "refused"},
		"a number for a state":           {`{"SandboxSimulation":{"State":1}}`, "refused"},
		"no state":                       {`{"SandboxSimulation":{"ReasonCode":"AmazonRejected"}}`, "refused"},
		"no reason":                      {`{"SandboxSimulation":{"State":"Declined"}}`, "refused"},
		"a reason misspelled":            {`{"SandboxSimulation":{"State":"Declined","ReasonCode":"InvalidPayment Method"}}`, "refused"},
		"a pair that some plug-ins send": {`{"SandboxSimulation":{"State":"Declined","ReasonCode":"ExpiredUnused"}}`, "refused"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newShop(t)
			c := s.ready(t, emulator.OpAuthorize)
			w := s.noted(t, c, emulator.OpAuthorize, tt.note, synchronous...)
			switch tt.code {
			case "refused":
				requireRefused(t, w, 400, "InvalidSandboxSimulationSpecified")
			case "simulated":
				require.Equal(t, "Declined", requireOK(t, w, "State"))
				require.Equal(t, tt.note, element(t, w, "SellerAuthorizationNote"))
			default:
				require.Equal(t, "Open", requireOK(t, w, "State"))
				require.Equal(t, tt.note, element(t, w, "SellerAuthorizationNote"))
				require.Empty(t, w.Header().Get("X-Emulator-Rule"))
			}
		})
	}
}

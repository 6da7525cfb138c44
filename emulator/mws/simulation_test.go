package mws_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
	"amazon-pay-emulator/emulator/mws"
)

// moment is what there is from some time after the call on, as state and reason;
// "" is nothing.
type moment struct {
	at                                    time.Duration
	order, authorization, capture, refund string
}

// simulations lists what each SandboxSimulation string brings about, by
// mws-simulations sections 3 to 6 and the durations of the production profile.
var simulations = []struct {
	operation emulator.Operation
	state     emulator.State
	reason    emulator.Reason
	members   string   // more of them
	pairs     []string // parameters of the call; capture: made 8 days later with "late"
	course    []moment
}{
	// Authorize, synchronously: in the answer.
	{emulator.OpAuthorize, "Declined", "InvalidPaymentMethod", "", synchronous, []moment{
		{0, "Suspended InvalidPaymentMethod", "Declined InvalidPaymentMethod", "", ""},
	}},
	{emulator.OpAuthorize, "Declined", "InvalidPaymentMethod", `"PaymentMethodUpdateTimeInMins":5`, synchronous, []moment{ // does not come back
		{0, "Suspended InvalidPaymentMethod", "Declined InvalidPaymentMethod", "", ""},
	}},
	{emulator.OpAuthorize, "Declined", "InvalidPaymentMethod", `"SoftDecline":"true"`, synchronous, []moment{
		{0, "Open", "Declined InvalidPaymentMethod", "", ""},
	}},
	{emulator.OpAuthorize, "Declined", "AmazonRejected", "", synchronous, []moment{
		{0, "Closed AmazonClosed", "Declined AmazonRejected", "", ""},
	}},
	{emulator.OpAuthorize, "Declined", "TransactionTimedOut", "", synchronous, []moment{{0, "Open", "Declined TransactionTimedOut", "", ""}}},
	{emulator.OpAuthorize, "Declined", "ProcessingFailure", "", synchronous, []moment{{0, "Open", "Declined ProcessingFailure", "", ""}}},
	{emulator.OpAuthorize, "Closed", "ExpiredUnused", "", synchronous, []moment{
		{0, "Open", "Open", "", ""}, {time.Minute, "Open", "Closed ExpiredUnused", "", ""},
	}},
	{emulator.OpAuthorize, "Closed", "ExpiredUnused", `"ExpirationTimeInMins":60`, synchronous, []moment{
		{0, "Open", "Open", "", ""}, {time.Hour, "Open", "Closed ExpiredUnused", "", ""},
	}},
	{emulator.OpAuthorize, "Closed", "AmazonClosed", "", synchronous, []moment{
		{0, "Open", "Open", "", ""}, {30 * time.Second, "Open", "Closed AmazonClosed", "", ""},
	}},

	// Authorize, asynchronously: Pending for 30 s first.
	{emulator.OpAuthorize, "Declined", "InvalidPaymentMethod", "", nil, []moment{
		{0, "Open", "Pending", "", ""}, {30 * time.Second, "Suspended InvalidPaymentMethod", "Declined InvalidPaymentMethod", "", ""},
	}},
	{emulator.OpAuthorize, "Declined", "InvalidPaymentMethod", `"PaymentMethodUpdateTimeInMins":1`, nil, []moment{
		{0, "Open", "Pending", "", ""},
		{30 * time.Second, "Suspended InvalidPaymentMethod", "Declined InvalidPaymentMethod", "", ""},
		{90 * time.Second, "Open", "Declined InvalidPaymentMethod", "", ""},
	}},
	{emulator.OpAuthorize, "Declined", "InvalidPaymentMethod", `"PaymentMethodUpdateTimeInMins":240`, nil, []moment{
		{0, "Open", "Pending", "", ""},
		{30 * time.Second, "Suspended InvalidPaymentMethod", "Declined InvalidPaymentMethod", "", ""},
		{4*time.Hour + 30*time.Second, "Open", "Declined InvalidPaymentMethod", "", ""},
	}},
	{emulator.OpAuthorize, "Declined", "InvalidPaymentMethod", `"PaymentMethodUpdateTimeInMins":1, "SoftDecline":"true"`, nil, []moment{
		{0, "Open", "Pending", "", ""}, {30 * time.Second, "Open", "Declined InvalidPaymentMethod", "", ""},
	}},
	{emulator.OpAuthorize, "Declined", "AmazonRejected", "", nil, []moment{
		{0, "Open", "Pending", "", ""}, {30 * time.Second, "Closed AmazonClosed", "Declined AmazonRejected", "", ""},
	}},
	{emulator.OpAuthorize, "Declined", "TransactionTimedOut", "", []string{"TransactionTimeout", "5"}, []moment{
		{0, "Open", "Pending", "", ""}, {30 * time.Second, "Open", "Declined TransactionTimedOut", "", ""},
	}},
	{emulator.OpAuthorize, "Declined", "ProcessingFailure", "", nil, []moment{
		{0, "Open", "Pending", "", ""}, {30 * time.Second, "Open", "Declined ProcessingFailure", "", ""},
	}},
	{emulator.OpAuthorize, "Closed", "ExpiredUnused", `"ExpirationTimeInMins":1`, nil, []moment{
		{0, "Open", "Pending", "", ""}, {30 * time.Second, "Open", "Open", "", ""}, {90 * time.Second, "Open", "Closed ExpiredUnused", "", ""},
	}},
	{emulator.OpAuthorize, "Closed", "AmazonClosed", "", nil, []moment{
		{0, "Open", "Pending", "", ""}, {30 * time.Second, "Open", "Open", "", ""}, {time.Minute, "Open", "Closed AmazonClosed", "", ""},
	}},

	// Authorize with CaptureNow: the strings for captures too. A decline is the
	// authorization's (assumed).
	{emulator.OpAuthorize, "Pending", "", "", append(synchronous, "CaptureNow", "true"), []moment{
		{0, "Open", "Open", "Pending", ""}, {time.Hour, "Open", "Closed MaxCapturesProcessed", "Completed", ""},
	}},
	{emulator.OpAuthorize, "Pending", "", "", []string{"CaptureNow", "true"}, []moment{
		{0, "Open", "Pending", "", ""},
		{30 * time.Second, "Open", "Open", "Pending", ""},
		{time.Hour + 30*time.Second, "Open", "Closed MaxCapturesProcessed", "Completed", ""},
	}},
	{emulator.OpAuthorize, "Closed", "AmazonClosed", "", append(synchronous, "CaptureNow", "true"), []moment{
		{0, "Open", "Closed MaxCapturesProcessed", "Completed", ""},
		{30 * time.Second, "Open", "Closed MaxCapturesProcessed", "Closed AmazonClosed", ""},
	}},
	{emulator.OpAuthorize, "Closed", "AmazonClosed", "", []string{"CaptureNow", "true"}, []moment{
		{0, "Open", "Pending", "", ""},
		{30 * time.Second, "Open", "Closed MaxCapturesProcessed", "Completed", ""},
		{time.Minute, "Open", "Closed MaxCapturesProcessed", "Closed AmazonClosed", ""},
	}},
	{emulator.OpAuthorize, "Closed", "ExpiredUnused", "", append(synchronous, "CaptureNow", "true"), []moment{
		{0, "Open", "Open", "", ""}, {time.Minute, "Open", "Closed ExpiredUnused", "", ""},
	}},
	{emulator.OpAuthorize, "Declined", "AmazonRejected", "", append(synchronous, "CaptureNow", "true"), []moment{
		{0, "Closed AmazonClosed", "Declined AmazonRejected", "", ""},
	}},
	{emulator.OpAuthorize, "Declined", "ProcessingFailure", "", append(synchronous, "CaptureNow", "true"), []moment{
		{0, "Open", "Declined ProcessingFailure", "", ""},
	}},

	{emulator.OpCapture, "Pending", "", "", nil, []moment{
		{0, "Open", "Open", "Pending", ""}, {time.Hour, "Open", "Closed MaxCapturesProcessed", "Completed", ""},
	}},
	{emulator.OpCapture, "Declined", "AmazonRejected", "", nil, []moment{
		{0, "Closed AmazonClosed", "Closed AmazonClosed", "Declined AmazonRejected", ""},
	}},
	{emulator.OpCapture, "Declined", "ProcessingFailure", "", nil, []moment{{0, "Open", "Open", "Declined ProcessingFailure", ""}}},
	{emulator.OpCapture, "Closed", "AmazonClosed", "", nil, []moment{
		{0, "Open", "Closed MaxCapturesProcessed", "Completed", ""},
		{30 * time.Second, "Open", "Closed MaxCapturesProcessed", "Closed AmazonClosed", ""},
	}},
	// After 7 days a capture is Pending anyway, and the string decides what then.
	{emulator.OpCapture, "Declined", "AmazonRejected", "", late, []moment{
		{0, "Open", "Open", "Pending", ""}, {time.Hour, "Closed AmazonClosed", "Closed AmazonClosed", "Declined AmazonRejected", ""},
	}},
	{emulator.OpCapture, "Declined", "ProcessingFailure", "", late, []moment{
		{0, "Open", "Open", "Pending", ""}, {time.Hour, "Open", "Open", "Declined ProcessingFailure", ""},
	}},
	{emulator.OpCapture, "Closed", "AmazonClosed", "", late, []moment{
		{0, "Open", "Open", "Pending", ""},
		{time.Hour, "Open", "Closed MaxCapturesProcessed", "Completed", ""},
		{time.Hour + 30*time.Second, "Open", "Closed MaxCapturesProcessed", "Closed AmazonClosed", ""},
	}},

	{emulator.OpRefund, "Declined", "AmazonRejected", "", nil, []moment{
		{0, "Open", "Closed MaxCapturesProcessed", "Completed", "Pending"},
		{30 * time.Second, "Open", "Closed MaxCapturesProcessed", "Completed", "Declined AmazonRejected"},
	}},
	{emulator.OpRefund, "Declined", "ProcessingFailure", "", nil, []moment{
		{0, "Open", "Closed MaxCapturesProcessed", "Completed", "Pending"},
		{30 * time.Second, "Open", "Closed MaxCapturesProcessed", "Completed", "Declined ProcessingFailure"},
	}},

	{emulator.OpCloseOrderReference, "Closed", "AmazonClosed", "", nil, []moment{{0, "Closed AmazonClosed", "Open", "", ""}}},
}

var (
	synchronous = []string{"TransactionTimeout", "0"}[:2:2]
	late        = []string{"late"}
)

// TestSimulations lets every simulation take its course: each moment comes when
// it is due, not a millisecond before, and the last one lasts.
func TestSimulations(t *testing.T) {
	for _, tt := range simulations {
		name := strings.TrimSpace(fmt.Sprintf("%s %s %s %s %s", tt.operation, tt.state, tt.reason, tt.members, strings.Join(tt.pairs, "=")))
		t.Run(name, func(t *testing.T) {
			s := newShop(t)
			note := simulation(tt.state, tt.reason, tt.members)
			c := s.simulate(t, tt.operation, note, tt.pairs)
			passed := time.Duration(0)
			for i, m := range tt.course {
				if i > 0 {
					s.advance(t, m.at-passed-time.Millisecond)
					c.requireMoment(t, s, tt.course[i-1])
					s.advance(t, time.Millisecond)
				}
				c.requireMoment(t, s, m)
				passed = m.at
			}
			s.advance(t, emulator.Day)
			c.requireMoment(t, s, tt.course[len(tt.course)-1])
		})
	}
}

// TestEveryOutcomeIsSimulated holds the cases above against the table.
func TestEveryOutcomeIsSimulated(t *testing.T) {
	for _, o := range emulator.Outcomes {
		tested := false
		for _, tt := range simulations {
			tested = tested || tt.operation == o.Operation && tt.state == o.State && tt.reason == o.Reason
		}
		require.Equal(t, o.Simulated, tested, "%s %s %s", o.Operation, o.State, o.Reason)
	}
}

// simulation writes a note that asks for an outcome.
func simulation(s emulator.State, r emulator.Reason, members string) string {
	list := []string{fmt.Sprintf("%q:%q", "State", s)}
	if r != "" {
		list = append(list, fmt.Sprintf("%q:%q", "ReasonCode", r))
	}
	if members != "" {
		list = append(list, members)
	}
	return `{"SandboxSimulation":{` + strings.Join(list, ", ") + `}}`
}

// chain is an order with one object of each kind, as far as they exist.
type chain struct{ order, authorization, capture, refund string }

// noteOf is the parameter that carries the simulation of an operation.
var noteOf = map[emulator.Operation]string{
	emulator.OpSetOrderReferenceDetails: "OrderReferenceAttributes.SellerNote",
	emulator.OpSetOrderAttributes:       "OrderAttributes.SellerNote",
	emulator.OpAuthorize:                "SellerAuthorizationNote",
	emulator.OpCapture:                  "SellerCaptureNote",
	emulator.OpRefund:                   "SellerRefundNote",
	emulator.OpCloseOrderReference:      "ClosureReason",
}

// simulate brings an order to where the operation can be called, and calls it
// with the note.
func (s *shop) simulate(t *testing.T, op emulator.Operation, note string, pairs []string) *chain {
	t.Helper()
	c := &chain{}
	if op == emulator.OpAuthorize {
		c.order = s.order(t, "106.00")
	} else {
		c.order, c.authorization = s.authorized(t, "106.00")
	}
	if op == emulator.OpRefund {
		w := s.call(t, "Capture", append(price("CaptureAmount", "106.00"), "AmazonAuthorizationId", c.authorization, "CaptureReferenceId", "c")...)
		c.capture = requireOK(t, w, "AmazonCaptureId")
	}
	if slices.Equal(pairs, late) {
		s.advance(t, 8*emulator.Day)
		pairs = nil
	}
	w := s.call(t, string(op), append(c.parameters(op), append(slices.Clone(pairs), noteOf[op], note)...)...)
	requireOK(t, w, "RequestId")
	require.Equal(t, "simulation", w.Header().Get("X-Emulator-Rule"))
	switch op {
	case emulator.OpAuthorize:
		c.authorization = element(t, w, "AmazonAuthorizationId")
		c.capture = c.order + "-C" + strings.TrimPrefix(c.authorization, c.order+"-A") // if there is one
	case emulator.OpCapture:
		c.capture = element(t, w, "AmazonCaptureId")
	case emulator.OpRefund:
		c.refund = element(t, w, "AmazonRefundId")
	}
	return c
}

// parameters are those that a good call of the operation needs.
func (c *chain) parameters(op emulator.Operation) []string {
	switch op {
	case emulator.OpSetOrderReferenceDetails:
		return append(price("OrderReferenceAttributes.OrderTotal", "106"), "AmazonOrderReferenceId", c.order)
	case emulator.OpAuthorize:
		return append(price("AuthorizationAmount", "106"), "AmazonOrderReferenceId", c.order, "AuthorizationReferenceId", "simulated")
	case emulator.OpCapture:
		return append(price("CaptureAmount", "106"), "AmazonAuthorizationId", c.authorization, "CaptureReferenceId", "simulated")
	case emulator.OpRefund:
		return append(price("RefundAmount", "10"), "AmazonCaptureId", c.capture, "RefundReferenceId", "simulated")
	}
	return []string{"AmazonOrderReferenceId", c.order}
}

// requireMoment reads everything through the API.
func (c *chain) requireMoment(t *testing.T, s *shop, want moment) {
	t.Helper()
	got := moment{
		at:            want.at,
		order:         s.status(t, "GetOrderReferenceDetails", "AmazonOrderReferenceId", c.order),
		authorization: s.status(t, "GetAuthorizationDetails", "AmazonAuthorizationId", c.authorization),
		capture:       s.status(t, "GetCaptureDetails", "AmazonCaptureId", c.capture),
		refund:        s.status(t, "GetRefundDetails", "AmazonRefundId", c.refund),
	}
	require.Equal(t, want, got)
}

// status is the state and reason of an object, "" when there is none.
func (s *shop) status(t *testing.T, operation, parameter, id string) string {
	t.Helper()
	if id == "" {
		return ""
	}
	w := s.call(t, operation, parameter, id)
	if w.Code == 404 {
		return ""
	}
	return strings.TrimSpace(requireOK(t, w, "State") + " " + value(w, "ReasonCode"))
}

// TestSimulationsInSandboxProfile: a Pending capture takes 30 s there.
func TestSimulationsInSandboxProfile(t *testing.T) {
	s := newShop(t, func(eo *engine.Options, _ *mws.Options) { eo.Rules = emulator.LikeSandbox() })
	c := s.simulate(t, emulator.OpCapture, simulation("Pending", "", ""), nil)
	s.advance(t, 30*time.Second-time.Millisecond)
	c.requireMoment(t, s, moment{0, "Open", "Open", "Pending", ""})
	s.advance(t, time.Millisecond)
	c.requireMoment(t, s, moment{0, "Open", "Closed MaxCapturesProcessed", "Completed", ""})
}

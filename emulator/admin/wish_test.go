package admin

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
)

func TestNextIPN(t *testing.T) {
	for name, test := range map[string]struct {
		ipn  string
		want emulator.Delivery
	}{
		"delay":     {`{"delay":"5m"}`, emulator.Delivery{Delay: 5 * time.Minute}},
		"copies":    {`{"copies":3}`, emulator.Delivery{Copies: 3}},
		"one copy":  {`{"copies":1}`, emulator.Delivery{Copies: 1}},
		"republish": {`{"copies":2,"duplicate_as":"republish"}`, emulator.Delivery{Copies: 2, Republish: true}},
		"drop":      {`{"drop":true}`, emulator.Delivery{Drop: true}},
		"hold":      {`{"copies":2,"hold":true,"tamper":"body"}`, emulator.Delivery{Copies: 2, Hold: true, Tamper: emulator.TamperBody}},
		"early":     {`{"early":true}`, emulator.Delivery{Early: true}},
		"last":      {`{"delay":"1s","last":true}`, emulator.Delivery{Delay: time.Second, Last: true}},
		"tamper":    {`{"tamper":"certificate_url"}`, emulator.Delivery{Tamper: emulator.TamperCertificateURL}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			var want any
			require.NoError(t, json.Unmarshal([]byte(test.ipn), &want))
			then := w.ok("POST next", `{"on":"Capture","then":{"ipn":`+test.ipn+`}}`).body["then"]
			require.Equal(t, map[string]any{"ipn": want}, then)
			require.Equal(t, then, w.ok("GET next", "").list("rules")[0]["then"])
			waiting := w.waiting()
			require.Len(t, waiting, 1)
			require.Equal(t, test.want, waiting[0].Then[0].Delivery)
			require.True(t, waiting[0].Then[0].Verdict.IsZero())
		})
	}
	w := newWorld(t)
	w.ok("POST next", `{"on":"Capture","then":{"state":"Completed","ipn":{"copies":2,"duplicate_as":"retry","delay":"0s","drop":false}}}`)
	require.Equal(t, emulator.Delivery{Copies: 2}, w.waiting()[0].Then[0].Delivery)
}

// It is for every operation that changes a state, also for those that nobody
// decides about.
func TestNextIPNOperations(t *testing.T) {
	w := newWorld(t)
	for _, on := range []emulator.Operation{
		emulator.OpAuthorize, emulator.OpCapture, emulator.OpRefund, emulator.OpConfirmOrderReference, emulator.OpCloseOrderReference,
		emulator.OpCancelOrderReference, emulator.OpCloseAuthorization,
	} {
		w.ok("POST next", `{"on":"`+string(on)+`","then":{"ipn":{"drop":true}}}`)
	}
}

// A rule about the notification only leaves the decision to the buyer's payment
// method.
func TestNextIPNDecidesNothing(t *testing.T) {
	receiver := newReceiver(t)
	w := newWorld(t, withIPNs(receiver.URL))
	order := w.ok("POST order-references", `{"state":"Open","amount":{"amount":"106.00","currency":"USD"},"payment_method":"decline-amazon-rejected"}`).body["id"].(string)
	w.ok("POST next", `{"on":"Authorize","then":{"ipn":{"copies":2}}}`)
	answer := w.do(emulator.Authorize{Order: order, Reference: "a", Amount: usd(106)})
	require.Equal(t, "next, payment-method:decline-amazon-rejected", answer.By)
	w.arrived(answer.Object)
	w.arrived(order)
	is := answer.Object + " is Declined"
	require.Subset(t, receiver.got(), []string{is})
	require.Len(t, w.ok("GET ipns?object="+answer.Object, "").list("ipns"), 2)
	require.Len(t, w.ok("GET ipns?state=delivered&object="+answer.Object, "").list("ipns"), 2)
}

func TestNextIPNRefusals(t *testing.T) {
	w := newWorld(t)
	for ipn, path := range map[string]string{
		`{}`:                                 "then.ipn",
		`"drop"`:                             "then.ipn",
		`{"dorp":true}`:                      "then.ipn.dorp",
		`{"drop":"yes"}`:                     "then.ipn.drop",
		`{"delay":"-1s"}`:                    "then.ipn.delay",
		`{"delay":5}`:                        "then.ipn.delay",
		`{"copies":0}`:                       "then.ipn.copies",
		`{"copies":101}`:                     "then.ipn.copies",
		`{"copies":1.5}`:                     "then.ipn.copies",
		`{"copies":2,"duplicate_as":"copy"}`: "then.ipn.duplicate_as",
		`{"duplicate_as":"republish"}`:       "then.ipn.duplicate_as",
		`{"tamper":"everything"}`:            "then.ipn.tamper",
		`{"drop":true,"copies":2}`:           "then.ipn.drop",
		`{"drop":true,"tamper":"body"}`:      "then.ipn.drop",
		`{"hold":true,"delay":"1s"}`:         "then.ipn.hold",
		`{"hold":true,"last":true}`:          "then.ipn.hold",
		`{"early":true,"last":true}`:         "then.ipn.early",
		`{"early":true,"delay":"1s"}`:        "then.ipn.early",
	} {
		r := w.refused(http.StatusBadRequest, "POST next", `{"on":"Capture","then":{"ipn":`+ipn+`}}`)
		require.Contains(t, r.flaws(), path, "%s: %s", ipn, r.text)
		require.Len(t, r.list("problems"), 1, r.text)
	}
	r := w.refused(http.StatusBadRequest, "POST next", `{"on":"SetOrderReferenceDetails","then":{"constraint":"PaymentMethodNotAllowed","ipn":{"drop":true}}}`)
	require.Contains(t, r.flaws(), "then.ipn")
	require.Empty(t, w.ok("GET next", "").list("rules"))
}

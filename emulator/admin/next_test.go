package admin

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
)

func TestNext(t *testing.T) {
	w := newWorld(t)
	const body = `{"on":"Capture","then":{"state":"Declined","reason":"AmazonRejected","authorization":"open","order":"open"}}`
	r := w.ok("POST next", body)
	require.Equal(t, http.StatusCreated, r.status)
	require.JSONEq(t, `{"seller_id":"A2EXAMPLESELLER","on":"Capture","then":{"state":"Declined","reason":"AmazonRejected","authorization":"open","order":"open"}}`, r.text)
	w.ok("POST next?seller=T1", `{"on":"Refund","then":{"pending_for":"90m"}}`)

	rules := w.ok("GET next", "").list("rules")
	require.Len(t, rules, 2)
	require.Equal(t, r.body, rules[0])
	require.Equal(t, map[string]any{"pending_for": "90m"}, rules[1]["then"])
	require.Len(t, w.ok("GET next?seller=T1", "").list("rules"), 1)

	first, second := w.captured("c1"), w.captured("c2")
	require.Equal(t, "Declined", w.ok("GET objects/"+first, "").body["state"])
	require.Equal(t, "Open", w.ok("GET objects/"+emulator.OrderOf(first), "").body["state"])
	require.Equal(t, "Completed", w.ok("GET objects/"+second, "").body["state"], "it decides one call")
	require.Empty(t, w.ok("GET next?seller="+defaultSeller, "").list("rules"))
}

// Every pair that the domain knows can be asked for.
func TestNextOutcomes(t *testing.T) {
	w := newWorld(t)
	for _, o := range emulator.Outcomes {
		then := map[string]any{"state": o.State}
		if o.Reason != "" {
			then["reason"] = o.Reason
		}
		body, err := json.Marshal(map[string]any{"on": o.Operation, "then": then})
		require.NoError(t, err)
		w.ok("POST next", string(body))
	}
	require.Len(t, w.ok("GET next", "").list("rules"), len(emulator.Outcomes))
}

func TestNextInFull(t *testing.T) {
	w := newWorld(t)
	for _, body := range []string{
		`{"on":"Authorize","then":{"state":"Declined","reason":"InvalidPaymentMethod","payment_method_fixed_after":"5m","pending_for":"1d"}}`,
		`{"on":"Authorize","then":{"state":"Declined","reason":"InvalidPaymentMethod","soft_decline":true,"order":"closed"}}`,
		`{"on":"Authorize","then":{"state":"Declined","reason":"ProcessingFailure","order":"open"}}`,
		`{"on":"Capture","then":{"state":"Completed","pending_for":"250ms"}}`,
		`{"on":"Capture","then":{"pending_for":"1ms"}}`,
		`{"on":"Capture","then":{"state":"Declined","reason":"ProcessingFailure","authorization":"closed","order":"closed"}}`,
		`{"on":"ConfirmOrderReference","then":{"state":"Closed","reason":"AmazonClosed","pending_for":"1h"}}`,
		`{"on":"SetOrderReferenceDetails","then":{"constraint":"PaymentMethodNotAllowed"}}`,
		`{"on":"SetOrderAttributes","then":{"constraint":"PaymentMethodNotAllowed"}}`,
	} {
		var want map[string]any
		require.NoError(t, json.Unmarshal([]byte(body), &want))
		require.Equal(t, want["then"], w.ok("POST next", body).body["then"])
		rules := w.ok("GET next", "").list("rules")
		require.Equal(t, want["then"], rules[len(rules)-1]["then"])
	}
}

func TestNextRefusals(t *testing.T) {
	w := newWorld(t)
	for body, path := range map[string]string{
		"":                           "",
		`{"on":"Capture"}`:           "then",
		`{"then":{"delay":"1s"}}`:    "on",
		`{"on":"Capture","then":{}}`: "then",
		`{"on":"Captur","then":{"state":"Completed"}}`:                                                                                         "on",
		`{"on":"CancelOrderReference","then":{"state":"Canceled","reason":"AmazonCanceled"}}`:                                                  "then.state",
		`{"on":"GetCaptureDetails","then":{"state":"Completed"}}`:                                                                              "then.state",
		`{"on":"Capture","then":{"state":"Complete"}}`:                                                                                         "then.state",
		`{"on":"Capture","then":{"state":"Declined"}}`:                                                                                         "then.state",
		`{"on":"Capture","then":{"state":"Declined","reason":"InvalidPaymentMethod"}}`:                                                         "then.reason",
		`{"on":"Capture","then":{"state":"Declined","reason":"Rejected"}}`:                                                                     "then.reason",
		`{"on":"Capture","then":{"reason":"AmazonRejected"}}`:                                                                                  "then.reason",
		`{"on":"SetOrderReferenceDetails","then":{"state":"Draft"}}`:                                                                           "then.state",
		`{"on":"Capture","then":{"state":"Completed","pending_for":"0s"}}`:                                                                     "then.pending_for",
		`{"on":"Capture","then":{"state":"Completed","pending_for":"-1s"}}`:                                                                    "then.pending_for",
		`{"on":"Capture","then":{"state":"Completed","pending_for":60}}`:                                                                       "then.pending_for",
		`{"on":"CloseOrderReference","then":{"state":"Closed","reason":"AmazonClosed","pending_for":"1s"}}`:                                    "then.pending_for",
		`{"on":"Capture","then":{"state":"Declined","reason":"AmazonRejected","soft_decline":true}}`:                                           "then.soft_decline",
		`{"on":"Authorize","then":{"state":"Declined","reason":"AmazonRejected","soft_decline":false}}`:                                        "then.soft_decline",
		`{"on":"Authorize","then":{"state":"Open","payment_method_fixed_after":"1m"}}`:                                                         "then.payment_method_fixed_after",
		`{"on":"Authorize","then":{"state":"Declined","reason":"InvalidPaymentMethod","payment_method_fixed_after":"0s"}}`:                     "then.payment_method_fixed_after",
		`{"on":"Authorize","then":{"state":"Declined","reason":"InvalidPaymentMethod","soft_decline":true,"payment_method_fixed_after":"1m"}}`: "then.payment_method_fixed_after",
		`{"on":"Authorize","then":{"state":"Declined","reason":"AmazonRejected","authorization":"open"}}`:                                      "then.authorization",
		`{"on":"Capture","then":{"state":"Completed","order":"open"}}`:                                                                         "then.order",
		`{"on":"Refund","then":{"state":"Declined","reason":"AmazonRejected","order":"open"}}`:                                                 "then.order",
		`{"on":"Capture","then":{"state":"Declined","reason":"AmazonRejected","order":"Closed"}}`:                                              "then.order",
		`{"on":"Capture","then":{"constraint":"PaymentMethodNotAllowed"}}`:                                                                     "then.constraint",
		`{"on":"SetOrderReferenceDetails","then":{"constraint":"AmountNotSet"}}`:                                                               "then.constraint",
		`{"on":"Capture","then":{"state":"Completed","penting_for":"1h"}}`:                                                                     "then.penting_for",
	} {
		r := w.refused(http.StatusBadRequest, "POST next", body)
		require.Contains(t, r.flaws(), path, "%s: %s", body, r.text)
		require.Len(t, r.list("problems"), 1, r.text)
	}
	require.Empty(t, w.ok("GET next", "").list("rules"))
	r := w.refused(http.StatusBadRequest, "POST next", `{"on":"Capture","then":{"state":"Declined"}}`)
	require.Contains(t, r.body["hint"], "write reason: AmazonRejected or ProcessingFailure")
}

// Numbers are shown in JSON, however YAML let them be written.
func TestNextNumbers(t *testing.T) {
	w := newWorld(t)
	for written, want := range map[string]any{".5": 0.5, "1.": 1.0, "0.25": 0.25} {
		r := w.yaml("POST", "next", "on: Capture\nchance: "+written+"\nthen: {state: Pending}\n")
		require.Equal(t, http.StatusCreated, r.status, r.text)
		require.Equal(t, want, r.body["chance"], written)
	}
	for written, want := range map[string]any{"0x10": "0x10", "010": 10.0, "1_0": "1_0", "+1": 1.0, ".inf": ".inf", "7": 7.0} {
		r := w.yaml("POST", "next", "on: Capture\nwhen: {CaptureReferenceId: "+written+"}\nthen: {state: Pending}\n")
		require.Equal(t, http.StatusCreated, r.status, r.text)
		require.Equal(t, want, r.body["when"].(map[string]any)["CaptureReferenceId"], written)
	}
}

// So many rules may wait, and no more.
func TestNextIsBounded(t *testing.T) {
	w := newWorld(t)
	const rule = `{"on":"Capture","then":{"delay":"1ms"}}`
	for range mostWaiting {
		w.ok("POST next", rule)
	}
	r := w.refused(http.StatusConflict, "POST next", rule)
	require.Equal(t, typeTooMany, r.body["type"])
	w.ok("POST next?seller=T1", rule)
	w.captured("c")
	w.ok("POST next", rule)
}

// What waits can be taken back, of one seller or of all.
func TestClearNext(t *testing.T) {
	w := newWorld(t)
	const decline = `{"on":"Capture","then":{"state":"Declined","reason":"AmazonRejected"}}`
	w.ok("POST next", decline)
	w.ok("POST next", decline)
	w.ok("POST next?seller=T1", decline)
	require.EqualValues(t, 1, w.ok("DELETE next?seller=T1", "").body["deleted"])
	require.Len(t, w.ok("GET next", "").list("rules"), 2)
	require.EqualValues(t, 2, w.ok("DELETE next", "").body["deleted"])
	require.Empty(t, w.ok("GET next", "").list("rules"))
	capture, _ := w.account().Object(w.captured("c"))
	require.Equal(t, emulator.Completed, capture.Status.State, "nothing was decided for it")
}

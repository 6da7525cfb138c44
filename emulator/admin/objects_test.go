package admin

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
)

func TestObjects(t *testing.T) {
	w := newWorld(t)
	capture := w.captured("c1")
	order := emulator.OrderOf(capture)
	refund := w.do(emulator.RefundCapture{Capture: capture, Reference: "r1", Amount: usd(6)}).Object

	r := w.ok("GET objects", "")
	require.Nil(t, r.body["next_cursor"])
	types := []any{}
	for _, o := range r.list("objects") {
		types = append(types, o["type"])
		require.NotContains(t, o, "history", "lists are short")
	}
	require.Equal(t, []any{"refund", "capture", "authorization", "order_reference"}, types, "newest first, also when the clock stands still")

	authorization := r.list("objects")[2]["id"].(string)
	require.Equal(t, map[string]any{
		"id": refund, "type": "refund", "seller_id": defaultSeller, "environment": "sandbox", "state": "Pending", "reason": "",
		"created": "2026-01-31T12:00:00.000Z", "updated": "2026-01-31T12:00:00.000Z", "reference": "r1",
		"amount":             map[string]any{"amount": "6.00", "currency": "USD"},
		"order_reference_id": order, "authorization_id": authorization, "capture_id": capture,
		"alarms": []any{map[string]any{"due": "2026-01-31T12:00:30.000Z", "what": "refund resolves", "object": refund}},
	}, r.list("objects")[0])

	w.ok("POST clock/advance", `{"by":"1m"}`)
	got := w.ok("GET objects/"+capture, "").body
	require.Equal(t, map[string]any{"amount": "6.00", "currency": "USD"}, got["refunded_amount"])
	require.Equal(t, authorization, got["authorization_id"])
	require.Equal(t, []any{refund}, got["refund_ids"])
	require.Equal(t, []any{map[string]any{"state": "Closed", "reason": "AmazonClosed"}}, got["next"])
	require.Empty(t, got["alarms"])

	got = w.ok("GET objects/"+authorization, "").body
	require.Equal(t, "MaxCapturesProcessed", got["reason"])
	require.Equal(t, map[string]any{"amount": "100.00", "currency": "USD"}, got["captured_amount"])
	require.Equal(t, []any{capture}, got["capture_ids"])
	require.Len(t, got["history"], 2)
	require.Equal(t, []any{}, got["next"])

	got = w.ok("GET objects/"+order, "").body
	require.Equal(t, map[string]any{"amount": "100.00", "currency": "USD"}, got["captured_amount"])
	require.Equal(t, map[string]any{"amount": "6.00", "currency": "USD"}, got["refunded_amount"])
	require.Equal(t, []any{authorization}, got["authorization_ids"])
	require.Equal(t, []any{capture}, got["capture_ids"])
	require.Equal(t, []any{refund}, got["refund_ids"])
	require.Equal(t, []any{map[string]any{"due": "2026-07-30T12:00:00.000Z", "what": "order expires", "object": order}}, got["alarms"])
}

// What has not happened yet is zero, in the right currency.
func TestObjectAmountsAtFirst(t *testing.T) {
	w := newWorld(t)
	zero := map[string]any{"amount": "0.00", "currency": "USD"}
	authorization := w.authorized("a")
	require.Equal(t, zero, w.ok("GET objects/"+authorization, "").body["captured_amount"])
	require.Equal(t, zero, w.ok("GET objects/"+emulator.OrderOf(authorization), "").body["captured_amount"])
	require.Equal(t, zero, w.ok("GET objects/"+w.captured("c"), "").body["refunded_amount"])
}

func TestObjectDeclinedSoftly(t *testing.T) {
	w := newWorld(t)
	w.ok("POST next", `{"on":"Authorize","then":{"state":"Declined","reason":"InvalidPaymentMethod","soft_decline":true}}`)
	require.Equal(t, true, w.ok("GET objects/"+w.authorized("a"), "").body["soft_decline"])
	require.NotContains(t, w.ok("GET objects/"+w.authorized("b"), "").body, "soft_decline")
}

func TestObjectsByTypeAndState(t *testing.T) {
	w := newWorld(t)
	capture := w.captured("c1")
	w.authorized("a2")
	w.ok("POST order-references?seller=T1", "")
	for query, want := range map[string]int{
		"":                                6,
		"?type=capture":                   1,
		"?type=authorization":             2,
		"?type=authorization&state=Open":  1,
		"?state=Open":                     3,
		"?state=Suspended":                0,
		"?type=order_reference":           3,
		"?type=order_reference&seller=T1": 1,
		"?type=refund":                    0,
		"?seller=T2":                      0,
		"?seller=" + defaultSeller:        5,
	} {
		require.Len(t, w.ok("GET objects"+query, "").ids(), want, query)
	}
	require.Equal(t, []string{capture}, w.ok("GET objects?type=capture&state=Completed", "").ids())
}

// Pages hold every object once, whatever is added between them.
func TestObjectPages(t *testing.T) {
	for name, clock := range map[string]time.Duration{"frozen": 0, "running": time.Second} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.ok("PUT clock", `{"mode":"follow"}`)
			var want []string
			add := func(seller string) string {
				w.pass(clock)
				return w.ok("POST order-references?seller="+seller, "").body["id"].(string)
			}
			for i := range 25 {
				want = append(want, add([]string{"T1", defaultSeller, "T2"}[i%3]))
			}
			var got []string
			cursor := ""
			for pages := 0; ; pages++ {
				require.Less(t, pages, 10)
				r := w.ok("GET objects?limit=7"+cursor, "")
				got = append(got, r.ids()...)
				if r.body["next_cursor"] == nil {
					break
				}
				require.Len(t, r.ids(), 7)
				cursor = "&cursor=" + r.body["next_cursor"].(string)
				if clock > 0 {
					add("T0")
					add("T1")
					add("T3")
				}
			}
			require.ElementsMatch(t, want, got)
			if clock > 0 {
				for i := range want {
					require.Equal(t, want[len(want)-1-i], got[i])
				}
			}
		})
	}
}

// While the clock stands still, what is added later is newer all the same.
func TestObjectPagesOfOneSellerOnAFrozenClock(t *testing.T) {
	w := newWorld(t)
	var want []string
	for range 9 {
		want = append([]string{w.openOrder()}, want...)
	}
	var got []string
	cursor := ""
	for len(got) < len(want) {
		r := w.ok("GET objects?limit=3"+cursor, "")
		got = append(got, r.ids()...)
		w.openOrder()
		if next, ok := r.body["next_cursor"].(string); ok {
			cursor = "&cursor=" + next
		} else {
			break
		}
	}
	require.Equal(t, want, got)
}

func TestObjectPageThatIsJustFull(t *testing.T) {
	w := newWorld(t)
	w.openOrder()
	w.openOrder()
	require.Nil(t, w.ok("GET objects?limit=2", "").body["next_cursor"])
	require.NotNil(t, w.ok("GET objects?limit=1", "").body["next_cursor"])
	// A cursor from before a reset, or of a seller who is not there, is no error.
	cursor := w.ok("GET objects?limit=1", "").body["next_cursor"].(string)
	w.ok("POST reset", "")
	require.Empty(t, w.ok("GET objects?cursor="+cursor, "").ids())
	require.Empty(t, w.ok("GET objects?seller=T9&cursor="+cursor, "").ids())
}

// Pages don't end before time does.
func TestObjectPagesLate(t *testing.T) {
	w := newWorld(t)
	w.ok("PUT clock", `{"now":"9999-12-31T23:59:59.999Z"}`)
	newest := []string{w.openOrder(), w.openOrder()}
	r := w.ok("GET objects?limit=1", "")
	require.Equal(t, newest[1:], r.ids())
	require.Equal(t, newest[:1], w.ok("GET objects?limit=1&cursor="+r.body["next_cursor"].(string), "").ids())
}

func TestObjectOfSeveralSellers(t *testing.T) {
	w := newWorld(t)
	const id = "S01-1111111-1111111"
	w.ok("POST order-references?seller=T1", `{"id":"`+id+`"}`)
	require.Equal(t, "T1", w.ok("GET objects/"+id, "").body["seller_id"])
	w.ok("POST order-references?seller=T2", `{"id":"`+id+`"}`)
	r := w.refused(http.StatusConflict, "GET objects/"+id, "")
	require.Equal(t, "say which one is meant, with ?seller=T1", r.body["hint"])
	require.Equal(t, "T2", w.ok("GET objects/"+id+"?seller=T2", "").body["seller_id"])
	w.ok("POST order-references", `{"id":"`+id+`"}`)
	require.Equal(t, defaultSeller, w.ok("GET objects/"+id, "").body["seller_id"])
	w.ok("POST objects/"+id+"/decide", `{"seller_id":"T2","state":"Canceled","reason":"AmazonCanceled"}`)
	require.Equal(t, "Draft", w.ok("GET objects/"+id, "").body["state"])

	r = w.refused(http.StatusNotFound, "GET objects/"+id+"?seller=T3", "")
	require.Contains(t, r.body["hint"], "seller A2EXAMPLESELLER, T1, T2 has")
}

func TestUnknownObject(t *testing.T) {
	w := newWorld(t)
	authorization := w.authorized("a")
	for _, id := range []string{"S01-0000000-0000000", "x", authorization + "0", strings.Repeat("x", 10_000), "%F0%9F%92%A5"} {
		r := w.refused(http.StatusNotFound, "GET objects/"+id, "")
		require.Equal(t, "GET /_emulator/objects lists what there is", r.body["hint"])
	}
}

func TestDecide(t *testing.T) {
	w := newWorld(t)
	w.ok("POST next", `{"on":"Capture","then":{"state":"Pending"}}`)
	capture := w.captured("c")
	require.Equal(t, "Pending", w.ok("GET objects/"+capture, "").body["state"])
	r := w.ok("POST objects/"+capture+"/decide", `{"state":"Declined","reason":"ProcessingFailure"}`)
	require.Equal(t, http.StatusOK, r.status)
	require.Equal(t, "Declined", r.body["state"])
	require.Equal(t, "ProcessingFailure", r.body["reason"])
	require.Empty(t, r.body["alarms"])

	order := emulator.OrderOf(capture)
	r = w.ok("POST objects/"+order+"/decide", `{"state":"Closed"}`)
	require.Equal(t, "AmazonClosed", r.body["reason"], "the first reason that there is")
}

func TestDispute(t *testing.T) {
	w := newWorld(t)
	capture := w.captured("c")
	target := "POST objects/" + capture + "/decide"
	r := w.ok(target, `{"chargeback":{"amount":{"amount":"10.00","currency":"USD"},"reason":"Generic Service Chargeback"}}`)
	require.Equal(t, "chargeback", r.body["type"])
	require.Equal(t, "RECEIVED", r.body["state"])
	require.Equal(t, capture, r.body["capture_id"])
	require.Equal(t, "Generic Service Chargeback", r.body["reason_description"])
	require.Equal(t, r.body, w.ok("GET objects/"+r.body["id"].(string), "").body)
	require.Equal(t, "Unauthorized Transaction Chargeback", w.ok(target, `{"chargeback":{}}`).body["reason_description"])
	require.Len(t, w.ok("GET objects?type=chargeback", "").body["objects"], 2)

	for body, path := range map[string]string{
		`{"chargeback":{},"state":"Closed"}`:                        "chargeback",
		`{"chargeback":{"amount":{"amount":"0","currency":"USD"}}}`: "chargeback.amount.amount",
		`{"chargeback":{"amount":{"amount":"1","currency":"EUR"}}}`: "chargeback.amount.currency",
		`{"chargeback":{"sum":{"amount":"1","currency":"USD"}}}`:    "chargeback.sum",
	} {
		require.Contains(t, w.refused(http.StatusBadRequest, target, body).flaws(), path, body)
	}
	w.refused(http.StatusConflict, target, `{"chargeback":{"amount":{"amount":"100000","currency":"USD"}}}`)
	w.refused(http.StatusConflict, "POST objects/"+emulator.OrderOf(capture)+"/decide", `{"chargeback":{}}`)
	w.refused(http.StatusNotFound, "POST objects/"+emulator.OrderOf(capture)+"-C000000/decide", `{"chargeback":{}}`)
}

func TestDecideRefusals(t *testing.T) {
	w := newWorld(t)
	capture := w.captured("c")
	target := "POST objects/" + capture + "/decide"
	for body, path := range map[string]string{
		"":                          "state",
		"{}":                        "state",
		`{"reason":"AmazonClosed"}`: "state",
		`{"state":"Close"}`:         "state",
		`{"state":"Closed","reason":"AmazonClose"}`: "reason",
		`{"state":"Closed","why":"x"}`:              "why",
	} {
		require.Contains(t, w.refused(http.StatusBadRequest, target, body).flaws(), path, body)
	}
	r := w.refused(http.StatusConflict, target, `{"state":"Declined","reason":"AmazonRejected"}`)
	require.Equal(t, typePrefix+"move-illegal", r.body["type"])
	require.Contains(t, r.body["detail"], "it can become Closed (AmazonClosed)")
	require.Contains(t, r.body["hint"], capture)
	w.refused(http.StatusNotFound, "POST objects/S01-0000000-0000000/decide", `{"state":"Closed"}`)
	require.Equal(t, "Completed", w.ok("GET objects/"+capture, "").body["state"])
}

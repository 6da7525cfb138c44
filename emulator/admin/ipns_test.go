package admin

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
	"amazon-pay-emulator/ipnsender/sns"
)

// numbers are those of a page of notifications.
func (r response) numbers() []string {
	list := []string{}
	for _, x := range r.list("ipns") {
		list = append(list, fmt.Sprint(x["seller_id"], " ", x["n"]))
	}
	return list
}

func TestIPN(t *testing.T) {
	receiver := newReceiver(t)
	w := newWorld(t, withIPNs(strings.Replace(receiver.URL, "http://", "http://user:secret@", 1)+"/ipn"))
	capture := w.captured("c")
	got := w.arrived(capture)
	message := got["message_id"].(string)
	attempts := got["attempts"].([]any)
	require.Len(t, attempts, 1)
	latency := attempts[0].(map[string]any)["latency"]
	want := map[string]any{
		"n": 3.0, "message_id": message, "seller_id": defaultSeller, "type": "PaymentCapture", "object": capture,
		"url": strings.Replace(receiver.URL, "http://", "http://user:xxxxx@", 1) + "/ipn", "state": "delivered",
		"at": "2026-01-31T12:00:00.000Z", "next": nil,
		"attempts": []any{map[string]any{
			"n": 1.0, "at": "2026-01-31T12:00:00.000Z", "real_at": "2026-01-31T12:00:00.000Z", "latency": latency,
			"status": 200.0, "error": "", "answer": "thank you",
		}},
	}
	require.Equal(t, want, got)
	require.Contains(t, w.ok("GET ipns", "").body["ipns"], any(want))

	want["request"] = map[string]any{
		"headers": []any{map[string]any{"name": "x-amz-sns-message-type", "value": "Notification"}},
		"body":    capture + " is Completed",
	}
	require.Equal(t, want, w.ok("GET ipns/3", "").body)
	require.Equal(t, want, w.ok("GET ipns/"+message, "").body)
	require.Contains(t, receiver.got(), capture+" is Completed")
	require.NotContains(t, w.ok("GET ipns", "").text, "secret")
}

func TestIPNList(t *testing.T) {
	receiver := newReceiver(t)
	w := newWorld(t, withIPNs(receiver.URL))
	receiver.answers(http.StatusTeapot)
	order := w.openOrder()
	authorization := w.do(emulator.Authorize{Order: order, Reference: "a", Amount: usd(106)}).Object
	w.ok("POST order-references?seller=T1", `{"state":"Open","amount":{"amount":"1.00","currency":"USD"}}`)
	mine, other := defaultSeller+" ", "T1 "
	for query, want := range map[string][]string{
		"":                                 {mine + "2", mine + "1", other + "1"},
		"?seller=T1":                       {other + "1"},
		"?seller=T2":                       {},
		"?object=" + authorization:         {mine + "2"},
		"?type=OrderReferenceNotification": {mine + "1", other + "1"},
		"?type=PaymentRefund":              {},
		"?state=held":                      {},
		"?limit=2":                         {mine + "2", mine + "1"},
	} {
		require.Equal(t, want, w.ok("GET ipns"+query, "").numbers(), query)
	}
	var all []string
	for query := "?limit=1"; query != ""; {
		r := w.ok("GET ipns"+query, "")
		all = append(all, r.numbers()...)
		query = ""
		if next, ok := r.body["next_cursor"].(string); ok {
			query = "?limit=1&cursor=" + next
		}
	}
	require.Equal(t, []string{mine + "2", mine + "1", other + "1"}, all)
	for query, path := range map[string]string{"?state=lost": "?state", "?limit=0": "?limit", "?cursor=x": "?cursor", "?kind=x": "?kind"} {
		require.Contains(t, w.refused(http.StatusBadRequest, "GET ipns"+query, "").flaws(), path)
	}
	w.ok("POST reset", "")
	require.Empty(t, w.ok("GET ipns", "").numbers())
}

// A number is one seller's, a message id is found wherever it is.
func TestIPNNames(t *testing.T) {
	w := newWorld(t, withIPNs(""))
	w.ok("POST order-references?seller=T1", `{"state":"Open","amount":{"amount":"1.00","currency":"USD"}}`)
	message := w.ok("GET ipns", "").list("ipns")[0]["message_id"].(string)
	require.Equal(t, "T1", w.ok("GET ipns/1?seller=T1", "").body["seller_id"])
	require.Equal(t, "T1", w.ok("GET ipns/"+message, "").body["seller_id"])
	r := w.refused(http.StatusNotFound, "GET ipns/1", "")
	require.Equal(t, typeNoIPN, r.body["type"])
	require.Contains(t, r.body["hint"], "?seller=")
	w.refused(http.StatusNotFound, "GET ipns/"+message+"?seller=T2", "")
	w.refused(http.StatusNotFound, "POST ipns/nothing/release", "")
	w.refused(http.StatusNotFound, "POST ipns/9/resend", `{"seller_id":"T1"}`)
	require.Contains(t, w.refused(http.StatusBadRequest, "POST ipns/1/resend", `{"url":"x"}`).flaws(), "url")
}

func TestIPNResend(t *testing.T) {
	receiver := newReceiver(t)
	w := newWorld(t, withIPNs(receiver.URL))
	receiver.answers(http.StatusNotFound)
	order := w.openOrder()
	r := w.refused(http.StatusRequestTimeout, "POST await", `{"ipn_for":"`+order+`","timeout":"30s"}`)
	require.Contains(t, r.body["detail"], "is failed after 1 attempts, the last of which was answered 404")
	receiver.answers(http.StatusNoContent)
	w.ok("POST ipns/1/resend", "")
	require.Len(t, w.arrived(order)["attempts"], 2)
	w.ok("POST ipns/1/resend", `{"seller_id":"`+defaultSeller+`"}`)
	require.Equal(t, []string{order + " is Open", order + " is Open"}, receiver.got()[:2])

	quiet := newWorld(t, withIPNs(""))
	quiet.openOrder()
	require.Equal(t, "recorded", quiet.ok("GET ipns/1", "").body["state"])
	require.Equal(t, typeNoReceiver, quiet.refused(http.StatusConflict, "POST ipns/1/resend", "").body["type"])
}

func TestIPNRelease(t *testing.T) {
	receiver := newReceiver(t)
	w := newWorld(t, withIPNs(receiver.URL))
	order := w.openOrder()
	w.arrived(order)
	require.Equal(t, typeNotHeld, w.refused(http.StatusConflict, "POST ipns/1/release", "").body["type"])
	w.ok("POST next", `{"on":"CloseOrderReference","then":{"ipn":{"hold":true}}}`)
	w.do(emulator.CloseOrder{Order: order})
	w.ok("POST clock/advance", `{"by":"1h"}`)
	require.Equal(t, []string{order + " is Open"}, receiver.got(), "it holds up no time and stays")
	require.EqualValues(t, 2, w.held())
	w.ok("POST ipns/2/release", "")
	require.Equal(t, "delivered", w.arrived(order)["state"])
	require.Equal(t, []string{order + " is Open", order + " is Closed"}, receiver.got())
}

func TestIPNSample(t *testing.T) {
	receiver := newReceiver(t)
	w := newWorld(t, withIPNs(receiver.URL))
	r := w.ok("POST ipns/sample?seller=T1", `{"type":"PaymentCapture","environment":"live"}`)
	require.Equal(t, http.StatusCreated, r.status)
	require.Equal(t, "T1", r.body["seller_id"])
	require.Equal(t, "PaymentCapture", r.body["type"])
	require.Equal(t, "sample live", w.ok("GET ipns/1?seller=T1", "").body["request"].(map[string]any)["body"])
	w.ok("POST ipns/sample", `{"type":"PaymentCapture"}`)
	require.Equal(t, "sample sandbox", w.ok("GET ipns/1", "").body["request"].(map[string]any)["body"])
	for body, path := range map[string]string{
		"":                           "type",
		`{"type":"PaymentCaptured"}`: "type",
		`{"type":"PaymentCapture","environment":"test"}`: "environment",
		`{"kind":"PaymentCapture"}`:                      "kind",
	} {
		require.Contains(t, w.refused(http.StatusBadRequest, "POST ipns/sample", body).flaws(), path)
	}
}

// The bytes are shown as they are, also when they are no text, or none.
func TestIPNBytes(t *testing.T) {
	w := newWorld(t, withIPNs(""))
	account := w.account()
	m := message(account, "", "PaymentCapture", "C", "\xFF\x00é")
	w.api.options.IPNs.Send(m)
	m.Request = func() (sns.Request, error) { return sns.Request{}, errBroken }
	w.api.options.IPNs.Send(m)
	request := w.ok("GET ipns/1", "").body["request"].(map[string]any)
	require.Equal(t, "\uFFFD\x00é", request["body"])
	require.Equal(t, base64.StdEncoding.EncodeToString([]byte("\xFF\x00é")), request["body_base64"])
	r := w.ok("GET ipns/2", "")
	require.Nil(t, r.body["request"])
	require.Equal(t, "broken", r.body["problem"])
}

// An advance tells what was delivered in it, retries at their moments included.
func TestAdvanceDelivers(t *testing.T) {
	receiver := newReceiver(t)
	w := newWorld(t, withIPNs(receiver.URL))
	receiver.answers(http.StatusServiceUnavailable)
	order := w.openOrder()
	r := w.ok("POST clock/advance", `{"by":"30s"}`)
	require.Equal(t, true, r.body["settled"])
	list := r.list("deliveries")
	delivery := func(at string, n, status float64) map[string]any {
		return map[string]any{
			"n": 1.0, "message_id": list[0]["message_id"], "seller_id": defaultSeller, "type": "OrderReferenceNotification", "object": order,
			"attempt": n, "at": at, "status": status, "error": "", "delivered": status == http.StatusOK,
		}
	}
	first := delivery("2026-01-31T12:00:00.000Z", 1, 503)
	second := delivery("2026-01-31T12:00:20.000Z", 2, 503)
	require.Contains(t, [][]map[string]any{{first, second}, {second}}, list, "the first one may have been before")
	receiver.answers(http.StatusOK)
	require.Equal(t, "2026-01-31T12:00:40.000Z", w.ok("GET ipns/1", "").body["next"])
	w.ok("POST clock/advance?seller=T1", `{"by":"1h"}`)
	list = w.ok("POST clock/advance", `{"by":"1d"}`).list("deliveries")
	require.Equal(t, []map[string]any{delivery("2026-01-31T12:00:40.000Z", 3, 200)}, list)
}

// A receiver that hangs holds time up for a while only, and is named then.
func TestAdvanceLetsGo(t *testing.T) {
	receiver := newReceiver(t)
	goOn := receiver.hangs()
	t.Cleanup(goOn)
	w := newWorld(t, withIPNs(receiver.URL))
	order := w.openOrder()
	r := w.ok("POST clock/advance", `{"by":"1h","settle_timeout":"10ms"}`)
	require.Equal(t, false, r.body["settled"])
	require.Equal(t, "2026-01-31T13:00:00.000Z", r.body["now"])
	require.Equal(t, []any{}, r.body["deliveries"])
	require.Len(t, r.list("unsettled"), 1)
	require.Equal(t, order, r.list("unsettled")[0]["object"])
	goOn()
	require.Equal(t, "2026-01-31T12:00:00.000Z", w.arrived(order)["attempts"].([]any)[0].(map[string]any)["at"])
}

// An emulator without notifications says so.
func TestNoIPNs(t *testing.T) {
	w := newWorld(t)
	order := w.openOrder()
	require.Empty(t, w.ok("GET ipns", "").list("ipns"))
	for _, target := range []string{"GET ipns/1", "POST ipns/1/resend", "POST ipns/1/release"} {
		require.Equal(t, typeNotThere, w.refused(http.StatusNotFound, target, "").body["type"])
	}
	w.refused(http.StatusNotFound, "POST ipns/sample", `{"type":"PaymentCapture"}`)
	w.refused(http.StatusNotFound, "POST await", `{"ipn_for":"`+order+`"}`)
}

func TestCertificates(t *testing.T) {
	w := newWorld(t, withCertificates)
	for path, want := range map[string][2]string{
		"ca.pem":           {"application/x-pem-file", "the CA"},
		"signing-cert.pem": {"application/x-pem-file", "the signer"},
		"ca.crl":           {"application/pkix-crl", "0\x00\xFF"},
	} {
		r := w.ok("GET "+path, "")
		require.Equal(t, want, [2]string{r.header.Get("Content-Type"), r.text})
	}
	none := newWorld(t)
	require.Equal(t, typeNotThere, none.refused(http.StatusNotFound, "GET ca.pem", "").body["type"])
	broken := newWorld(t, func(_ *engine.Options, ao *Options) {
		ao.CA = func(ctx context.Context) ([]byte, error) { return nil, errors.Join(errBroken, ctx.Err()) }
	})
	broken.refused(http.StatusInternalServerError, "GET ca.pem", "")
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	require.Equal(t, http.StatusServiceUnavailable, broken.callIn(gone, "GET ca.pem", "").status)
}

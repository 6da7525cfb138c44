package admin

import (
	"context"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
)

// begun is closed when an await has begun.
func begun(closed chan struct{}) option {
	return func(_ *engine.Options, ao *Options) {
		var once sync.Once
		relayed := ao.Relayed
		ao.Relayed = func(ctx context.Context) error {
			once.Do(func() { close(closed) })
			if relayed != nil {
				return relayed(ctx)
			}
			return nil
		}
	}
}

// awaiting makes a call that waits, and returns once it does.
func (w *world) awaiting(began <-chan struct{}, body string) <-chan response {
	answer := make(chan response, 1)
	go func() { answer <- w.call("POST await", body) }()
	<-began
	return answer
}

func TestAwaitState(t *testing.T) {
	began := make(chan struct{})
	w := newWorld(t, begun(began))
	order := w.openOrder()
	authorization := w.do(emulator.Authorize{Order: order, Reference: "a", Amount: usd(106), Timeout: time.Hour}).Object
	answer := w.awaiting(began, `{"object":"`+authorization+`","state":"Open","timeout":"1m"}`)
	w.ok("POST clock/advance", `{"by":"40d"}`)
	r := <-answer
	require.Equal(t, http.StatusOK, r.status, r.text)
	require.Equal(t, true, r.body["reached"])
	require.Equal(t, authorization, r.body["object"].(map[string]any)["id"])
	require.Equal(t, "Closed", w.ok("POST await", `{"object":"`+authorization+`","state":"Closed","timeout":"0s"}`).body["object"].(map[string]any)["state"])
}

// A state that is only passed through within one advance counts.
func TestAwaitStateInPassing(t *testing.T) {
	w := newWorld(t)
	authorization := w.do(emulator.Authorize{Order: w.openOrder(), Reference: "a", Amount: usd(106), Timeout: time.Hour}).Object
	waiter := &stateWaiter{account: w.account(), id: authorization, state: emulator.Open, mark: w.account().Mark()}
	w.ok("POST clock/advance", `{"by":"40d"}`)
	seen, err := w.api.wait(t.Context(), w.account(), waiter)
	require.NoError(t, err)
	require.True(t, seen.Reached)
	require.Equal(t, emulator.Closed, seen.Object.State)
}

func TestAwaitStateInVain(t *testing.T) {
	w := newWorld(t)
	order := w.openOrder()
	r := w.refused(http.StatusRequestTimeout, "POST await", `{"object":"`+order+`","state":"Closed","timeout":"5ms"}`)
	require.Equal(t, typeTimeout, r.body["type"])
	require.Equal(t, "waited for "+order+" to be Closed; it is Open since 2026-01-31T12:00:00.000Z", r.body["detail"])
	require.Equal(t, "Open", r.body["seen"].(map[string]any)["object"].(map[string]any)["state"])

	w.do(emulator.CloseOrder{Order: order})
	r = w.refused(http.StatusRequestTimeout, "POST await", `{"object":"`+order+`","state":"Canceled","timeout":"1h"}`)
	require.Equal(t, typeUnreachable, r.body["type"])
	require.Contains(t, r.body["detail"], "it is Closed (SellerClosed)")
}

func TestAwaitIPN(t *testing.T) {
	receiver := newReceiver(t)
	goOn := receiver.hangs()
	t.Cleanup(goOn)
	began := make(chan struct{})
	w := newWorld(t, withIPNs(receiver.URL), begun(began))
	order := w.openOrder()
	answer := w.awaiting(began, `{"ipn_for":"`+order+`","delivered":true,"timeout":"1m"}`)
	goOn()
	r := <-answer
	require.Equal(t, http.StatusOK, r.status, r.text)
	require.Equal(t, "delivered", r.list("ipns")[0]["state"])

	w.do(emulator.CloseOrder{Order: order})
	require.EqualValues(t, 2, w.arrived(order)["n"], "it is the newest that counts")
	require.Equal(t, []string{order + " is Open", order + " is Closed"}, receiver.got())
}

// What can't arrive any more is not waited for.
func TestAwaitIPNInVain(t *testing.T) {
	receiver := newReceiver(t)
	w := newWorld(t, withIPNs(receiver.URL))
	draft := w.ok("POST order-references", "").body["id"].(string)
	r := w.refused(http.StatusRequestTimeout, "POST await", `{"ipn_for":"`+draft+`","timeout":"5ms"}`)
	require.Equal(t, "waited for the newest IPN for "+draft+" to be delivered; there is none", r.body["detail"])

	w.ok("POST next", `{"on":"Authorize","then":{"ipn":{"drop":true}}}`)
	authorization := w.authorized("a")
	r = w.refused(http.StatusRequestTimeout, "POST await", `{"ipn_for":"`+authorization+`","timeout":"1h"}`)
	require.Equal(t, typeUnreachable, r.body["type"])
	require.Contains(t, r.body["detail"], "is dropped after 0 attempts")
	require.Equal(t, "dropped", r.body["seen"].(map[string]any)["ipns"].([]any)[0].(map[string]any)["state"])

	receiver.Close()
	order := w.openOrder()
	r = w.refused(http.StatusRequestTimeout, "POST await", `{"ipn_for":"`+order+`","timeout":"500ms"}`)
	require.Equal(t, typeTimeout, r.body["type"], "there will be a retry")
	w.ok("POST clock/advance", `{"by":"1m"}`)
	r = w.refused(http.StatusRequestTimeout, "POST await", `{"ipn_for":"`+order+`","timeout":"1h"}`)
	require.Equal(t, typeUnreachable, r.body["type"])
	require.Contains(t, r.body["detail"], "is failed after 4 attempts, the last of which got no answer: ")
}

func TestResetEndsAwait(t *testing.T) {
	for name, body := range map[string]func(order string) string{
		"of a state": func(order string) string { return `{"object":"` + order + `","state":"Closed","timeout":"1h"}` },
		"of an IPN":  func(order string) string { return `{"ipn_for":"` + order + `","timeout":"1h"}` },
	} {
		t.Run(name, func(t *testing.T) {
			receiver := newReceiver(t)
			t.Cleanup(receiver.hangs())
			began := make(chan struct{})
			w := newWorld(t, withIPNs(receiver.URL), begun(began))
			answer := w.awaiting(began, body(w.openOrder()))
			w.ok("POST reset", "")
			r := <-answer
			require.Equal(t, http.StatusConflict, r.status, r.text)
			require.Equal(t, typeReset, r.body["type"])
		})
	}
}

// Whoever goes away is waited for no longer.
func TestAwaitBrokenOff(t *testing.T) {
	w := newWorld(t)
	order := w.openOrder()
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	r := w.callIn(gone, "POST await", `{"object":"`+order+`","state":"Closed","timeout":"1h"}`)
	require.Equal(t, http.StatusServiceUnavailable, r.status)
}

func TestAwaitRefusals(t *testing.T) {
	w := newWorld(t, withIPNs(""))
	order := w.openOrder()
	for body, path := range map[string]string{
		"":                                "",
		"{}":                              "",
		`{"object":"X"}`:                  "state",
		`{"state":"Open"}`:                "",
		`{"object":"X","state":"Opened"}`: "state",
		`{"object":"X","state":"Open","ipn_for":"X"}`:    "ipn_for",
		`{"object":"X","state":"Open","delivered":true}`: "delivered",
		`{"ipn_for":"X","state":"Open"}`:                 "state",
		`{"ipn_for":"X","delivered":false}`:              "delivered",
		`{"ipn_for":"X","timeout":"-1s"}`:                "timeout",
		`{"ipn_for":"X","timeout":10}`:                   "timeout",
		`{"operation":"Captur"}`:                         "operation",
		`{"operation":""}`:                               "operation",
		`{"operation":"Capture","count":0}`:              "count",
		`{"operation":"Capture","count":-1}`:             "count",
		`{"operation":"Capture","state":"Open"}`:         "state",
		`{"operation":"Capture","ipn_for":"X"}`:          "ipn_for",
		`{"operation":"Capture","delivered":true}`:       "delivered",
		`{"object":"X","state":"Open","count":1}`:        "count",
		`{"object":"X","state":"Open","reference":"R"}`:  "reference",
		`{"ipn_for":"X","count":1}`:                      "count",
	} {
		require.Contains(t, w.refused(http.StatusBadRequest, "POST await", body).flaws(), path, body)
	}
	w.refused(http.StatusNotFound, "POST await", `{"object":"X","state":"Open"}`)
	w.refused(http.StatusNotFound, "POST await?seller=T1", `{"ipn_for":"`+order+`"}`)
}

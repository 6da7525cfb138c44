package admin

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
	"amazon-pay-emulator/scenarios"
)

// start is where every test's clock begins.
var start = time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC)

// operations stand for the API's.
var operations = []string{"GetServiceStatus", "Authorize", "GetAuthorizationDetails", "Capture", "GetCaptureDetails", "Refund", "ConfirmOrderReference"}

const defaultSeller = "A2EXAMPLESELLER"

// world is a real engine behind a real API; only the machine's clock is a toy.
type world struct {
	*testing.T
	engine *engine.Engine
	api    *API
	real   *atomic.Int64 // Unix milliseconds
}

type option func(*engine.Options, *Options)

func newWorld(t *testing.T, options ...option) *world {
	t.Helper()
	w := &world{T: t, real: &atomic.Int64{}}
	w.real.Store(start.UnixMilli())
	eo := engine.Options{
		Real: func() time.Time { return time.UnixMilli(w.real.Load()).UTC() }, Seed: 1,
		Sellers: []engine.Seller{{ID: defaultSeller, AccessKey: "AKIAEXAMPLEACCESSKEY", SecretKey: "example-secret-key", Region: emulator.US}},
	}
	repertoire := scenarios.NewRepertoire(vocabulary, nil)
	eo.Script = func(string) engine.Script { return repertoire.Director() }
	ao := Options{Version: "v1.2.3", Operations: operations, Scenarios: repertoire}
	ao.Feed = NewFeed(0, operations...)
	eo.Happened = ao.Feed.Happened
	for _, o := range options {
		o(&eo, &ao)
	}
	e, err := engine.New(eo)
	require.NoError(t, err)
	t.Cleanup(e.Close)
	if ao.Tokens == nothing {
		ao.Tokens = tokensOf(w, e)
	}
	w.engine, w.api = e, New(e, ao)
	t.Cleanup(w.stopIPNs)
	return w
}

// in is the world in a subtest.
func (w *world) in(t *testing.T) *world {
	sub := *w
	sub.T = t
	return &sub
}

// waiting are the one-shot rules of the default seller.
func (w *world) waiting() (list []*scenarios.Rule) {
	direct(w.account(), func(d *scenarios.Director) { list = d.Waiting() })
	return list
}

// pass lets real time pass.
func (w *world) pass(d time.Duration) { w.real.Add(d.Milliseconds()) }

// response is what a call was answered.
type response struct {
	status int
	header http.Header
	text   string
	body   map[string]any
}

// call sends one call, given as in "POST clock/advance?seller=S", with a JSON
// body or none. Further words are headers, name and value in turn.
func (w *world) call(target, body string, headers ...string) response {
	w.Helper()
	return w.callIn(w.Context(), target, body, headers...)
}

func (w *world) callIn(ctx context.Context, target, body string, headers ...string) response {
	w.Helper()
	if body != "" {
		headers = append([]string{"Content-Type", "application/json"}, headers...)
	}
	answer := w.send(ctx, target, strings.NewReader(body), headers...)
	if method, path, _ := strings.Cut(target, " "); answer.status < 300 && len(headers) > 1 && headers[1] == "application/json" && len(headers) == 2 {
		require.NoError(w, theDescription().checkRequest(method, path, body), "%s: openapi.yaml does not allow what was taken: %s", target, body)
	}
	return answer
}

func (w *world) send(ctx context.Context, target string, body io.Reader, headers ...string) response {
	w.Helper()
	method, path, _ := strings.Cut(target, " ")
	if strings.HasPrefix(path, "events") { // would go on for ever
		gone, leave := context.WithCancel(ctx)
		leave()
		ctx = gone
	}
	r := httptest.NewRequestWithContext(ctx, method, root+path, body)
	r.Host = "127.0.0.1:2729"
	for i := 0; i+1 < len(headers); i += 2 {
		if headers[i] == "Host" {
			r.Host = headers[i+1]
		} else {
			r.Header.Set(headers[i], headers[i+1])
		}
	}
	recorder := httptest.NewRecorder()
	w.api.ServeHTTP(recorder, r)
	answer := response{status: recorder.Code, header: recorder.Header(), text: recorder.Body.String()}
	require.NoError(w, theDescription().checkAnswer(method, path, answer), "%s: not as openapi.yaml says: %s", target, answer.text)
	if kind := recorder.Header().Get("Content-Type"); slices.Contains([]string{pemFile, crlFile, prometheusText, "text/event-stream", "application/yaml", "text/html; charset=utf-8"}, kind) {
		return answer
	}
	require.NoError(w, json.Unmarshal(recorder.Body.Bytes(), &answer.body), "%s: every answer has a JSON object: %s", target, answer.text)
	return answer
}

// ok is call for one that has to succeed.
func (w *world) ok(target, body string, headers ...string) response {
	w.Helper()
	r := w.call(target, body, headers...)
	require.Contains(w, []int{http.StatusOK, http.StatusCreated}, r.status, "%s: %s", target, r.text)
	if r.body != nil {
		require.Equal(w, "application/json", r.header.Get("Content-Type"))
	}
	return r
}

// refused is call for one that has to be refused with a whole problem document.
func (w *world) refused(status int, target, body string, headers ...string) response {
	w.Helper()
	r := w.call(target, body, headers...)
	require.Equal(w, status, r.status, "%s: %s", target, r.text)
	require.Equal(w, "application/problem+json", r.header.Get("Content-Type"))
	require.EqualValues(w, status, r.body["status"])
	for _, member := range []string{"type", "title", "detail", "hint"} {
		require.NotEmpty(w, r.body[member], "%s: %s", target, r.text)
	}
	return r
}

// flaws is what is wrong with a refused call, by path.
func (r response) flaws() map[string]string {
	list, _ := r.body["problems"].([]any)
	flaws := map[string]string{}
	for _, f := range list {
		f := f.(map[string]any)
		flaws[f["path"].(string)] = strings.TrimSuffix(fmt.Sprint(f["message"], "; ", f["suggestion"]), "; <nil>")
	}
	return flaws
}

// list is a list of objects in an answer.
func (r response) list(name string) []map[string]any {
	items, _ := r.body[name].([]any)
	list := make([]map[string]any, len(items))
	for i, item := range items {
		list[i] = item.(map[string]any)
	}
	return list
}

// ids are those of a page of objects.
func (r response) ids() []string {
	ids := []string{}
	for _, o := range r.list("objects") {
		ids = append(ids, o["id"].(string))
	}
	return ids
}

func (w *world) account() *engine.Account { return w.engine.Account(defaultSeller) }

// do lets the default seller make an API call.
func (w *world) do(cmd emulator.Command) engine.Answer {
	w.Helper()
	return w.doAs(w.account(), cmd)
}

// doAs lets a seller make an API call, and takes its answer.
func (w *world) doAs(account *engine.Account, cmd emulator.Command) engine.Answer {
	w.Helper()
	answer, err := account.Do(engine.Call{Operation: cmd.Operation(), Environment: emulator.Sandbox}, cmd)
	require.NoError(w, err)
	answer.Written()
	return answer
}

// openOrder makes an Open order reference over 106.00 USD.
func (w *world) openOrder() string {
	w.Helper()
	r := w.ok("POST order-references", `{"state":"Open","amount":{"amount":"106.00","currency":"USD"}}`)
	return r.body["id"].(string)
}

func usd(units int64) emulator.Money { return emulator.Units(units, emulator.USD) }

// authorized makes an Open authorization over 106.00 USD.
func (w *world) authorized(reference string) string {
	w.Helper()
	return w.do(emulator.Authorize{Order: w.openOrder(), Reference: reference, Amount: usd(106)}).Object
}

// captured takes 100.00 USD from an authorization of its own.
func (w *world) captured(reference string) string {
	w.Helper()
	return w.do(emulator.CaptureFunds{Authorization: w.authorized("a" + reference), Reference: reference, Amount: usd(100)}).Object
}

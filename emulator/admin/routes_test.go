package admin

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Every row of the table, with a call that succeeds. ORDER and CAPTURE stand for
// objects that exist.
var routeCases = map[string]struct {
	target string
	body   string
	status int
	has    []string // members of the answer
}{
	"GET ":                             {"GET ", "", 200, nil},
	"GET health":                       {"GET health", "", 200, []string{"status"}},
	"GET ready":                        {"GET ready", "", 200, []string{"status"}},
	"GET version":                      {"GET version", "", 200, []string{"name", "version"}},
	"GET clock":                        {"GET clock", "", 200, []string{"now", "mode", "rate", "pending", "next"}},
	"PUT clock":                        {"PUT clock", `{"mode":"frozen"}`, 200, []string{"now", "mode", "rate", "pending", "next"}},
	"POST clock/advance":               {"POST clock/advance", `{"by":"8d","settle_timeout":"10s"}`, 200, []string{"now", "events", "deliveries", "settled"}},
	"GET state":                        {"GET state", "", 200, []string{"version", "template", "sellers"}},
	"PUT state":                        {"PUT state?seller=A2EXAMPLESELLER", "STATE", 200, []string{"now", "sellers"}},
	"POST reset":                       {"POST reset", "", 200, []string{"now", "sellers"}},
	"GET sellers":                      {"GET sellers", "", 200, []string{"sellers", "next_cursor"}},
	"GET sellers/{id}":                 {"GET sellers/A2EXAMPLESELLER", "", 200, []string{"id", "access_key", "secret_key", "region", "store_name", "ipn_url"}},
	"PUT sellers/{id}":                 {"PUT sellers/T1", `{"region":"de"}`, 201, []string{"id", "access_key", "secret_key", "region", "store_name", "ipn_url"}},
	"POST order-references":            {"POST order-references", "", 201, objectMembers},
	"POST order-references/{id}/buyer": {"POST order-references/ORDER/buyer", `{"payment_method":"amex"}`, 200, objectMembers},
	"GET objects":                      {"GET objects", "", 200, []string{"objects", "next_cursor"}},
	"GET objects/{id}":                 {"GET objects/CAPTURE", "", 200, objectMembers},
	"POST objects/{id}/decide":         {"POST objects/CAPTURE/decide", `{"state":"Closed","reason":"AmazonClosed"}`, 200, objectMembers},
	"GET next":                         {"GET next", "", 200, []string{"rules", "next_cursor"}},
	"POST next":                        {"POST next", `{"on":"Capture","then":{"state":"Declined","reason":"AmazonRejected"}}`, 201, []string{"seller_id", "on", "then"}},
	"DELETE next":                      {"DELETE next", "", 200, []string{"deleted"}},
	"GET scenarios":                    {"GET scenarios", "", 200, []string{"seller_id", "scenarios", "unmatched"}},
	"PUT scenarios":                    {"PUT scenarios", `{"names":["lost-answer"]}`, 200, []string{"seller_id", "scenarios", "unmatched"}},
	"DELETE scenarios":                 {"DELETE scenarios", "", 200, []string{"seller_id", "scenarios", "unmatched"}},
	"POST await":                       {"POST await", `{"object":"CAPTURE","state":"Completed"}`, 200, []string{"reached", "object"}},
	"GET events":                       {"GET events?since=0", "", 200, nil},
	"GET metrics":                      {"GET metrics", "", 200, nil},
	"GET ipns":                         {"GET ipns", "", 200, []string{"ipns", "next_cursor", "dropped"}},
	"POST ipns/sample":                 {"POST ipns/sample", `{"type":"PaymentCapture","environment":"live"}`, 201, ipnMembers},
	"GET ipns/{id}":                    {"GET ipns/1", "", 200, append([]string{"request"}, ipnMembers...)},
	"POST ipns/{id}/resend":            {"POST ipns/1/resend", "", 200, ipnMembers},
	"POST ipns/{id}/release":           {"POST ipns/HELD/release", "", 200, ipnMembers},
	"POST access-tokens":               {"POST access-tokens", "", 201, tokenMembers},
	"GET access-tokens":                {"GET access-tokens", "", 200, []string{"access_tokens", "next_cursor", "dropped"}},
	"DELETE access-tokens":             {"DELETE access-tokens", "", 200, []string{"deleted"}},
	"GET ca.pem":                       {"GET ca.pem", "", 200, nil},
	"GET signing-cert.pem":             {"GET signing-cert.pem", "", 200, nil},
	"GET ca.crl":                       {"GET ca.crl", "", 200, nil},
	"GET openapi.yaml":                 {"GET openapi.yaml", "", 200, nil},
	"GET requests":                     {"GET requests", "", 200, []string{"requests", "next_cursor", "dropped"}},
	"DELETE requests":                  {"DELETE requests", "", 200, []string{"deleted"}},
}

var objectMembers = []string{
	"id", "type", "seller_id", "environment", "state", "reason", "created", "updated", "reference", "amount", "alarms", "history", "next",
}

var tokenMembers = []string{
	"access_token", "token_type", "expires_in", "expires", "issued", "seller_id", "client_id", "app_id", "user_id", "name", "email",
	"postal_code", "scope",
}

var ipnMembers = []string{"n", "message_id", "seller_id", "type", "object", "url", "state", "at", "next", "attempts"}

func TestRoutes(t *testing.T) {
	rows := table()
	require.Len(t, routeCases, len(rows))
	for _, row := range rows {
		name := row.method + " " + row.path
		t.Run(name, func(t *testing.T) {
			require.NotEmpty(t, row.doc)
			require.True(t, strings.HasSuffix(row.doc, "."))
			test, ok := routeCases[name]
			require.True(t, ok, "the route has no case here")
			w := newWorld(t, withIPNs(newReceiver(t).URL), withCertificates, withTokens)
			w.ok("POST next", `{"on":"Authorize","then":{"ipn":{"hold":true}}}`)
			names := strings.NewReplacer("ORDER", w.openOrder(), "CAPTURE", w.captured("c"), "HELD", fmt.Sprint(w.held()), "STATE", w.state("?seller="+defaultSeller))
			r := w.ok(names.Replace(test.target), names.Replace(test.body))
			require.Equal(t, test.status, r.status)
			for _, member := range test.has {
				require.Contains(t, r.body, member)
			}
			require.Equal(t, "no-store", r.header.Get("Cache-Control"))
		})
	}
}

// Every route refuses a mistyped parameter, and every other method.
func TestRoutesAreStrict(t *testing.T) {
	w := newWorld(t)
	methods := map[string][]string{}
	for _, row := range table() {
		path := strings.ReplaceAll(row.path, "{id}", "X")
		methods[path] = append(methods[path], row.method)
		r := w.refused(http.StatusBadRequest, row.method+" "+path+"?selller=A", "")
		require.Contains(t, r.flaws(), "?selller")
		if len(row.query) > 0 {
			require.Equal(t, "unknown parameter; did you mean ?seller=?", r.flaws()["?selller"])
		}
	}
	for path, has := range methods {
		for _, method := range []string{"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"} {
			r := w.call(method+" "+path, "")
			want := slices.Clone(has)
			if slices.Contains(has, http.MethodGet) {
				want = append(want, http.MethodHead)
			}
			if !slices.Contains(want, method) {
				require.Equal(t, http.StatusMethodNotAllowed, r.status, "%s %s", method, path)
				require.ElementsMatch(t, want, strings.Split(r.header.Get("Allow"), ", "))
				require.NotEmpty(t, r.body["hint"])
			} else {
				require.NotEqual(t, http.StatusMethodNotAllowed, r.status, "%s %s", method, path)
			}
		}
	}
}

func TestUnknownPath(t *testing.T) {
	w := newWorld(t)
	for path, hint := range map[string]string{
		"clok":             "did you mean /_emulator/clock?",
		"objects/X/decode": "did you mean /_emulator/objects/{id}/decide?",
		"zzz":              "the routes begin with /_emulator/: health, ready",
		"order_references": "did you mean /_emulator/order-references?",
		"clock/":           "write it without a slash at the end: /_emulator/clock",
		"/clock":           "did you mean /_emulator/clock?",
		"clock//advance":   "did you mean /_emulator/clock/advance?",
	} {
		t.Run(path, func(t *testing.T) {
			r := w.in(t).refused(http.StatusNotFound, "GET "+path, "")
			require.Contains(t, r.body["hint"], hint)
		})
	}
}

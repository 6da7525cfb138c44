package admin

import (
	"net/http"
	"slices"
	"strings"
)

// route is one row of the API.
type route struct {
	method string
	path   string // below the root; {id} stands for one segment
	query  []string
	handle func(*API, *call) (any, error)
	doc    string
}

// table lists every route. The router, the hints about wrong paths and the tests
// read it.
func table() []route {
	seller := []string{"seller"}
	return []route{
		{http.MethodGet, "", seller, (*API).getPage, "How things stand, as a page for people."},

		{http.MethodGet, "health", nil, (*API).health, "The process is up."},
		{http.MethodGet, "ready", nil, (*API).ready, "The emulator can be used; 503 with the reason until then."},
		{http.MethodGet, "version", nil, (*API).version, "Which build this is."},

		{http.MethodGet, "clock", seller, (*API).getClock, "The clock of a seller, or of the default seller."},
		{http.MethodPut, "clock", seller, (*API).putClock, "Set, freeze or let run the clock of one seller, or all clocks."},
		{http.MethodPost, "clock/advance", seller, (*API).advance, "Move time; answers when everything that fell due has happened."},
		{http.MethodPost, "reset", seller, (*API).reset, "Back to the starting state."},
		{http.MethodGet, "state", seller, (*API).getState, "The whole state of one seller, or of all, without the request record."},
		{http.MethodPut, "state", seller, (*API).putState, "Put a state back that GET state answered."},

		{http.MethodGet, "sellers", nil, (*API).listSellers, "Every seller."},
		{http.MethodGet, "sellers/{id}", seller, (*API).getSeller, "Keys, region, store name and IPN URL of a seller."},
		{http.MethodPut, "sellers/{id}", seller, (*API).putSeller, "Make a seller, or change what the body names of one."},

		{http.MethodPost, "order-references", seller, (*API).createOrder, "An order reference, as if a buyer had checked out."},
		{http.MethodPost, "order-references/{id}/buyer", seller, (*API).changeBuyer, "The buyer chooses another payment method or address."},

		{http.MethodGet, "objects", []string{"seller", "type", "state", "limit", "cursor"}, (*API).listObjects, "Objects, newest first."},
		{http.MethodGet, "objects/{id}", seller, (*API).getObject, "Any object, with its history and what may happen next."},
		{http.MethodPost, "objects/{id}/decide", seller, (*API).decide, "Amazon's side acts now."},

		{http.MethodGet, "next", seller, (*API).listNext, "The one-shot rules that wait for their call."},
		{http.MethodPost, "next", seller, (*API).addNext, "Decide the next call of an operation."},
		{http.MethodDelete, "next", seller, (*API).clearNext, "Drop the one-shot rules that wait."},

		{http.MethodGet, "scenarios", seller, (*API).getScenarios, "What is active for a seller, what it did, and why it did not."},
		{http.MethodPut, "scenarios", seller, (*API).putScenarios, "Make these the active scenarios, in YAML or by {\"names\":[...]}, of one seller or of all."},
		{http.MethodDelete, "scenarios", seller, (*API).deleteScenarios, "Switch scenarios off."},

		{http.MethodPost, "await", seller, (*API).await, "Answers once an object has a state, its notification has arrived or there were so many calls; 408 with what was seen."},

		{http.MethodGet, "events", []string{"seller", "type", "since"}, (*API).events, "What happens, as server-sent events; Last-Event-ID or since resumes."},
		{http.MethodGet, "metrics", nil, (*API).metrics, "Counters in the Prometheus text format."},

		{http.MethodGet, "ipns", []string{"seller", "object", "state", "type", "limit", "cursor"}, (*API).listIPNs, "Notifications with every attempt to deliver them, newest first."},
		{http.MethodPost, "ipns/sample", seller, (*API).sampleIPN, "Send a notification that is marked as a sample."},
		{http.MethodGet, "ipns/{id}", seller, (*API).getIPN, "A notification, by n or message_id, with the very bytes."},
		{http.MethodPost, "ipns/{id}/resend", seller, (*API).resendIPN, "Send the same bytes once more, now."},
		{http.MethodPost, "ipns/{id}/release", seller, (*API).releaseIPN, "Let a held notification go."},

		{http.MethodPost, "access-tokens", seller, (*API).createToken, "An access token, as if a buyer had signed in."},
		{http.MethodGet, "access-tokens", seller, (*API).listTokens, "Access tokens, newest first."},
		{http.MethodDelete, "access-tokens", seller, (*API).deleteTokens, "Forget access tokens: they are not good any more."},

		{http.MethodGet, "ca.pem", nil, (*API).getCA, "The certificate to trust for TLS, as PEM."},
		{http.MethodGet, "signing-cert.pem", nil, (*API).getSigningCert, "The certificate that notifications are verified by, as PEM."},
		{http.MethodGet, "ca.crl", nil, (*API).getCRL, "The authority's list of revoked certificates, as DER."},

		{http.MethodGet, "requests", []string{"seller", "operation", "object", "reference", "since", "status", "limit", "cursor"}, (*API).listRequests, "The API calls received, newest first."},
		{http.MethodDelete, "requests", seller, (*API).deleteRequests, "Forget the API calls received."},

		{http.MethodGet, "openapi.yaml", nil, (*API).openapi, "This API, described as OpenAPI 3.1."},
	}
}

// paths lists the paths of a table, each once, in its order.
func paths(rows []route) []string {
	var list []string
	for _, row := range rows {
		if !slices.Contains(list, row.path) {
			list = append(list, row.path)
		}
	}
	return list
}

// noRoute refuses a path that is in no row, naming the nearest that is.
func noRoute(rows []route, path string) error {
	asked := strings.TrimPrefix(path, root)
	known := slices.DeleteFunc(paths(rows), func(path string) bool { return path == "" }) // the page
	p := &problem{
		Type: typeNoRoute, Title: "There is no such route", Status: http.StatusNotFound,
		Detail: path + " is not a route of the admin API",
		Hint:   "the routes begin with " + root + ": " + join(known),
	}
	if strings.TrimRight(asked, "/") == asked {
		if near := nearest(asked, known); near != "" {
			p.Hint = "did you mean " + root + near + "?"
		}
		return p
	}
	if trimmed := strings.TrimRight(asked, "/"); trimmed != "" {
		p.Hint = "write it without a slash at the end: " + root + trimmed
	}
	return p
}

func wrongMethod(r *http.Request, allowed string) error {
	return &problem{
		Type: typeWrongMethod, Title: "The route has no such method", Status: http.StatusMethodNotAllowed,
		Detail: r.Method + " " + r.URL.Path + " is not part of the admin API",
		Hint:   "use " + allowed,
	}
}

func join(list []string) string { return strings.Join(list, ", ") }

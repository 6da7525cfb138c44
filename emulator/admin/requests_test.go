package admin

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
)

// record keeps the record of a call, as a face does.
func (w *world) record(r engine.Record) {
	r.Real = w.engine.Real()
	if r.Seller == "" {
		w.engine.RecordStray(r)
		return
	}
	account := w.engine.Account(r.Seller)
	r.At = account.Now()
	account.Record(r)
}

// ns are the numbers of a page of records.
func (r response) ns() []int {
	ns := []int{}
	for _, x := range r.list("requests") {
		ns = append(ns, int(x["n"].(float64)))
	}
	return ns
}

func TestRequests(t *testing.T) {
	w := newWorld(t)
	w.pass(time.Second)
	w.record(engine.Record{
		Seller: defaultSeller, Environment: emulator.Live, Operation: "Capture", RequestID: "rid", Status: 405, Code: "InvalidAuthorizationStatus",
		Parameters: []engine.Parameter{{Name: "Action", Value: "Capture"}, {Name: "CaptureReferenceId", Value: "c1"}, {Name: "X", Value: "1"}, {Name: "X", Value: "2"}, {Name: "X", Value: "3"}},
		Body:       []byte("<ErrorResponse/>"), Object: "S01-1234567-1234567-A000001",
		Before: emulator.Status{State: emulator.Open}, After: emulator.Status{State: emulator.Closed, Reason: emulator.ExpiredUnused},
		Replay: true, Rule: "next", Hint: "it expired", Fault: "truncate", Applied: true, Delay: 1500 * time.Millisecond,
	})
	r := w.ok("GET requests", "")
	require.EqualValues(t, 0, r.body["dropped"])
	require.Equal(t, []map[string]any{{
		"n": 1.0, "seller_id": defaultSeller, "environment": "live", "operation": "Capture",
		"parameters": map[string]any{"Action": "Capture", "CaptureReferenceId": "c1", "X": "1", "X#2": "2", "X#3": "3"},
		"object":     "S01-1234567-1234567-A000001", "status": 405.0, "code": "InvalidAuthorizationStatus", "request_id": "rid",
		"answer": "<ErrorResponse/>", "before": map[string]any{"state": "Open", "reason": ""},
		"after": map[string]any{"state": "Closed", "reason": "ExpiredUnused"}, "replay": true, "rule": "next", "hint": "it expired",
		"fault": "truncate", "applied": true, "delay": "1s500ms",
		"at": "2026-01-31T12:00:00.000Z", "real_at": "2026-01-31T12:00:01.000Z", "signature": nil,
	}}, r.list("requests"))
}

func TestRequestsExplainSignatures(t *testing.T) {
	w := newWorld(t)
	w.record(engine.Record{Seller: defaultSeller, Signature: &engine.SignatureRefusal{
		StringToSign: "POST\nh\n/\nAWSAccessKeyId=AKIA&Action=X", Tried: []string{"as documented"}, Matches: "the client signed GET where it sent POST",
		ClientStringToSign: "GET\nh\n/\nAWSAccessKeyId=AKIA&Action=X",
		FirstDifference:    &engine.Difference{Offset: 0, In: "the method", Server: "P", Client: "G"},
	}})
	w.record(engine.Record{Seller: defaultSeller, Signature: &engine.SignatureRefusal{StringToSign: "x"}})
	list := w.ok("GET requests", "").list("requests")
	require.Equal(t, map[string]any{
		"string_to_sign": "x", "tried": []any{}, "matches": "", "client_string_to_sign": "", "first_difference": nil,
	}, list[0]["signature"])
	require.Equal(t, map[string]any{
		"string_to_sign": "POST\nh\n/\nAWSAccessKeyId=" + removed + "&Action=X", "tried": []any{"as documented"},
		"matches":               "the client signed GET where it sent POST",
		"client_string_to_sign": "GET\nh\n/\nAWSAccessKeyId=" + removed + "&Action=X",
		"first_difference":      map[string]any{"offset": 0.0, "in": "the method", "server": "P", "client": "G"},
	}, list[1]["signature"])
}

func TestRequestFilters(t *testing.T) {
	w := newWorld(t)
	p := func(pairs ...string) (list []engine.Parameter) {
		for i := 0; i < len(pairs); i += 2 {
			list = append(list, engine.Parameter{Name: pairs[i], Value: pairs[i+1]})
		}
		return list
	}
	w.record(engine.Record{Seller: defaultSeller, Operation: "Authorize", Status: 200, Object: "O-A1", Parameters: p("AmazonOrderReferenceId", "O", "AuthorizationReferenceId", "r1")})
	w.record(engine.Record{Seller: defaultSeller, Operation: "Capture", Status: 200, Object: "O-C1", Parameters: p("AmazonAuthorizationId", "O-A1", "CaptureReferenceId", "r1")})
	w.ok("POST clock/advance", `{"by":"1d"}`)
	w.record(engine.Record{Seller: defaultSeller, Operation: "Capture", Status: 405, Object: "O-A1", Parameters: p("AmazonAuthorizationId", "O-A1", "CaptureReferenceId", "r2", "SellerCaptureNote", "r1")})
	for query, want := range map[string][]int{
		"":                                {3, 2, 1},
		"?operation=Capture":              {3, 2},
		"?operation=Refund":               {},
		"?object=O-A1":                    {3, 2, 1},
		"?object=O-C1":                    {2},
		"?object=O":                       {1},
		"?reference=r1":                   {2, 1},
		"?reference=O":                    {},
		"?status=200":                     {2, 1},
		"?status=405&object=O-C1":         {},
		"?since=2026-02-01T12:00:00Z":     {3},
		"?since=2026-02-01T12:00:00.001Z": {},
		"?since=2026-01-31T12:00:00Z":     {3, 2, 1},
		"?operation=Capture&reference=r2&limit=1": {3},
		"?seller=T1": {},
	} {
		require.Equal(t, want, w.ok("GET requests"+query, "").ns(), query)
	}
}

// A misspelled operation would count as never called.
func TestRequestsOfNoOperation(t *testing.T) {
	w := newWorld(t)
	for name, says := range map[string]string{
		"Captur":                  `"Captur" is not known; did you mean "Capture"?`,
		"capture":                 `"capture" is not known; did you mean "Capture"?`,
		strings.Repeat("x", 1000): `"` + strings.Repeat("x", 80) + `…" is not known; write one of GetServiceStatus, Authorize`,
	} {
		require.Contains(t, w.refused(http.StatusBadRequest, "GET requests?operation="+name, "").flaws()["?operation"], says)
	}
	w.ok("GET requests?operation=Refund", "")
}

func TestRequestPages(t *testing.T) {
	w := newWorld(t)
	var want []string
	add := func(i int) {
		w.pass(time.Duration(i%3) * time.Millisecond) // several at the same moment
		seller := []string{defaultSeller, "T1", ""}[i%3]
		w.record(engine.Record{Seller: seller, Operation: strconv.Itoa(i)})
	}
	for i := range 25 {
		add(i)
		want = append(want, strconv.Itoa(i))
	}
	var got []string
	for cursor, more := "", true; more; {
		r := w.ok("GET requests?limit=6"+cursor, "")
		for _, x := range r.list("requests") {
			got = append(got, x["operation"].(string))
		}
		add(100 + len(got))
		w.pass(time.Millisecond)
		var next string
		if next, more = r.body["next_cursor"].(string); more {
			cursor = "&cursor=" + next
		}
	}
	require.ElementsMatch(t, want, got)
	require.Contains(t, []string{"23", "24"}, got[0], "of the same moment")
	require.Equal(t, "0", got[24])
	for _, x := range w.ok("GET requests?seller=T1", "").list("requests") {
		require.Equal(t, "T1", x["seller_id"])
	}
}

func TestRequestsAreBounded(t *testing.T) {
	w := newWorld(t, func(o *engine.Options, _ *Options) { o.Keep = 2 })
	for range 3 {
		w.record(engine.Record{Seller: defaultSeller})
		w.record(engine.Record{})
	}
	r := w.ok("GET requests", "")
	require.EqualValues(t, 2, r.body["dropped"])
	require.ElementsMatch(t, []int{2, 3, 2, 3}, r.ns())
	require.EqualValues(t, 1, w.ok("GET requests?seller="+defaultSeller, "").body["dropped"])
}

func TestDeleteRequests(t *testing.T) {
	w := newWorld(t)
	for _, seller := range []string{defaultSeller, "T1", "T1", ""} {
		w.record(engine.Record{Seller: seller})
	}
	require.EqualValues(t, 2, w.ok("DELETE requests?seller=T1", "").body["deleted"])
	require.Len(t, w.ok("GET requests", "").ns(), 2)
	require.EqualValues(t, 2, w.ok("DELETE requests", "").body["deleted"])
	require.Empty(t, w.ok("GET requests", "").ns())
	w.record(engine.Record{Seller: "T1"})
	require.Equal(t, []int{3}, w.ok("GET requests", "").ns(), "numbers are never used twice")
}

func TestRequestsKeepSecrets(t *testing.T) {
	w := newWorld(t)
	const secret = "hunter2"
	var parameters []engine.Parameter
	for _, name := range []string{
		"AWSAccessKeyId", "Signature", "MWSAuthToken", "signature", "AccessToken", "AddressConsentToken", "SellerCaptureNote",
		"SellerAuthorizationNote", "SellerRefundNote", "OrderReferenceAttributes.SellerNote", "OrderAttributes.SellerNote", "SellerNote",
	} {
		parameters = append(parameters, engine.Parameter{Name: name, Value: secret})
	}
	parameters = append(parameters, engine.Parameter{Name: "SignatureMethod", Value: "HmacSHA256"})
	w.record(engine.Record{
		Seller: defaultSeller, Parameters: parameters,
		Body: []byte("<R><Buyer><Name>hunter2</Name><Email>hunter2</Email></Buyer><Id>1</Id><PhysicalDestination><City>hunter2</City></PhysicalDestination>" +
			"<SellerNote>hunter2</SellerNote><SellerCaptureNote></SellerCaptureNote><SellerCaptureNote/><SellerRefundNote>hunter2\n</SellerRefundNote>" +
			"<BillingAddress>hunter2</BillingAddress><AuthorizationBillingAddress>hunter2</AuthorizationBillingAddress><Buyer>hunter2</Buyer></R>"),
		Hint: "expected POST\nlocalhost\n/\nAWSAccessKeyId=hunter2&Action=Capture&MWSAuthToken=hunter2&SellerCaptureNote=hunter2&SignatureMethod=HmacSHA256&Signature=hunter2",
	})
	r := w.ok("GET requests", "")
	require.NotContains(t, r.text, secret)
	got := r.list("requests")[0]
	shown := map[string]any{"SignatureMethod": "HmacSHA256"}
	for _, name := range []string{"SellerCaptureNote", "SellerAuthorizationNote", "SellerRefundNote", "OrderReferenceAttributes.SellerNote", "OrderAttributes.SellerNote", "SellerNote"} {
		shown[name] = removed
	}
	require.Equal(t, shown, got["parameters"])
	require.Contains(t, got["answer"], "<Buyer>"+removed+"</Buyer><Id>1</Id><PhysicalDestination>"+removed+"</PhysicalDestination>")
	require.Contains(t, got["answer"], "<SellerCaptureNote></SellerCaptureNote><SellerCaptureNote/>")
	require.Contains(t, got["hint"], "Action=Capture&MWSAuthToken="+removed+"&")
	require.Contains(t, got["hint"], "SignatureMethod=HmacSHA256")
}

func TestMaskElementsOfBrokenAnswers(t *testing.T) {
	for text, want := range map[string]string{
		"":                         "",
		"<Buyer>":                  "<Buyer>",
		"</Buyer><Buyer>x":         "</Buyer><Buyer>" + removed,
		"<Buyer>x</Buyer><Buyer>y": "<Buyer>" + removed + "</Buyer><Buyer>" + removed,
		"<Buyer>x</Buyer><Buyer>":  "<Buyer>" + removed + "</Buyer><Buyer>",
		"<BuyerName>x</BuyerName>": "<BuyerName>x</BuyerName>",
		"<a>Buyer=x&amp;y=z</a>":   "<a>Buyer=" + removed + "&amp;y=z</a>",
	} {
		require.Equal(t, want, maskElements(text))
	}
}

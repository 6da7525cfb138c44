package mws_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator/engine"
	"amazon-pay-emulator/emulator/mws"
	"amazon-pay-emulator/emulator/mws/params"
)

// TestRequestForms sends one call in every form in which clients may send it.
func TestRequestForms(t *testing.T) {
	const formType = "application/x-www-form-urlencoded"
	for name, tt := range map[string]struct {
		method, host, path, contentType string
		inQuery                         int // how many parameters
	}{
		"official SDKs":                {"POST", "mws.amazonservices.com", sandbox, formType, 0},
		"with a character set":         {"POST", "example.com", sandbox, formType + "; charset=utf-8", 0},
		"type of the documents":        {"POST", "example.com", sandbox, "x-www-form-urlencoded", 0},
		"no type":                      {"POST", "example.com", sandbox, "", 0},
		"another type":                 {"POST", "example.com", sandbox, "multipart/form-data; boundary=x", 0},
		"boto: POST, all in the query": {"POST", "localhost", sandbox, "text/plain; charset=UTF-8", 99},
		"query and body":               {"POST", "example.com", sandbox, formType, 4},
		"GET":                          {"GET", "example.com", sandbox, "", 99},
		"GET with a body":              {"GET", "example.com", sandbox, formType, 4},
		"WooCommerce: GET and a slash": {"GET", "mws-eu.amazonservices.com", sandbox + "/", "", 99},
		"POST and a slash":             {"POST", "example.com", sandbox + "/", formType, 0},
		"Japan, live":                  {"POST", "mws.amazonservices.jp", live, formType, 0},
		"live and a slash":             {"POST", "example.com", live + "/", formType, 0},
		"a default port":               {"POST", "mws.amazonservices.com:443", sandbox, formType, 0},
		"another port":                 {"POST", "localhost:2729", sandbox, formType, 0},
		"an address":                   {"POST", "127.0.0.1:2729", sandbox, formType, 0},
		"an IPv6 address":              {"POST", "[::1]:2729", sandbox, formType, 0},
		"a host of capitals":           {"POST", "Shop.LOCAL", sandbox, formType, 0},
		"no host":                      {"POST", "", sandbox, formType, 0},
	} {
		t.Run(name, func(t *testing.T) {
			s := newShop(t, func(_ *engine.Options, mo *mws.Options) { mo.Signature = mws.Strict })
			a := newAttempt("GetServiceStatus")
			a.method, a.host, a.path = tt.method, tt.host, tt.path
			pairs := strings.Split(a.form(), "&")
			n := min(tt.inQuery, len(pairs))
			r := httptest.NewRequest(tt.method, tt.path+"?"+strings.Join(pairs[:n], "&"), strings.NewReader(strings.Join(pairs[n:], "&")))
			r.Host = tt.host
			r.Header.Set("Content-Type", tt.contentType)
			w := s.serve(r)
			requireProper(t, w)
			require.Equal(t, "GREEN", requireOK(t, w, "Status"))
			require.Empty(t, w.Header().Get("X-Emulator-Hint"))
		})
	}
}

// TestRequestPaths refuses every path that is not one of the API's, whatever the
// rest of the request says.
func TestRequestPaths(t *testing.T) {
	s := newShop(t)
	for name, path := range map[string]string{
		"root":                      "/",
		"another section":           "/Orders/2013-01-01",
		"another version":           "/OffAmazonPayments_Sandbox/2013-01-02",
		"no version":                "/OffAmazonPayments_Sandbox",
		"no version, but a slash":   "/OffAmazonPayments_Sandbox/",
		"two slashes at the end":    sandbox + "//",
		"two slashes at the start":  "/" + sandbox,
		"something behind":          sandbox + "/Capture",
		"something before":          "/mws" + sandbox,
		"small letters":             strings.ToLower(sandbox),
		"sandbox in small letters":  "/OffAmazonPayments_sandbox/2013-01-01",
		"a dot segment":             "/x/.." + sandbox,
		"the admin API":             "/_emulator/health",
		"letters that XML can't do": "/%01%FF<&>",
	} {
		t.Run(name, func(t *testing.T) {
			a := newAttempt("GetServiceStatus")
			w := s.serve(request("POST", "example.com", path, a.form()))
			requireProper(t, w)
			requireRefused(t, w, 404, "InvalidAddress")
			require.Contains(t, w.Body.String(), "RequestID")
			require.Contains(t, element(t, w, "Message"), " is not found on this server. API Section is missing or you have provided an invalid operation name.")
			require.Equal(t, "the API is at "+sandbox+" and "+live, w.Header().Get("X-Emulator-Hint"))
		})
	}
}

func TestRequestMethods(t *testing.T) {
	s := newShop(t)
	for _, method := range []string{"HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "post", "get", "CONNECT", "X"} {
		t.Run(method, func(t *testing.T) {
			r := request("POST", "example.com", sandbox, newAttempt("GetServiceStatus").form())
			r.Method = method
			w := s.serve(r)
			requireProper(t, w)
			requireRefused(t, w, 404, "InvalidAddress")
			require.Contains(t, w.Header().Get("X-Emulator-Hint"), "POST and GET, not "+method)
		})
	}
}

func TestRequestActions(t *testing.T) {
	s := newShop(t)
	for name, tt := range map[string]struct{ action, nearest string }{
		"small letters":          {"capture", "Capture"},
		"capitals":               {"GETCAPTUREDETAILS", "GetCaptureDetails"},
		"a misspelling":          {"GetCaptureDetail", "GetCaptureDetails"},
		"a space":                {"Capture ", "Capture"},
		"of another API":         {"ListOrders", ""},
		"what we don't have yet": {"AuthorizeOnBillingAgreement", ""},
		"XML":                    {"<Capture/>", "Capture"},
		"a single letter":        {"A", ""},
	} {
		t.Run(name, func(t *testing.T) {
			w := s.send(t, newAttempt(tt.action))
			requireRefused(t, w, 404, "InvalidAddress")
			require.Contains(t, w.Header().Get("X-Emulator-Hint"), "no operation is called")
			require.Contains(t, w.Header().Get("X-Emulator-Hint"), "the nearest is "+tt.nearest)
		})
	}
	t.Run("empty", func(t *testing.T) {
		requireRefused(t, s.send(t, newAttempt("")), 400, "MissingParameter")
	})
}

// TestRequestParameters is about the parameters that every call has.
func TestRequestParameters(t *testing.T) {
	s := newShop(t)
	for _, name := range []string{"AWSAccessKeyId", "SellerId", "SignatureMethod", "SignatureVersion", "Timestamp"} {
		for kind, spoil := range map[string]func(*attempt){
			"missing": func(a *attempt) { a.drop(name) },
			"empty":   func(a *attempt) { a.set(name, "") },
		} {
			t.Run(name+" "+kind, func(t *testing.T) {
				a := newAttempt("GetCaptureDetails", "AmazonCaptureId", "S01-1")
				spoil(a)
				w := s.send(t, a)
				requireRefused(t, w, 400, "MissingParameter")
				require.Equal(t, "The request must contain the parameter "+name+".", element(t, w, "Message"))
				require.Contains(t, w.Body.String(), "<RequestID>")
			})
		}
	}
	t.Run("Version missing", func(t *testing.T) { // as WooCommerce
		a := newAttempt("GetServiceStatus")
		a.drop("Version")
		requireOK(t, s.send(t, a), "Status")
	})
	for _, version := range []string{"2013-01-02", "", "2013-01-01 "} {
		t.Run("Version "+version, func(t *testing.T) {
			a := newAttempt("GetServiceStatus")
			a.set("Version", version)
			requireRefused(t, s.send(t, a), 404, "InvalidAddress")
		})
	}
	t.Run("unknown ones are ignored", func(t *testing.T) {
		requireOK(t, s.call(t, "GetServiceStatus", "PlatformId", "A1", "PLATFORMID", "A2", "é", "ü"), "Status")
	})
	t.Run("letter case counts", func(t *testing.T) {
		w := s.call(t, "GetCaptureDetails", "amazonCaptureId", "S01-1")
		requireRefused(t, w, 400, "InvalidParameterValue")
		require.Contains(t, w.Body.String(), "<RequestId>")
	})
}

// unreadable is a body whose connection ends early.
type unreadable struct{ io.Reader }

func (u unreadable) Read(p []byte) (int, error) {
	n, err := u.Reader.Read(p)
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

// TestRequestBodies is about bodies that are no form, or no whole one.
func TestRequestBodies(t *testing.T) {
	s := newShop(t)
	good := newAttempt("GetServiceStatus").form()
	padded := func(size int) string { // by a key whose signature nobody checks
		a := newAttempt("GetServiceStatus")
		a.set("AWSAccessKeyId", "AKIANOBODY")
		a.signature, a.tail = "none", "&Note="
		a.tail += strings.Repeat("x", size-len(a.form()))
		return a.form()
	}
	many := good + strings.Repeat("&a", params.MaxPairs)

	for name, tt := range map[string]struct {
		body    string
		status  int
		code    string
		message string
	}{
		"a form":                 {good, 200, "", ""},
		"exactly 1 MiB":          {padded(mws.MaxBody), 200, "", ""},
		"one byte more":          {padded(mws.MaxBody + 1), 400, "InvalidParameterValue", "The request is too large."},
		"far more":               {strings.Repeat("x", 3*mws.MaxBody), 400, "InvalidParameterValue", "The request is too large."},
		"nothing":                {"", 400, "MissingParameter", "The request must contain the parameter Action."},
		"ampersands":             {"&&&&", 400, "MissingParameter", "The request must contain the parameter Action."},
		"JSON":                   {`{"Action":"Capture"}`, 400, "MissingParameter", "The request must contain the parameter Action."},
		"XML":                    {"<Capture/>", 400, "MissingParameter", "The request must contain the parameter Action."},
		"bytes":                  {"\x00\x01\x02", 400, "MissingParameter", "The request must contain the parameter Action."},
		"multipart":              {"--x\r\nContent-Disposition: form-data; name=\"Action\"\r\n\r\nCapture\r\n--x--", 400, "MissingParameter", ""},
		"an escape cut short":    {good + "&Note=%4", 400, "InvalidParameterValue", "The Value '%4' is invalid for the Parameter 'Note'"},
		"a lone percent":         {good + "&Note=100%", 400, "InvalidParameterValue", "The Value '100%' is invalid for the Parameter 'Note'"},
		"no hex digits":          {good + "&%u0041=1", 400, "InvalidParameterValue", "The Value '1' is invalid for the Parameter '%u0041'"},
		"escaped, but not UTF-8": {good + "&Note=%e9t%e9", 400, "InvalidParameterValue", "The Value '\ufffdt\ufffd' is invalid for the Parameter 'Note'"},
		"raw, but not UTF-8":     {good + "&Note=\xff", 400, "InvalidParameterValue", "The Value '\ufffd' is invalid for the Parameter 'Note'"},
		"a surrogate":            {good + "&Note=%ed%a0%80", 400, "InvalidParameterValue", ""},
		"the same twice":         {good + "&Note=1&Note=1", 400, "InvalidParameterValue", "The Value '1' is invalid for the Parameter 'Note'"},
		"the action twice":       {good + "&Action=Capture", 400, "InvalidParameterValue", "The Value 'Capture' is invalid for the Parameter 'Action'"},
		"too many parameters":    {many, 400, "InvalidParameterValue", ""},
	} {
		for length, chunked := range map[string]bool{"": false, ", chunked": true} {
			t.Run(name+length, func(t *testing.T) {
				r := request("POST", "example.com", sandbox, tt.body)
				if chunked {
					r.ContentLength = -1
				}
				w := s.serve(r)
				requireProper(t, w)
				if tt.code == "" {
					require.Equal(t, "GREEN", requireOK(t, w, "Status"))
					return
				}
				requireRefused(t, w, tt.status, tt.code)
				require.Contains(t, w.Body.String(), "<RequestID>", "it is the gateway that reads")
				if tt.message != "" {
					require.Equal(t, tt.message, element(t, w, "Message"))
				}
			})
		}
	}
	for name, length := range map[string]int64{"cut short": int64(len(good)) + 1, "cut short, chunked": -1} {
		t.Run(name, func(t *testing.T) {
			r := request("POST", "example.com", sandbox, "")
			r.Body, r.ContentLength = io.NopCloser(unreadable{strings.NewReader(good)}), length
			w := s.serve(r)
			requireProper(t, w)
			requireRefused(t, w, 400, "InputStreamDisconnected")
		})
	}
	t.Run("the same in query and body", func(t *testing.T) {
		w := s.serve(request("POST", "example.com", sandbox+"?Action=GetServiceStatus", good))
		requireProper(t, w)
		requireRefused(t, w, 400, "InvalidParameterValue")
		require.Contains(t, w.Header().Get("X-Emulator-Hint"), "Action was sent twice")
	})
	t.Run("a bad escape in the query", func(t *testing.T) {
		r := request("POST", "example.com", sandbox, good)
		r.URL.RawQuery = "Note=%"
		requireRefused(t, s.serve(r), 400, "InvalidParameterValue")
	})
	t.Run("no body at all", func(t *testing.T) {
		r := request("GET", "example.com", sandbox, "")
		r.Body, r.ContentLength = http.NoBody, 0
		requireRefused(t, s.serve(r), 400, "MissingParameter")
	})
}

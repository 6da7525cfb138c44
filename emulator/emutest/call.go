package emutest

import (
	"encoding/xml"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/mws/sigv2"
)

// Answer is what a call of the API was answered.
type Answer struct {
	Status int // HTTP; 0: there was none
	Header http.Header
	Body   string // XML
	Err    error  // why there was none, or no whole one; nil otherwise

	t TB
}

// Code is the error code of a refusal, such as InvalidParameterValue; empty for
// any other answer.
func (a Answer) Code() string {
	code, _ := textAt(a.Body, "Error.Code")
	return code
}

// Value is the text of the first element of the name, such as AmazonCaptureId or,
// below another one, CaptureStatus.State. An answer without such an element ends
// the test and shows the answer.
func (a Answer) Value(name string) string {
	a.t.Helper()
	text, found := textAt(a.Body, name)
	if !found {
		a.t.Fatalf("emutest: the answer has no %s: status %d, error %v\n%s", name, a.Status, a.Err, a.Body)
	}
	return text
}

// Call signs one call of the API as the seller, in the sandbox, and sends it.
// Parameters are written NAME=VALUE:
//
//	e.Call("Capture", "AmazonAuthorizationId="+id, "CaptureReferenceId=c1",
//		"CaptureAmount.Amount=10", "CaptureAmount.CurrencyCode=USD")
//
// A refusal is an Answer like any other, and so is a connection that a rule broke:
// they don't end the test. One that hangs is given up after a minute. Call is meant for first steps, and for what the shop
// under test does not do itself.
func (e *Emulator) Call(operation string, parameters ...string) Answer {
	e.t.Helper()
	return e.CallIn(Sandbox, operation, parameters...)
}

// CallIn is Call in an environment of one's choice.
func (e *Emulator) CallIn(environment emulator.Environment, operation string, parameters ...string) Answer {
	e.t.Helper()
	pairs := []sigv2.Pair{
		{Name: "Action", Value: operation},
		{Name: "AWSAccessKeyId", Value: e.credentials.AccessKey},
		{Name: "SellerId", Value: e.credentials.SellerID},
		{Name: "SignatureMethod", Value: string(sigv2.HmacSHA256)},
		{Name: "SignatureVersion", Value: "2"},
		{Name: "Timestamp", Value: time.Now().UTC().Format(time.RFC3339)}, // the machine's time: requests live in that
		{Name: "Version", Value: "2013-01-01"},
	}
	for _, p := range parameters {
		name, value, ok := strings.Cut(p, "=")
		if !ok {
			e.t.Fatalf("emutest: Call(%s): %q is not a parameter; write NAME=VALUE", operation, p)
		}
		pairs = append(pairs, sigv2.Pair{Name: name, Value: value})
	}
	answer := e.send(e.Endpoint(environment), pairs)
	answer.t = e.t
	return answer
}

// send signs a call and sends it.
func (e *Emulator) send(endpoint string, pairs []sigv2.Pair) Answer {
	u, err := url.Parse(endpoint)
	if err != nil {
		return Answer{Err: err}
	}
	signature, err := sigv2.NewKey(e.credentials.SecretKey).Sign(sigv2.Request{
		Method: http.MethodPost, Host: u.Host, Path: u.EscapedPath(), Pairs: pairs,
	})
	if err != nil {
		return Answer{Err: err}
	}
	form := url.Values{"Signature": {signature}}
	for _, p := range pairs {
		form.Add(p.Name, p.Value)
	}
	request, err := http.NewRequest(http.MethodPost, endpoint, strings.NewReader(form.Encode()))
	if err != nil {
		return Answer{Err: err}
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
	response, err := e.host.client.Do(request)
	if err != nil {
		return Answer{Err: err}
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return Answer{Status: response.StatusCode, Header: response.Header, Body: string(body), Err: err}
}

// textAt is the text of the first element of a document with that name, or of
// that name below another: Parent.Child.
func textAt(document, name string) (text string, found bool) {
	wanted := "." + name
	path := ""
	decoder := xml.NewDecoder(strings.NewReader(document))
	for {
		token, err := decoder.Token()
		if err != nil {
			return "", false
		}
		switch element := token.(type) {
		case xml.StartElement:
			path += "." + element.Name.Local
			if strings.HasSuffix(path, wanted) {
				err := decoder.DecodeElement(&text, &element)
				return strings.TrimSpace(text), err == nil
			}
		case xml.EndElement:
			path = strings.TrimSuffix(path, "."+element.Name.Local)
		}
	}
}

package mws

import (
	"net/http"
	"strconv"

	"amazon-pay-emulator/emulator/engine"
)

// Namespace is the default namespace of every answer (observed: http, although
// the documents print https).
const Namespace = "http://mws.amazonservices.com/schema/OffAmazonPayments/2013-01-01"

// success writes the envelope of a result. An operation without a renderer has
// an empty result element (observed).
func success(o *operation, ans view) []byte {
	d := document{b: append(make([]byte, 0, 2048), declaration...), unit: 2}
	d.root(o.name+"Response", Namespace)
	if !o.bare {
		d.open(o.name + "Result")
		if o.render != nil {
			o.render(&d, ans)
		}
		d.close(o.name + "Result")
	}
	d.open("ResponseMetadata")
	d.text("RequestId", ans.RequestID)
	d.close("ResponseMetadata")
	d.close(o.name + "Response")
	return append(d.b, '\n')
}

// body writes an error. The gateway calls the request's id RequestID and the
// service RequestId (observed).
func (r *refusal) body(requestID string) []byte {
	d := document{b: make([]byte, 0, 768), unit: 2}
	id := "RequestId"
	if r.gateway {
		id = "RequestID"
		d.b = append(d.b, `<?xml version="1.0"?>`+"\n"...)
	} else {
		d.b = append(d.b, declaration...)
	}
	d.root("ErrorResponse", Namespace)
	d.open("Error")
	d.text("Type", r.kind)
	d.text("Code", r.code)
	d.text("Message", r.message)
	d.close("Error")
	d.text(id, requestID)
	d.close("ErrorResponse")
	return append(d.b, '\n')
}

// send writes an answer to the connection: to its end if notifications wait for
// that.
func send(w http.ResponseWriter, status int, body []byte, ans engine.Answer, hint string) {
	head(w, status, len(body), ans, hint)
	_, _ = w.Write(body) // a client that is gone has no use for an error
	if ans.Told() {
		_ = http.NewResponseController(w).Flush() // the answer first, then its notifications
	}
}

// head writes the header of an answer. The content type is exactly text/xml,
// which npm's amazon-payments compares, and the length is always given.
func head(w http.ResponseWriter, status, length int, ans engine.Answer, hint string) {
	h := w.Header()
	h["Content-Type"] = contentType
	h["Content-Length"] = []string{strconv.Itoa(length)}
	h["X-Mws-Request-Id"] = []string{ans.RequestID}
	h["X-Mws-Timestamp"] = []string{ans.At.Format(timestampFormat)}
	if ans.By != "" {
		h["X-Emulator-Rule"] = []string{headerText(ans.By)}
	}
	if hint != "" {
		h["X-Emulator-Hint"] = []string{headerText(hint)}
	}
	w.WriteHeader(status)
}

var contentType = []string{"text/xml"}

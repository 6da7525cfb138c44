package admin

import (
	"encoding/base64"
	"time"
	"unicode/utf8"

	"amazon-pay-emulator/ipnsender"
)

// ipnName tells notifications apart, and says what they are about.
type ipnName struct {
	N         uint64 `json:"n"`          // counts the seller's notifications from 1
	MessageID string `json:"message_id"` // the same for what repeats a notification, or sends it to another URL
	SellerID  string `json:"seller_id"`
	Type      string `json:"type"` // such as PaymentCapture
	Object    string `json:"object"`
}

func nameIPN(d ipnsender.Delivery) ipnName {
	return ipnName{N: d.N, MessageID: d.ID, SellerID: d.Seller, Type: d.Kind, Object: d.Object}
}

// ipn is one notification for one receiver, and what became of it.
type ipn struct {
	ipnName
	URL      string          `json:"url"` // without its password; empty: the seller has no receiver
	State    ipnsender.State `json:"state"`
	At       moment          `json:"at"`   // virtual time of the event
	Next     *moment         `json:"next"` // virtual time of the next attempt; null: none is planned
	Attempts []attempt       `json:"attempts"`
}

// attempt is one try to deliver a notification.
type attempt struct {
	N       int      `json:"n"`
	At      moment   `json:"at"` // virtual time
	RealAt  moment   `json:"real_at"`
	Latency duration `json:"latency"` // real time
	Status  int      `json:"status"`  // HTTP; 0: there was no answer
	Error   string   `json:"error"`   // why there was none
	Answer  string   `json:"answer"`  // the beginning of it
}

func showIPN(d ipnsender.Delivery) ipn {
	doc := ipn{ipnName: nameIPN(d), URL: d.URL, State: d.State, At: moment(d.At), Attempts: make([]attempt, len(d.Attempts))}
	if next := moment(d.Next); !d.Next.IsZero() {
		doc.Next = &next
	}
	for i, a := range d.Attempts {
		doc.Attempts[i] = attempt{
			N: a.N, At: moment(a.At), RealAt: moment(a.Real), Latency: duration(a.Latency.Round(time.Millisecond)),
			Status: a.Status, Error: a.Err, Answer: a.Answer,
		}
	}
	return doc
}

// ipnInFull is a notification with its bytes.
type ipnInFull struct {
	ipn
	Request *ipnRequest `json:"request"` // null: it could not be made
	Problem string      `json:"problem,omitempty"`
}

// ipnRequest is what is sent, byte for byte.
type ipnRequest struct {
	Headers    []header `json:"headers"` // but for Host and Content-Length
	Body       string   `json:"body"`
	BodyBase64 string   `json:"body_base64,omitempty"` // of a body that is not UTF-8
}

type header struct {
	Name  string `json:"name"` // as it is on the wire
	Value string `json:"value"`
}

// setBody keeps the bytes of a body, also of one that no JSON text can hold.
func (r *ipnRequest) setBody(body []byte) {
	r.Body = string(body)
	if !utf8.Valid(body) {
		r.BodyBase64 = base64.StdEncoding.EncodeToString(body)
	}
}

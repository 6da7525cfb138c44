package emutest

import (
	"fmt"
	"net/url"
	"strconv"
	"time"

	"amazon-pay-emulator/emulator"
)

// Request is one call of the API and its answer, as the emulator recorded it.
type Request struct {
	N           uint64               `json:"n"` // counts the seller's calls from 1
	At          time.Time            `json:"at"`
	SellerID    string               `json:"seller_id"`
	Environment emulator.Environment `json:"environment"`
	Operation   string               `json:"operation"`
	Parameters  map[string]string    `json:"parameters"` // by wire name, without secrets
	Object      string               `json:"object"`     // Amazon's id of what the call was about, or made
	Status      int                  `json:"status"`     // HTTP; 0: nothing was answered
	Code        string               `json:"code"`       // of an error
	Answer      string               `json:"answer"`     // the XML
	Replay      bool                 `json:"replay"`
	Rule        string               `json:"rule"`    // what decided; empty: Amazon's normal rules
	Hint        string               `json:"hint"`    // why it was refused
	Fault       string               `json:"fault"`   // what befell the connection; empty: nothing
	Applied     bool                 `json:"applied"` // the call took effect, and only its answer was lost
}

// String is the call in a line.
func (r Request) String() string {
	line := fmt.Sprintf("%d. %s %s %d", r.N, r.Operation, r.Object, r.Status)
	for _, more := range []string{r.Code, r.Fault, r.Rule, r.Hint} {
		if more != "" {
			line += "  " + more
		}
	}
	return line
}

// RequestFilter says which calls are wanted. What is empty does not matter.
type RequestFilter struct {
	Operation string
	Object    string // Amazon's id of what the call made or names
	Reference string // a reference id of the seller's among the parameters
	Status    int
	Since     time.Time // virtual
}

// Requests lists the calls of the API that the seller made, the oldest first.
func (e *Emulator) Requests(f RequestFilter) []Request {
	e.t.Helper()
	query := values("operation", f.Operation, "object", f.Object, "reference", f.Reference)
	if f.Status != 0 {
		query.Set("status", strconv.Itoa(f.Status))
	}
	if !f.Since.IsZero() {
		query.Set("since", f.Since.UTC().Format(time.RFC3339Nano))
	}
	return all[Request](e, "Requests", "requests", "requests", query)
}

// IPN is a notification on its way to one receiver, as the emulator recorded it.
type IPN struct {
	N         uint64     `json:"n"` // counts the seller's notifications from 1
	MessageID string     `json:"message_id"`
	Type      string     `json:"type"` // such as PaymentCapture
	Object    string     `json:"object"`
	URL       string     `json:"url"`   // empty: the seller has no receiver
	State     string     `json:"state"` // such as delivered, failed, waiting, held or recorded
	At        time.Time  `json:"at"`    // virtual time of the event
	Next      *time.Time `json:"next"`  // virtual time of the next attempt; nil: none is planned
	Attempts  []Attempt  `json:"attempts"`
}

// Attempt is one try to deliver a notification.
type Attempt struct {
	N      int       `json:"n"`
	At     time.Time `json:"at"`     // virtual
	Status int       `json:"status"` // HTTP; 0: there was no answer
	Error  string    `json:"error"`  // why there was none
}

// IPNFilter says which notifications are wanted. What is empty does not matter.
type IPNFilter struct{ Object, Type, State string }

// IPNs lists the seller's notifications with every attempt to deliver them, the
// oldest first. Those without a receiver are among them.
func (e *Emulator) IPNs(f IPNFilter) []IPN {
	e.t.Helper()
	return all[IPN](e, "IPNs", "ipns", "ipns", values("object", f.Object, "type", f.Type, "state", f.State))
}

// values are a query's, of names and values in turn; an empty value is left out.
func values(pairs ...string) url.Values {
	query := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			query.Set(pairs[i], pairs[i+1])
		}
	}
	return query
}

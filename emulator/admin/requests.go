package admin

import (
	"fmt"
	"slices"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
)

// requestList is a page of the record of API calls, newest first.
type requestList struct {
	Requests []request `json:"requests"`
	nextCursor
	Dropped uint64 `json:"dropped"` // older ones that the record had no room for
}

// request is one API call and its answer.
type request struct {
	N           uint64               `json:"n"` // counts the seller's calls from 1
	SellerID    string               `json:"seller_id"`
	Environment emulator.Environment `json:"environment"`
	Operation   string               `json:"operation"`
	Parameters  map[string]string    `json:"parameters"`
	Object      string               `json:"object"` // what the call was about, or made
	Status      int                  `json:"status"` // HTTP; 0: nothing was answered
	Code        string               `json:"code"`   // of an error
	RequestID   string               `json:"request_id"`
	Answer      string               `json:"answer"` // the XML
	Before      *decision            `json:"before"` // of the object; null: it came into being
	After       *decision            `json:"after"`
	Replay      bool                 `json:"replay"`
	Rule        string               `json:"rule"`    // what decided; empty: Amazon's normal rules
	Hint        string               `json:"hint"`    // why it was refused
	Fault       string               `json:"fault"`   // what befell the connection; empty: nothing
	Applied     bool                 `json:"applied"` // the call took effect, and only its answer was lost
	Delay       duration             `json:"delay"`   // of real time, before the answer
	At          moment               `json:"at"`      // virtual time
	RealAt      moment               `json:"real_at"`
	Signature   *signatureRefusal    `json:"signature"` // null: it was not refused
}

// signatureRefusal explains a signature that did not match. Values of parameters
// that are not to be seen are taken out of its texts.
type signatureRefusal struct {
	StringToSign       string      `json:"string_to_sign"`
	Tried              []string    `json:"tried"`   // the forms that were compared; none: it is the digest of nothing
	Matches            string      `json:"matches"` // what the client did; empty: not known
	ClientStringToSign string      `json:"client_string_to_sign"`
	FirstDifference    *difference `json:"first_difference"` // null: the texts are the same, or the client's is not known
}

// difference is where the two texts part, before anything is taken out of them.
type difference struct {
	Offset int    `json:"offset"` // in bytes from 0
	In     string `json:"in"`
	Server string `json:"server"` // the byte in words
	Client string `json:"client"`
}

func (a *API) listRequests(c *call) (any, error) {
	limit, flaws := c.limit()
	after, wrong := c.cursor()
	filter, alsoWrong := a.filter(c)
	if flaws = slices.Concat(flaws, wrong, alsoWrong); len(flaws) > 0 {
		return nil, invalid(flaws...)
	}
	d := requestList{Requests: []request{}}
	var found []placed
	for _, owner := range a.owners(c) {
		records, dropped := owner.records()
		d.Dropped += dropped
		for _, r := range records {
			p := placed{r, cursor{at: r.Real, seller: owner.seller, n: r.N}}
			if filter.matches(r) && (after == nil || comparePlaces(*after, p.cursor) < 0) {
				found = append(found, p)
			}
		}
		slices.SortFunc(found, func(x, y placed) int { return comparePlaces(x.cursor, y.cursor) })
		found = found[:min(len(found), limit+1)]
	}
	for _, p := range found[:min(len(found), limit)] {
		d.Requests = append(d.Requests, showRequest(p.Record))
	}
	if len(found) > limit {
		d.more(found[limit-1].cursor)
	}
	return d, nil
}

// owner is who has a record of calls: a seller, or nobody for the calls of which
// it never got clear whose they are.
type owner struct {
	seller  string // empty: nobody
	records func() (list []engine.Record, dropped uint64)
	forget  func()
}

// owners lists those whom a call is for.
func (a *API) owners(c *call) []owner {
	accounts, all := a.accounts(c)
	var list []owner
	for _, account := range accounts {
		list = append(list, owner{account.ID(), account.Records, account.DropRecords})
	}
	if all {
		list = append(list, owner{"", a.engine.Strays, a.engine.DropStrays})
	}
	return list
}

// placed is a record with its place in the list of all: by real time, as the
// virtual times of sellers have nothing to do with each other.
type placed struct {
	engine.Record
	cursor cursor
}

// forgotten says how many records there were.
type forgotten struct {
	Deleted int `json:"deleted"`
}

func (a *API) deleteRequests(c *call) (any, error) {
	var d forgotten
	for _, owner := range a.owners(c) {
		records, _ := owner.records()
		d.Deleted += len(records)
		owner.forget()
	}
	return d, nil
}

// showRequest is a record without secrets. A parameter that came several times
// is shown with numbers.
func showRequest(r engine.Record) request {
	d := request{
		N: r.N, SellerID: r.Seller, Environment: r.Environment, Operation: r.Operation, Parameters: map[string]string{},
		Object: r.Object, Status: r.Status, Code: r.Code, RequestID: r.RequestID, Answer: maskElements(string(r.Body)),
		Before: showStatus(r.Before), After: showStatus(r.After), Replay: r.Replay, Rule: r.Rule,
		Hint: maskQueries(r.Hint), Fault: r.Fault, Applied: r.Applied, Delay: duration(r.Delay), At: moment(r.At), RealAt: moment(r.Real),
		Signature: showSignature(r.Signature),
	}
	seen := map[string]int{}
	for _, p := range r.Parameters {
		if isSecret(p.Name) {
			continue
		}
		name := p.Name
		if seen[name]++; seen[name] > 1 {
			name = fmt.Sprintf("%s#%d", name, seen[name])
		}
		d.Parameters[name] = maskParameter(p.Name, p.Value)
	}
	return d
}

func showSignature(s *engine.SignatureRefusal) *signatureRefusal {
	if s == nil {
		return nil
	}
	return &signatureRefusal{
		StringToSign: maskQueries(s.StringToSign), Tried: append([]string{}, s.Tried...), Matches: s.Matches,
		ClientStringToSign: maskQueries(s.ClientStringToSign), FirstDifference: (*difference)(s.FirstDifference),
	}
}

func showStatus(s emulator.Status) *decision {
	if s.State == "" {
		return nil
	}
	return &decision{State: s.State, Reason: s.Reason}
}

package admin

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
)

// problem is a refused call, and the document that says so (RFC 9457). It is
// an error, so that handlers return it like any other.
type problem struct {
	Type     string `json:"type"`
	Title    string `json:"title"`
	Status   int    `json:"status"`
	Detail   string `json:"detail"`
	Hint     string `json:"hint"`               // what to do
	Problems []flaw `json:"problems,omitempty"` // of a request that is not valid: all of them
	Seen     any    `json:"seen,omitempty"`     // by a wait in vain

	// What an advance that was ended had brought about: null unless it was one.
	Events     []sellerEvent `json:"events,omitzero"`
	Deliveries []delivery    `json:"deliveries,omitzero"`
}

// flaw is one thing that is wrong with a request.
type flaw struct {
	Line       int    `json:"line,omitempty"`
	Column     int    `json:"column,omitempty"`
	Path       string `json:"path"` // of a field: buyer.address.city; of a query parameter: ?limit; empty: the body
	Message    string `json:"message"`
	Suggestion string `json:"suggestion,omitempty"`
	Warning    bool   `json:"warning,omitempty"` // it keeps nothing from being done
}

// The types of problems. Domain errors have types of their own: see problemType.
const (
	typePrefix       = "urn:amazon-pay-emulator:problem:"
	typeNoRoute      = typePrefix + "no-route"
	typeWrongMethod  = typePrefix + "wrong-method"
	typeForeign      = typePrefix + "other-web-page"
	typeNoToken      = typePrefix + "no-token"
	typeInvalid      = typePrefix + "invalid-request"
	typeMediaType    = typePrefix + "media-type"
	typeTooLarge     = typePrefix + "too-large"
	typeNotReady     = typePrefix + "not-ready"
	typeTaken        = typePrefix + "id-taken"
	typeAmbiguous    = typePrefix + "several-sellers"
	typeMoving       = typePrefix + "time-is-moving"
	typeReset        = typePrefix + "reset-meanwhile"
	typeBackwards    = typePrefix + "time-backwards"
	typeInternal     = typePrefix + "internal"
	typeBodyNotTaken = typePrefix + "body-incomplete"
	typeNoIPN        = typePrefix + "no-such-notification"
	typeNotHeld      = typePrefix + "notification-not-held"
	typeNoReceiver   = typePrefix + "no-receiver"
	typeNotThere     = typePrefix + "not-part-of-this-emulator"
	typeTimeout      = typePrefix + "timeout"
	typeTooMany      = typePrefix + "too-many-rules"
	typeUnreachable  = typePrefix + "out-of-reach"
	typeNotKept      = typePrefix + "not-kept"
	typeBrokenOff    = typePrefix + "broken-off"
)

// Error is the developer's text.
func (p *problem) Error() string { return p.Detail }

// mostFlaws is how many flaws are told; a body of nonsense has thousands.
const mostFlaws = 100

// invalid refuses a request with everything that is wrong with it.
func invalid(flaws ...flaw) *problem {
	flaws = flaws[:min(len(flaws), mostFlaws)]
	texts := make([]string, len(flaws))
	hint := ""
	for i, f := range flaws {
		texts[i] = strings.TrimPrefix(f.Path+": "+f.Message, ": ")
		if hint == "" {
			hint = f.Suggestion
		}
	}
	if hint == "" {
		hint = "put right what the problems say; nothing has changed"
	}
	return &problem{
		Type: typeInvalid, Title: "The request is not valid", Status: http.StatusBadRequest,
		Detail: strings.Join(texts, "; "), Hint: hint, Problems: flaws,
	}
}

// problemOf turns any error into its document.
func problemOf(err error) *problem {
	var p *problem
	if errors.As(err, &p) {
		return p
	}
	var refused *emulator.Error
	switch {
	case errors.As(err, &refused):
		return refusedByDomain(refused)
	case errors.Is(err, engine.ErrTaken):
		return &problem{
			Type: typeTaken, Title: "The id is taken", Status: http.StatusConflict, Detail: err.Error(),
			Hint: "leave the id out to get a fresh one, or POST " + root + "reset first",
		}
	case errors.Is(err, engine.ErrMoving):
		return &problem{
			Type: typeMoving, Title: "Time is being moved already", Status: http.StatusConflict, Detail: err.Error(),
			Hint: "wait for the other call to answer; a test that runs beside others moves only its own seller's clock, with ?seller=",
		}
	case errors.Is(err, engine.ErrReset):
		return &problem{
			Type: typeReset, Title: "The account was reset", Status: http.StatusConflict, Detail: err.Error(),
			Hint: "a reset ends what was under way; the answer to POST " + root + "reset tells the time now",
		}
	case errors.Is(err, engine.ErrBackwards):
		return &problem{
			Type: typeBackwards, Title: "Time never runs backwards", Status: http.StatusConflict, Detail: err.Error(),
			Hint: "POST " + root + "reset goes back to the start, with ?seller= for one seller",
		}
	}
	var lost *engine.WriteError
	if errors.As(err, &lost) {
		return &problem{
			Type: typeNotKept, Title: "Nothing can be written", Status: http.StatusInternalServerError, Detail: err.Error(),
			Hint: "make room where --data-dir is, and call again; nothing has changed",
		}
	}
	return &problem{
		Type: typeInternal, Title: "The emulator failed", Status: http.StatusInternalServerError,
		Detail: "something went wrong inside; the log says more", Hint: "this is a fault of the emulator: please report it",
	}
}

// domainProblem is how an error code of the domain is answered.
type domainProblem struct {
	status int
	hint   string
}

// domainProblems holds every code. Most can't come from a call of this API
// today; a test sees to it that none is forgotten.
var domainProblems = map[emulator.Code]domainProblem{
	emulator.OrderUnknown:            {http.StatusNotFound, "GET " + root + "objects lists what there is"},
	emulator.TransactionUnknown:      {http.StatusNotFound, "GET " + root + "objects lists what there is"},
	emulator.OrderNotModifiable:      {http.StatusConflict, "make a new order reference: POST " + root + "order-references"},
	emulator.OrderWrongState:         {http.StatusConflict, "make a new order reference: POST " + root + "order-references"},
	emulator.OrderHasConstraints:     {http.StatusConflict, "clear the constraints first, or leave the order reference in Draft"},
	emulator.OrderHasCaptures:        {http.StatusConflict, "an order reference with captures can be closed, not canceled"},
	emulator.PaymentMethodNotUpdated: {http.StatusConflict, "let the buyer choose another payment method first: POST " + root + "order-references/ID/buyer"},
	emulator.AuthorizationWrongState: {http.StatusConflict, "only an Open authorization can be captured: make a new one"},
	emulator.CaptureNotRefundable:    {http.StatusConflict, "only a Completed capture can be refunded"},
	emulator.AmountOverMaximum:       {http.StatusBadRequest, "use a smaller amount"},
	emulator.AuthorizationOverTotal:  {http.StatusBadRequest, "use a smaller amount, or a larger order total"},
	emulator.CaptureOverAuthorized:   {http.StatusBadRequest, "use a smaller amount, or authorize more"},
	emulator.RefundOverCaptured:      {http.StatusBadRequest, "use a smaller amount"},
	emulator.TooManyAuthorizations:   {http.StatusConflict, "make a new order reference: POST " + root + "order-references"},
	emulator.TooManyRefunds:          {http.StatusConflict, "capture anew to refund more often"},
	emulator.CurrencyDiffers:         {http.StatusBadRequest, "use the currency of the order total"},
	emulator.ReferenceTaken:          {http.StatusConflict, "use a fresh reference id"},
	emulator.RequestDiffers:          {http.StatusConflict, "repeat the call with the same parameters, or use a fresh reference id"},
	emulator.MoveIllegal:             {http.StatusConflict, "GET " + root + "objects/ID lists under next what can become of it"},
}

func refusedByDomain(e *emulator.Error) *problem {
	how := domainProblems[e.Code]
	title := string(e.Code)
	return &problem{
		Type: typePrefix + strings.ReplaceAll(title, " ", "-"), Title: strings.ToUpper(title[:1]) + title[1:],
		Status: how.status, Detail: e.Error(), Hint: strings.ReplaceAll(how.hint, "ID", e.ID),
	}
}

// brokenOff ends a call that waited, and whose client is gone or whose server
// stops.
func brokenOff(err error) error {
	return &problem{
		Type: typeBrokenOff, Title: "The call was broken off", Status: http.StatusServiceUnavailable, Detail: err.Error(),
		Hint: "call again; the emulator may be stopping",
	}
}

// unknownObject refuses an id that nobody has.
func unknownObject(id string) error {
	return &emulator.Error{Code: emulator.TransactionUnknown, ID: id}
}

// oneOf answers a flaw unless the word is one of the options.
func oneOf[T ~string](path string, word T, options []T) []flaw {
	words := make([]string, len(options))
	for i, o := range options {
		if o == word {
			return nil
		}
		words[i] = string(o)
	}
	suggestion := "write one of " + join(words)
	if near := nearest(string(word), words); near != "" {
		suggestion = fmt.Sprintf("did you mean %q?", near)
	}
	return []flaw{{Path: path, Message: fmt.Sprintf("%q is not known", shorten(string(word))), Suggestion: suggestion}}
}

package admin

import (
	"errors"
	"net/http"
	"slices"
	"strconv"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
	"amazon-pay-emulator/ipnsender"
)

// ipnList is a page of notifications, newest first.
type ipnList struct {
	IPNs []ipn `json:"ipns"`
	nextCursor
	Dropped uint64 `json:"dropped"` // older ones that the record had no room for
}

// ipnStates lists every state of a notification.
var ipnStates = []ipnsender.State{
	ipnsender.Recorded, ipnsender.Dropped, ipnsender.Held, ipnsender.Waiting, ipnsender.InFlight,
	ipnsender.Delivered, ipnsender.Failed, ipnsender.Pushed, ipnsender.Cancelled,
}

// ipnsOf lists the notifications of a seller, newest first.
func (a *API) ipnsOf(seller string) (list []ipnsender.Delivery, dropped uint64) {
	if a.options.IPNs == nil {
		return nil, 0
	}
	return a.options.IPNs.Deliveries(seller)
}

func (a *API) listIPNs(c *call) (any, error) {
	limit, flaws := c.limit()
	after, wrong := c.cursor()
	object, state, kind := c.parameter("object"), ipnsender.State(c.parameter("state")), c.parameter("type")
	flaws = append(flaws, wrong...)
	if state != "" {
		flaws = append(flaws, oneOf("?state", state, ipnStates)...)
	}
	if kind != "" && a.options.IPNTypes != nil {
		flaws = append(flaws, oneOf("?type", kind, a.options.IPNTypes)...)
	}
	if len(flaws) > 0 {
		return nil, invalid(flaws...)
	}
	if err := a.options.Relayed(c.Context()); err != nil {
		return nil, brokenOff(err)
	}
	type placed struct {
		ipnsender.Delivery
		cursor cursor
	}
	d := ipnList{IPNs: []ipn{}}
	var found []placed
	accounts, _ := a.accounts(c)
	for _, account := range accounts {
		deliveries, dropped := a.ipnsOf(account.ID())
		d.Dropped += dropped
		for _, x := range deliveries {
			p := placed{x, cursor{at: x.At, seller: x.Seller, n: x.N}}
			if (object == "" || x.Object == object) && (state == "" || x.State == state) && (kind == "" || x.Kind == kind) &&
				(after == nil || comparePlaces(*after, p.cursor) < 0) {
				found = append(found, p)
			}
		}
		slices.SortFunc(found, func(x, y placed) int { return comparePlaces(x.cursor, y.cursor) })
		found = found[:min(len(found), limit+1)]
	}
	for _, p := range found[:min(len(found), limit)] {
		d.IPNs = append(d.IPNs, showIPN(p.Delivery))
	}
	if len(found) > limit {
		d.more(found[limit-1].cursor)
	}
	return d, nil
}

func (a *API) getIPN(c *call) (any, error) {
	var d ipnInFull
	err := a.onIPN(c, func(s *ipnsender.Sender, seller string) error {
		found, request, err := s.Show(seller, c.id)
		if errors.Is(err, ipnsender.ErrUnknown) {
			return err
		}
		d.ipn = showIPN(found)
		if err != nil {
			d.Problem = err.Error()
			return nil
		}
		d.Request = &ipnRequest{Headers: []header{}}
		for _, h := range request.Headers {
			d.Request.Headers = append(d.Request.Headers, header{h.Name, h.Value})
		}
		d.Request.setBody(request.Body)
		return nil
	})
	return d, err
}

func (a *API) resendIPN(c *call) (any, error) { return a.again(c, (*ipnsender.Sender).Resend) }

func (a *API) releaseIPN(c *call) (any, error) { return a.again(c, (*ipnsender.Sender).Release) }

// again lets something be done with a notification, and answers how it stands.
func (a *API) again(c *call, do func(s *ipnsender.Sender, seller, which string) (ipnsender.Delivery, error)) (any, error) {
	if err := c.readBody(&ofSeller{}); err != nil {
		return nil, err
	}
	var d ipn
	err := a.onIPN(c, func(s *ipnsender.Sender, seller string) error {
		done, err := do(s, seller, c.id)
		if err == nil {
			d = showIPN(done)
		}
		return err
	})
	return d, err
}

// onIPN does something with the notification that the path names, for the first
// seller that has it. A number counts the notifications of one seller, a message
// id is found wherever it is.
func (a *API) onIPN(c *call, do func(s *ipnsender.Sender, seller string) error) error {
	if a.options.IPNs == nil {
		return notThere("this emulator sends no notifications")
	}
	if err := a.options.Relayed(c.Context()); err != nil {
		return brokenOff(err)
	}
	accounts := []*engine.Account{a.account(c)}
	if _, err := strconv.ParseUint(c.id, 10, 64); err != nil && c.seller == "" {
		accounts = a.engine.Accounts()
	}
	err := ipnsender.ErrUnknown
	for _, account := range accounts {
		if err = do(a.options.IPNs, account.ID()); !errors.Is(err, ipnsender.ErrUnknown) {
			break
		}
	}
	switch {
	case errors.Is(err, ipnsender.ErrUnknown):
		hint := "GET " + root + "ipns lists what there is, with n and message_id"
		if len(accounts) == 1 && c.seller == "" {
			hint = "n counts the notifications of one seller, here of the default seller: say whose with ?seller=, or use the message_id"
		}
		return &problem{Type: typeNoIPN, Title: "There is no such notification", Status: http.StatusNotFound, Detail: "no notification is " + shorten(c.id), Hint: hint}
	case errors.Is(err, ipnsender.ErrNotHeld):
		return &problem{
			Type: typeNotHeld, Title: "The notification is not held", Status: http.StatusConflict, Detail: "notification " + shorten(c.id) + " is not waiting to be released",
			Hint: "POST " + root + "ipns/" + c.id + "/resend sends it again, whatever became of it",
		}
	case errors.Is(err, ipnsender.ErrNoURL):
		return &problem{
			Type: typeNoReceiver, Title: "The notification has no receiver", Status: http.StatusConflict, Detail: err.Error(),
			Hint: "the seller had no IPN URL when it was made; PUT " + root + `sellers/ID {"ipn_url":"http://..."} is for those to come`,
		}
	}
	return err
}

// notThere refuses what this emulator was made without.
func notThere(detail string) error {
	return &problem{Type: typeNotThere, Title: "Not part of this emulator", Status: http.StatusNotFound, Detail: detail, Hint: "ask one that was started by the command serve"}
}

// sampleRequest asks for a notification that is marked as a sample.
type sampleRequest struct {
	ofSeller
	Type        string               `json:"type"`
	Environment emulator.Environment `json:"environment"`
}

func (a *API) sampleIPN(c *call) (any, error) {
	request := sampleRequest{Environment: emulator.Sandbox}
	if err := c.readBody(&request); err != nil {
		return nil, err
	}
	const suggestion = `send {"type":"PaymentCapture"}`
	flaws := oneOf("environment", request.Environment, []emulator.Environment{emulator.Sandbox, emulator.Live})
	if request.Type == "" {
		flaws = append(flaws, flaw{Path: "type", Message: "left out, but needed", Suggestion: suggestion})
	}
	if len(flaws) > 0 {
		return nil, invalid(flaws...)
	}
	if a.options.Sample == nil || a.options.IPNs == nil {
		return nil, notThere("this emulator sends no notifications")
	}
	account := a.account(c)
	n, err := a.options.Sample(account, request.Type, request.Environment)
	var lost *engine.WriteError
	switch {
	case errors.As(err, &lost):
		return nil, err
	case err != nil:
		return nil, invalid(flaw{Path: "type", Message: err.Error(), Suggestion: suggestion})
	}
	list, _ := a.ipnsOf(account.ID())
	for _, d := range list {
		if d.N == n {
			return created{showIPN(d)}, nil
		}
	}
	return nil, ipnsender.ErrUnknown // a reset came in between
}

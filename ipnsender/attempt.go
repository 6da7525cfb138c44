package ipnsender

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"amazon-pay-emulator/ipnsender/sns"
)

// How much of what a merchant answers is kept, in bytes: of the body, and of an
// error that quotes him.
const (
	answerLimit = 4 << 10
	reasonLimit = 300
)

// errUnmade says that there is nothing to send, now or later.
var errUnmade = errors.New("the notification could not be made")

// attempt makes the next try of a delivery, and plans the one after it.
func (s *Sender) attempt(d *delivery) {
	defer s.running.Done()
	a := Attempt{At: d.Timeline.Now(), Real: s.opts.Real()}
	request, err := s.sign(d)
	if err != nil {
		a.Err = s.reason(d, err)
	} else {
		a.Real = s.opts.Real()
		a.Result, a.Answer = s.post(d, request)
		a.Latency = s.opts.Real().Sub(a.Real)
	}
	s.mu.Lock()
	defer s.unlock()
	q := d.queue
	s.inFlight--
	if d.seller.gone { // reset in the meantime: nobody wants to know
		s.dispatch()
		return
	}
	q.inFlight--
	if err == nil || errors.Is(err, errUnmade) { // else stopped before anything was sent
		s.attempts++
		a.seq = s.attempts
		d.made(a)
		if tell := s.opts.Attempted; tell != nil {
			record := d.record()
			record.Attempts = []Attempt{d.attempts[len(d.attempts)-1]}
			tell(record)
		}
	}
	s.conclude(d, a, err != nil)
	s.list(q)
	s.dispatch()
	d.changes()
}

// conclude says what becomes of a delivery after an attempt, for which perhaps
// there were no bytes: that does not get better.
func (s *Sender) conclude(d *delivery, a Attempt, unmade bool) {
	if s.closed && a.Status == 0 { // cut off
		s.end(d, Cancelled)
		return
	}
	wait, again := time.Duration(0), false
	if !unmade {
		wait, again = s.opts.Policy.Next(len(d.attempts), a.Result)
	}
	switch {
	case a.Success():
		s.end(d, Delivered)
	case !again:
		s.end(d, Failed)
	case s.closed:
		s.end(d, Cancelled)
	default:
		s.overtake(d)
		d.state, d.next = Waiting, a.At.Add(wait)
		s.moved(d, false)
		s.planFor(d, d.next)
	}
}

// sign makes the bytes when it is their turn: signing on all cores would leave
// none for the API.
func (s *Sender) sign(d *delivery) (sns.Request, error) {
	select {
	case s.signers <- struct{}{}:
		defer func() { <-s.signers }()
	case <-d.seller.ctx.Done():
		return sns.Request{}, d.seller.ctx.Err()
	}
	request, err := d.bytes()
	if err != nil {
		err = fmt.Errorf("%w: %w", errUnmade, err)
	}
	return request, err
}

// post sends the request with its header names exactly as they are written, and
// takes the answer as it comes: no redirect is followed. Once there is a status,
// it counts, whatever becomes of the rest of the answer (assumed).
func (s *Sender) post(d *delivery, request sns.Request) (Result, string) {
	ctx, cancel := context.WithTimeout(d.seller.ctx, s.opts.Timeout)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, d.URL, bytes.NewReader(request.Body))
	if err != nil {
		return Result{Err: "the URL can't be used"}, ""
	}
	for _, h := range request.Headers {
		r.Header[h.Name] = []string{h.Value}
	}
	if user := r.URL.User; user != nil {
		password, _ := user.Password()
		r.SetBasicAuth(user.Username(), password)
		r.URL.User = nil
	}
	response, err := s.opts.Transport.RoundTrip(r)
	if err != nil {
		if errors.Is(ctx.Err(), context.DeadlineExceeded) {
			err = fmt.Errorf("no answer within %s", s.opts.Timeout)
		}
		return Result{Err: s.reason(d, err)}, ""
	}
	defer response.Body.Close()
	if response.StatusCode == http.StatusSwitchingProtocols {
		return Result{Status: response.StatusCode}, "" // what follows is no body, and has no end
	}
	// What is beyond the limit is not read: closing the body closes the connection.
	answer, _ := io.ReadAll(io.LimitReader(response.Body, answerLimit))
	return Result{Status: response.StatusCode}, d.discreet(string(answer))
}

// reason is why there was no answer, in a text that says nothing secret.
func (s *Sender) reason(d *delivery, err error) string {
	if s.ctx.Err() != nil {
		return "the emulator stopped"
	}
	text := d.discreet(err.Error())
	if len(text) > reasonLimit {
		text = strings.ToValidUTF8(text[:reasonLimit], "") + "…"
	}
	return text
}

// discreet takes the password of the URL out of a text, for merchants who echo
// what they get.
func (d *delivery) discreet(text string) string {
	u, err := url.Parse(d.URL)
	if err != nil || u.User == nil {
		return text
	}
	password, _ := u.User.Password()
	if password == "" {
		return text
	}
	credentials := base64.StdEncoding.EncodeToString([]byte(u.User.Username() + ":" + password))
	return strings.NewReplacer(credentials, "xxxxx", password, "xxxxx", url.QueryEscape(password), "xxxxx").Replace(text)
}

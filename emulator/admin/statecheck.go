package admin

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"time"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
	"amazon-pay-emulator/ipnsender"
)

// sellerCheck holds one account of a state against what an account can be.
type sellerCheck struct {
	flaws   []flaw
	path    string
	objects map[string]emulator.Kind
	numbers map[uint64]string            // which object has it
	turns   map[uint64]string            // which order has it
	seen    map[namespacedReference]bool // reference ids
	orders  []orderDue                   // those that have alarms
}

// namespacedReference is a reference id in its namespace.
type namespacedReference struct {
	environment emulator.Environment
	kind        emulator.Kind
	reference   string
}

// orderDue is when the first alarm of an order is due, and where that is said.
type orderDue struct {
	path string
	due  time.Time
}

func newSellerCheck(path string) *sellerCheck {
	return &sellerCheck{
		path: path, objects: map[string]emulator.Kind{}, numbers: map[uint64]string{}, turns: map[uint64]string{}, seen: map[namespacedReference]bool{},
	}
}

func (c *sellerCheck) add(path, suggestion, format string, args ...any) {
	if len(c.flaws) < mostFlaws {
		c.flaws = append(c.flaws, flaw{Path: path, Message: fmt.Sprintf(format, args...), Suggestion: suggestion})
	}
}

// seller checks what belongs to no order, once all orders were seen.
func (c *sellerCheck) seller(d *stateSeller) {
	at := func(name string) string { return fieldPath(c.path, name) }
	c.flaws = append(c.flaws, oneOf(at("region"), d.Region, emulator.Regions)...)
	if !sellerForm.MatchString(d.ID) {
		c.add(at("id"), "write up to 64 letters, digits and - . _ ~", "%q is not a seller id", shorten(d.ID))
	}
	c.flaws = append(c.flaws, checkTexts(
		limited{at("access_key"), &d.AccessKey, longestKey}, limited{at("secret_key"), &d.SecretKey, longestKey},
		limited{at("store_name"), &d.StoreName, longestStoreName}, limited{at("ipn_url"), &d.IPNURL, longestURL},
	)...)
	if (d.AccessKey == "") != (d.SecretKey == "") {
		c.add(at("secret_key"), "send both, or make both empty", "an access key and its secret key belong together")
	}
	c.url(at("ipn_url"), d.IPNURL)
	for i, e := range d.Endpoints {
		path := itemPath(at("endpoints"), i)
		if e.URL == "" {
			c.add(path+".url", "leave the endpoint out", "an endpoint needs a URL")
		}
		c.url(path+".url", e.URL)
	}
	c.clock(at("clock"), time.Time(d.Clock.Now), d.Clock.Rate)
	for _, o := range c.orders {
		if !o.due.After(time.Time(d.Clock.Now)) {
			c.add(o.path, "let it be after "+at("clock.now"), "was due already")
		}
	}
	wished := map[string]bool{}
	for i := range d.Wishes {
		w, path := &d.Wishes[i], itemPath(at("wishes"), i)
		switch {
		case c.objects[w.Object] == "":
			c.add(path+".object", "name an object of this seller", "there is no object %q", shorten(w.Object))
		case wished[w.Object]:
			c.add(path+".object", "leave one of them out", "there is a wish for %s already", w.Object)
		case w.IPN == wish{}:
			c.add(path+".ipn", "leave it out", "wishes nothing")
		}
		wished[w.Object] = true
		c.wish(path+".ipn", &w.IPN)
	}
	c.journal(at("journal"), d.Journal)
	c.outbox(at("ipns"), d.IPNs)
}

func (c *sellerCheck) clock(path string, now time.Time, rate float64) {
	c.whole(path+".now", now)
	if rate < 0 || rate > fastest {
		c.add(path+".rate", "write 0 for a frozen clock", "a clock runs at more than 0 and at most %d", fastest)
	}
}

// whole checks a moment: it is there, and of a whole millisecond.
func (c *sellerCheck) whole(path string, at time.Time) {
	switch {
	case at.IsZero():
		c.add(path, "write it as RFC 3339, such as 2026-01-31T12:00:00Z", "a time is missing")
	case at.Nanosecond()%int(time.Millisecond) != 0:
		c.add(path, "write at most three decimals", "virtual time has a resolution of a millisecond")
	case at.After(end):
		c.add(path, "", "is after the end of time")
	}
}

func (c *sellerCheck) url(path, url string) {
	if url == "" {
		return
	}
	if err := ipnsender.CheckURL(url); err != nil {
		c.add(path, "write it whole, such as http://localhost:3000/ipn", "%v", err)
	}
}

func (c *sellerCheck) wish(path string, w *wish) {
	if w == nil {
		return
	}
	if w.Delay != nil && *w.Delay < 0 {
		c.add(path+".delay", "", "not a time to wait")
	}
	if w.Copies != nil && *w.Copies > mostCopies {
		c.add(path+".copies", "", "not a number of copies")
	}
	if w.Tamper != "" {
		c.flaws = append(c.flaws, oneOf(path+".tamper", w.Tamper, emulator.Tampers)...)
	}
	if w.DuplicateAs != "" {
		c.flaws = append(c.flaws, oneOf(path+".duplicate_as", w.DuplicateAs, []string{asRetry, asRepublish})...)
	}
}

// verdict checks what can be said of a verdict alone.
func (c *sellerCheck) verdict(path string, v *stateVerdict) {
	if v == nil {
		return
	}
	if v.State != "" {
		c.flaws = append(c.flaws, oneOf(path+".state", v.State, states)...)
	}
	if v.Reason != "" {
		c.flaws = append(c.flaws, oneOf(path+".reason", v.Reason, reasons)...)
	}
	for _, d := range []struct {
		name string
		d    *duration
	}{{"pending_for", v.PendingFor}, {"after", v.After}, {"payment_method_fixed_after", v.FixedAfter}} {
		if d.d != nil && *d.d <= 0 {
			c.add(fieldPath(path, d.name), "leave it out", "not a time to wait")
		}
	}
	for _, e := range []struct {
		name string
		e    emulator.Effect
	}{{"authorization", v.Authorization}, {"order", v.Order}} {
		if e.e != emulator.Usual {
			c.flaws = append(c.flaws, oneOf(fieldPath(path, e.name), e.e, []emulator.Effect{emulator.Closes, emulator.KeepsOpen})...)
		}
	}
	if v.Constraint != "" {
		c.flaws = append(c.flaws, oneOf(path+".constraint", v.Constraint, emulator.ConstraintIDs)...)
	}
}

func (c *sellerCheck) journal(path string, j stateJournal) {
	if kept := uint64(len(j.Events)); j.Last < kept || j.Dropped > j.Last-kept {
		c.add(path+".last", "", "%d events of which %d were dropped can't have %d as the last number", len(j.Events), j.Dropped, j.Last)
	}
	for i, e := range j.Events {
		at := itemPath(path+".events", i)
		c.whole(at+".at", time.Time(e.At))
		c.flaws = append(c.flaws, oneOf(at+".type", e.Type, emulator.Kinds)...)
		if !emulator.Legal(e.Type, e.From, e.To, e.Reason) {
			c.add(at, "leave the event out", "no %s moves from %q to %s %s", e.Type, e.From, e.To, e.Reason)
		}
	}
}

func (c *sellerCheck) outbox(path string, box stateOutbox) {
	last := uint64(0)
	for i := range box.Pending {
		p, at := &box.Pending[i], itemPath(path+".pending", i)
		if p.N <= last || p.N > box.Last {
			c.add(at+".n", "let the numbers rise, up to "+path+".last", "%d is no number behind %d and up to %d", p.N, last, box.Last)
		}
		last = p.N
		for _, f := range []struct{ name, text string }{{"message_id", p.MessageID}, {"group", p.Group}, {"type", p.Type}, {"object", p.Object}, {"url", p.URL}} {
			if f.text == "" {
				c.add(fieldPath(at, f.name), "", "is missing")
			}
		}
		c.url(at+".url", p.URL)
		c.whole(at+".at", time.Time(p.At))
		if p.Next != nil {
			c.whole(at+".next", time.Time(*p.Next))
		}
		if states := []bool{p.Held, p.Last, p.Next != nil}; len(slices.DeleteFunc(states, func(is bool) bool { return !is })) > 1 {
			c.add(at, "say only one of them", "a notification is held, last, or has a next attempt")
		}
		for n, a := range p.Attempts {
			if a.N != uint64(n+1) {
				c.add(itemPath(at+".attempts", n)+".n", "", "attempts are counted from 1")
			}
			if a.Status > 999 {
				c.add(itemPath(at+".attempts", n)+".status", "", "%d is no HTTP status", a.Status)
			}
		}
		switch {
		case (p.Request == nil) == (p.Problem == ""):
			c.add(at+".request", "send what GET state answered", "a notification has its bytes, or the problem why it has none")
		case p.Request != nil:
			c.request(at+".request", p.Request)
		}
	}
}

func (c *sellerCheck) request(path string, r *ipnRequest) {
	if _, err := r.bytes(); err != nil {
		c.add(path+".body_base64", "", "%v", err)
	}
	for i, h := range r.Headers {
		if h.Name == "" || strings.ContainsAny(h.Name+h.Value, "\r\n") {
			c.add(itemPath(path+".headers", i), "", "is no header")
		}
	}
}

// bytes is the body as setBody kept it.
func (r *ipnRequest) bytes() ([]byte, error) {
	if r.BodyBase64 == "" {
		return []byte(r.Body), nil
	}
	return base64.StdEncoding.DecodeString(r.BodyBase64)
}

// foresee has everything happen to an order that is to come, and says what can't
// be. It is the last of the checks, and finds what the others have no eye for.
func foresee(s engine.OrderState, rules emulator.Rules) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%v", p)
		}
	}()
	o := *s.Order
	for n := 0; len(o.Alarms) > 0 && n < mostAlarms; n++ {
		digit := uint32(0)
		o = o.Fire(emulator.Env{Now: o.Alarms[0].Due, Rules: rules, Digits: func(below uint32) uint32 {
			digit++
			return digit % below
		}}).Order
	}
	return nil
}

// mostAlarms is how far ahead is looked.
const mostAlarms = 1000

package mws

import (
	"bytes"
	"log/slog"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
	"amazon-pay-emulator/emulator/mws/params"
)

// record keeps what was asked and answered, and logs one line. A status of 0
// says that nothing was answered.
func (c *call) record(ans engine.Answer, status int, code string, body []byte, hint string) {
	r := engine.Record{
		Real: c.real, At: ans.At, Environment: c.environment, RequestID: ans.RequestID, Status: status, Code: code,
		Body: kept(body, ans.Endpoints), Object: ans.Object, Before: ans.Before, Replay: ans.Replay, Rule: ans.By, Hint: hint,
		Fault: string(ans.Transport.Fault), Applied: ans.Transport.Lost() && ans.Transport.Applied, Delay: ans.Transport.Delay,
		Signature: c.mismatch,
	}
	if c.form != nil {
		operation, _ := c.form.Get("Action")
		seller, _ := c.form.Get("SellerId")
		r.Operation, r.Seller = shortened(operation), shortened(seller)
		r.Parameters = public(c.form.Pairs())
	}
	if ans.Order != nil {
		_, r.After, _ = ans.Order.StatusOf(ans.Object)
	}
	if c.account != nil {
		r.Seller = c.account.ID()
		c.account.Record(r)
	} else {
		c.face.engine.RecordStray(r)
	}
	if log := c.face.opts.Log; log.Enabled(c.request.Context(), slog.LevelInfo) {
		line := []slog.Attr{
			slog.String("operation", r.Operation), slog.String("seller", r.Seller), slog.Int("status", status),
			slog.String("code", code), slog.String("object", r.Object), slog.String("state", r.After.String()),
			slog.String("rule", r.Rule), slog.String("hint", withoutNotes(hint)), slog.String("request_id", r.RequestID),
		}
		if ans.Transport != (emulator.Transport{}) {
			line = append(line, slog.String("fault", r.Fault), slog.Bool("applied", r.Applied), slog.Duration("delay", r.Delay))
		}
		if r.Signature != nil {
			line = append(line, logged(r.Signature))
		}
		log.LogAttrs(c.request.Context(), slog.LevelInfo, "call", line...)
	}
}

// notes are what a seller wrote about a purchase, as a string to sign spells it.
var notes = regexp.MustCompile(`(Seller\w*Note)=[^&"\s]+`)

// withoutNotes is a hint as the log may have it: whoever made the call may see
// its notes, but logs go further.
func withoutNotes(hint string) string {
	if !strings.Contains(hint, "Note=") {
		return hint
	}
	return notes.ReplaceAllString(hint, "$1=***")
}

// keptBody is how many bytes of an answer are kept; only an answer that repeats a
// hostile request has more.
const keptBody = 64 << 10

// kept is an answer as the record keeps it: no longer than that, and without the
// passwords of endpoints.
func kept(body []byte, endpoints []engine.Endpoint) []byte {
	for _, e := range endpoints {
		if shown := withoutPassword(e.URL); shown != e.URL {
			body = bytes.ReplaceAll(body, appendEscaped(nil, e.URL), appendEscaped(nil, shown))
		}
	}
	return body[:min(len(body), keptBody)]
}

// withoutPassword is a URL as people may see it.
func withoutPassword(text string) string {
	u, err := url.Parse(text)
	switch {
	case err != nil:
		return "(unreadable URL)"
	case u.User == nil:
		return text
	}
	return u.Redacted()
}

// public leaves out what proves who the caller is, and shortens what nobody
// would read to its end.
func public(pairs []params.Pair) []engine.Parameter {
	list := make([]engine.Parameter, 0, len(pairs))
	for _, p := range pairs {
		if first, _, _ := strings.Cut(p.Name, "."); first != "AWSAccessKeyId" && first != "Signature" && !isToken(first) {
			list = append(list, params.Pair{Name: shortened(p.Name), Value: shortened(shown(p))})
		}
	}
	return list
}

// masked has a word in the place of tokens and of what a seller wrote. Every way
// of encoding leaves it alone.
func masked(pairs []params.Pair) []params.Pair {
	list := slices.Clone(pairs)
	for i := range list {
		list[i].Value = shown(list[i])
		if list[i].Value != "" && (isToken(list[i].Name) || strings.HasSuffix(list[i].Name, "Note")) {
			list[i].Value = "-removed-"
		}
	}
	return list
}

// shown is a parameter's value without the password of a URL.
func shown(p params.Pair) string {
	if strings.HasSuffix(p.Name, ".NotificationUrl") {
		return withoutPassword(p.Value)
	}
	return p.Value
}

// isToken says whether a parameter proves that somebody consented.
func isToken(name string) bool {
	return name == "MWSAuthToken" || name == "AddressConsentToken" || name == "AccessToken"
}

package command

import (
	"bufio"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// happeningAnswer is one event of the admin API's stream.
type happeningAnswer struct {
	ID       uint64
	Type     string
	SellerID string `json:"seller_id"`
	At       string
	State    eventAnswer
	Request  requestAnswer
	Delivery deliveryAnswer
	Clock    clockAnswer
	Gap      struct{ Missed *uint64 }
}

// String is the event in one line.
func (a happeningAnswer) String() string {
	what := ""
	switch a.Type {
	case "state":
		what = fmt.Sprintf("%s %s", a.State.ID, strings.TrimSpace(a.State.change()+" "+a.State.Reason))
	case "request":
		what = strings.Join(strings.Fields(fmt.Sprintf("%s %d %s %s", orDash(a.Request.Operation), a.Request.Status, a.Request.Code, a.Request.Object)), " ")
		if a.Request.Replay {
			what += " (replay)"
		}
	case "delivery":
		d := a.Delivery
		what = fmt.Sprintf("%s %s (n %d) attempt %d: %s", d.Object, d.Type, d.N, d.Attempt, attemptOutcome(d.Status, d.Error))
	case "clock":
		what = a.Clock.mode()
	case "gap":
		what = "some events are missing: the emulator was started anew"
		if a.Gap.Missed != nil {
			what = fmt.Sprintf("%d events are missing: they are not kept any more", *a.Gap.Missed)
		}
	}
	return strings.TrimRight(fmt.Sprintf("%d  %s  %s  %-8s  %s", a.ID, a.At, orDash(a.SellerID), a.Type, what), " ")
}

// change is what became of what.
func (a eventAnswer) change() string {
	from := a.From
	if from == "" {
		from = "(new)"
	}
	return from + " -> " + a.To
}

// events prints what happens, until it is interrupted, the emulator stops, or
// there were enough.
func events(flags *flag.FlagSet) action {
	c := clientFlags(flags)
	since := flags.String("since", "", "`ID` begin behind this event, 0 for all that are kept (default with what happens from now on)")
	kinds := flags.String("type", "", "`TYPES` only these, with commas between them: state, request, delivery, clock, reset")
	limit := uint64(0)
	flags.Func("limit", "`NUMBER` of events after which it ends (default never)", func(text string) (err error) {
		if limit, err = strconv.ParseUint(text, 10, 32); err != nil || limit == 0 {
			return fmt.Errorf("%q is not a number of events; write 1 or more", text)
		}
		return nil
	})
	return func(ctx context.Context, p *Program, _ []string) error {
		query := url.Values{}
		for name, value := range map[string]string{"since": *since, "type": *kinds} {
			if value != "" {
				query.Set(name, value)
			}
		}
		answer, err := c.open(ctx, p, "events", query)
		if err != nil {
			return err
		}
		defer answer.Body.Close()
		err = c.follow(p, answer.Body, limit)
		if ctx.Err() != nil {
			return nil // interrupted, as is usual here
		}
		return err
	}
}

// open begins to read an answer that has no end.
func (c client) open(ctx context.Context, p *Program, path string, query url.Values) (*http.Response, error) {
	u, request, err := c.request(ctx, p, http.MethodGet, path, query, nil)
	if err != nil {
		return nil, err
	}
	answer, err := c.send(p, request)
	if err != nil {
		return nil, err
	}
	if answer.StatusCode != http.StatusOK {
		defer answer.Body.Close()
		why, _ := io.ReadAll(answer.Body) // what can't be read explains nothing
		return nil, refused(u, answer.StatusCode, why)
	}
	return answer, nil
}

// follow prints the events of a stream, up to so many unless that is 0.
func (c client) follow(p *Program, stream io.Reader, limit uint64) error {
	lines := bufio.NewScanner(stream)
	lines.Buffer(nil, 1<<20)
	for printed := uint64(0); lines.Scan(); {
		data, found := strings.CutPrefix(lines.Text(), "data: ")
		if !found {
			continue
		}
		var a happeningAnswer
		if err := json.Unmarshal([]byte(data), &a); err != nil {
			return fmt.Errorf("the answer can't be read: %w", err)
		}
		text := a.String()
		if *c.json {
			text = data
		}
		if _, err := fmt.Fprintln(p.Stdout, text); err != nil {
			return err
		}
		if printed++; printed == limit {
			return nil
		}
	}
	return lines.Err()
}

package command

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"text/tabwriter"
)

// ipnAnswer is what the admin API says of a notification, as far as it is
// printed.
type ipnAnswer struct {
	N         uint64
	MessageID string `json:"message_id"`
	SellerID  string `json:"seller_id"`
	Type      string
	Object    string
	URL       string
	State     string
	At        string
	Next      *string
	Attempts  []attemptAnswer
}

// attemptAnswer is one try to deliver a notification.
type attemptAnswer struct {
	N       int
	At      string
	Latency string
	Status  int
	Error   string
	Answer  string
}

// outcome is how the attempt ended.
func (a attemptAnswer) outcome() string { return attemptOutcome(a.Status, a.Error) }

// attemptOutcome is how an attempt ended: the status of the answer, or why there
// was none.
func attemptOutcome(status int, problem string) string {
	if status == 0 {
		return problem
	}
	return strings.TrimSpace(strconv.Itoa(status) + " " + http.StatusText(status))
}

// ipnPath is where the admin API has a notification.
func ipnPath(which string, more ...string) string {
	return strings.Join(append([]string{"ipns", url.PathEscape(which)}, more...), "/")
}

// ipnList lists notifications.
func ipnList(flags *flag.FlagSet) action {
	c := clientFlags(flags)
	filters := map[string]*string{
		"object": flags.String("object", "", "`ID` only notifications about this object, by its Amazon id"),
		"state":  flags.String("state", "", "`STATE` only those in this state, such as delivered, waiting or failed"),
		"type":   flags.String("type", "", "`TYPE` only those of this type, such as PaymentCapture"),
		"limit":  flags.String("limit", "", "`NUMBER` of notifications to list at most, the newest first (default 100)"),
	}
	return func(ctx context.Context, p *Program, _ []string) error {
		query := url.Values{}
		for name, value := range filters {
			if *value != "" {
				query.Set(name, *value)
			}
		}
		answer, err := c.call(ctx, p, http.MethodGet, "ipns", query, nil)
		if err != nil {
			return err
		}
		return c.print(p, answer, func() error {
			var page struct {
				IPNs       []ipnAnswer
				NextCursor *string `json:"next_cursor"`
				Dropped    uint64
			}
			if err := json.Unmarshal(answer, &page); err != nil {
				return fmt.Errorf("the answer can't be read: %w", err)
			}
			if err := printIPNs(p, page.IPNs); err != nil {
				return err
			}
			return printRest(p, page.NextCursor != nil, page.Dropped, "notifications")
		})
	}
}

// printIPNs shows notifications, a line each.
func printIPNs(p *Program, list []ipnAnswer) error {
	table := tabwriter.NewWriter(p.Stdout, 0, 0, 2, ' ', 0)
	for _, n := range list {
		last := ""
		if tries := len(n.Attempts); tries > 0 {
			last = n.Attempts[tries-1].outcome()
		}
		fmt.Fprintf(table, "%d\t%s\t%s\t%s\t%s\t%s\t%s\n", n.N, n.At, n.SellerID, n.Type, n.Object, n.state(), last)
	}
	return table.Flush()
}

// state is the state as people read it.
func (n ipnAnswer) state() string {
	text := strings.ReplaceAll(n.State, "_", " ")
	if n.Next != nil {
		text += " until " + *n.Next
	}
	return text
}

// ipnShow shows a notification with its attempts and its very bytes.
func ipnShow(flags *flag.FlagSet) action {
	c := clientFlags(flags)
	return func(ctx context.Context, p *Program, args []string) error {
		return ask(ctx, p, c, http.MethodGet, ipnPath(args[0]), nil, func(a struct {
			ipnAnswer
			Request *struct {
				Headers []struct{ Name, Value string }
				Body    string
			}
			Problem string
		},
		) error {
			if err := a.print(p); err != nil {
				return err
			}
			if a.Request == nil {
				_, err := fmt.Fprintf(p.Stdout, "\nit could not be made: %s\n", a.Problem)
				return err
			}
			fmt.Fprintln(p.Stdout)
			for _, h := range a.Request.Headers {
				fmt.Fprintf(p.Stdout, "%s: %s\n", h.Name, h.Value)
			}
			_, err := fmt.Fprintf(p.Stdout, "\n%s\n", a.Request.Body)
			return err
		})
	}
}

// print shows a notification with all its attempts.
func (n ipnAnswer) print(p *Program) error {
	table := tabwriter.NewWriter(p.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintf(table, "n\t%d of seller %s\n", n.N, n.SellerID)
	fmt.Fprintf(table, "message id\t%s\n", n.MessageID)
	fmt.Fprintf(table, "about\t%s %s at %s\n", n.Type, n.Object, n.At)
	fmt.Fprintf(table, "to\t%s\n", orDash(n.URL))
	fmt.Fprintf(table, "state\t%s\n", n.state())
	for _, a := range n.Attempts {
		text := fmt.Sprintf("%s %s in %s", a.At, a.outcome(), a.Latency)
		if a.Answer != "" {
			text += fmt.Sprintf(": %q", a.Answer)
		}
		fmt.Fprintf(table, "attempt %d\t%s\n", a.N, text)
	}
	return table.Flush()
}

// ipnResend sends a notification once more.
func ipnResend(flags *flag.FlagSet) action { return ipnAgain(flags, "resend", "sent once more") }

// ipnRelease lets a held notification go.
func ipnRelease(flags *flag.FlagSet) action { return ipnAgain(flags, "release", "released") }

func ipnAgain(flags *flag.FlagSet, verb, done string) action {
	c := clientFlags(flags)
	return func(ctx context.Context, p *Program, args []string) error {
		return ask(ctx, p, c, http.MethodPost, ipnPath(args[0], verb), nil, func(a ipnAnswer) error {
			_, err := fmt.Fprintf(p.Stdout, "%s: %s %s (n %d)\n", done, a.Type, a.Object, a.N)
			return err
		})
	}
}

// ipnSample sends a notification that is marked as a sample.
func ipnSample(flags *flag.FlagSet) action {
	c := clientFlags(flags)
	environment := flags.String("environment", "", "`sandbox|live` (default sandbox)")
	return func(ctx context.Context, p *Program, args []string) error {
		body := given(map[string]string{"type": args[0], "environment": *environment})
		return ask(ctx, p, c, http.MethodPost, "ipns/sample", body, func(a ipnAnswer) error {
			_, err := fmt.Fprintf(p.Stdout, "sample of %s for seller %s: n %d to %s\n", a.Type, a.SellerID, a.N, orDash(a.URL))
			return err
		})
	}
}

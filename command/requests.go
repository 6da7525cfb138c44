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

// requestsAnswer is one page of the record of calls.
type requestsAnswer struct {
	Requests   []requestAnswer
	NextCursor *string `json:"next_cursor"`
	Dropped    uint64
}

// requestAnswer is one call, as far as it is printed.
type requestAnswer struct {
	SellerID   string `json:"seller_id"`
	Operation  string
	Parameters map[string]string
	Object     string
	Status     int
	Code       string
	After      statusAnswer
	Replay     bool
	Fault      string
	Applied    bool
	At         string
	Hint       string
	Signature  *struct{} // null: it was not refused
}

// requests lists the calls that were received, or counts them.
func requests(flags *flag.FlagSet) action {
	c := clientFlags(flags)
	filters := map[string]*string{
		"operation": flags.String("operation", "", "`NAME` only calls of this operation, such as Capture"),
		"object":    flags.String("object", "", "`ID` only calls about this object, by its Amazon id"),
		"reference": flags.String("reference", "", "`ID` only calls with this reference id of the seller's"),
		"since":     flags.String("since", "", "`TIME` only calls from then on, by the emulator's time"),
		"status":    flags.String("status", "", "`NUMBER` only answers with this HTTP status"),
		"limit":     flags.String("limit", "", "`NUMBER` of calls to list at most, the newest first (default 100)"),
	}
	var count *int
	flags.Func("count", "`NUMBER` of calls that are expected; exit 1 when there are more or fewer", func(text string) error {
		n, err := strconv.Atoi(text)
		if err != nil || n < 0 {
			return fmt.Errorf("%q is not a number of calls; write 0 or more", text)
		}
		count = &n
		return nil
	})
	return func(ctx context.Context, p *Program, _ []string) error {
		query := url.Values{}
		for name, value := range filters {
			if *value != "" {
				query.Set(name, *value)
			}
		}
		if count != nil {
			return c.countRequests(ctx, p, query, *count)
		}
		answer, page, err := c.requestPage(ctx, p, query)
		if err != nil {
			return err
		}
		return c.print(p, answer, func() error {
			if err := printRequests(p, page.Requests); err != nil {
				return err
			}
			return printRest(p, page.NextCursor != nil, page.Dropped, "calls")
		})
	}
}

// printRest says what a list does not show.
func printRest(p *Program, more bool, dropped uint64, what string) error {
	if more {
		if _, err := fmt.Fprintf(p.Stderr, "there are more; see --limit\n"); err != nil {
			return err
		}
	}
	if dropped > 0 {
		_, err := fmt.Fprintf(p.Stderr, "%d older %s are not on record any more; serve --keep says how many are\n", dropped, what)
		return err
	}
	return nil
}

func (c client) requestPage(ctx context.Context, p *Program, query url.Values) (answer []byte, page requestsAnswer, err error) {
	answer, err = c.call(ctx, p, http.MethodGet, "requests", query, nil)
	if err == nil {
		err = json.Unmarshal(answer, &page)
	}
	return answer, page, err
}

// printRequests shows calls, a line each.
func printRequests(p *Program, list []requestAnswer) error {
	table := tabwriter.NewWriter(p.Stdout, 0, 0, 2, ' ', 0)
	for _, r := range list {
		outcome := r.Code
		if r.Status == http.StatusOK {
			outcome = r.After.String()
		}
		if r.Fault != "" {
			outcome = r.Fault // whatever was on its way
		}
		if r.Applied {
			outcome += " (applied)"
		}
		if r.Replay {
			outcome += " (replay)"
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%d\t%s\t%s\n", r.At, orDash(r.SellerID), orDash(r.Operation), r.reference(), r.Status, outcome, orDash(r.Object))
		if r.Signature != nil {
			fmt.Fprintf(table, "  %s\n", r.Hint)
		}
	}
	return table.Flush()
}

// reference is the reference id that the call brought.
func (r requestAnswer) reference() string {
	for name, value := range r.Parameters {
		if strings.HasSuffix(name, "ReferenceId") && !strings.HasPrefix(name, "Amazon") {
			return value
		}
	}
	return "-"
}

func orDash(text string) string {
	if text == "" {
		return "-"
	}
	return text
}

package command

import (
	"context"
	"flag"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"text/tabwriter"
)

// statusAnswer is a state with its reason.
type statusAnswer struct {
	State  string
	Reason string
}

// String is the state as people read it: Declined (AmazonRejected).
func (s statusAnswer) String() string {
	switch {
	case s.State == "":
		return "-"
	case s.Reason == "":
		return s.State
	}
	return s.State + " (" + s.Reason + ")"
}

// amountAnswer is an amount of money.
type amountAnswer struct{ Amount, Currency string }

// objectAnswer is what the admin API says of an object, as far as it is printed.
type objectAnswer struct {
	statusAnswer
	ID               string
	Type             string
	SellerID         string `json:"seller_id"`
	Environment      string
	Created          string
	Updated          string
	Reference        string
	Amount           *amountAnswer
	CapturedAmount   *amountAnswer `json:"captured_amount"`
	RefundedAmount   *amountAnswer `json:"refunded_amount"`
	Constraints      []string
	AuthorizationIDs []string `json:"authorization_ids"`
	CaptureIDs       []string `json:"capture_ids"`
	RefundIDs        []string `json:"refund_ids"`
	Alarms           []struct {
		Due    string
		What   string
		Object string
	}
	History []eventAnswer
	Whole   bool `json:"history_complete"`
	Next    []statusAnswer
}

// show prints an object.
func show(flags *flag.FlagSet) action {
	c := clientFlags(flags)
	return func(ctx context.Context, p *Program, args []string) error {
		return ask(ctx, p, c, http.MethodGet, "objects/"+url.PathEscape(args[0]), nil, func(a objectAnswer) error { return a.print(p) })
	}
}

// printLine shows what an object is now.
func (a objectAnswer) printLine(p *Program) error {
	_, err := fmt.Fprintf(p.Stdout, "%s is %s since %s\n", a.ID, a.statusAnswer, a.Updated)
	return err
}

// print shows an object with all that is known about it.
func (a objectAnswer) print(p *Program) error {
	table := tabwriter.NewWriter(p.Stdout, 0, 0, 2, ' ', 0)
	row := func(what string, values ...string) {
		if text := strings.Join(values, ", "); text != "" {
			fmt.Fprintf(table, "%s\t%s\n", what, text)
		}
	}
	row(strings.ReplaceAll(a.Type, "_", " "), a.ID)
	row("state", a.String()+" since "+a.Updated)
	row("seller", a.SellerID+" ("+a.Environment+")")
	row("created", a.Created)
	row("reference", a.Reference)
	row("amount", a.Amount.String())
	row("captured", a.CapturedAmount.String())
	row("refunded", a.RefundedAmount.String())
	row("constraints", a.Constraints...)
	row("authorizations", a.AuthorizationIDs...)
	row("captures", a.CaptureIDs...)
	row("refunds", a.RefundIDs...)
	if !a.Whole {
		row("history", "older events may be missing: too many came after them")
	}
	for _, e := range a.History {
		row("history", e.At+" "+statusAnswer{e.To, e.Reason}.String())
	}
	for _, due := range a.Alarms {
		what := due.What
		if due.Object != a.ID {
			what += " " + due.Object
		}
		row("due", due.Due+" "+what)
	}
	for _, s := range a.Next {
		row("can become", s.String())
	}
	return table.Flush()
}

// String is the amount with its currency; empty when there is none.
func (a *amountAnswer) String() string {
	if a == nil {
		return ""
	}
	return a.Amount + " " + a.Currency
}

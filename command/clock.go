package command

import (
	"context"
	"flag"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"text/tabwriter"
	"time"

	"amazon-pay-emulator/strictyaml"
)

// clockAnswer is what the admin API says of a clock.
type clockAnswer struct {
	Now     string
	Mode    string
	Rate    float64
	Pending int
	Next    *string
}

// mode is how the clock runs: follow, frozen or 60x.
func (a clockAnswer) mode() string {
	if a.Rate != 0 && a.Rate != 1 {
		return strconv.FormatFloat(a.Rate, 'g', -1, 64) + "x"
	}
	return a.Mode
}

func (a clockAnswer) print(p *Program) error {
	next := "nothing is due"
	if a.Next != nil {
		next = "next due " + *a.Next
	}
	_, err := fmt.Fprintf(p.Stdout, "%s  %s, %s\n", a.Now, a.mode(), next)
	return err
}

// clockShow shows the time.
func clockShow(flags *flag.FlagSet) action {
	c := clientFlags(flags)
	return func(ctx context.Context, p *Program, _ []string) error {
		return ask(ctx, p, c, http.MethodGet, "clock", nil, func(a clockAnswer) error { return a.print(p) })
	}
}

// clockFreeze lets time stand still.
func clockFreeze(flags *flag.FlagSet) action {
	c := clientFlags(flags)
	return func(ctx context.Context, p *Program, _ []string) error {
		return c.setClock(ctx, p, map[string]any{"mode": "frozen"})
	}
}

// clockFollow lets time run.
func clockFollow(flags *flag.FlagSet) action {
	c := clientFlags(flags)
	rate := flags.Float64("rate", 1, "`NUMBER` of the emulator's seconds to a real one")
	return func(ctx context.Context, p *Program, _ []string) error {
		if !(*rate > 0) || math.IsInf(*rate, 0) {
			return misused("--rate: %v is not a rate; write a number above 0, or stop time with clock freeze", *rate)
		}
		return c.setClock(ctx, p, map[string]any{"mode": "follow", "rate": *rate})
	}
}

// clockSet sets the time.
func clockSet(flags *flag.FlagSet) action {
	c := clientFlags(flags)
	return func(ctx context.Context, p *Program, args []string) error {
		if _, err := time.Parse(time.RFC3339, args[0]); err != nil {
			return misused("%q is not a time; write 2026-03-01T12:00:00Z, or use clock advance 8d", args[0])
		}
		return c.setClock(ctx, p, map[string]any{"now": args[0]})
	}
}

func (c client) setClock(ctx context.Context, p *Program, change map[string]any) error {
	return ask(ctx, p, c, http.MethodPut, "clock", change, func(a clockAnswer) error { return a.print(p) })
}

// advanceAnswer is what the admin API says of an advance.
type advanceAnswer struct {
	Now        string
	Events     []eventAnswer
	Deliveries []deliveryAnswer
	Settled    bool
	Unsettled  []ipnAnswer
}

// eventAnswer is one change of state.
type eventAnswer struct {
	At     string
	ID     string
	From   string
	To     string
	Reason string
}

// deliveryAnswer is one attempt to deliver a notification.
type deliveryAnswer struct {
	N       uint64
	Type    string
	Object  string
	Attempt int
	At      string
	Status  int
	Error   string
}

// clockAdvance moves time forward.
func clockAdvance(flags *flag.FlagSet) action {
	c := clientFlags(flags)
	return func(ctx context.Context, p *Program, args []string) error {
		how := "to"
		if _, err := time.Parse(time.RFC3339, args[0]); err != nil && args[0] != "next" {
			if d, err := strictyaml.ParseDuration(args[0]); err != nil || d < 0 {
				return misused("%q is no way to advance; write 8d, 1h30m, a time such as 2026-03-01T12:00:00Z, or next", args[0])
			}
			how = "by"
		}
		return ask(ctx, p, c, http.MethodPost, "clock/advance", map[string]any{how: args[0]}, func(a advanceAnswer) error {
			if err := printEvents(p, a.Events); err != nil {
				return err
			}
			if err := printDeliveries(p, a.Deliveries); err != nil {
				return err
			}
			settled := ""
			if !a.Settled {
				settled = "  not settled: some deliveries still hang"
			}
			if _, err := fmt.Fprintf(p.Stdout, "%s%s\n", a.Now, settled); err != nil {
				return err
			}
			return printIPNs(p, a.Unsettled)
		})
	}
}

// printDeliveries shows attempts to deliver notifications, a line each.
func printDeliveries(p *Program, list []deliveryAnswer) error {
	table := tabwriter.NewWriter(p.Stdout, 0, 0, 2, ' ', 0)
	for _, d := range list {
		fmt.Fprintf(table, "%s\t%s\t%s (n %d)\tattempt %d: %s\n", d.At, d.Object, d.Type, d.N, d.Attempt, attemptOutcome(d.Status, d.Error))
	}
	return table.Flush()
}

// printEvents shows changes of state, a line each.
func printEvents(p *Program, events []eventAnswer) error {
	table := tabwriter.NewWriter(p.Stdout, 0, 0, 2, ' ', 0)
	for _, e := range events {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", e.At, e.ID, e.change(), e.Reason)
	}
	return table.Flush()
}

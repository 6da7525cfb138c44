package command

import (
	"context"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"text/tabwriter"

	"amazon-pay-emulator/emulator/server"
	"amazon-pay-emulator/scenarios"
)

// scenariosAnswer is what the admin API says of the active scenarios.
type scenariosAnswer struct {
	SellerID  string `json:"seller_id"`
	Scenarios []struct {
		Name, Description string
		Rules             []struct {
			Rule          string
			On            []string
			Matched, Hits int
		}
		Events []struct {
			Event string
			Hits  int
		}
	}
	Unmatched []struct {
		At, Operation, Object, Reference string
		Rules                            []struct{ Scenario, Rule, Condition, Want, Saw string }
		LeftOut                          int `json:"rules_left_out"`
	}
	Warnings []struct {
		Line, Column              int
		Path, Message, Suggestion string
	}
}

// scenarioShow shows which scenarios are active, what each rule did, and why calls
// were left alone.
func scenarioShow(flags *flag.FlagSet) action {
	c := clientFlags(flags)
	return func(ctx context.Context, p *Program, _ []string) error {
		return ask(ctx, p, c, http.MethodGet, "scenarios", nil, func(a scenariosAnswer) error { return a.print(p.Stdout) })
	}
}

// print shows everything.
func (a scenariosAnswer) print(w io.Writer) error {
	if len(a.Scenarios) == 0 {
		fmt.Fprintf(w, "no scenario is active for seller %s\n", a.SellerID)
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, s := range a.Scenarios {
		fmt.Fprintf(table, "%s\n", s.Name)
		for _, r := range s.Rules {
			fmt.Fprintf(table, "  rule %s\ton %s\tmatched %d\tdecided %d\n", r.Rule, strings.Join(r.On, ", "), r.Matched, r.Hits)
		}
		for _, e := range s.Events {
			fmt.Fprintf(table, "  event %s\t\t\tcame %d\n", e.Event, e.Hits)
		}
	}
	if err := table.Flush(); err != nil {
		return err
	}
	for _, u := range a.Unmatched {
		fmt.Fprintf(w, "no rule decided %s %s\n", u.At, strings.Join(strings.Fields(u.Operation+" "+u.Object+" "+u.Reference), " "))
		for _, r := range u.Rules {
			fmt.Fprintf(w, "  %s/%s: %s is %s, wanted %s\n", r.Scenario, r.Rule, r.Condition, r.Saw, r.Want)
		}
		if u.LeftOut > 0 {
			fmt.Fprintf(w, "  and %d more rules\n", u.LeftOut)
		}
	}
	return nil
}

// scenarioUse makes scenarios active, instead of those that are.
func scenarioUse(flags *flag.FlagSet) action {
	c := clientFlags(flags)
	return func(ctx context.Context, p *Program, args []string) error {
		body, err := scenarioBody(args)
		if err != nil {
			return err
		}
		return ask(ctx, p, c, http.MethodPut, "scenarios", body, func(a scenariosAnswer) error {
			for _, w := range a.Warnings {
				fmt.Fprintf(p.Stderr, "%s: %s: %s\n", name, w.Path, w.Message)
			}
			names := make([]string, len(a.Scenarios))
			for i, s := range a.Scenarios {
				names[i] = s.Name
			}
			whose := "every seller"
			if *c.seller != "" {
				whose = "seller " + a.SellerID
			}
			_, err := fmt.Fprintf(p.Stdout, "active for %s: %s\n", whose, strings.Join(names, ", "))
			return err
		})
	}
}

// yamlBody is a body that is sent as it is.
type yamlBody []byte

// scenarioBody is the names of scenarios, which the emulator knows, or what files
// hold, once that is found to be sound.
func scenarioBody(args []string) (any, error) {
	files := false
	for _, arg := range args {
		_, err := os.Stat(arg)
		files = files || err == nil || strings.ContainsAny(arg, `./\`)
	}
	if !files {
		return map[string]any{"names": args}, nil
	}
	list, problems := scenarios.Load(args, server.Vocabulary())
	if err := problems.Err(); err != nil {
		return nil, misused("%w", err)
	}
	sources := make([]string, len(list))
	for i, s := range list {
		sources[i] = strings.TrimRight(s.Source, "\n") + "\n"
	}
	return yamlBody(strings.Join(sources, "---\n")), nil
}

// scenarioOff switches scenarios off.
func scenarioOff(flags *flag.FlagSet) action {
	c := clientFlags(flags)
	return func(ctx context.Context, p *Program, _ []string) error {
		return ask(ctx, p, c, http.MethodDelete, "scenarios", nil, func(a scenariosAnswer) error {
			whose := "any seller"
			if *c.seller != "" {
				whose = "seller " + a.SellerID
			}
			_, err := fmt.Fprintf(p.Stdout, "no scenario is active for %s\n", whose)
			return err
		})
	}
}

package command

import (
	"context"
	"flag"
	"fmt"
	"text/tabwriter"

	"amazon-pay-emulator/scenarios"
)

// scenarioList lists the built-in scenarios.
func scenarioList(*flag.FlagSet) action {
	return func(_ context.Context, p *Program, _ []string) error {
		table := tabwriter.NewWriter(p.Stdout, 0, 0, 2, ' ', 0)
		for _, b := range scenarios.Builtin() {
			fmt.Fprintf(table, "%s\t%s\n", b.Name, b.Description)
		}
		return table.Flush()
	}
}

// scenarioSource prints the YAML of a built-in scenario, to be copied as a start.
func scenarioSource(*flag.FlagSet) action {
	return func(_ context.Context, p *Program, args []string) error {
		source, ok := scenarios.Source(args[0])
		if !ok {
			var names []string
			for _, b := range scenarios.Builtin() {
				names = append(names, b.Name)
			}
			return misused("there is no built-in scenario %q%s\nsee %s scenarios", args[0], didYouMean("", args[0], names), name)
		}
		_, err := p.Stdout.Write(source)
		return err
	}
}

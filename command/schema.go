package command

import (
	"context"
	"flag"

	"amazon-pay-emulator/fixtures"
)

// schema prints the JSON Schema of a kind of file.
func schema(*flag.FlagSet) action {
	return func(_ context.Context, p *Program, args []string) error {
		if args[0] != "fixture" {
			return misused("there is no schema of %q%s", args[0], didYouMean("", args[0], []string{"fixture"}))
		}
		_, err := p.Stdout.Write(fixtures.Schema())
		return err
	}
}

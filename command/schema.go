package command

import (
	"context"
	"flag"

	"amazon-pay-emulator/fixtures"
	"amazon-pay-emulator/scenarios"
)

// schema prints the JSON Schema of a kind of file.
func schema(*flag.FlagSet) action {
	return func(_ context.Context, p *Program, args []string) error {
		of := map[string]func() []byte{"scenario": scenarios.Schema, "fixture": fixtures.Schema}[args[0]]
		if of == nil {
			return misused("there is no schema of %q%s", args[0], didYouMean("", args[0], []string{"scenario", "fixture"}))
		}
		_, err := p.Stdout.Write(of())
		return err
	}
}

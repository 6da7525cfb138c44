package command

import (
	"flag"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Every command has help that says what it is for, with examples that it takes.
func TestEveryCommandHasExamples(t *testing.T) {
	for _, c := range commands() {
		t.Run(c.name, func(t *testing.T) {
			require.NotEmpty(t, c.summary)
			require.NotEmpty(t, c.examples)
			for _, example := range c.examples {
				line, _, _ := strings.Cut(example, " > ") // into a file
				chosen, args, err := choose(strings.Fields(strings.ReplaceAll(line, "\\\n", "")))
				require.NoError(t, err, example)
				require.Contains(t, []string{c.name, "serve"}, chosen.name, example)
				flags := flag.NewFlagSet(c.name, flag.ContinueOnError)
				flags.SetOutput(io.Discard)
				chosen.prepare(flags)
				words, err := parse(flags, args)
				require.NoError(t, err, example)
				require.NoError(t, chosen.count(words), example)
			}
		})
	}
}

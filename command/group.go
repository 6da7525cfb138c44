package command

import (
	"context"
	"flag"
	"fmt"
	"strings"
	"text/tabwriter"
)

// groupOf makes the command that the first word of commands with two stands for by
// itself: it only has help.
func groupOf(word string) command {
	var below []string
	var text strings.Builder
	table := tabwriter.NewWriter(&text, 0, 0, 3, ' ', 0)
	for _, c := range commands() {
		if second, ok := strings.CutPrefix(c.name, word+" "); ok {
			below = append(below, second)
			fmt.Fprintf(table, "  %s\t%s\n", strings.TrimSpace(c.name+" "+c.args), c.summary)
		}
	}
	table.Flush()
	return command{
		name: word, args: strings.Join(below, "|"), summary: "one of these commands", about: strings.TrimRight(text.String(), "\n"),
		examples: []string{"help " + word + " " + below[0]},
		prepare: func(*flag.FlagSet) action {
			return func(context.Context, *Program, []string) error {
				return misused("%s what? write %s %s\n%s", word, word, strings.Join(below, ", or "), text.String())
			}
		},
	}
}

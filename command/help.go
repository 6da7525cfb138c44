package command

import (
	"context"
	"flag"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// help says how the program, or one of its commands, is used.
func help(*flag.FlagSet) action {
	return func(_ context.Context, p *Program, args []string) error {
		if len(args) == 0 {
			return overview(p.Stdout)
		}
		if len(args) == 1 && isGroup(args[0]) {
			groupOf(args[0]).help(p.Stdout)
			return nil
		}
		c, _, err := choose(args)
		if err != nil {
			return err
		}
		c.help(p.Stdout)
		return nil
	}
}

// overview lists the commands.
func overview(w io.Writer) error {
	fmt.Fprintf(w, "%s stands in for Amazon Pay's payment API (MWS, 2013-01-01) in tests.\n\n", name)
	fmt.Fprintf(w, "Usage:\n  %s [serve] [flags]\n  %s COMMAND [arguments] [flags]\n\nCommands:\n", name, name)
	table := tabwriter.NewWriter(w, 0, 0, 3, ' ', 0)
	for _, c := range commands() {
		fmt.Fprintf(table, "  %s\t%s\n", strings.TrimSpace(c.name+" "+c.args), c.summary)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, "\nA first call, while it runs:\n  %s %s\n\nMore about one: %s help COMMAND\n", name, firstCall, name)
	return err
}

// help prints what is to be known about a command.
func (c command) help(w io.Writer) {
	fmt.Fprintf(w, "%s %s: %s\n", name, c.name, c.summary)
	if c.about != "" {
		fmt.Fprintf(w, "\n%s\n", c.about)
	}
	flags := flag.NewFlagSet(c.name, flag.ContinueOnError)
	c.prepare(flags)
	usage := strings.TrimSpace(c.name + " " + c.args)
	if len(flagNames(flags)) > 0 {
		usage += " [flags]"
	}
	fmt.Fprintf(w, "\nUsage:\n  %s %s\n", name, usage)
	if len(c.examples) > 0 {
		fmt.Fprintf(w, "\nExamples:\n")
		for _, example := range c.examples {
			fmt.Fprintln(w, strings.TrimRight("  "+name+" "+example, " "))
		}
	}
	if len(flagNames(flags)) == 0 {
		return
	}
	fmt.Fprintf(w, "\nFlags:\n")
	table := tabwriter.NewWriter(w, 0, 0, 3, ' ', 0)
	flags.VisitAll(func(f *flag.Flag) {
		arg, about := flag.UnquoteUsage(f)
		if isSwitch(f) {
			arg = ""
		}
		if f.DefValue != "" && f.DefValue != "false" {
			about += " (default " + f.DefValue + ")"
		}
		fmt.Fprintf(table, "  %s\t%s\n", strings.TrimSpace("--"+f.Name+" "+arg), strings.TrimSpace(strings.TrimPrefix(about, arg)))
	})
	table.Flush()
}

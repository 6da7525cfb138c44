package command

import (
	"flag"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestFlagsStandAnywhere(t *testing.T) {
	for line, want := range map[string]struct {
		words   string
		state   string
		json    bool
		listens string
	}{
		"":                          {},
		"ID":                        {words: "ID"},
		"--state Open ID":           {words: "ID", state: "Open"},
		"ID --state Open":           {words: "ID", state: "Open"},
		"A --state=Open B --json C": {words: "A B C", state: "Open", json: true},
		"-state Open -json":         {state: "Open", json: true},
		"--json ID":                 {words: "ID", json: true},
		"--json=false ID":           {words: "ID"},
		"--json --json=false ID":    {words: "ID"},
		"--state One --state Two":   {state: "Two"},
		"--state --json ID":         {words: "ID", state: "--json"},
		"--state= ID":               {words: "ID"},
		"--state a=b=c":             {state: "a=b=c"},
		"--json -- --state Open":    {words: "--state Open", json: true},
		"A=--b - C":                 {words: "A=--b - C"},
		"--listen a,b --listen c X": {words: "X", listens: "a,b,c"},
	} {
		t.Run(line, func(t *testing.T) {
			flags := flag.NewFlagSet("test", flag.ContinueOnError)
			state := flags.String("state", "", "")
			json := flags.Bool("json", false, "")
			var listens list
			flags.Var(&listens, "listen", "")
			words, err := parse(flags, strings.Fields(line))
			require.NoError(t, err)
			require.Equal(t, want.words, strings.Join(words, " "))
			require.Equal(t, want.state, *state)
			require.Equal(t, want.json, *json)
			require.Equal(t, want.listens, listens.String())
		})
	}
}

func TestBadFlags(t *testing.T) {
	for line, want := range map[string]string{
		"--sate Open":     "unknown flag --sate; did you mean --state?",
		"--secret=hidden": "unknown flag --secret",
		"--zzz":           "unknown flag --zzz",
		"-8d":             "unknown flag -8d",
		"--state":         "--state needs a value",
		"--json=maybe":    "--json: ",
		"ID --help":       flag.ErrHelp.Error(),
		"-h":              flag.ErrHelp.Error(),
	} {
		t.Run(line, func(t *testing.T) {
			flags := flag.NewFlagSet("test", flag.ContinueOnError)
			flags.String("state", "", "")
			flags.Bool("json", false, "")
			_, err := parse(flags, strings.Fields(line))
			require.ErrorContains(t, err, want)
			require.NotContains(t, err.Error(), "hidden")
		})
	}
}

func TestWhichCommand(t *testing.T) {
	for line, want := range map[string]struct{ command, args string }{
		"":                                    {"serve", ""},
		"serve":                               {"serve", ""},
		"--seed 1":                            {"serve", "--seed 1"},
		"serve --seed 1":                      {"serve", "--seed 1"},
		"--seed 1 serve":                      {"serve", "--seed 1"},
		"--seed=1 --listen :0":                {"serve", "--seed=1 --listen :0"},
		"clock":                               {"clock show", ""},
		"clock --json":                        {"clock show", "--json"},
		"clock show":                          {"clock show", ""},
		"clock advance 8d":                    {"clock advance", "8d"},
		"clock --json advance --seller A 8d":  {"clock advance", "--json --seller A 8d"},
		"--url http://x --json clock advance": {"clock advance", "--url http://x --json"},
		"--state Closed decide ID":            {"decide", "--state Closed ID"},
		"order create --id S":                 {"order create", "--id S"},
		"call Capture clock=advance":          {"call", "Capture clock=advance"},
		"call clock advance":                  {"call", "clock advance"},
		"show clock":                          {"show", "clock"},
		"help clock advance":                  {"help", "clock advance"},
		"--help clock advance":                {"help", "clock advance"},
		"-h":                                  {"help", ""},
		"--version":                           {"version", ""},
		"clock advance --help":                {"clock advance", "--help"},
		"--nonsense clock":                    {"serve", "--nonsense clock"},
	} {
		t.Run(line, func(t *testing.T) {
			c, args, err := choose(strings.Fields(line))
			require.NoError(t, err)
			require.Equal(t, want.command, c.name)
			require.Equal(t, want.args, strings.Join(args, " "))
		})
	}
}

func TestNoSuchCommand(t *testing.T) {
	for line, want := range map[string]string{
		"serv":          "unknown command serv; did you mean serve?",
		"clok":          "unknown command clok; did you mean clock?",
		"clock advence": "unknown command clock advence; did you mean clock advance?",
		"order creat":   "unknown command order creat; did you mean order create?",
		"xyzzy":         "unknown command xyzzy\n",
		"-- help":       "",
	} {
		t.Run(line, func(t *testing.T) {
			_, _, err := choose(strings.Fields(line))
			if want == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, want)
			require.Equal(t, Misused, exitCode(err))
		})
	}
}

// One flag takes a value in every command or in none: choose relies on it.
func TestFlagsMeanTheSameEverywhere(t *testing.T) {
	switches := map[string]bool{}
	for _, c := range commands() {
		flags := flag.NewFlagSet(c.name, flag.ContinueOnError)
		c.prepare(flags)
		flags.VisitAll(func(f *flag.Flag) {
			if is, seen := switches[f.Name]; seen {
				require.Equal(t, is, isSwitch(f), f.Name)
			}
			switches[f.Name] = isSwitch(f)
			arg, about := flag.UnquoteUsage(f)
			require.NotEmpty(t, about, "%s --%s has no help", c.name, f.Name)
			require.True(t, isSwitch(f) || arg != "" && arg != "value", "%s --%s does not say what its value is", c.name, f.Name)
		})
	}
}

func TestCommandsTable(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range commands() {
		require.False(t, seen[c.name], c.name)
		seen[c.name] = true
		require.NotEmpty(t, c.summary, c.name)
		require.NotEmpty(t, c.examples, c.name)
		for _, example := range c.examples {
			called, _, err := choose(strings.Fields(strings.ReplaceAll(example, "\\\n", "")))
			require.NoError(t, err)
			require.Equal(t, c.name, called.name, "an example of another command: %s", example)
		}
	}
}

package command

import (
	"flag"
	"fmt"
	"strings"
)

// choose finds the command among the arguments and returns the others. Flags may
// stand before it; without one it is serve.
func choose(args []string) (command, []string, error) {
	if len(args) > 0 {
		switch read(args[0]).flag {
		case "help", "h":
			args = append([]string{"help"}, args[1:]...)
		case "version":
			args = append([]string{"version"}, args[1:]...)
		}
	}
	at := wordsAt(args, 2)
	called := "serve"
	switch {
	case len(at) == 0:
	case !isGroup(args[at[0]]):
		at = at[:1]
		called = args[at[0]]
	case len(at) == 1 && args[at[0]] == "clock":
		called = "clock show"
	case len(at) == 1:
		called = args[at[0]]
	default:
		called = args[at[0]] + " " + args[at[1]]
	}
	c, ok := find(called)
	if !ok && isGroup(called) {
		c, ok = groupOf(called), true
	}
	if !ok {
		return command{}, nil, misused("%w\nsee %s help", unknown(called), name)
	}
	return c, without(args, at), nil
}

// unknown says that there is no such command, and which is like it.
func unknown(called string) error {
	group, _, _ := strings.Cut(called, " ")
	var names, below []string
	for _, c := range commands() {
		names = append(names, c.name)
		if first, _, grouped := strings.Cut(c.name, " "); grouped {
			names = append(names, first)
			if first == group {
				below = append(below, c.name)
			}
		}
	}
	near := didYouMean("", called, names)
	if near == "" && len(below) > 0 {
		near = "; there is " + strings.Join(below, ", ")
	}
	return fmt.Errorf("unknown command %s%s", called, near)
}

// isGroup says that a word is the first of commands with two.
func isGroup(word string) bool {
	for _, c := range commands() {
		if strings.HasPrefix(c.name, word+" ") {
			return true
		}
	}
	return false
}

// wordsAt finds the first words among the arguments, at most so many. Which flag
// takes a value is the same for all commands.
func wordsAt(args []string, most int) []int {
	switches := map[string]bool{"help": true, "h": true}
	for _, c := range commands() {
		flags := flag.NewFlagSet(c.name, flag.ContinueOnError)
		c.prepare(flags)
		flags.VisitAll(func(f *flag.Flag) { switches[f.Name] = switches[f.Name] || isSwitch(f) })
	}
	var at []int
	for i := 0; i < len(args) && len(at) < most; i++ {
		a := read(args[i])
		switch {
		case a.text == "--":
			return at
		case a.flag == "":
			at = append(at, i)
		case !a.set && !switches[a.flag]:
			i++
		}
	}
	return at
}

func without(args []string, at []int) []string {
	rest := append([]string(nil), args...)
	for n, i := range at {
		rest = append(rest[:i-n], rest[i-n+1:]...)
	}
	return rest
}

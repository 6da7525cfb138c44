package command

import (
	"flag"
	"fmt"
	"strings"

	"amazon-pay-emulator/strictyaml"
)

// argument is one argument of the command line: a flag or a word.
type argument struct {
	text string // as it was written
	flag string // its name; empty: a word
	rest string // after an equals sign
	set  bool   // there was one
}

// read tells flags from words. After a -- everything is a word.
func read(text string) argument {
	if len(text) < 2 || text[0] != '-' {
		return argument{text: text}
	}
	bare := strings.TrimPrefix(strings.TrimPrefix(text, "-"), "-")
	flag, rest, set := strings.Cut(bare, "=")
	return argument{text: text, flag: flag, rest: rest, set: set}
}

// parse sets the flags that are among the arguments, wherever they stand, and
// returns the words. It answers flag.ErrHelp when help is asked for.
func parse(flags *flag.FlagSet, args []string) (words []string, err error) {
	for len(args) > 0 {
		a := read(args[0])
		args = args[1:]
		if a.text == "--" {
			return append(words, args...), nil
		}
		if a.flag == "" {
			words = append(words, a.text)
			continue
		}
		f := flags.Lookup(a.flag)
		switch {
		case f == nil && (a.flag == "help" || a.flag == "h"):
			return nil, flag.ErrHelp
		case f == nil:
			written, _, _ := strings.Cut(a.text, "=") // what follows may be a secret
			return nil, fmt.Errorf("unknown flag %s%s", written, didYouMean("--", a.flag, flagNames(flags)))
		case !a.set && isSwitch(f):
			a.rest = "true"
		case !a.set && len(args) == 0:
			return nil, fmt.Errorf("--%s needs a value", f.Name)
		case !a.set:
			a.rest, args = args[0], args[1:]
		}
		if err := f.Value.Set(a.rest); err != nil {
			return nil, fmt.Errorf("--%s: %w", f.Name, err)
		}
	}
	return words, nil
}

// isSwitch says that a flag needs no value.
func isSwitch(f *flag.Flag) bool {
	s, ok := f.Value.(interface{ IsBoolFlag() bool })
	return ok && s.IsBoolFlag()
}

func flagNames(flags *flag.FlagSet) []string {
	var names []string
	flags.VisitAll(func(f *flag.Flag) { names = append(names, f.Name) })
	return names
}

// didYouMean ends a complaint about a word with what was probably meant.
func didYouMean(prefix, word string, options []string) string {
	if near := strictyaml.Nearest(word, options); near != "" {
		return "; did you mean " + prefix + near + "?"
	}
	return ""
}

// list is the value of a flag that may be repeated, or hold several values with
// commas between them.
type list []string

func (l *list) String() string { return strings.Join(*l, ",") }

func (l *list) Set(text string) error {
	*l = append(*l, splitList(text)...)
	return nil
}

func splitList(text string) []string {
	parts := strings.Split(text, ",")
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	return parts
}

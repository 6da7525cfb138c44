package command

import (
	"flag"
	"fmt"
	"strconv"
	"strings"
)

// wishFlags adds the flags that say how notifications are delivered. What they
// say is known once they are set.
func wishFlags(flags *flag.FlagSet) func() map[string]any {
	texts := map[string]*string{
		"delay":        flags.String("ipn-delay", "", "`DURATION` how much later, by the emulator's time, the notifications are sent"),
		"duplicate_as": flags.String("ipn-duplicate-as", "", "`retry|republish` whether copies repeat the same bytes or are notifications of their own (default retry)"),
		"tamper":       flags.String("ipn-tamper", "", "`signature|body|topic|certificate_url|version` what is wrong with the notifications"),
	}
	switches := map[string]*bool{
		"drop":  flags.Bool("ipn-drop", false, "never send the notifications"),
		"hold":  flags.Bool("ipn-hold", false, "keep the notifications until ipn release"),
		"early": flags.Bool("ipn-early", false, "send the notifications before the call is answered"),
		"last":  flags.Bool("ipn-last", false, "send the notifications after the seller's next one"),
	}
	var copies *uint64
	flags.Func("ipn-copies", "`NUMBER` how often the notifications are sent, at once", func(text string) error {
		n, err := strconv.ParseUint(text, 10, 16)
		if err != nil {
			return fmt.Errorf("%q is not a number of copies; write 2 or more", text)
		}
		copies = &n
		return nil
	})
	return func() map[string]any {
		wish := map[string]any{}
		for name, text := range texts {
			if *text != "" {
				wish[name] = *text
			}
		}
		for name, on := range switches {
			if *on {
				wish[name] = true
			}
		}
		if copies != nil {
			wish["copies"] = *copies
		}
		return wish
	}
}

// wishAnswer is how the admin API says how notifications are delivered.
type wishAnswer struct {
	Delay       string
	Copies      int
	DuplicateAs string `json:"duplicate_as"`
	Drop        bool
	Hold        bool
	Early       bool
	Last        bool
	Tamper      string
}

// String is the wish as people read it: IPN 2 copies, delayed 5m.
func (w wishAnswer) String() string {
	var words []string
	add := func(on bool, format string, a ...any) {
		if on {
			words = append(words, fmt.Sprintf(format, a...))
		}
	}
	copies := "copies"
	if w.DuplicateAs == "republish" {
		copies = "notifications"
	}
	add(w.Drop, "dropped")
	add(w.Hold, "held")
	add(w.Early, "early")
	add(w.Last, "last")
	add(w.Delay != "", "delayed %s", w.Delay)
	add(w.Copies > 0, "%d %s", w.Copies, copies)
	add(w.Tamper != "", "with a wrong %s", strings.ReplaceAll(w.Tamper, "_", " "))
	return "IPN " + strings.Join(words, ", ")
}

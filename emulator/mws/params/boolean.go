package params

import (
	"errors"
	"reflect"
	"strings"
)

type boolean struct{}

var errBoolean = errors.New("must be true, false, 1 or 0")

// read accepts what clients send: words by the official SDKs, digits by
// WooCommerce and tuurbo. Observed, but for letter case, which is assumed.
func (boolean) read(v reflect.Value, sent string) Problem {
	switch {
	case sent == "1" || isWord(sent, "true"):
		v.SetBool(true)
	case sent == "0" || isWord(sent, "false"):
		v.SetBool(false)
	default:
		return Problem{Kind: KindValue, Cause: errBoolean}
	}
	return Problem{}
}

func (boolean) describe(p *Parameter) { p.Type = "boolean" }

// isWord reports whether s is an ASCII word in any letter case. The lengths
// keep out letters like the long s, which fold to ASCII.
func isWord(s, word string) bool { return len(s) == len(word) && strings.EqualFold(s, word) }

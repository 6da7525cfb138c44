package strictyaml

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// Text answers a text as it is meant, without quotes. A number or a truth value
// is no text unless it stands in quotes.
func (v *Value) Text() (string, bool) {
	if k := v.Kind(); k != Text {
		suggestion := ""
		if k == Number || k == Boolean {
			suggestion = "write " + strconv.Quote(v.node.Value)
		}
		v.Not("text", suggestion)
		return "", false
	}
	return v.node.Value, true
}

// Is says whether this very text is written. It reports nothing.
func (v *Value) Is(text string) bool {
	return v.Kind() == Text && v.node.Value == text
}

// TextUpTo is Text that must not be empty, and not longer than so many
// characters.
func (v *Value) TextUpTo(most int) (string, bool) {
	s, ok := v.Text()
	if !ok {
		return "", false
	}
	if s == "" {
		v.Problem("empty", "write something, or leave the key out")
		return "", false
	}
	if n := utf8.RuneCountInString(s); n > most {
		v.Problem(fmt.Sprintf("%d characters are too many", n), fmt.Sprintf("write at most %d", most))
		return "", false
	}
	return s, true
}

// Matching is Text of a certain form; what names it, as in "is not a reference
// id".
func (v *Value) Matching(form *regexp.Regexp, what, suggestion string) (string, bool) {
	s, ok := v.Text()
	if ok && !form.MatchString(s) {
		v.Not(what, suggestion)
		return "", false
	}
	return s, ok
}

// Scalar answers whatever single value is written, letter for letter: 106.00,
// true and 2026-01-31 too.
func (v *Value) Scalar() (string, bool) {
	switch v.Kind() {
	case Text, Number, Boolean:
		return v.node.Value, true
	}
	v.Not("a single value", "")
	return "", false
}

// OneOf answers one of a few words.
func OneOf[T ~string](v *Value, options ...T) (T, bool) {
	return Choice(v, "known here", options...)
}

// Choice is OneOf with a name for what the words are, as in "is not a state".
func Choice[T ~string](v *Value, what string, options ...T) (T, bool) {
	words := make([]string, len(options))
	for i, o := range options {
		words[i] = string(o)
	}
	if v.Kind() == Text {
		for _, o := range options {
			if v.node.Value == string(o) {
				return o, true
			}
		}
	}
	suggestion := "write " + either(words)
	if v.Kind() == Text {
		if near := Nearest(v.node.Value, words); near != "" {
			suggestion = "did you mean " + near + "?"
		}
	}
	v.Not(what, suggestion)
	return "", false
}

// olderWords are what YAML 1.1 has for true and false; here they are text.
var olderWords = map[string]string{"yes": "true", "y": "true", "on": "true", "no": "false", "n": "false", "off": "false"}

// Bool answers true or false.
func (v *Value) Bool() (value, ok bool) {
	if v.Kind() != Boolean {
		if meant := olderWords[strings.ToLower(v.plain())]; meant != "" {
			v.Problem(v.plain()+" is not true or false", "write "+meant)
			return false, false
		}
		v.Not("true or false", "write true or false, without quotes")
		return false, false
	}
	return strings.EqualFold(v.node.Value, "true"), true
}

// plain is a text that stands without quotes; empty: there is none.
func (v *Value) plain() string {
	const written = yaml.SingleQuotedStyle | yaml.DoubleQuotedStyle | yaml.LiteralStyle | yaml.FoldedStyle
	if v.Kind() != Text || v.node.Style&written != 0 {
		return ""
	}
	return v.node.Value
}

var integer = regexp.MustCompile(`^-?(0|[1-9][0-9]*)$`)

// Int answers a whole number between two bounds, both included.
func (v *Value) Int(least, most int64) (int64, bool) {
	suggestion := fmt.Sprintf("write a number from %d to %d", least, most)
	if v.Kind() != Number || !integer.MatchString(v.node.Value) {
		v.Not("a whole number", suggestion)
		return 0, false
	}
	n, err := strconv.ParseInt(v.node.Value, 10, 64)
	if err != nil || n < least || n > most {
		v.Problem(shorten(v.node.Value)+" is out of bounds", suggestion)
		return 0, false
	}
	return n, true
}

var decimal = regexp.MustCompile(`^-?(\.[0-9]+|(0|[1-9][0-9]*)(\.[0-9]*)?)([eE][-+]?[0-9]+)?$`)

// Number answers a number between two bounds, both included.
func (v *Value) Number(least, most float64) (float64, bool) {
	suggestion := fmt.Sprintf("write a number from %v to %v", least, most)
	if v.Kind() != Number || !decimal.MatchString(v.node.Value) {
		v.Not("a number", suggestion)
		return 0, false
	}
	n, err := strconv.ParseFloat(v.node.Value, 64)
	if err != nil || n < least || n > most {
		v.Problem(shorten(v.node.Value)+" is out of bounds", suggestion)
		return 0, false
	}
	return n, true
}

// Duration answers a length of time, 8d, 1h30m or 250ms, that is not negative.
func (v *Value) Duration() (time.Duration, bool) {
	const suggestion = "write 8d, 1h30m or 250ms"
	if v.Kind() != Text {
		v.Not("a duration", suggestion)
		return 0, false
	}
	d, err := ParseDuration(v.node.Value)
	if err != nil {
		v.Not("a duration", suggestion)
		return 0, false
	}
	if d < 0 {
		v.Problem(Quote(v.node.Value)+" is negative", "write it without the minus sign")
		return 0, false
	}
	return d, true
}

// either writes options as people do: a, b or c.
func either(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

package scenarios

import (
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"amazon-pay-emulator/strictyaml"
)

// Condition is one line of a when: it holds when any of its tests does.
type Condition struct {
	Subject string // a request parameter by its wire name, or a fact
	Text    string // as it is shown to people
	tests   []test
	number  int // of the subject, in its scenario
}

// value is what a condition is held against.
type value struct {
	text    string
	present bool
	age     time.Duration // of a fact that is an age; text is empty then
	isAge   bool

	number    float64 // what text says as a number, once somebody has asked
	isNumber  bool
	converted bool
}

// asNumber reads the value as a number, once.
func (v *value) asNumber() (float64, bool) {
	if !v.converted {
		v.number, v.isNumber = number(v.text)
		v.converted = true
	}
	return v.number, v.isNumber
}

// String is the value as it is shown to people.
func (v value) String() string {
	switch {
	case !v.present:
		return "nothing"
	case v.isAge:
		return strictyaml.FormatDuration(v.age)
	}
	return v.text
}

func (c *Condition) holds(v *value) bool {
	for i := range c.tests {
		if c.tests[i].holds(v) {
			return true
		}
	}
	return false
}

// test is one way for a condition to hold.
type test struct {
	kind    testKind
	text    string
	number  float64
	length  time.Duration
	pattern *regexp.Regexp
	compare comparison
}

type testKind uint8

const (
	isAbsent testKind = iota
	isText            // the whole value, letter for letter
	isGlob            // with * and ?
	isPattern
	comparesTexts
	comparesNumbers
	comparesAges
)

// comparison is a sign between two values.
type comparison string

// The comparisons, the longer signs first, so that they are recognized.
const (
	atLeast   comparison = ">="
	atMost    comparison = "<="
	differs   comparison = "!="
	same      comparison = "=="
	above     comparison = ">"
	below     comparison = "<"
	sameShort comparison = "="
)

var comparisons = []comparison{atLeast, atMost, differs, same, above, below, sameShort}

// says applies the sign to the order of two values. It looks at letters, because
// it is asked about thousands of rules in a row.
func (c comparison) says(order int) bool {
	switch c[0] {
	case '>':
		return order > 0 || order == 0 && len(c) == 2
	case '<':
		return order < 0 || order == 0 && len(c) == 2
	case '!':
		return order != 0
	}
	return order == 0
}

// holds says whether the test holds for a value. What is absent only is null, or
// differs from whatever it is compared to.
func (t *test) holds(v *value) bool {
	if t.kind == isAbsent {
		return !v.present
	}
	if !v.present {
		return t.compare == differs
	}
	switch t.kind {
	case isText:
		return v.text == t.text && !v.isAge
	case isGlob:
		return matches(t.text, v.text)
	case isPattern:
		return t.pattern.MatchString(v.text)
	case comparesNumbers:
		n, ok := v.asNumber()
		if !ok {
			return t.compare == differs
		}
		return t.compare.says(order(n, t.number))
	case comparesAges:
		if !v.isAge {
			return t.compare == differs
		}
		return t.compare.says(order(v.age, t.length))
	}
	return t.compare.says(strings.Compare(v.text, t.text))
}

func order[T float64 | time.Duration](a, b T) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// number reads a number as it is written in requests: 106, 106.00, or an amount
// with its currency.
func number(text string) (float64, bool) {
	text, _, _ = strings.Cut(text, " ")
	if text == "" || strings.Trim(text, "0123456789.-") != "" {
		return 0, false // no exponents, no hexadecimal, no infinity
	}
	n, err := strconv.ParseFloat(text, 64)
	return n, err == nil
}

// matches holds a text against a pattern in which * stands for any number of
// characters and ? for one.
func matches(pattern, text string) bool {
	star, mark := -1, 0
	p, t := 0, 0
	for t < len(text) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, mark = p, t
			p++
		case p < len(pattern) && pattern[p] == '?':
			_, size := utf8.DecodeRuneInString(text[t:])
			t += size
			p++
		case p < len(pattern) && pattern[p] == text[t]:
			t++
			p++
		case star >= 0: // the last * takes one character more
			_, size := utf8.DecodeRuneInString(text[mark:])
			mark += size
			p, t = star+1, mark
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}

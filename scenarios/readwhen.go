package scenarios

import (
	"errors"
	"fmt"
	"regexp"
	regexpsyntax "regexp/syntax"
	"slices"
	"strings"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/strictyaml"
)

// readCondition reads what a subject is held against: a value, or a list of
// which any will do.
func readCondition(subject string, v *strictyaml.Value) (Condition, bool) {
	items := []*strictyaml.Value{v}
	if v.Kind() == strictyaml.List {
		if items = v.Items(); len(items) == 0 {
			v.Problem("an empty list: the condition would never hold", "write what it may be, or remove it")
		}
	}
	c := Condition{Subject: subject}
	var words []string
	for _, item := range items {
		t, ok := readTest(subject, item)
		if !ok {
			continue
		}
		word := "null"
		if t.kind != isAbsent {
			word, _ = item.Scalar()
		}
		words = append(words, word)
		c.tests = append(c.tests, t)
	}
	c.Text = strings.Join(words, " or ")
	if len(c.tests) > 0 && !slices.ContainsFunc(c.tests, func(t test) bool { return !t.never(subject) }) {
		why := "no age is below 0s"
		if subject == factAttempt {
			why = "the first attempt is 1"
		}
		v.Warn("the condition never holds: "+why, "write what it is to be, or remove the rule")
	}
	return c, len(items) > 0 && len(c.tests) == len(items)
}

// never says that the test holds for nothing that the subject can be.
func (t *test) never(subject string) bool {
	return t.compare == below && (t.kind == comparesAges && t.length == 0 || subject == factAttempt && t.number <= 1)
}

// always are the facts that there are in every call.
var always = []string{factSeller, factEnvironment, factAttempt, factReplay}

func readTest(subject string, v *strictyaml.Value) (test, bool) {
	switch v.Kind() {
	case strictyaml.Null:
		if slices.Contains(always, subject) {
			v.Problem(subject+" is always there", "write what it is to be")
			return test{}, false
		}
		return test{kind: isAbsent}, true
	case strictyaml.Text, strictyaml.Number, strictyaml.Boolean:
	default:
		v.Not("something to compare with", `write a text, a number, a comparison such as ">= 100", a list of them, or null`)
		return test{}, false
	}
	switch fact, _ := factNamed(subject); {
	case fact.Kind == FactAge:
		return readAge(v)
	case fact.Kind == FactFlag:
		return readFlag(v)
	case subject == factAttempt:
		return readAttempt(v)
	case subject == factOrderTotal:
		return readTotal(v)
	}
	switch subject {
	case factEnvironment:
		return readWord(v, "an environment", emulator.Sandbox, emulator.Live)
	case factOrderState:
		return readWord(v, "a state of order references", statesOf(emulator.KindOrder)...)
	case factAuthorizationState:
		return readWord(v, "a state of authorizations", statesOf(emulator.KindAuthorization)...)
	case factCaptureState:
		return readWord(v, "a state of captures", statesOf(emulator.KindCapture)...)
	}
	if strings.HasSuffix(subject, ".Amount") {
		return readAmount(v, strings.TrimSuffix(subject, "Amount")+"CurrencyCode")
	}
	return readAny(v)
}

// comparing takes a text apart that compares: a sign, and what comes after it.
func comparing(v *strictyaml.Value) (sign comparison, operand string, ok bool) {
	text, _ := v.Scalar()
	if v.Kind() == strictyaml.Text {
		for _, c := range comparisons {
			if after, found := strings.CutPrefix(text, string(c)); found {
				return c, strings.Trim(after, " "), true
			}
		}
	}
	return same, text, false
}

func readAge(v *strictyaml.Value) (test, bool) {
	sign, operand, ok := comparing(v)
	d, err := strictyaml.ParseDuration(operand)
	switch {
	case !ok && err == nil && d >= 0:
		v.Problem(strictyaml.Quote(operand)+" is met at one instant only", fmt.Sprintf("write %q", "> "+operand))
	case !ok:
		v.Not("a comparison of ages", `write "> 7d" or "<= 1h30m"`)
	case err != nil || d < 0:
		v.Problem(strictyaml.Quote(operand)+" is no length of time", `write "> 7d" or "<= 1h30m"`)
	default:
		return test{kind: comparesAges, compare: sign, length: d}, true
	}
	return test{}, false
}

func readFlag(v *strictyaml.Value) (test, bool) {
	text, _ := v.Scalar()
	for _, word := range []string{"true", "false"} {
		if strings.EqualFold(text, word) {
			return test{kind: isText, text: word}, true
		}
	}
	v.Not("true or false", "write true or false")
	return test{}, false
}

var attempts = regexp.MustCompile(`^[1-9][0-9]{0,8}$`)

func readAttempt(v *strictyaml.Value) (test, bool) {
	sign, operand, _ := comparing(v)
	if !attempts.MatchString(operand) {
		v.Not("a number of attempts", `write 1 for the first, or a comparison such as "<= 2"`)
		return test{}, false
	}
	n, _ := number(operand)
	return test{kind: comparesNumbers, compare: sign, number: n}, true
}

// readTotal reads what an order's total is held against: a number, an amount
// with its currency, or a pattern for the whole.
func readTotal(v *strictyaml.Value) (test, bool) {
	sign, operand, compares := comparing(v)
	if n, ok := number(operand); ok {
		_, code, coded := strings.Cut(operand, " ")
		m, err := emulator.ParseMoney(strings.TrimSuffix(operand, " "+code), emulator.Currency(code))
		switch ordered := sign != same && sign != sameShort && sign != differs; {
		case !coded:
			return test{kind: comparesNumbers, compare: sign, number: n}, true
		case err != nil || !m.Currency.Known():
		case ordered:
			return test{kind: comparesNumbers, compare: sign, number: n}, true
		default:
			return test{kind: comparesTexts, compare: sign, text: m.String()}, true
		}
	} else if text, _ := v.Scalar(); !compares && v.Kind() == strictyaml.Text {
		if t, ok, isOne := readPattern(v, text); isOne {
			return t, ok
		}
	}
	v.Not("an amount", `write 106.00, 106.00 USD, or a comparison such as ">= 100"`)
	return test{}, false
}

// readWord reads what a subject is held against that can only be one of a few
// words.
func readWord[T ~string](v *strictyaml.Value, what string, words ...T) (test, bool) {
	if v.Kind() != strictyaml.Text {
		return test{}, chosen(v, what, words)
	}
	sign, operand, compares := comparing(v)
	known := func(t test) bool {
		return slices.ContainsFunc(words, func(w T) bool { return t.holds(new(told(string(w)))) })
	}
	t, ok, isOne := readPattern(v, operand)
	switch {
	case !compares && isOne && ok && !known(t):
		v.Problem(strictyaml.Quote(operand)+" fits none of them", "write "+either(texts(words)))
		return test{}, false
	case !compares && isOne:
		return t, ok
	case compares && sign != same && sign != sameShort && sign != differs:
		v.Problem("there is no order among them", `write "!= `+string(words[0])+`" or a list of those that are meant`)
		return test{}, false
	case !slices.Contains(words, T(operand)):
		v.Problem(strictyaml.Quote(operand)+" is not "+what, nearOr(operand, texts(words)))
		return test{}, false
	}
	return test{kind: comparesTexts, compare: sign, text: operand}, true
}

func chosen[T ~string](v *strictyaml.Value, what string, words []T) bool {
	_, ok := strictyaml.Choice(v, what, words...)
	return ok
}

func texts[T ~string](list []T) []string {
	words := make([]string, len(list))
	for i, w := range list {
		words[i] = string(w)
	}
	return words
}

// readAmount reads what an amount on the wire is held against. One number is
// written in many ways there: 20 is 20.00. The currency is a parameter of its own.
func readAmount(v *strictyaml.Value, currency string) (test, bool) {
	sign, operand, compares := comparing(v)
	if n, ok := exactly(operand); ok && v.Kind() != strictyaml.Boolean {
		return test{kind: comparesNumbers, compare: sign, number: n}, true
	}
	if !compares && v.Kind() == strictyaml.Text {
		if t, ok, isOne := readPattern(v, operand); isOne {
			return t, ok
		}
	}
	v.Not("an amount", `write 20, or a comparison such as ">= 100"; the currency is in `+currency)
	return test{}, false
}

// readAny reads what any text may be held against. Numbers without quotes compare
// as numbers, and so does what is compared to a number.
func readAny(v *strictyaml.Value) (test, bool) {
	sign, operand, compares := comparing(v)
	n, isNumber := exactly(operand)
	switch {
	case operand == "" && compares:
		v.Problem("compares with nothing", fmt.Sprintf("write what comes after the sign, as in %q", string(sign)+" 100"))
		return test{}, false
	case isNumber && (compares || v.Kind() == strictyaml.Number):
		return test{kind: comparesNumbers, compare: sign, number: n}, true
	case compares:
		return test{kind: comparesTexts, compare: sign, text: operand}, true
	case v.Kind() == strictyaml.Text:
		if t, ok, isOne := readPattern(v, operand); isOne {
			return t, ok
		}
	}
	if strings.EqualFold(operand, "true") || strings.EqualFold(operand, "false") {
		return test{kind: isPattern, pattern: regexp.MustCompile(`(?i)^` + operand + `$`)}, true
	}
	return test{kind: isText, text: operand}, true
}

// exactly reads a number that is all of the text, and so short that nothing of
// it is lost.
func exactly(text string) (float64, bool) {
	const digits = 15
	n, ok := number(text)
	return n, ok && len(text) <= digits && !strings.Contains(text, " ")
}

var patternForm = regexp.MustCompile(`(?s)^/(.*)/([A-Za-z]*)$`)

// readPattern reads a regular expression between slashes, or a glob; isOne is
// false when the text is neither.
func readPattern(v *strictyaml.Value, text string) (t test, ok, isOne bool) {
	if !strings.HasPrefix(text, "/") {
		return test{kind: isGlob, text: text}, true, strings.ContainsAny(text, "*?")
	}
	parts := patternForm.FindStringSubmatch(text)
	switch {
	case parts == nil:
		v.Problem("a regular expression without its end", "write a slash at both ends, or "+strictyaml.Quote("== "+text)+" for the text itself")
		return test{}, false, true
	case parts[2] != "" && parts[2] != "i":
		v.Problem("the flag "+strictyaml.Quote(parts[2])+" is not known", "i is the only one: it lets letter case be")
		return test{}, false, true
	}
	expression := parts[1]
	if parts[2] == "i" {
		expression = "(?i)" + expression
	}
	pattern, err := regexp.Compile(expression)
	var syntax *regexpsyntax.Error
	if errors.As(err, &syntax) {
		v.Problem(fmt.Sprintf("no regular expression: %s: %s", syntax.Code, strictyaml.Quote(syntax.Expr)), "write one in RE2's syntax, see https://golang.org/s/re2syntax")
		return test{}, false, true
	}
	return test{kind: isPattern, pattern: pattern}, true, true
}

// statesOf lists the states that objects of a kind know.
func statesOf(k emulator.Kind) []emulator.State {
	var list []emulator.State
	for _, m := range emulator.Moves {
		if m.Kind == k {
			list = append(list, m.To)
		}
	}
	return distinct(list)
}

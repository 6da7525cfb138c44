package params

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
)

// MaxItems is the greatest number that an item of a list can have. Assumed:
// the documents give no limit.
const MaxItems = 100

// list is a numbered sequence of values or structures.
type list struct {
	place
	prefix string // wire name up to the number, such as "ProviderCreditList.member."
	nodes  []node // of one item
	// structured tells items that are structures from those that are values.
	structured bool
}

var errNumber = fmt.Errorf("must be numbered from 1 to %d, without leading zeros", MaxItems)

func newList(item reflect.Type, tag *tag, at place, depth int) (node, error) {
	l := &list{place: at, prefix: at.name + "."}
	if strings.Contains(tag.name, ".") {
		// The last part is the items' name, as in "ProviderCreditList.member.N".
		l.name, l.member = withoutLastPart(at.name), withoutLastPart(at.member)
		if tag.short == "" {
			l.short = lastPart(l.name)
		}
	}
	if tag.shape == structureListShape {
		l.structured = true
		l.nodes = compile(item, outer{short: tag.short}, depth+1)
		return l, tag.refuse("list of structures", "ref", "max", "min", "multiple", "require")
	}
	s, err := newScalar(item, tag)
	l.nodes = []node{&single{place: place{short: l.short}, scalar: s}}
	return l, err
}

func (l *list) decode(d *decoding, in scope, v reflect.Value) {
	before := len(d.problems)
	numbers := l.numbers(d, in)
	if len(numbers) == 0 {
		if l.required && len(d.problems) == before {
			d.reportMissing(in, &l.place)
		}
		return
	}
	items := l.field(v)
	items.Set(reflect.MakeSlice(items.Type(), len(numbers), len(numbers)))
	for i, n := range numbers {
		at := l.item(in, strconv.Itoa(n))
		for _, node := range l.nodes {
			node.decode(d, at, items.Index(i))
		}
	}
}

// item returns the scope of one item.
func (l *list) item(in scope, number string) scope {
	at := scope{in.name + l.prefix + number, in.member + l.member + "." + number + ".member"}
	if l.structured {
		at.name += "."
		at.member += "."
	}
	return at
}

// numbers returns the numbers of the items sent, in ascending order. Gaps are
// tolerated, as other AWS services do; numbers out of range are reported.
func (l *list) numbers(d *decoding, in scope) []int {
	prefix := in.name + l.prefix
	var sent [MaxItems + 1]bool
	count, refused := 0, "." // which no number can be
	for _, i := range d.form.under(prefix) {
		number, rest, dotted := strings.Cut(d.form.pairs[i].Name[len(prefix):], ".")
		n, ok := itemNumber(number)
		switch {
		case !ok && number != refused:
			refused = number
			d.report(Problem{Kind: KindValue, Value: number, Cause: errNumber}, in, &l.place)
		case !ok, dotted != l.structured, l.structured && rest == "":
			// A number reported already, or a parameter nobody knows.
		case !sent[n]:
			sent[n] = true
			count++
		}
	}
	numbers := make([]int, 0, count)
	for n, is := range sent {
		if is {
			numbers = append(numbers, n)
		}
	}
	return numbers
}

func itemNumber(text string) (int, bool) {
	n, err := strconv.Atoi(text)
	return n, err == nil && 1 <= n && n <= MaxItems && text == strconv.Itoa(n)
}

func (l *list) describe(to *[]Parameter, in surroundings) {
	within := in.inside(&l.place)
	within.name = l.item(scope{name: in.name}, "N").name
	for _, n := range l.nodes {
		n.describe(to, within)
	}
	if l.required && !l.structured {
		(*to)[len(*to)-1].require(in)
	}
}

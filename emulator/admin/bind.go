package admin

import (
	"encoding"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"

	"amazon-pay-emulator/strictyaml"
)

// bind puts a value into the struct that into points to, by its json tags, and
// collects every flaw: fields that the struct doesn't have, and values of
// another kind. A null counts as left out. Types that read themselves from a
// text implement encoding.TextUnmarshaler; their errors are for people.
func bind(v value, into any) []flaw { return bindAt("", v, into) }

// bindAt is bind for a part of a body, with the path of that part.
func bindAt(path string, v value, into any) []flaw {
	var b binder
	b.bind(path, v, reflect.ValueOf(into).Elem())
	return b.flaws
}

type binder struct{ flaws []flaw }

func (b *binder) bind(path string, v value, to reflect.Value) {
	if v.kind == isNull || v.kind == "" {
		return
	}
	if to.Kind() == reflect.Pointer {
		to.Set(reflect.New(to.Type().Elem()))
		to = to.Elem()
	}
	if reader, ok := to.Addr().Interface().(encoding.TextUnmarshaler); ok {
		b.read(path, v, reader)
		return
	}
	switch to.Kind() {
	case reflect.Struct:
		b.object(path, v, to)
	case reflect.Slice:
		b.list(path, v, to)
	case reflect.String:
		if b.is(path, v, isText) {
			to.SetString(v.text)
		}
	case reflect.Bool:
		if b.is(path, v, isBoolean) {
			to.SetBool(v.text != "")
		}
	case reflect.Uint64:
		b.unsigned(path, v, to)
	case reflect.Float64:
		b.decimal(path, v, to)
	default:
		panic("admin: a request can't hold a " + to.Type().String())
	}
}

func (b *binder) add(path, suggestion, format string, args ...any) {
	b.flaws = append(b.flaws, flaw{Path: path, Message: fmt.Sprintf(format, args...), Suggestion: suggestion})
}

// is says whether the value is of the kind that belongs there.
func (b *binder) is(path string, v value, want kind) bool {
	if v.kind == want {
		return true
	}
	suggestion := ""
	switch {
	case want == isText && v.kind == isNumber:
		suggestion = "put it in quotes: " + strconv.Quote(v.text)
	case want == isObject:
		suggestion = "write an object, such as {}"
	}
	b.add(path, suggestion, "expected %s, got %s", want, v.kind)
	return false
}

func (b *binder) read(path string, v value, into encoding.TextUnmarshaler) {
	if !b.is(path, v, isText) {
		return
	}
	if err := into.UnmarshalText([]byte(v.text)); err != nil {
		b.add(path, "", "%s", err)
	}
}

func (b *binder) object(path string, v value, to reflect.Value) {
	if !b.is(path, v, isObject) {
		return
	}
	names, known := fieldsOf(to)
	for _, f := range v.fields {
		if len(b.flaws) >= mostFlaws {
			return
		}
		at := fieldPath(path, f.name)
		if target, ok := known[f.name]; ok {
			b.bind(at, f.value, target)
			continue
		}
		suggestion := "the fields are " + join(names)
		if near := nearest(f.name, names); near != "" {
			suggestion = fmt.Sprintf("did you mean %q?", near)
		}
		b.add(at, suggestion, "unknown field")
	}
}

// fieldsOf finds the fields of a struct by their json names, which are also
// listed in their order.
func fieldsOf(to reflect.Value) (names []string, fields map[string]reflect.Value) {
	fields = map[string]reflect.Value{}
	for _, f := range reflect.VisibleFields(to.Type()) {
		if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name != "" {
			names = append(names, name)
			fields[name] = to.FieldByIndex(f.Index)
		}
	}
	return names, fields
}

func (b *binder) list(path string, v value, to reflect.Value) {
	if !b.is(path, v, isList) {
		return
	}
	to.Set(reflect.MakeSlice(to.Type(), len(v.items), len(v.items)))
	for i, item := range v.items {
		b.bind(itemPath(path, i), item, to.Index(i))
	}
}

func (b *binder) unsigned(path string, v value, to reflect.Value) {
	if !b.is(path, v, isNumber) {
		return
	}
	n, err := strconv.ParseUint(v.text, 10, 64)
	if err != nil {
		b.add(path, "write a whole number from 0 to 18446744073709551615", "%s is not such a number", v.text)
		return
	}
	to.SetUint(n)
}

func (b *binder) decimal(path string, v value, to reflect.Value) {
	if !b.is(path, v, isNumber) {
		return
	}
	n, err := strconv.ParseFloat(v.text, 64)
	if err != nil || math.IsInf(n, 0) || math.IsNaN(n) {
		b.add(path, "write a number such as 60 or 0.5", "%s is not such a number", v.text)
		return
	}
	to.SetFloat(n)
}

func fieldPath(above, name string) string {
	name = shorten(name)
	if above == "" {
		return name
	}
	return above + "." + name
}

func itemPath(above string, i int) string { return above + "[" + strconv.Itoa(i) + "]" }

// joiners are what words are joined with.
var joiners = strings.NewReplacer("_", "", "-", "", " ", "")

// nearest is the option that was probably meant, however its words were joined:
// pendingFor is near pending_for. It is empty when none is near.
func nearest(word string, options []string) string {
	plain := func(s string) string { return strings.ToLower(joiners.Replace(s)) }
	for _, o := range options {
		if plain(o) == plain(word) {
			return o
		}
	}
	return strictyaml.Nearest(word, options)
}

package params

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// shape is what the wire name in a tag says about its field.
type shape uint8

const (
	valueShape shape = iota
	structureShape
	listShape
	structureListShape
)

// tag is a parsed field tag. The grammar is in the package comment.
type tag struct {
	wire     string
	name     string // wire without the ending that tells the shape
	shape    shape
	required bool
	ref      bool
	short    string
	require  []string
	max      *int
	min      *int
	multiple *int
}

// endings are the ends of wire names that tell a shape, longer ones first.
var endings = []struct {
	text  string
	shape shape
}{
	{".N.", structureListShape},
	{".N", listShape},
	{".", structureShape},
}

func parseTag(text string) (tag, error) {
	wire, options, more := strings.Cut(text, ",")
	t := tag{wire: wire, name: wire}
	for _, ending := range endings {
		if name, found := strings.CutSuffix(wire, ending.text); found {
			t.name, t.shape = name, ending.shape
			break
		}
	}
	if slices.Contains(strings.Split(t.name, "."), "") {
		return tag{}, fmt.Errorf("wire name %q has an empty part", wire)
	}
	if !more {
		return t, nil
	}
	for option := range strings.SplitSeq(options, ",") {
		if err := t.set(option); err != nil {
			return tag{}, fmt.Errorf("option %q: %w", option, err)
		}
	}
	return t, nil
}

func (t *tag) set(option string) error {
	switch option {
	case "required":
		t.required = true
		return nil
	case "ref":
		t.ref = true
		return nil
	}
	key, value, _ := strings.Cut(option, "=")
	if value == "" {
		return errors.New("unknown, or without its value")
	}
	number, err := strconv.Atoi(value)
	switch key {
	case "name":
		t.short = value
		return nil
	case "require":
		t.require = append(t.require, value)
		return nil
	case "max":
		t.max = &number
	case "min":
		t.min = &number
	case "multiple":
		t.multiple = &number
	default:
		return errors.New("unknown, or one that takes no value")
	}
	return err
}

// refuse returns an error naming the first option that is set although a
// field of that sort can't have it. Options that any field has are not asked.
func (t *tag) refuse(sort string, options ...string) error {
	set := map[string]bool{
		"ref":      t.ref,
		"max":      t.max != nil,
		"min":      t.min != nil,
		"multiple": t.multiple != nil,
		"require":  t.require != nil,
	}
	for _, option := range options {
		if set[option] {
			return fmt.Errorf("option %s does not fit a %s", option, sort)
		}
	}
	return nil
}

// fits reports whether a field of type t can have the shape that its name
// says.
func (s shape) fits(t reflect.Type) bool {
	switch s {
	case structureShape:
		return isStructure(t) || t.Kind() == reflect.Pointer && isStructure(t.Elem())
	case structureListShape:
		return t.Kind() == reflect.Slice && isStructure(t.Elem())
	case listShape:
		return t.Kind() == reflect.Slice
	default:
		return true
	}
}

func isStructure(t reflect.Type) bool {
	return t.Kind() == reflect.Struct && !reads(t)
}

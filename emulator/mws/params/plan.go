package params

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// plans holds the nodes of each struct type asked for, by reflect.Type.
var plans sync.Map

func planOf(t reflect.Type) []node {
	if nodes, ok := plans.Load(t); ok {
		return nodes.([]node)
	}
	nodes := compile(t, outer{}, 0)
	plans.Store(t, nodes)
	return nodes
}

// outer is what a struct's own place adds to the names of its fields.
type outer struct {
	name, member string // with an ending dot, or empty
	short        string
}

// maxDepth is how deep structures may be nested; it catches a struct that
// contains itself.
const maxDepth = 8

func compile(t reflect.Type, in outer, depth int) []node {
	if depth > maxDepth {
		panic(fmt.Sprintf("params: %v is nested too deep", t))
	}
	var nodes []node
	names := map[string]bool{}
	add := func(n node, field reflect.StructField) {
		name := n.where().wire
		if names[name] {
			panic(fmt.Sprintf("params: %v.%s: %s is declared twice", t, field.Name, name))
		}
		names[name] = true
		nodes = append(nodes, n)
	}
	for i := range t.NumField() {
		field := t.Field(i)
		text, tagged := field.Tag.Lookup("param")
		switch {
		case tagged:
			n, err := newNode(field, text, in, depth)
			if err != nil {
				panic(fmt.Sprintf("params: %v.%s: %v", t, field.Name, err))
			}
			add(n, field)
		case field.Anonymous && field.Type.Kind() == reflect.Struct:
			for _, n := range compile(field.Type, in, depth+1) {
				at := n.where()
				at.index = append([]int{i}, at.index...)
				add(n, field)
			}
		}
	}
	return nodes
}

func newNode(field reflect.StructField, text string, in outer, depth int) (node, error) {
	if !field.IsExported() {
		return nil, errors.New("an unexported field can't be set")
	}
	t, err := parseTag(text)
	if err != nil {
		return nil, err
	}
	if !t.shape.fits(field.Type) {
		return nil, fmt.Errorf("a %v does not fit the wire name", field.Type)
	}
	at := in.place(field.Index, &t)
	switch t.shape {
	case structureShape:
		return newStructure(field.Type, &t, at, depth)
	case listShape, structureListShape:
		return newList(field.Type.Elem(), &t, at, depth)
	default:
		base, pointer := deref(field.Type)
		s, err := newScalar(base, &t)
		return &single{place: at, scalar: s, pointer: pointer}, err
	}
}

// place returns the place of a field with the given tag.
func (o outer) place(index []int, t *tag) place {
	p := place{
		index:    index,
		wire:     t.wire,
		name:     o.name + t.name,
		member:   o.member + lowerCamel(t.name),
		required: t.required,
	}
	switch {
	case t.short != "":
		p.short = t.short
	case o.short != "":
		p.short = o.short
	default:
		p.short = lastPart(p.name)
	}
	return p
}

func deref(t reflect.Type) (base reflect.Type, pointer bool) {
	if t.Kind() == reflect.Pointer {
		return t.Elem(), true
	}
	return t, false
}

func lastPart(name string) string { return name[strings.LastIndexByte(name, '.')+1:] }

func withoutLastPart(name string) string { return name[:strings.LastIndexByte(name, '.')] }

// lowerCamel makes the first letter of each part of a name small.
func lowerCamel(name string) string {
	parts := strings.Split(name, ".")
	for i, part := range parts {
		first, size := utf8.DecodeRuneInString(part)
		parts[i] = string(unicode.ToLower(first)) + part[size:]
	}
	return strings.Join(parts, ".")
}

package params

import (
	"fmt"
	"reflect"
)

// Parameter describes one parameter that a struct stands for.
type Parameter struct {
	// Name is the wire name, with N for the number of a list's item.
	Name string
	// Required reports whether every call needs the parameter; within a
	// list, whether there must be one at all and each item needs it.
	Required bool
	// RequiredWith names the innermost optional structure or list, without
	// an ending dot, that must have the parameter when it is sent itself.
	RequiredWith string
	// Type is "text", "number", "boolean", or for an [Unmarshaler] the name
	// of its Go type.
	Type string
	// Limit is the greatest number of characters, 0 when there is none.
	Limit int
	// Pattern is a regular expression for the whole text, "" for any.
	Pattern string
	// Min and Max bound a number; nil is no bound.
	Min, Max *int64
	// Multiple is what a number must be a multiple of, 0 for anything.
	Multiple int64
}

// Describe lists the parameters of a struct type, or of the struct that a
// pointer type points to, in order of declaration. It panics where [Decode]
// would.
func Describe(t reflect.Type) []Parameter {
	base, _ := deref(t)
	if base.Kind() != reflect.Struct {
		panic(fmt.Sprintf("params: Describe needs a struct, not %v", t))
	}
	var all []Parameter
	for _, n := range planOf(base) {
		n.describe(&all, surroundings{})
	}
	return all
}

func (p *Parameter) require(in surroundings) {
	p.Required, p.RequiredWith = in.with == "", in.with
}

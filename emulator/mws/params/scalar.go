package params

import (
	"errors"
	"fmt"
	"reflect"
)

// scalar reads one value.
type scalar interface {
	// read sets v, or returns a problem that lacks only what it can't know:
	// whose value it is. Kind zero is no problem.
	read(v reflect.Value, sent string) Problem
	describe(p *Parameter)
}

// newScalar returns the scalar for a type that is no pointer, and an error
// when the type is not a value's or an option doesn't fit it.
func newScalar(t reflect.Type, tag *tag) (scalar, error) {
	if limited := reads(t) || t.Kind() == reflect.String; limited && tag.max != nil && *tag.max < 1 {
		return nil, errors.New("max must be at least 1")
	}
	switch {
	case reads(t):
		return own{t.Name(), limitOf(tag)}, tag.refuse("value that reads itself", "ref", "min", "multiple", "require")
	case t.Kind() == reflect.String && tag.ref:
		return reference{}, tag.refuse("reference id", "max", "min", "multiple", "require")
	case t.Kind() == reflect.String:
		return text{limitOf(tag)}, tag.refuse("string", "min", "multiple", "require")
	case t.Kind() == reflect.Bool:
		return boolean{}, tag.refuse("bool", "ref", "max", "min", "multiple", "require")
	case reflect.Int <= t.Kind() && t.Kind() <= reflect.Int64:
		if tag.multiple != nil && *tag.multiple < 1 {
			return nil, errors.New("multiple must be at least 1")
		}
		return newNumber(tag), tag.refuse("number", "ref", "require")
	default:
		return nil, fmt.Errorf("a parameter can't be read into %v", t)
	}
}

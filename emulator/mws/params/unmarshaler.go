package params

import "reflect"

// Unmarshaler is a value that reads its own wire text, such as an amount of
// money.
type Unmarshaler interface {
	// UnmarshalParam sets the value from a decoded text, which may be empty.
	// An error becomes a [Problem] of [KindValue] with the error as its
	// Cause: it should say in plain words, without the parameter's name,
	// what was expected.
	UnmarshalParam(text string) error
}

var unmarshalerType = reflect.TypeFor[Unmarshaler]()

// reads reports whether a variable of type t is an Unmarshaler.
func reads(t reflect.Type) bool { return reflect.PointerTo(t).Implements(unmarshalerType) }

// own is a value of a type that reads itself.
type own struct {
	name  string
	limit int
}

func (o own) read(v reflect.Value, sent string) Problem {
	if tooLong(sent, o.limit) {
		return Problem{Kind: KindTooLong, Limit: o.limit}
	}
	if err := v.Addr().Interface().(Unmarshaler).UnmarshalParam(sent); err != nil {
		return Problem{Kind: KindValue, Cause: err}
	}
	return Problem{}
}

func (o own) describe(p *Parameter) { p.Type, p.Limit = o.name, o.limit }

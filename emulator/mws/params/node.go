package params

import (
	"errors"
	"reflect"
)

// node decodes what one field of a struct stands for.
type node interface {
	// decode reads the node's parameters, which stand in scope, into the
	// field's place within the struct v.
	decode(d *decoding, in scope, v reflect.Value)
	// describe appends the node's parameters.
	describe(to *[]Parameter, in surroundings)
	where() *place
}

// place is what nodes have in common. Names are relative to the enclosing
// item of a list, or to the call.
type place struct {
	index    []int  // of the field; empty for an item of a list
	wire     string // name as declared
	name     string // wire name without an ending dot; of a list without its items' part
	member   string
	short    string
	required bool
	asValue  bool // its absence is a bad value, see Problem
}

func (p *place) where() *place { return p }

func (p *place) field(v reflect.Value) reflect.Value {
	if len(p.index) == 0 {
		return v
	}
	return v.FieldByIndex(p.index)
}

// scope is what precedes the names of a place: nothing, or the item of a list
// in which it stands, each with its ending dot.
type scope struct{ name, member string }

// decoding is one call of Decode.
type decoding struct {
	form     *Form
	problems []Problem
}

func (d *decoding) report(p Problem, in scope, at *place) {
	p.Parameter, p.Member, p.Name = in.name+at.name, in.member+at.member, at.short
	d.problems = append(d.problems, p)
}

var errMissing = errors.New("must be sent")

func (d *decoding) reportMissing(in scope, at *place) {
	if at.asValue {
		d.report(Problem{Kind: KindValue, Absent: true, Cause: errMissing}, in, at)
		return
	}
	d.report(Problem{Kind: KindMissing, Absent: true}, in, at)
}

// surroundings is what a description needs to know of what is around a node.
type surroundings struct {
	name string // precedes names, as in a scope
	with string // innermost optional structure or list
}

// inside returns the surroundings of what a structure or list contains.
func (s surroundings) inside(at *place) surroundings {
	if !at.required {
		s.with = s.name + at.name
	}
	return s
}

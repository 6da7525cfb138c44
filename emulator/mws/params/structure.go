package params

import (
	"fmt"
	"reflect"
)

// structure is all parameters whose names begin with its own.
type structure struct {
	place
	prefix  string
	nodes   []node
	pointer bool
}

func newStructure(t reflect.Type, tag *tag, at place, depth int) (node, error) {
	if err := tag.refuse("structure", "ref", "max", "min", "multiple"); err != nil {
		return nil, err
	}
	base, pointer := deref(t)
	s := &structure{place: at, prefix: at.name + ".", pointer: pointer}
	s.nodes = compile(base, outer{s.prefix, at.member + ".", tag.short}, depth+1)
	for _, member := range tag.require {
		if !s.demand(s.prefix + member) {
			return nil, fmt.Errorf("option require: there is no %s", member)
		}
	}
	return s, nil
}

// demand makes one of the members required, and reports whether it is there.
func (s *structure) demand(name string) bool {
	for _, n := range s.nodes {
		if at := n.where(); at.name == name {
			at.required, at.asValue = true, true
			return true
		}
	}
	return false
}

func (s *structure) decode(d *decoding, in scope, v reflect.Value) {
	if !d.form.has(in.name + s.prefix) {
		if s.required {
			d.reportMissing(in, &s.place)
		}
		return
	}
	target := s.field(v)
	if s.pointer {
		target.Set(reflect.New(target.Type().Elem()))
		target = target.Elem()
	}
	for _, n := range s.nodes {
		n.decode(d, in, target)
	}
}

func (s *structure) describe(to *[]Parameter, in surroundings) {
	in = in.inside(&s.place)
	for _, n := range s.nodes {
		n.describe(to, in)
	}
}

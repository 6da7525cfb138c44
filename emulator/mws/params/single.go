package params

import (
	"errors"
	"reflect"
)

// single is one parameter.
type single struct {
	place
	scalar  scalar
	pointer bool
}

var errEmpty = errors.New("must not be empty")

func (s *single) decode(d *decoding, in scope, v reflect.Value) {
	value, sent := d.form.Get(in.name + s.name)
	if !sent {
		if s.required {
			d.reportMissing(in, &s.place)
		}
		return
	}
	target := s.field(v)
	if s.pointer {
		target = reflect.New(target.Type().Elem()).Elem()
	}
	problem := s.scalar.read(target, value)
	if problem.Kind == 0 && s.required && value == "" {
		problem = Problem{Kind: KindValue, Cause: errEmpty}
	}
	if problem.Kind != 0 {
		problem.Value = value
		d.report(problem, in, &s.place)
		return
	}
	if s.pointer {
		s.field(v).Set(target.Addr())
	}
}

func (s *single) describe(to *[]Parameter, in surroundings) {
	p := Parameter{Name: in.name + s.name}
	s.scalar.describe(&p)
	if s.required {
		p.require(in)
	}
	*to = append(*to, p)
}

package params

import (
	"errors"
	"fmt"
	"reflect"
	"strconv"
)

type number struct {
	min, max *int64
	multiple int64
	cause    error
}

func newNumber(t *tag) number {
	n := number{multiple: 1}
	cause := "must be a whole number"
	if t.min != nil {
		least := int64(*t.min)
		n.min = &least
		cause += fmt.Sprintf(", at least %d", least)
	}
	if t.max != nil {
		greatest := int64(*t.max)
		n.max = &greatest
		cause += fmt.Sprintf(", at most %d", greatest)
	}
	if t.multiple != nil {
		n.multiple = int64(*t.multiple)
		cause += fmt.Sprintf(", a multiple of %d", n.multiple)
	}
	n.cause = errors.New(cause)
	return n
}

func (n number) read(v reflect.Value, sent string) Problem {
	i, err := strconv.ParseInt(sent, 10, 64)
	if err != nil || v.OverflowInt(i) || i%n.multiple != 0 || n.min != nil && i < *n.min || n.max != nil && i > *n.max {
		return Problem{Kind: KindValue, Cause: n.cause}
	}
	v.SetInt(i)
	return Problem{}
}

func (n number) describe(p *Parameter) {
	p.Type, p.Min, p.Max = "number", n.min, n.max
	if n.multiple > 1 {
		p.Multiple = n.multiple
	}
}

package params

import (
	"fmt"
	"reflect"
)

// Decode fills the struct that dst points to from a form, by the tags
// described in the package comment. Parameters that no field stands for are
// ignored, as the service does. Pass a zero struct: a field whose parameter
// was not sent is left as it was.
//
// The error is an [*Invalid] with all problems of the call; the struct is then
// filled in part and should not be used. Of a doubled parameter the first
// value counts, see [Form.Doubled].
//
// Decode panics when dst is not a pointer to a struct, or the tags of the
// struct make no sense: a mistake in the program, which [Describe] finds too.
func Decode(form *Form, dst any) error {
	v := reflect.ValueOf(dst)
	if v.Kind() != reflect.Pointer || v.IsNil() || v.Elem().Kind() != reflect.Struct {
		panic(fmt.Sprintf("params: Decode needs a pointer to a struct, not %T", dst))
	}
	v = v.Elem()
	d := decoding{form: form}
	for _, n := range planOf(v.Type()) {
		n.decode(&d, scope{}, v)
	}
	if len(d.problems) > 0 {
		return &Invalid{Problems: d.problems}
	}
	return nil
}

package params

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"
)

type inPointer struct {
	Again *inPointer `param:"Again."`
}

type inList struct {
	Again []inList `param:"Again.member.N."`
}

func TestSenselessTagsPanic(t *testing.T) {
	tests := []struct {
		name string
		dst  any
		want string
	}{
		{"empty name", struct {
			A string `param:""`
		}{}, `A: wire name "" has an empty part`},
		{"empty part", struct {
			A string `param:"A..B"`
		}{}, `A: wire name "A..B" has an empty part`},
		{"list without a name", struct {
			A []string `param:".N"`
		}{}, `A: wire name ".N" has an empty part`},
		{"unknown option", struct {
			A string `param:"A,maxx=1"`
		}{}, `A: option "maxx=1": unknown, or one that takes no value`},
		{"unknown word", struct {
			A string `param:"A,needed"`
		}{}, `A: option "needed": unknown, or without its value`},
		{"stray comma", struct {
			A string `param:"A,"`
		}{}, `A: option "": unknown, or without its value`},
		{"value for a flag", struct {
			A string `param:"A,required=1"`
		}{}, `A: option "required=1": unknown, or one that takes no value`},
		{"max without number", struct {
			A string `param:"A,max=x"`
		}{}, `A: option "max=x": strconv.Atoi: parsing "x": invalid syntax`},
		{"max of zero characters", struct {
			A string `param:"A,max=0"`
		}{}, `A: max must be at least 1`},
		{"max of zero characters for an Unmarshaler", struct {
			A decimal `param:"A,max=0"`
		}{}, `A: max must be at least 1`},
		{"multiple of zero", struct {
			A int `param:"A,multiple=0"`
		}{}, `A: multiple must be at least 1`},
		{"reference that is no string", struct {
			A int `param:"A,ref"`
		}{}, `A: option ref does not fit a number`},
		{"reference with a limit", struct {
			A string `param:"A,ref,max=3"`
		}{}, `A: option max does not fit a reference id`},
		{"least of a string", struct {
			A string `param:"A,min=3"`
		}{}, `A: option min does not fit a string`},
		{"limit of a bool", struct {
			A bool `param:"A,max=3"`
		}{}, `A: option max does not fit a bool`},
		{"limit of a structure", struct {
			A price `param:"A.,max=3"`
		}{}, `A: option max does not fit a structure`},
		{"limit of a list of structures", struct {
			A []price `param:"A.N.,max=3"`
		}{}, `A: option max does not fit a list of structures`},
		{"require on a parameter", struct {
			A string `param:"A,require=B"`
		}{}, `A: option require does not fit a string`},
		{"require of a member that is not there", struct {
			A price `param:"A.,require=B"`
		}{}, `A: option require: there is no B`},
		{"structure for a parameter", struct {
			A price `param:"A"`
		}{}, `A: a parameter can't be read into params.price`},
		{"parameter for a structure", struct {
			A string `param:"A."`
		}{}, `A: a string does not fit the wire name`},
		{"one value for a list", struct {
			A string `param:"A.N"`
		}{}, `A: a string does not fit the wire name`},
		{"list of values for a list of structures", struct {
			A []string `param:"A.N."`
		}{}, `A: a []string does not fit the wire name`},
		{"Unmarshaler for a structure", struct {
			A decimal `param:"A."`
		}{}, `A: a params.decimal does not fit the wire name`},
		{"unsigned", struct {
			A uint `param:"A"`
		}{}, `A: a parameter can't be read into uint`},
		{"pointer to pointer", struct {
			A **string `param:"A"`
		}{}, `A: a parameter can't be read into *string`},
		{"unexported", struct {
			a string `param:"A"`
		}{}, `a: an unexported field can't be set`},
		{"declared twice", struct {
			A string `param:"A"`
			B string `param:"A"`
		}{}, `B: A is declared twice`},
		{"declared twice by embedding", struct {
			transaction
			B string `param:"SellerNote"`
		}{}, `B: SellerNote is declared twice`},
		{"itself by pointer", inPointer{}, "params.inPointer is nested too deep"},
		{"itself in a list", inList{}, "params.inList is nested too deep"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dst := reflect.New(reflect.TypeOf(tt.dst))
			message := func(f func()) (message string) {
				defer func() { message, _ = recover().(string) }()
				f()
				return ""
			}
			got := message(func() { _ = Decode(parsed(t, ""), dst.Interface()) })
			require.Contains(t, got, "params: ")
			require.Contains(t, got, tt.want)
			require.Equal(t, got, message(func() { Describe(dst.Type()) }))
		})
	}
}

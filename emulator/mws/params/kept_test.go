package params

import (
	"strings"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"
)

// Whoever keeps a parameter of a long call keeps only that; those of a usual one
// share what was read.
func TestLongCallsAreTakenApart(t *testing.T) {
	for name, test := range map[string]struct {
		length int
		shared bool
	}{
		"usual":         {usual, true},
		"one byte more": {usual + 1, false},
	} {
		t.Run(name, func(t *testing.T) {
			query := "A=1&B=" + strings.Repeat("x", test.length-len("A=1&B="))
			f, err := Parse(query, nil)
			require.NoError(t, err)
			value, _ := f.Get("A")
			require.Equal(t, "1", value)
			from, at := uintptr(unsafe.Pointer(unsafe.StringData(query))), uintptr(unsafe.Pointer(unsafe.StringData(value)))
			require.Equal(t, test.shared, at >= from && at < from+uintptr(len(query)))
		})
	}
}

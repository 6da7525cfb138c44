//go:build !race

package sigv2

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// Under the race detector pools forget on purpose, so that this is only true
// without it.
func TestVerifyDoesNotAllocate(t *testing.T) {
	key, r := NewKey(demoSecret), signedCapture(t)
	require.Less(t, testing.AllocsPerRun(1000, func() { key.Verify(r, Lenient) }), 1.0)
}

package admin

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

// Tests that run side by side, each with its own seller, never meet.
func TestSellersSideBySide(t *testing.T) {
	w := newWorld(t)
	for i := range 20 {
		seller := fmt.Sprintf("T%02d", i)
		t.Run(seller, func(t *testing.T) {
			t.Parallel()
			w, of := w.in(t), "?seller="+seller
			var want []string
			for range 5 {
				want = append([]string{w.ok("POST order-references"+of, "").body["id"].(string)}, want...)
				w.ok("GET objects", "")
				w.ok("GET requests", "")
			}
			w.ok("POST clock/advance"+of, fmt.Sprintf(`{"by":"%dms"}`, i))
			require.Equal(t, fmt.Sprintf("2026-01-31T12:00:00.%03dZ", i), w.ok("GET clock"+of, "").body["now"])
			require.Equal(t, want, w.ok("GET objects"+of, "").ids())
			require.Equal(t, seller, w.ok("GET objects/"+want[0]+of, "").body["seller_id"])
			w.ok("POST reset"+of, "")
			require.Empty(t, w.ok("GET objects"+of, "").ids())
		})
	}
}

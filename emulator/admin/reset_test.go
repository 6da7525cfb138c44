package admin

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
)

func TestReset(t *testing.T) {
	w := newWorld(t)
	first := w.openOrder()
	w.ok("POST order-references?seller=T1", "")
	w.ok("POST clock/advance", `{"by":"1d"}`)
	w.ok("POST next", `{"on":"Refund","then":{"state":"Completed"}}`)
	w.account().Record(engine.Record{Seller: defaultSeller})
	w.engine.RecordStray(engine.Record{})

	r := w.ok("POST reset?seller=T1", "")
	require.Equal(t, []any{"T1"}, r.body["sellers"])
	require.Equal(t, []string{first}, w.ok("GET objects", "").ids())
	require.Len(t, w.ok("GET requests", "").list("requests"), 2)

	r = w.ok("POST reset", "{}")
	require.Equal(t, []any{defaultSeller, "T1"}, r.body["sellers"])
	require.Equal(t, "2026-01-31T12:00:00.000Z", r.body["now"])
	require.Empty(t, w.ok("GET objects", "").ids())
	require.Empty(t, w.ok("GET next", "").list("rules"))
	require.Empty(t, w.ok("GET requests", "").list("requests"))
	require.NotEqual(t, first, w.openOrder(), "ids go on")
	w.ok("POST reset", `{"seed":1}`)
	require.Equal(t, first, w.openOrder(), "unless there is a seed")
	w.ok("POST reset", `{"seed":18446744073709551615}`)

	for _, body := range []string{`{"seed":-1}`, `{"seed":1.5}`, `{"seed":"1"}`, `{"seed":18446744073709551616}`} {
		require.Contains(t, w.refused(http.StatusBadRequest, "POST reset", body).flaws(), "seed")
	}
}

// A reset brings the starting world back.
func TestResetToTheStartingWorld(t *testing.T) {
	w := newWorld(t, func(o *engine.Options, _ *Options) {
		o.World = func(now time.Time) ([]emulator.Order, error) {
			var orders []emulator.Order
			for _, day := range []time.Duration{-1, -3, -2} {
				at := now.Add(day * emulator.Day)
				step := emulator.NewOrder(emulator.Checkout{
					ID: "S01-0000000-000000" + string('0'-byte(day)), Seller: defaultSeller, Environment: emulator.Sandbox, Buyer: anybody(),
				}, emulator.Env{Now: at, Rules: emulator.Production()})
				step.Order.Alarms = nil
				orders = append(orders, step.Order)
			}
			return orders, nil
		}
	})
	want := []string{"S01-0000000-0000001", "S01-0000000-0000002", "S01-0000000-0000003"}
	require.Equal(t, want, w.ok("GET objects", "").ids(), "newest first, in whatever order they were installed")
	newest := w.openOrder()
	r := w.ok("GET objects?limit=2", "")
	require.Equal(t, []string{newest, want[0]}, r.ids())
	require.Equal(t, want[1:], w.ok("GET objects?cursor="+r.body["next_cursor"].(string), "").ids())
	w.ok("POST reset", "")
	require.Equal(t, want, w.ok("GET objects", "").ids())
	require.Empty(t, w.ok("GET objects/"+want[0], "").list("history"), "fixtures have none")
}

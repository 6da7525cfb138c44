package ipnsender_test

import (
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/ipnsender"
)

// adopted is a message of an outbox that waits to be released.
func (w *world) adopted(n uint64) ipnsender.Pending {
	m := w.message("http://shop.test/")
	m.Done()
	m.Done, m.ID, m.Object = nil, fmt.Sprint("m", n), "S01-C1"
	return ipnsender.Pending{Message: m, N: n, Held: true}
}

func (w *world) restore(last uint64, numbers ...uint64) {
	var pending []ipnsender.Pending
	for _, n := range numbers {
		pending = append(pending, w.adopted(n))
	}
	w.Restore(seller, ipnsender.Outbox{Last: last, Pending: pending})()
}

// What is restored is remembered under its old numbers as far as that goes: the
// newest so many, with gaps where nothing is known of what was between.
func TestRestoreRemembers(t *testing.T) {
	for name, c := range map[string]struct {
		last      uint64
		pending   []uint64
		want      []uint64 // newest first
		forgotten uint64
	}{
		"nothing":                       {7, nil, nil, 0},
		"the newest":                    {7, []uint64{7}, []uint64{7}, 0},
		"with gaps":                     {7, []uint64{5, 7}, []uint64{7, 5}, 0},
		"nothing of the newest":         {7, []uint64{5}, []uint64{5}, 0},
		"the oldest that is remembered": {7, []uint64{4}, []uint64{4}, 0},
		"one older":                     {7, []uint64{3, 6}, []uint64{6}, 0},
		"as many as are remembered":     {4, []uint64{1, 2, 3, 4}, []uint64{4, 3, 2, 1}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			alone(t, func(t *testing.T) {
				w := newWorld(t, through(func(*http.Request) (int, error) { return 200, nil }), func(o *ipnsender.Options) { o.Keep = 4 })
				w.restore(c.last, c.pending...)
				numbers := func(list []ipnsender.Delivery) (all []uint64) {
					for _, d := range list {
						all = append(all, d.N)
					}
					return all
				}
				list, forgotten := w.Deliveries(seller)
				require.Equal(t, c.want, numbers(list))
				require.Equal(t, c.forgotten, forgotten)
				require.Equal(t, c.want, numbers(w.About(seller, "S01-C1")))
				for n := range c.last + 1 {
					_, _, err := w.Show(seller, fmt.Sprint(n))
					require.Equal(t, slices.Contains(c.want, n), err == nil, "%d", n)
				}
				require.Len(t, w.Outbox(seller).Pending, len(c.pending), "what is not remembered is sent all the same")

				// Numbers go on, and what is too old is forgotten.
				for n := range uint64(6) {
					require.Equal(t, c.last+1+n, w.send("http://shop.test/"))
				}
				w.settle()
				list, _ = w.Deliveries(seller)
				require.Equal(t, []uint64{c.last + 6, c.last + 5, c.last + 4, c.last + 3}, numbers(list))
				require.Empty(t, w.About(seller, "S01-C1"))
			})
		})
	}
}

// Attempts of restored messages go on where they stood.
func TestRestoreGoesOn(t *testing.T) {
	alone(t, func(t *testing.T) {
		w := newWorld(t, through(func(*http.Request) (int, error) { return 500, nil }))
		w.send("http://shop.test/")
		w.settle()
		box := w.Outbox(seller)
		require.Len(t, box.Pending, 1)
		require.Len(t, box.Pending[0].Attempts, 1)
		require.Equal(t, start.Add(20*time.Second), box.Pending[0].Next)
		box.Pending[0].Done = nil // its hold is over
		w.Restore(seller, box)()
		w.advance(20 * time.Second)
		require.Equal(t, []string{"0s", "20s"}, moments(w.delivery(1)))
	})
}

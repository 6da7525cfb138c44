package ipnsender_test

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/ipnsender"
)

func TestBacklogGivesUpTheOldest(t *testing.T) {
	nothing := func(*ipnsender.Message) {}
	for name, c := range map[string]struct {
		answer answers
		change func(*ipnsender.Message)
		spared uint64 // in flight
	}{
		"for a place":        {silence, nothing, 1},
		"behind its group":   {silence, in("S01"), 1},
		"for its gate":       {silence, func(m *ipnsender.Message) { m.Gate = make(chan struct{}) }, 0},
		"for its group gate": {silence, func(m *ipnsender.Message) { m.Gate, m.Group = make(chan struct{}), "S01" }, 0},
		"for its moment":     {silence, func(m *ipnsender.Message) { m.Due = m.At.Add(time.Hour) }, 0},
		"for its release":    {silence, func(m *ipnsender.Message) { m.Hold = true }, 0},
		"for its retry":      {func(*http.Request) (int, error) { return 500, nil }, nothing, 0},
	} {
		t.Run(name, func(t *testing.T) {
			alone(t, func(t *testing.T) {
				var told []uint64
				w := newWorld(t, through(c.answer), policy("1h"), func(o *ipnsender.Options) {
					o.Backlog, o.PerQueue = 5, 1
					o.PushedOut = func(d ipnsender.Delivery) {
						require.Equal(t, ipnsender.Pushed, d.State)
						told = append(told, d.N)
					}
				})
				for range 20 {
					w.send("http://shop.test/", c.change)
					synctest.Wait()
				}
				w.send("http://other.test/", c.change) // which has a backlog of its own
				var want []uint64
				for n := c.spared + 1; n <= 15; n++ {
					want = append(want, n)
				}
				require.Equal(t, want, told)
				for n := uint64(1); n <= 20; n++ {
					require.Equal(t, n > c.spared && n <= 15, w.delivery(n).State == ipnsender.Pushed, "message %d", n)
				}
				require.LessOrEqual(t, w.pending(), 6, "timers of what was given up are taken back")
				require.NoError(t, w.Stop(t.Context()))
				w.settle()
			})
		})
	}
}

func TestGivenUpHeadLetsItsGroupGo(t *testing.T) {
	alone(t, func(t *testing.T) {
		w := newWorld(t, through(func(*http.Request) (int, error) { return 200, nil }), func(o *ipnsender.Options) { o.Backlog = 1 })
		first := w.send("http://shop.test/", in("S01"), func(m *ipnsender.Message) { m.Gate = make(chan struct{}) })
		second := w.send("http://shop.test/", in("S01"))
		w.until(second, ipnsender.Delivered)
		require.Equal(t, ipnsender.Pushed, w.delivery(first).State)
		w.settle()

		_, err := w.Resend(seller, "1")
		require.NoError(t, err)
		w.settle()
		require.Equal(t, ipnsender.Delivered, w.delivery(first).State)
		require.Len(t, w.delivery(first).Attempts, 1)
		require.Len(t, w.delivery(second).Attempts, 1)
	})
}

func TestKeep(t *testing.T) {
	alone(t, func(t *testing.T) {
		w := newWorld(t, through(func(*http.Request) (int, error) { return 200, nil }), func(o *ipnsender.Options) { o.Keep = 7 })
		for sent := uint64(1); sent <= 17; sent++ {
			w.until(w.send("http://shop.test/"), ipnsender.Delivered)
			list, forgotten := w.Deliveries(seller)
			require.Equal(t, min(sent, 7), uint64(len(list)))
			require.Equal(t, sent-uint64(len(list)), forgotten)
			for i, d := range list {
				require.Equal(t, sent-uint64(i), d.N, "newest first")
			}
		}
		w.Forget(seller)
		list, forgotten := w.Deliveries(seller)
		require.Empty(t, list)
		require.Zero(t, forgotten)
		for left := 1; left <= 20; left++ {
			n := w.send("http://shop.test/")
			require.EqualValues(t, 17+left, n, "numbers go on")
			w.until(n, ipnsender.Delivered)
			list, _ := w.Deliveries(seller)
			require.Len(t, list, min(left, 7))
			require.Equal(t, n, list[0].N)
		}
	})
}

func TestWhatWaitsMayBeForgottenByTheRecordButNotByTheSender(t *testing.T) {
	alone(t, func(t *testing.T) {
		w := newWorld(t, through(silence), func(o *ipnsender.Options) { o.Keep = 2 })
		for range 100 {
			w.send("http://shop.test/")
		}
		synctest.Wait()
		w.Forget(seller)
		w.settle() // every hold has ended
	})
}

package ipnsender_test

import (
	"errors"
	"fmt"
	"net/http"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/ipnsender"
	"amazon-pay-emulator/ipnsender/sns"
)

func TestFirstAttemptsOfAGroupLeaveOneAfterTheOther(t *testing.T) {
	alone(t, func(t *testing.T) {
		var order []string
		var flying atomic.Int32
		w := newWorld(t, policy("1m"), through(func(r *http.Request) (int, error) {
			if flying.Add(1) > 1 {
				t.Error("two of a group at one time")
			}
			defer flying.Add(-1)
			order = append(order, id(r))
			<-time.After(time.Millisecond) // of the bubble
			return 500, nil
		}))
		var want []string
		for n := range 50 {
			w.send("http://shop.test/", in("S01"))
			want = append(want, fmt.Sprintf("m%d", n+1))
		}
		w.settle()
		require.Equal(t, want, order)
	})
}

func TestOnlyGroupsKeepOrder(t *testing.T) {
	for name, change := range map[string]func(*ipnsender.Message){
		"another group":    in("S02"),
		"another endpoint": func(m *ipnsender.Message) { m.URL, m.Group = "http://other.test/", "S01" },
		"another seller":   func(m *ipnsender.Message) { m.Seller, m.Group = "A2SECOND", "S01" },
	} {
		t.Run(name, func(t *testing.T) {
			alone(t, func(t *testing.T) {
				second := make(chan struct{})
				w := newWorld(t, through(func(r *http.Request) (int, error) {
					if id(r) == "m2" {
						close(second)
					}
					<-second // the first one hangs until the second has left
					return 200, nil
				}))
				w.send("http://shop.test/", in("S01"))
				w.send("http://shop.test/", change)
				w.settle()
			})
		})
	}
}

func TestWaitingRetryBlocksNobody(t *testing.T) {
	alone(t, func(t *testing.T) {
		var order []string
		w := newWorld(t, policy("20m,1h"), through(func(r *http.Request) (int, error) {
			order = append(order, id(r))
			if id(r) == "m1" {
				return 0, errors.New("refused")
			}
			return 200, nil
		}))
		first := w.send("http://shop.test/", in("S01"))
		w.send("http://shop.test/", in("S01"))
		w.send("http://shop.test/", in("S01"))
		w.settle()
		require.Equal(t, []string{"m1", "m2", "m3"}, order)
		w.advance(2 * time.Hour)
		require.Equal(t, []string{"m1", "m2", "m3", "m1", "m1"}, order)
		require.Equal(t, []string{"0s", "20m0s", "1h20m0s"}, moments(w.delivery(first)))
	})
}

func TestGate(t *testing.T) {
	alone(t, func(t *testing.T) {
		var order []string
		w := newWorld(t, through(func(r *http.Request) (int, error) {
			order = append(order, id(r))
			return 200, nil
		}))
		gate := make(chan struct{})
		shut := w.send("http://shop.test/", in("S01"), func(m *ipnsender.Message) { m.Gate = gate })
		w.send("http://shop.test/", in("S01")) // behind it
		w.until(w.send("http://shop.test/", in("S02")), ipnsender.Delivered)
		synctest.Wait()
		require.Equal(t, []string{"m3"}, order)
		require.Equal(t, ipnsender.Waiting, w.delivery(shut).State)
		close(gate)
		w.settle()
		require.Equal(t, []string{"m3", "m1", "m2"}, order)
	})
}

func TestDue(t *testing.T) {
	alone(t, func(t *testing.T) {
		w := newWorld(t, through(func(*http.Request) (int, error) { return 200, nil }))
		late := func(m *ipnsender.Message) { m.Due = m.At.Add(30 * time.Minute) }
		n := w.send("http://shop.test/", in("S01"), late)
		w.until(w.send("http://shop.test/", in("S01")), ipnsender.Delivered) // not held up
		require.Equal(t, start.Add(30*time.Minute), w.delivery(n).Next)
		w.advance(30*time.Minute - time.Millisecond)
		require.Equal(t, ipnsender.Waiting, w.delivery(n).State)
		w.advance(time.Millisecond)
		w.settle()
		require.Equal(t, []string{"30m0s"}, moments(w.delivery(n)))
		past := w.message("http://shop.test/")
		past.At, past.Due = start, start.Add(time.Minute) // has passed already
		w.until(w.Send(past), ipnsender.Delivered)
	})
}

func TestHangingMerchantsSlowNobodyElse(t *testing.T) {
	alone(t, func(t *testing.T) {
		w := newWorld(t, through(func(r *http.Request) (int, error) {
			if r.URL.Host == "hangs.test" {
				return silence(r)
			}
			return 200, nil
		}), func(o *ipnsender.Options) { o.InFlight, o.PerQueue = 8, 4 })
		for i := range 20 { // more than there is room for
			for range 10 {
				w.send(fmt.Sprintf("http://hangs.test/%d", i), func(m *ipnsender.Message) { m.Seller = fmt.Sprint("S", i) })
			}
		}
		begun := time.Now()
		for range 100 {
			w.until(w.send("http://shop.test/"), ipnsender.Delivered)
		}
		require.Zero(t, time.Since(begun), "not a moment of waiting")
		require.NoError(t, w.Stop(t.Context()))
		w.settle()
	})
}

func TestInFlight(t *testing.T) {
	for name, c := range map[string]struct {
		queues, perQueue, inFlight int
		want                       int
	}{
		"one queue":             {1, 5, 100, 5},
		"several queues":        {4, 5, 100, 20},
		"too many queues":       {4, 5, 12, 12},
		"one for each at least": {40, 5, 12, 40},
	} {
		t.Run(name, func(t *testing.T) {
			alone(t, func(t *testing.T) {
				var flying atomic.Int32
				w := newWorld(t, through(func(r *http.Request) (int, error) {
					flying.Add(1)
					defer flying.Add(-1)
					return silence(r)
				}), func(o *ipnsender.Options) { o.PerQueue, o.InFlight = c.perQueue, c.inFlight })
				for i := range c.queues * 10 {
					w.send(fmt.Sprintf("http://shop.test/%d", i%c.queues))
				}
				synctest.Wait()
				require.EqualValues(t, c.want, flying.Load())
				<-time.After(15 * time.Second) // of the bubble: the first ones have timed out
				synctest.Wait()
				require.EqualValues(t, c.want, flying.Load())
				require.NoError(t, w.Stop(t.Context()))
			})
		})
	}
}

func TestSigningIsBounded(t *testing.T) {
	alone(t, func(t *testing.T) {
		var signing, most atomic.Int32
		w := newWorld(t, through(func(*http.Request) (int, error) { return 200, nil }), func(o *ipnsender.Options) { o.Signers = 2 })
		for range 30 {
			w.send("http://shop.test/", func(m *ipnsender.Message) {
				sign := m.Request
				m.Request = func() (sns.Request, error) {
					most.Store(max(most.Load(), signing.Add(1)))
					defer signing.Add(-1)
					<-time.After(time.Millisecond) // of the bubble
					return sign()
				}
			})
		}
		w.settle()
		require.EqualValues(t, 2, most.Load())
	})
}

package ipnsender_test

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/ipnsender"
)

func TestRecord(t *testing.T) {
	m := newMerchant(t, statuses(500, 200))
	w := newWorld(t)
	n := w.send(strings.Replace(m.URL, "//", "//user:sesame@", 1))
	w.settle()
	d := w.delivery(n)
	require.Equal(t, ipnsender.Waiting, d.State)
	require.Equal(t, start.Add(20*time.Second), d.Next)
	w.advance(20 * time.Second)

	d, request, err := w.Show(seller, "m1")
	require.NoError(t, err)
	require.Equal(t, "body of m1", string(request.Body))
	require.Len(t, d.Attempts, 2)
	for i, want := range []ipnsender.Attempt{
		{N: 1, At: start, Result: ipnsender.Result{Status: 500}, Answer: "answer 1"},
		{N: 2, At: start.Add(20 * time.Second), Result: ipnsender.Result{Status: 200}, Answer: "answer 2"},
	} {
		got := d.Attempts[i]
		require.Equal(t, want.N, got.N)
		require.Equal(t, want.At, got.At)
		require.Equal(t, want.Result, got.Result)
		require.Equal(t, want.Answer, got.Answer)
		require.False(t, got.Real.IsZero())
		require.Positive(t, got.Latency)
	}
	d.Attempts = nil
	require.Equal(t, ipnsender.Delivery{
		N: 1, ID: "m1", Seller: seller, Group: "S01-m1", Kind: "PaymentCapture", Object: "S01-m1-C1",
		URL: strings.Replace(m.URL, "//", "//user:xxxxx@", 1), At: start, State: ipnsender.Delivered,
	}, d)
}

func TestUnknown(t *testing.T) {
	w := newWorld(t)
	w.send("")
	for _, which := range []string{"", "0", "2", "-1", "m2", "18446744073709551615", "01x"} {
		_, _, err := w.Show(seller, which)
		require.ErrorIs(t, err, ipnsender.ErrUnknown, which)
		_, err = w.Resend(seller, which)
		require.ErrorIs(t, err, ipnsender.ErrUnknown, which)
	}
	_, err := w.Release("A2NEVERSEEN", "1")
	require.ErrorIs(t, err, ipnsender.ErrUnknown)
	_, err = w.Release(seller, "1")
	require.ErrorIs(t, err, ipnsender.ErrNotHeld)
	_, err = w.Resend(seller, "1")
	require.ErrorIs(t, err, ipnsender.ErrNoURL)
	w.settle()
}

func TestCopiesShareAnID(t *testing.T) {
	m := newMerchant(t, nil)
	w := newWorld(t)
	twin := w.message(m.URL)
	w.Send(twin)
	twin.Done = w.Hold()
	w.Send(twin)
	w.settle()
	require.Equal(t, []string{"body of m1", "body of m1"}, m.bodies())
	d, _, err := w.Show(seller, "m1")
	require.NoError(t, err)
	require.EqualValues(t, 1, d.N)
	d, _, err = w.Show(seller, "2")
	require.NoError(t, err)
	require.EqualValues(t, 2, d.N)
}

func TestResend(t *testing.T) {
	for name, c := range map[string]struct {
		statuses []int
		wait     time.Duration // before the first resend
		resends  int
		at       []string // all the attempts, in the end
		state    ipnsender.State
	}{
		"of what arrived":            {[]int{200}, time.Hour, 2, []string{"0s", "1h0m0s", "1h0m0s"}, ipnsender.Delivered},
		"of what was given up":       {[]int{500, 500, 500, 200}, time.Hour, 1, []string{"0s", "1m0s", "3m0s", "1h0m0s"}, ipnsender.Delivered},
		"in vain, after the end":     {[]int{500}, time.Hour, 2, []string{"0s", "1m0s", "3m0s", "1h0m0s", "1h0m0s"}, ipnsender.Failed},
		"instead of a retry":         {[]int{500, 200}, 10 * time.Second, 1, []string{"0s", "10s"}, ipnsender.Delivered},
		"instead of a retry, failed": {[]int{500}, 10 * time.Second, 1, []string{"0s", "10s", "2m10s"}, ipnsender.Failed},
		"of what arrived, failed":    {[]int{200, 500, 200}, time.Hour, 1, []string{"0s", "1h0m0s", "1h2m0s"}, ipnsender.Delivered},
	} {
		t.Run(name, func(t *testing.T) {
			m := newMerchant(t, statuses(c.statuses...))
			w := newWorld(t, policy("1m,2m"))
			n := w.send(m.URL)
			w.advance(c.wait)
			for range c.resends {
				w.resend(n)
				w.settle()
			}
			w.advance(24 * time.Hour)
			d := w.delivery(n)
			require.Equal(t, c.at, moments(d))
			require.Equal(t, c.state, d.State)
			require.Zero(t, w.pending())
			require.Len(t, m.bodies(), len(c.at))
		})
	}
}

// A message that is resent before it was its turn leaves the order of its group
// to the others.
func TestResendTakesNobodysTurn(t *testing.T) {
	alone(t, func(t *testing.T) {
		flying := 0
		w := newWorld(t, through(func(r *http.Request) (int, error) {
			if id(r) != "m1" {
				flying++
				if flying > 1 {
					t.Error("two of a group at one time")
				}
				<-time.After(time.Second) // of the bubble
				flying--
			}
			return 200, nil
		}))
		late := w.send("http://shop.test/", in("S01"), func(m *ipnsender.Message) { m.Due = m.At.Add(time.Hour) })
		w.send("http://shop.test/", in("S01"))
		w.send("http://shop.test/", in("S01"))
		w.resend(late)
		w.settle()
		require.EqualValues(t, 3, w.Mark())
	})
}

func TestAttemptsAfter(t *testing.T) {
	m := newMerchant(t, statuses(500))
	w := newWorld(t, policy("1m,1m"))
	w.send(m.URL)
	w.settle()
	mark := w.Mark()
	require.EqualValues(t, 1, mark)
	require.Empty(t, w.AttemptsAfter(mark, seller))
	w.advance(30 * time.Second)
	w.send(m.URL)
	w.send(m.URL, func(m *ipnsender.Message) { m.Seller = "A2SECOND" })
	w.send("")
	w.advance(time.Minute)
	var got []string
	for _, d := range w.AttemptsAfter(mark, seller, "A2NEVERSEEN") {
		for _, a := range d.Attempts {
			got = append(got, d.ID+" "+strconv.Itoa(a.N)+" "+a.At.Sub(start).String())
		}
	}
	require.Equal(t, []string{"m2 1 30s", "m2 2 1m30s", "m1 2 1m0s"}, got)
	require.Len(t, w.AttemptsAfter(0, seller, "A2SECOND"), 3)
}

func TestChanged(t *testing.T) {
	alone(t, func(t *testing.T) {
		w := newWorld(t, policy("1m"), through(func(*http.Request) (int, error) { return 500, nil }))
		is := func(changed <-chan struct{}) bool {
			select {
			case <-changed:
				return true
			default:
				return false
			}
		}
		const object = "S01-1-C1"
		about := func(m *ipnsender.Message) { m.Object = object }
		other, stranger := w.Changed(seller, "S01-0000000-0000009"), w.Changed("A2SECOND", object)
		quiet := w.Changed(seller, object)
		require.False(t, is(quiet))
		w.send("", about)
		require.True(t, is(quiet))
		n := w.send("http://shop.test/", about)
		w.until(n, ipnsender.Waiting)
		w.settle()
		before := w.Changed(seller, object)
		w.advance(time.Minute)
		require.True(t, is(before), "a retry")
		before = w.Changed(seller, object)
		w.resend(n)
		require.True(t, is(before), "a resend")
		w.settle()
		before = w.Changed(seller, object)
		require.False(t, is(other), "about another object")
		w.Forget(seller)
		require.True(t, is(before))
		require.False(t, is(stranger), "another seller's")
		require.True(t, is(other), "forgotten with all of the seller's")
	})
}

// What is about an object is found without looking at the others, also when the
// record has no room for all.
func TestAbout(t *testing.T) {
	alone(t, func(t *testing.T) {
		w := newWorld(t, func(o *ipnsender.Options) { o.Keep = 3 })
		about := func(object string) func(*ipnsender.Message) {
			return func(m *ipnsender.Message) { m.Object = object }
		}
		numbers := func(object string) (list []uint64) {
			for _, d := range w.About(seller, object) {
				require.Equal(t, object, d.Object)
				list = append(list, d.N)
			}
			return list
		}
		for _, object := range []string{"a", "b", "a"} {
			w.send("", about(object))
		}
		require.Equal(t, []uint64{3, 1}, numbers("a"))
		require.Equal(t, []uint64{2}, numbers("b"))
		require.Empty(t, w.About("A2SECOND", "a"))
		w.send("", about("a"))
		require.Equal(t, []uint64{4, 3}, numbers("a"), "the first was dropped")
		w.send("", about("c"))
		require.Empty(t, numbers("b"))
		w.Forget(seller)
		require.Empty(t, numbers("a"))
		w.send("", about("a"))
		require.Equal(t, []uint64{6}, numbers("a"))
	})
}

// Every attempt is told once it is over, and nothing else.
func TestAttempted(t *testing.T) {
	alone(t, func(t *testing.T) {
		var told []string
		answers := []int{500, 200}
		w := newWorld(t, policy("1m"), through(func(*http.Request) (int, error) {
			status := answers[0]
			answers = answers[1:]
			return status, nil
		}), func(o *ipnsender.Options) {
			o.Attempted = func(d ipnsender.Delivery) {
				require.Len(t, d.Attempts, 1)
				told = append(told, fmt.Sprintf("%d of %s: %d at %s", d.Attempts[0].N, d.ID, d.Attempts[0].Status, d.Attempts[0].At.Sub(start)))
			}
		})
		w.send("")
		n := w.send("http://shop.test/")
		w.until(n, ipnsender.Waiting)
		w.settle()
		w.advance(time.Minute)
		w.until(n, ipnsender.Delivered)
		require.Equal(t, []string{"1 of m2: 500 at 0s", "2 of m2: 200 at 1m0s"}, told)
	})
}

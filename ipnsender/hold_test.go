package ipnsender_test

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/ipnsender"
	"amazon-pay-emulator/ipnsender/sns"
)

// Each of these goes one way through the life of a message. The timeline
// complains of a hold that ends twice, settle of one that never does.
func TestEveryHoldEndsOnce(t *testing.T) {
	const shop = "http://shop.test/"
	fails := func(*http.Request) (int, error) { return 500, nil }
	takes := func(*http.Request) (int, error) { return 200, nil }
	later := func(m *ipnsender.Message) { m.Due = m.At.Add(time.Minute) }
	held := func(m *ipnsender.Message) { m.Hold = true }
	shut := func(m *ipnsender.Message) { m.Gate = make(chan struct{}) }
	for name, c := range map[string]struct {
		answer answers
		act    func(w *world)
		want   ipnsender.State // of message 1; empty: it is forgotten
	}{
		"delivered":              {takes, func(w *world) { w.send(shop) }, ipnsender.Delivered},
		"without anybody's hold": {takes, func(w *world) { w.send(shop, func(m *ipnsender.Message) { m.Done(); m.Done = nil }) }, ipnsender.Delivered},
		"retry planned":          {fails, func(w *world) { w.send(shop); w.settle() }, ipnsender.Waiting},
		"failed":                 {fails, func(w *world) { w.send(shop); w.advance(time.Hour) }, ipnsender.Failed},
		"refused for good":       {func(*http.Request) (int, error) { return 400, nil }, func(w *world) { w.send(shop) }, ipnsender.Failed},
		"no URL":                 {takes, func(w *world) { w.send("") }, ipnsender.Recorded},
		"dropped":                {takes, func(w *world) { w.send(shop, func(m *ipnsender.Message) { m.Drop = true }) }, ipnsender.Dropped},
		"can't be made": {takes, func(w *world) {
			w.send(shop, func(m *ipnsender.Message) {
				m.Request = func() (sns.Request, error) { return sns.Request{}, errors.New("no key") }
			})
		}, ipnsender.Failed},
		"held":                      {takes, func(w *world) { w.send(shop, held) }, ipnsender.Held},
		"held, then released":       {takes, func(w *world) { w.send(shop, held); w.release(1) }, ipnsender.Delivered},
		"held, then resent":         {takes, func(w *world) { w.send(shop, held); w.resend(1) }, ipnsender.Delivered},
		"held, then forgotten":      {takes, func(w *world) { w.send(shop, held); w.Forget(seller) }, ""},
		"held, then stopped":        {takes, func(w *world) { w.send(shop, held); w.stop() }, ipnsender.Cancelled},
		"late":                      {takes, func(w *world) { w.send(shop, later); w.advance(time.Hour) }, ipnsender.Delivered},
		"late, then resent":         {takes, func(w *world) { w.send(shop, later); w.resend(1); w.advance(time.Hour) }, ipnsender.Delivered},
		"late, then forgotten":      {takes, func(w *world) { w.send(shop, later); w.Forget(seller); w.advance(time.Hour) }, ""},
		"late, then stopped":        {takes, func(w *world) { w.send(shop, later); w.stop(); w.advance(time.Hour) }, ipnsender.Cancelled},
		"shut, then forgotten":      {takes, func(w *world) { w.send(shop, shut); w.Forget(seller) }, ""},
		"shut, then stopped":        {takes, func(w *world) { w.send(shop, shut); w.stop() }, ipnsender.Cancelled},
		"shut, resent in vain":      {takes, func(w *world) { w.send(shop, shut); w.resend(1); w.stop() }, ipnsender.Cancelled},
		"late and shut":             {takes, func(w *world) { w.send(shop, later, shut); w.soon(w.stop); w.advance(time.Hour) }, ipnsender.Cancelled},
		"in its queue, forgotten":   {silence, func(w *world) { w.flood(); w.Forget(seller) }, ""},
		"in its queue, stopped":     {silence, func(w *world) { w.flood(); w.stop() }, ipnsender.Cancelled},
		"in its group, forgotten":   {silence, func(w *world) { w.flood(in("S01")); w.Forget(seller) }, ""},
		"in its group, stopped":     {silence, func(w *world) { w.flood(in("S01")); w.stop() }, ipnsender.Cancelled},
		"in flight, forgotten":      {silence, func(w *world) { w.send(shop); synctest.Wait(); w.Forget(seller) }, ""},
		"in flight, stopped":        {silence, func(w *world) { w.send(shop); synctest.Wait(); w.stop() }, ipnsender.Cancelled},
		"in flight, resent in vain": {silence, func(w *world) { w.send(shop); synctest.Wait(); w.resend(1) }, ipnsender.Waiting},
		"hanging":                   {silence, func(w *world) { w.send(shop); w.advance(time.Hour) }, ipnsender.Failed},
		"waiting, then resent":      {fails, func(w *world) { w.send(shop); w.settle(); w.resend(1) }, ipnsender.Waiting},
		"waiting, then forgotten":   {fails, func(w *world) { w.send(shop); w.settle(); w.Forget(seller); w.advance(time.Hour) }, ""},
		"waiting, then stopped":     {fails, func(w *world) { w.send(shop); w.settle(); w.stop(); w.advance(time.Hour) }, ipnsender.Cancelled},
		"delivered, then resent":    {takes, func(w *world) { w.send(shop); w.settle(); w.resend(1) }, ipnsender.Delivered},
		"dropped, then resent": {takes, func(w *world) {
			w.send(shop, func(m *ipnsender.Message) { m.Drop = true })
			w.resend(1)
		}, ipnsender.Delivered},
		"after the end": {takes, func(w *world) { w.stop(); w.send(shop) }, ipnsender.Cancelled},
		"held after the end, resent in vain": {takes, func(w *world) {
			w.send(shop, held)
			w.stop()
			_, err := w.Resend(seller, "1")
			require.ErrorIs(w.t, err, ipnsender.ErrStopped)
			_, err = w.Release(seller, "1")
			require.ErrorIs(w.t, err, ipnsender.ErrStopped)
		}, ipnsender.Cancelled},
		"reset while it is resent": {fails, func(w *world) {
			m := w.message(shop)
			m.Timeline = forgetful{w}
			w.Send(m)
			w.settle()
			_, err := w.Resend(seller, "1")
			require.ErrorIs(w.t, err, ipnsender.ErrUnknown)
		}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			alone(t, func(t *testing.T) {
				w := newWorld(t, through(c.answer))
				c.act(w)
				w.settle()
				synctest.Wait()
				list, _ := w.Deliveries(seller)
				if c.want == "" {
					require.Empty(t, list)
				} else {
					require.Equal(t, c.want, list[len(list)-1].State)
					require.Equal(t, c.want == ipnsender.Waiting, !list[len(list)-1].Next.IsZero())
				}
				require.NoError(t, w.Stop(t.Context()))
				require.LessOrEqual(t, w.pending(), 1)
			})
		})
	}
}

// forgetful is a timeline whose seller is reset as soon as anybody holds it.
type forgetful struct{ *world }

func (f forgetful) Now() time.Time                          { return f.timeline.Now() }
func (f forgetful) At(at time.Time, do func(func())) func() { return f.timeline.At(at, do) }
func (f forgetful) Hold() func()                            { f.Forget(seller); return f.timeline.Hold() }

func (w *world) stop()            { require.NoError(w.t, w.Stop(context.Background())) }
func (w *world) resend(n uint64)  { w.try(w.Resend, n) }
func (w *world) release(n uint64) { w.try(w.Release, n) }
func (w *world) soon(f func())    { time.AfterFunc(time.Second, f) }
func (w *world) try(do func(string, string) (ipnsender.Delivery, error), n uint64) {
	_, err := do(seller, w.delivery(n).ID)
	require.NoError(w.t, err)
}

// flood sends more than can be in flight.
func (w *world) flood(change ...func(*ipnsender.Message)) {
	for range 40 {
		w.send("http://shop.test/", change...)
	}
	synctest.Wait()
}

func TestStop(t *testing.T) {
	for name, c := range map[string]struct {
		answer answers
		state  ipnsender.State
		err    string
	}{
		"during a hang": {silence, ipnsender.Cancelled, "the emulator stopped"},
		"as the answer arrives": {func(r *http.Request) (int, error) {
			<-r.Context().Done()
			return 200, nil
		}, ipnsender.Delivered, ""},
	} {
		t.Run(name, func(t *testing.T) {
			alone(t, func(t *testing.T) {
				w := newWorld(t, through(c.answer))
				n := w.send("http://shop.test/")
				synctest.Wait()
				both := make(chan error, 2)
				for range 2 {
					go func() { both <- w.Stop(context.Background()) }()
				}
				require.NoError(t, <-both)
				require.NoError(t, <-both)
				d := w.delivery(n)
				require.Equal(t, c.state, d.State)
				require.Equal(t, c.err, d.Attempts[0].Err)
				w.stop()
			})
		})
	}
}

func TestStopWaitsOnlySoLong(t *testing.T) {
	alone(t, func(t *testing.T) {
		on := make(chan struct{})
		w := newWorld(t, through(func(*http.Request) (int, error) { <-on; return 200, nil }))
		n := w.send("http://shop.test/")
		behind := w.send("http://shop.test/", func(m *ipnsender.Message) { m.Gate = make(chan struct{}) })
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		defer cancel()
		require.ErrorIs(t, w.Stop(ctx), context.DeadlineExceeded)
		require.Equal(t, ipnsender.Cancelled, w.delivery(behind).State, "those that wait don't wait for it")
		close(on)
		w.until(n, ipnsender.Delivered)
	})
}

func TestForgottenAttemptIsCutOffAndDiscarded(t *testing.T) {
	alone(t, func(t *testing.T) {
		w := newWorld(t, through(func(r *http.Request) (int, error) {
			if id(r) == "m1" {
				return silence(r)
			}
			return 200, nil
		}), func(o *ipnsender.Options) { o.InFlight, o.PerQueue = 1, 1 })
		w.send("http://shop.test/")
		synctest.Wait()
		begun := time.Now()
		w.Forget(seller)
		w.Forget("A2NEVERSEEN")
		w.settle()
		require.Zero(t, w.Mark())
		n := w.send("http://shop.test/")
		require.EqualValues(t, 2, n)
		w.until(n, ipnsender.Delivered)
		require.Zero(t, time.Since(begun))
		require.EqualValues(t, 1, w.Mark())
	})
}

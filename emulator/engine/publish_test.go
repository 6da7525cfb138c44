package engine_test

import (
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
)

// reader keeps what is published until a test releases it.
type reader struct {
	mu   sync.Mutex
	list []engine.Publication
}

func (r *reader) publish(p engine.Publication) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.list = append(r.list, p)
}

// read takes what was published since.
func (r *reader) read() []engine.Publication {
	r.mu.Lock()
	defer r.mu.Unlock()
	list := r.list
	r.list = nil
	return list
}

func published(t *testing.T) (*world, *shop, *reader) {
	r := &reader{}
	w := newWorld(t, func(o *engine.Options) { o.Publish = r.publish })
	return w, w.shop(first), r
}

func isClosed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

// A call's events are published with the step, and say when its answer has been
// written.
func TestPublishedByACall(t *testing.T) {
	_, s, r := published(t)
	order := s.order()
	r.read()
	ans := s.must(emulator.Authorize{Order: order, Reference: "a", Amount: dollars(5), CaptureNow: true})
	list := r.read()
	require.Len(t, list, 2)
	require.Equal(t, emulator.KindAuthorization, list[0].Entry.Kind, "the authorization comes first")
	require.Equal(t, emulator.KindCapture, list[1].Entry.Kind)
	require.NotEqual(t, list[0].ID, list[1].ID)
	require.Equal(t, first, list[0].Seller.ID)
	for _, p := range list {
		require.False(t, isClosed(p.Answered))
		require.False(t, p.Stale())
	}
	require.Nil(t, ans.Early())
	ans.Written()
	for _, p := range list {
		require.True(t, isClosed(p.Answered))
	}
	require.NotPanics(t, ans.Written, "whoever writes and whoever gives up may both say so")
}

// What an alarm does belongs to no call. A reset makes it stale.
func TestPublishedByTime(t *testing.T) {
	w, s, r := published(t)
	s.must(emulator.Authorize{Order: s.order(), Reference: "a", Amount: dollars(5), Timeout: time.Hour})
	for _, p := range r.read() {
		p.Release()
	}
	w.forward(time.Minute)
	list := r.read()
	require.Len(t, list, 1)
	require.Equal(t, emulator.Open, list[0].Entry.To)
	require.Nil(t, list[0].Answered)
	require.NoError(t, w.Reset(w.Accounts(), true, nil))
	require.True(t, list[0].Stale())
}

// An advance stands while a publication is not released, at the time of what it
// tells, and lets go after its time limit.
func TestAdvanceWaitsForPublications(t *testing.T) {
	for name, settles := range map[string]bool{"released": true, "let go": false} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w, s, r := published(t)
				s.must(emulator.Authorize{Order: s.order(), Reference: "a", Amount: dollars(5), Timeout: time.Hour})
				for _, p := range r.read() {
					p.Release()
				}
				result := w.underWay(engine.Advance{By: time.Hour, Settle: 10 * time.Second}, s.Account)
				synctest.Wait()
				list := r.read()
				require.Len(t, list, 1)
				require.Equal(t, start.Add(30*time.Second), s.Now())
				if settles {
					// A retry that is planned before the release falls into the same advance.
					var retries pad
					s.At(start.Add(time.Minute), retries.note("retry"))
					list[0].Release()
					require.True(t, (<-result).Settled)
					require.Equal(t, []string{"retry"}, retries.read())
				} else {
					require.False(t, (<-result).Settled)
				}
				require.Equal(t, start.Add(time.Hour), s.Now())
			})
		})
	}
}

func TestForget(t *testing.T) {
	var forgotten []string
	w := newWorld(t, func(o *engine.Options) { o.Forget = func(s string) { forgotten = append(forgotten, s) } })
	require.NoError(t, w.Reset([]*engine.Account{w.Account(second)}, false, nil))
	require.Equal(t, []string{second}, forgotten)
}

func TestEndpoints(t *testing.T) {
	list := []engine.Endpoint{{URL: "http://a", Events: []string{"X", "Y"}}, {URL: "http://b", Events: []string{engine.AllEvents}}}
	require.Equal(t, []string{"http://a", "http://b"}, engine.URLs(list, "Y"))
	require.Equal(t, []string{"http://b"}, engine.URLs(list, "Z"))
	_, s, r := published(t)
	s.SetEndpoints(list)
	require.Equal(t, list, s.Endpoints())
	s.draft()
	require.Equal(t, list, r.read()[0].Endpoints)
}

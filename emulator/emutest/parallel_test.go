package emutest

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// member is one of many tests that share an emulator: what it has done, and what
// it must find.
type member struct {
	*Emulator
	n       int
	ipns    *Receiver
	ids     []string // its objects: order, authorization, capture
	capture string   // the state that its scenario makes of the capture
	told    int      // how many notifications that takes
}

// many is how many tests share the emulator.
const many = 200

// Two hundred tests at once, each with a seller of its own on one emulator, each
// with its own time, scenario and receiver, and all with the same reference ids
// and the same calls. None sees anything of another's.
func TestParallelTestsDoNotMeet(t *testing.T) {
	e := Start(t)
	members := make([]*member, many)
	endings := make([]string, many)
	var joined, done sync.WaitGroup
	joined.Add(many) // so that all are there at the same time
	for n := range members {
		done.Go(func() {
			s := &spy{name: fmt.Sprintf("%s/%d", t.Name(), n)}
			defer s.end()
			endings[n] = s.run(func() {
				defer joined.Done()
				members[n] = join(e.Seller(s), n)
			})
			if joined.Wait(); endings[n] == "" {
				endings[n] = s.run(func() { members[n].live(t.Context()) })
			}
		})
	}
	done.Wait()
	for n, ending := range endings {
		require.Empty(t, ending, n)
	}

	t.Run("each", func(t *testing.T) {
		for n, m := range members {
			t.Run(fmt.Sprint(n), func(t *testing.T) {
				t.Parallel()
				m.check(t, members[(n+1)%many])
			})
		}
	})
	require.Empty(t, e.Requests(RequestFilter{}), "the default seller was not called")
	require.Equal(t, ClockStart, e.Now())
}

// join is a test's preparation: a third of them has captures declined, a third
// pending, and a third nothing out of the ordinary.
func join(e *Emulator, n int) *member {
	m := &member{Emulator: e, n: n, ipns: e.ReceiveIPNs(), capture: "Completed", told: 3}
	switch n % 3 {
	case 1:
		m.capture, m.told = "Declined", 4 // authorization and order are closed too
		e.Use(declining)
	case 2:
		m.capture, m.told = "Pending", 1
		e.Next(`{on: Capture, then: {state: Completed, pending_for: 30d}}`)
	}
	return m
}

// age is how far the test moves its time.
func (m *member) age() time.Duration { return time.Duration(m.n+1) * time.Minute }

// live is what the shop under test does. It waits for its notifications as long as
// the test lasts: with so many at once on a small machine that is not for a limit
// to say.
func (m *member) live(ctx context.Context) {
	m.Advance(m.age())
	order := m.CreateOrder(Checkout{Amount: "106.00", State: Open})
	authorization := m.authorize(order, "a").Value("AmazonAuthorizationId")
	answer := m.Emulator.capture(authorization, "c")
	capture := answer.Value("AmazonCaptureId")
	if state := answer.Value("CaptureStatus.State"); state != m.capture {
		m.t.Fatalf("test %d: the capture is %s, want %s", m.n, state, m.capture)
	}
	m.ids = []string{order, authorization, capture}
	for range m.told {
		if _, err := m.ipns.next(ctx); err != nil {
			m.t.Fatalf("test %d: %v", m.n, err)
		}
	}
}

// check is what a test finds in the end: its own, all of it, and nothing else.
func (m *member) check(t *testing.T, neighbour *member) {
	e := m.within(t)
	require.Equal(t, ClockStart.Add(m.age()), e.Now())
	requests := e.Requests(RequestFilter{})
	require.Len(t, requests, 2)
	for i, r := range requests {
		require.Equal(t, []string{"Authorize", "Capture"}[i], r.Operation)
		require.Equal(t, m.ids[i+1], r.Object)
	}
	var ids []string
	for _, o := range all[Object](e, "objects", "objects", "objects", url.Values{}) {
		ids = append(ids, o.ID)
		require.Equal(t, ClockStart.Add(m.age()), o.Created)
	}
	require.ElementsMatch(t, m.ids, ids)
	var sent []string
	for _, ipn := range e.IPNs(IPNFilter{}) {
		require.Equal(t, m.ipns.URL, ipn.URL)
		sent = append(sent, ipn.MessageID)
	}
	require.Len(t, sent, m.told)
	var received []string
	for _, n := range m.ipns.Accepted() {
		require.Equal(t, e.Credentials().SellerID, n.SellerID)
		require.True(t, slices.Contains(m.ids, n.Object), n.Object)
		received = append(received, n.MessageID)
	}
	require.ElementsMatch(t, sent, received)
	require.Empty(t, m.ipns.Refused())

	// Amazon's ids are drawn for each seller apart, so some may be the same; what they
	// lead to is never the neighbour's.
	foreign := neighbour.ids[2]
	if !slices.Contains(m.ids, foreign) {
		refused := e.Call("GetCaptureDetails", "AmazonCaptureId="+foreign)
		require.Equal(t, http.StatusNotFound, refused.Status)
		require.Contains(t, e.ending(t, func(e *Emulator) { e.Object(foreign) }), "seller "+neighbour.Credentials().SellerID)
	}
}

package ipnsender_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator/engine"
	"amazon-pay-emulator/ipnsender"
	"amazon-pay-emulator/ipnsender/sns"
)

// account is the real time of a seller, and a sender that it resets.
func account(t testing.TB, o ipnsender.Options) (*engine.Engine, *engine.Account, *ipnsender.Sender) {
	o.Real = time.Now
	s := ipnsender.New(o)
	e, err := engine.New(engine.Options{Real: time.Now, ClockStart: start, Sellers: []engine.Seller{{ID: seller}}, Forget: s.Forget})
	require.NoError(t, err)
	t.Cleanup(func() {
		require.NoError(t, s.Stop(context.Background()))
		e.Close()
	})
	return e, e.Account(seller), s
}

// post sends a message of an account, which has its clock held.
func post(s *ipnsender.Sender, a *engine.Account, url, group, id string) {
	s.Send(ipnsender.Message{
		Seller: seller, Group: group, ID: id, URL: url, At: a.Now(), Timeline: a, Done: a.Hold(),
		Request: func() (sns.Request, error) { return request(id), nil },
	})
}

func forward(t testing.TB, e *engine.Engine, by time.Duration) engine.Advanced {
	t.Helper()
	r, err := e.Advance(context.Background(), e.Accounts(), true, engine.Advance{By: by, Settle: 20 * time.Second})
	require.NoError(t, err)
	require.True(t, r.Settled)
	return r
}

func TestMerchantComesBack(t *testing.T) {
	const groups, each = 10, 5
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	address := l.Addr().String()
	require.NoError(t, l.Close()) // nobody is there

	e, a, s := account(t, ipnsender.Options{Policy: ipnsender.Gaps(20*time.Minute, 20*time.Minute, time.Hour)})
	for i := range each {
		for g := range groups {
			post(s, a, "http://"+address+"/ipn", fmt.Sprint("S", g), fmt.Sprintf("%d/%d", g, i))
		}
	}
	forward(t, e, time.Hour)
	require.EqualValues(t, 3*groups*each, s.Mark())
	list, _ := s.Deliveries(seller)
	for _, d := range list {
		require.Equal(t, ipnsender.Waiting, d.State)
		require.Equal(t, start.Add(100*time.Minute), d.Next.UTC())
		require.Equal(t, []string{"0s", "20m0s", "40m0s"}, moments(d))
	}

	m := &merchant{answer: statuses(200)}
	m.Server = httptest.NewUnstartedServer(m)
	require.NoError(t, m.Listener.Close())
	m.Listener, err = net.Listen("tcp", address)
	require.NoError(t, err)
	m.Start()
	t.Cleanup(m.Close)
	for i := range each { // new ones don't wait for the old
		for g := range groups {
			post(s, a, "http://"+address+"/ipn", fmt.Sprint("S", g), fmt.Sprintf("%d/%d", g, each+i))
		}
	}
	forward(t, e, 39*time.Minute)
	inOrder := map[string]int{}
	for _, body := range m.bodies() {
		g, i, _ := strings.Cut(strings.TrimPrefix(body, "body of "), "/")
		require.Equal(t, fmt.Sprint(each+inOrder[g]), i, "first attempts in order")
		inOrder[g]++
	}
	require.Len(t, inOrder, groups)

	forward(t, e, 24*time.Hour)
	times := map[string]int{}
	for _, body := range m.bodies() {
		times[body]++
	}
	require.Len(t, times, 2*groups*each, "none is lost")
	for body, n := range times {
		require.Equal(t, 1, n, "%s is not doubled", body)
	}
	list, _ = s.Deliveries(seller)
	require.Len(t, list, 2*groups*each)
	for _, d := range list {
		require.Equal(t, ipnsender.Delivered, d.State)
		if d.N <= groups*each {
			require.Equal(t, []string{"0s", "20m0s", "40m0s", "1h40m0s"}, moments(d))
		} else {
			require.Equal(t, []string{"1h0m0s"}, moments(d))
		}
	}
	require.Zero(t, a.Clock().Pending, "nothing is left on the agenda")
}

func TestResetDuringEverything(t *testing.T) {
	hanging := make(chan struct{}, 1000)
	m := newMerchant(t, func(_ int, w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/hangs" {
			hanging <- struct{}{}
			<-r.Context().Done()
			return
		}
		w.WriteHeader(500)
	})
	e, a, s := account(t, ipnsender.Options{Backlog: 30})
	for range 5 {
		for i := range 100 {
			post(s, a, m.URL+"/fails", "", fmt.Sprint(i))
		}
		forward(t, e, time.Second) // all have failed or were pushed out
		for i := range 100 {
			post(s, a, m.URL+"/hangs", fmt.Sprint(i), fmt.Sprint(i))
		}
		<-hanging
		require.NoError(t, e.Reset(e.Accounts(), true, nil))
		forward(t, e, time.Hour) // nothing holds, and nothing comes
		list, _ := s.Deliveries(seller)
		require.Empty(t, list)
		require.Zero(t, a.Clock().Pending)
	}
}

func TestResendTakesTheRetryOffTheAgenda(t *testing.T) {
	m := newMerchant(t, statuses(500, 200))
	e, a, s := account(t, ipnsender.Options{})
	post(s, a, m.URL, "", "a")
	forward(t, e, 5*time.Second)
	require.Equal(t, 1, a.Clock().Pending)
	_, err := s.Resend(seller, "a")
	require.NoError(t, err)
	require.Zero(t, a.Clock().Pending)
	forward(t, e, time.Hour)
	require.Len(t, m.bodies(), 2)
}

package ipnsender_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"amazon-pay-emulator/ipnsender"
	"amazon-pay-emulator/ipnsender/sns"
)

// story is a random life of a sender: what was asked for, and what was seen.
type story struct {
	*rapid.T
	*ipnsender.Sender
	*timeline
	policy ipnsender.Policy
	gates  []chan struct{}
	sent   int
	resent map[string]bool

	mu      sync.Mutex
	flying  map[string]string   // by group and URL: the message whose first attempt is made
	seen    map[string]int      // attempts by message
	order   map[string][]string // first attempts by group and URL
	answers map[string][]int    // what is to be answered
	groups  map[string]string   // of messages
	plain   map[string]bool     // those that were neither late, held, nor dropped
}

func (y *story) RoundTrip(r *http.Request) (*http.Response, error) {
	m, place := id(r), ""
	y.mu.Lock()
	y.seen[m]++
	first := y.seen[m] == 1 && y.plain[m]
	if first {
		place = y.groups[m] + r.URL.String()
		if other := y.flying[place]; other != "" {
			y.Errorf("%s leaves while %s of its group is in flight", m, other)
		}
		y.flying[place] = m
		y.order[place] = append(y.order[place], m)
	}
	list := y.answers[m]
	status := list[min(y.seen[m], len(list))-1]
	y.mu.Unlock()
	defer func() {
		y.mu.Lock()
		defer y.mu.Unlock()
		if first {
			y.flying[place] = ""
		}
	}()
	if status == 0 {
		return nil, errors.New("refused")
	}
	return &http.Response{StatusCode: status, Body: http.NoBody, Request: r}, nil
}

func (y *story) send() {
	y.sent++
	m := fmt.Sprintf("m%d", y.sent)
	msg := ipnsender.Message{
		Seller: seller, Group: rapid.SampledFrom([]string{"S01", "S02", "S03"}).Draw(y.T, "group"), ID: m, At: y.Now(),
		URL: rapid.SampledFrom([]string{"", "http://a.test/", "http://a.test/", "http://b.test/"}).Draw(y.T, "url"), Timeline: y.timeline,
		Request: func() (sns.Request, error) { return request(m), nil }, Done: y.Hold(),
	}
	plain := false
	switch rapid.IntRange(0, 9).Draw(y.T, "wish") {
	case 0:
		msg.Hold = true
	case 1:
		msg.Drop = true
	case 2:
		msg.Due = msg.At.Add(time.Duration(rapid.IntRange(1, 100).Draw(y.T, "delay")) * time.Second)
	case 3:
		gate := make(chan struct{})
		y.gates, msg.Gate, plain = append(y.gates, gate), gate, true
	default:
		plain = true
	}
	y.mu.Lock()
	y.groups[m], y.plain[m] = msg.Group, plain
	y.answers[m] = rapid.SliceOfN(rapid.SampledFrom([]int{0, 200, 204, 302, 404, 500, 503}), 1, 4).Draw(y.T, "answers")
	y.mu.Unlock()
	y.Send(msg)
}

func (y *story) open() {
	for _, g := range y.gates {
		close(g)
	}
	y.gates = nil
}

func (y *story) byHand(do func(string, string) (ipnsender.Delivery, error)) {
	if y.sent == 0 {
		return
	}
	m := fmt.Sprintf("m%d", rapid.IntRange(1, y.sent).Draw(y.T, "which"))
	y.mu.Lock()
	y.resent[m], y.plain[m] = true, false
	y.mu.Unlock()
	_, _ = do(seller, m)
}

// check holds the records against the policy and against what was seen.
func (y *story) check() {
	y.mu.Lock()
	defer y.mu.Unlock()
	list, _ := y.Deliveries(seller)
	for _, d := range list {
		require.Len(y, d.Attempts, y.seen[d.ID])
		for i, a := range d.Attempts {
			require.Equal(y, i+1, a.N)
			require.Equal(y, y.answers[d.ID][min(a.N, len(y.answers[d.ID]))-1], a.Status)
			wait, again := y.policy.Next(a.N, a.Result)
			last := i == len(d.Attempts)-1
			if y.resent[d.ID] {
				continue
			}
			switch {
			case !last:
				require.True(y, again, "attempt %d of %s was the last", a.N, d.ID)
				require.Equal(y, a.At.Add(wait), d.Attempts[i+1].At)
			case a.Success():
				require.Equal(y, ipnsender.Delivered, d.State)
			case again && d.State != ipnsender.Cancelled && d.State != ipnsender.Pushed:
				require.Equal(y, ipnsender.Waiting, d.State)
				require.Equal(y, a.At.Add(wait), d.Next)
			case !again && (d.State != ipnsender.Cancelled || a.Status != 0): // cut off
				require.Equal(y, ipnsender.Failed, d.State)
			}
		}
	}
	for place, order := range y.order {
		last := 0
		for _, m := range order {
			var n int
			_, _ = fmt.Sscanf(m, "m%d", &n)
			require.Greater(y, n, last, "%s: %v", place, order)
			last = n
		}
	}
}

func TestLaws(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		y := &story{
			T: rt, timeline: newTimeline(rt), policy: rapid.SampledFrom([]ipnsender.Policy{
				ipnsender.SNS(), ipnsender.Amazon(), ipnsender.Gaps(10*time.Second, 30*time.Second),
			}).Draw(rt, "policy"),
			resent: map[string]bool{}, flying: map[string]string{}, seen: map[string]int{}, order: map[string][]string{},
			answers: map[string][]int{}, groups: map[string]string{}, plain: map[string]bool{},
		}
		y.Sender = ipnsender.New(ipnsender.Options{
			Policy: y.policy, Transport: y, Real: time.Now, InFlight: rapid.IntRange(1, 4).Draw(rt, "in flight"),
			PerQueue: rapid.IntRange(1, 3).Draw(rt, "per queue"), Backlog: rapid.SampledFrom([]int{2, 1000}).Draw(rt, "backlog"),
		})
		stopped := false
		rt.Repeat(map[string]func(*rapid.T){
			"send":  func(*rapid.T) { y.send() },
			"send2": func(*rapid.T) { y.send() },
			"send3": func(*rapid.T) { y.send() },
			"open":  func(*rapid.T) { y.open() },
			"advance": func(rt *rapid.T) {
				y.open()
				y.advance(time.Duration(rapid.IntRange(0, 100).Draw(rt, "seconds")) * time.Second)
				y.check()
			},
			"resend":  func(*rapid.T) { y.byHand(y.Resend) },
			"release": func(*rapid.T) { y.byHand(y.Release) },
			"stop": func(rt *rapid.T) {
				if !stopped && rapid.IntRange(0, 20).Draw(rt, "really") == 0 {
					stopped = true
					require.NoError(rt, y.Stop(context.Background()))
				}
			},
		})
		y.open()
		y.settle()
		y.check()
		if rapid.Bool().Draw(rt, "forget") {
			y.Forget(seller)
		} else {
			require.NoError(rt, y.Stop(context.Background()))
		}
		y.settle()
		require.NoError(rt, y.Stop(context.Background()))
	})
}

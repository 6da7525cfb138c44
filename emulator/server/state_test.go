package server

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
	"amazon-pay-emulator/fixtures"
	"amazon-pay-emulator/ipnsender"
	"amazon-pay-emulator/scenarios"
	"amazon-pay-emulator/strictyaml"
)

// moody is a merchant who refuses some attempts of each notification, the same
// ones whenever he is asked, and remembers all he gets.
type moody struct {
	mu    sync.Mutex
	tries map[string]int
	got   []string
}

// certificate names that of the server: it says where that one is reached.
var certificate = regexp.MustCompile("SimpleNotificationService-[0-9a-f]{32}")

func (m *moody) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	id := r.Header.Get("X-Amz-Sns-Message-Id")
	m.mu.Lock()
	defer m.mu.Unlock()
	m.tries[id]++
	m.got = append(m.got, fmt.Sprint(m.tries[id], " ", certificate.ReplaceAllString(string(body), "")))
	if int(id[0]+id[1])%3 >= m.tries[id] {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
}

// taken lists what came, sorted, and begins a new list: what leaves at one
// moment may arrive in any order.
func (m *moody) taken() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	list := m.got
	m.got = nil
	slices.Sort(list)
	return list
}

// ofTheMachine is what differs between two runs: real times, and certificates.
var ofTheMachine = regexp.MustCompile(`SimpleNotificationService-[0-9a-f]{32}|"(real_at|latency)": "[^"]*"`)

// tale is a number of moves as data.
type tale []turn

type turn struct {
	What     string
	Object   int
	Amount   int64
	Timeout  time.Duration
	Now      bool
	Verdict  emulator.Verdict
	Delivery emulator.Delivery
	By       time.Duration
}

func drawTurn(t *rapid.T) turn {
	return turn{
		What:    rapid.SampledFrom([]string{"order", "authorize", "capture", "refund", "advance", "next", "authorize", "capture", "dispute", "release"}).Draw(t, "what"),
		Object:  rapid.IntRange(0, 5).Draw(t, "object"),
		Amount:  rapid.Int64Range(1, 40).Draw(t, "amount"),
		Timeout: rapid.SampledFrom([]time.Duration{0, time.Hour}).Draw(t, "timeout"),
		Now:     rapid.Bool().Draw(t, "capture now"),
		Verdict: rapid.SampledFrom([]emulator.Verdict{
			{}, {State: emulator.Declined, Reason: emulator.AmazonRejected}, {State: emulator.Closed, Reason: emulator.AmazonClosed},
		}).Draw(t, "verdict"),
		Delivery: rapid.SampledFrom([]emulator.Delivery{
			{}, {Delay: 5 * time.Minute}, {Copies: 2, Republish: true}, {Hold: true}, {Last: true}, {Tamper: emulator.TamperBody, Copies: 2}, {Drop: true},
		}).Draw(t, "delivery"),
		By: rapid.SampledFrom([]time.Duration{time.Second, 20 * time.Second, 10 * time.Minute, 8 * emulator.Day}).Draw(t, "by"),
	}
}

// teller tells tales to a server.
type teller struct {
	t require.TestingT
	s *Server
	n int // makes reference ids
}

func (x *teller) account() *engine.Account { return x.s.engine.Account(example.ID) }

// tell makes the moves, and answers what came of them.
func (x *teller) tell(moves tale) (answers []string) {
	for _, m := range moves {
		answers = append(answers, x.move(m))
		answers = append(answers, x.advance(0)) // nothing is left in flight
	}
	return answers
}

// next decides the next capture, in words that can be kept.
func (x *teller) next(a *engine.Account, m turn) {
	then := map[string]any{"delay": "0s"} // decides nothing
	if m.Verdict.State != "" {
		then["state"], then["reason"] = m.Verdict.State, m.Verdict.Reason
	}
	ipn := map[string]any{}
	if d := m.Delivery; d.Delay > 0 {
		ipn["delay"] = strictyaml.FormatDuration(d.Delay)
	}
	for key, on := range map[string]bool{"drop": m.Delivery.Drop, "hold": m.Delivery.Hold, "last": m.Delivery.Last} {
		if on {
			ipn[key] = true
		}
	}
	if m.Delivery.Copies > 0 {
		ipn["copies"] = m.Delivery.Copies
	}
	if m.Delivery.Republish {
		ipn["duplicate_as"] = "republish"
	}
	if m.Delivery.Tamper != "" {
		ipn["tamper"] = m.Delivery.Tamper
	}
	if len(ipn) > 0 {
		then["ipn"] = ipn
	}
	text, err := json.Marshal(map[string]any{"on": emulator.OpCapture, "then": then})
	require.NoError(x.t, err)
	rule, problems := scenarios.ParseRule("", text, Vocabulary())
	require.NoError(x.t, problems.Err())
	require.NoError(x.t, a.Scripted(func(s engine.Script) { s.(*scenarios.Director).Enqueue(rule) }))
}

func (x *teller) move(m turn) string {
	x.n++
	a, reference := x.account(), fmt.Sprint("ref-", x.n)
	amount := emulator.Units(m.Amount, emulator.USD)
	var command emulator.Command
	switch m.What {
	case "order":
		b := emulator.Buyer{Name: "Ana Fields", Payment: emulator.Visa, Address: &emulator.Address{CountryCode: "US", PostalCode: "97701"}}
		o, err := a.Create(engine.Arrangement{Environment: emulator.Sandbox, Buyer: &b, Total: emulator.Units(100, emulator.USD), Confirmed: m.Now})
		return fmt.Sprint(o.ID, err)
	case "advance":
		return x.advance(m.By)
	case "next":
		x.next(a, m)
		return ""
	case "dispute":
		_, err := a.Dispute(x.pick(emulator.KindCapture, m.Object), emulator.Money{}, "")
		return fmt.Sprint(err)
	case "release":
		list, _ := x.s.ipns.sender.Deliveries(example.ID)
		for _, d := range slices.Backward(list) {
			if d.State == ipnsender.Held {
				_, err := x.s.ipns.sender.Release(example.ID, fmt.Sprint(d.N))
				return fmt.Sprint(d.N, err)
			}
		}
		return ""
	case "authorize":
		command = emulator.Authorize{Order: x.pick(emulator.KindOrder, m.Object), Reference: reference, Amount: amount, Timeout: m.Timeout, CaptureNow: m.Now}
	case "capture":
		command = emulator.CaptureFunds{Authorization: x.pick(emulator.KindAuthorization, m.Object), Reference: reference, Amount: amount}
	case "refund":
		command = emulator.RefundCapture{Capture: x.pick(emulator.KindCapture, m.Object), Reference: reference, Amount: amount}
	}
	ans, err := a.Do(engine.Call{Operation: command.Operation(), Environment: emulator.Sandbox, Simulation: m.Verdict}, command)
	if err == nil {
		ans.Written()
	}
	return fmt.Sprint(ans.RequestID, ans.At, ans.Object, ans.By, err)
}

// pick is one of the newest objects of a kind, or none.
func (x *teller) pick(k emulator.Kind, n int) string {
	list := x.account().Newest(k, "", engine.Place{}, n+1)
	if len(list) == 0 {
		return "S01-0000000-0000000"
	}
	return list[len(list)-1].ID
}

func (x *teller) advance(by time.Duration) string {
	require.NoError(x.t, x.s.ipns.relay.relayed(context.Background()))
	r, err := x.s.engine.Advance(context.Background(), []*engine.Account{x.account()}, false, engine.Advance{By: by, Settle: time.Minute})
	require.NoError(x.t, err)
	require.True(x.t, r.Settled)
	return fmt.Sprint(r.Now, r.Events)
}

// state is what GET state answers.
func (x *teller) state() string {
	response, err := http.Get(x.s.URL() + "/_emulator/state")
	require.NoError(x.t, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	require.NoError(x.t, err)
	require.Equal(x.t, http.StatusOK, response.StatusCode, string(body))
	return string(body)
}

func (x *teller) restore(state string) {
	request, err := http.NewRequest(http.MethodPut, x.s.URL()+"/_emulator/state", strings.NewReader(state))
	require.NoError(x.t, err)
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	require.NoError(x.t, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	require.NoError(x.t, err)
	require.Equal(x.t, http.StatusOK, response.StatusCode, string(body))
}

// newTeller opens a server on a frozen clock that keeps its keys in a folder.
func newTeller(t *testing.T, keys, url string, seed uint64) *teller {
	fixture, problems := fixtures.Load([]string{fixtures.None})
	require.NoError(t, problems.Err())
	s := newServer(t, func(o *Options) {
		o.Seed, o.ClockStart, o.CADir, o.KeysInMemory = seed, time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC), keys, false
		o.Fixture, o.IPNURL = fixture, url
	})
	start(t, s)
	return &teller{t: t, s: s}
}

// A server that another one's state was put into goes on as that one does: the
// same answers, events and notifications, byte for byte, and the same state in
// the end. What was put is what is got.
func TestStateGoesOnAlike(t *testing.T) {
	shop := &moody{tries: map[string]int{}}
	receiver := httptest.NewServer(shop)
	t.Cleanup(receiver.Close)
	keys := t.TempDir()
	first, second := newTeller(t, keys, receiver.URL, 1), newTeller(t, keys, receiver.URL, 2)
	rapid.Check(t, func(rt *rapid.T) {
		first.t, second.t = rt, rt
		moves := tale(rapid.SliceOfN(rapid.Custom(drawTurn), 10, 60).Draw(rt, "moves"))
		at := rapid.IntRange(0, len(moves)).Draw(rt, "put after")
		first.tell(append(tale{{What: "order", Now: true}, {What: "authorize", Amount: 5}, {What: "capture", Amount: 5}}, moves[:at]...))
		state := first.state()
		second.restore(state)
		require.Equal(rt, state, second.state())
		second.n = first.n

		shop.taken()
		tries := maps.Clone(shop.tries)
		want := first.tell(moves[at:])
		sent := shop.taken()
		shop.tries = tries
		require.Equal(rt, want, second.tell(moves[at:]))
		require.Equal(rt, sent, shop.taken())
		require.Equal(rt, ofTheMachine.ReplaceAllString(first.state(), ""), ofTheMachine.ReplaceAllString(second.state(), ""))
		require.NoError(rt, first.s.engine.Reset(first.s.engine.Accounts(), true, nil))
	})
}

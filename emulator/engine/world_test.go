package engine_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
	"amazon-pay-emulator/scenarios"
)

// The sellers of every test. Nobody configured a third one.
const (
	first  = "A2FIRSTSELLER"
	second = "A2SECONDSELLER"
	third  = "A2THIRDSELLER"
)

const day = emulator.Day

// start is where virtual time begins, noon where real time does, years apart so
// that nobody confuses them.
var (
	start = time.Date(2021, 3, 4, 5, 6, 7, 89e6, time.UTC)
	noon  = time.Date(2026, 5, 6, 12, 0, 0, 0, time.UTC)
)

// testing.TB and *rapid.T have this in common.
type tester interface {
	require.TestingT
	Helper()
}

// watch is a real clock that a test moves by hand.
type watch struct {
	mu sync.Mutex
	at time.Time
}

func (w *watch) now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.at
}

func (w *watch) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.at = w.at.Add(d)
}

// world is an engine under test and the real time around it.
type world struct {
	*engine.Engine
	t     tester
	watch *watch
}

// newWorld makes an engine with a frozen clock and two sellers, unless it is
// changed.
func newWorld(t tester, change ...func(*engine.Options)) *world {
	t.Helper()
	w := &watch{at: noon}
	o := engine.Options{
		Real: w.now, Seed: 1, ClockStart: start,
		Sellers: []engine.Seller{{ID: first, StoreName: "Pine Street Books"}, {ID: second, Region: emulator.UK}},
		Script:  func(string) engine.Script { return scenarios.NewDirector(vocabulary, nil, nil) },
	}
	for _, c := range change {
		c(&o)
	}
	e, err := engine.New(o)
	require.NoError(t, err)
	if tb, ok := t.(testing.TB); ok {
		tb.Cleanup(e.Close)
	}
	return &world{Engine: e, t: t, watch: w}
}

func rate(r float64) func(*engine.Options) {
	return func(o *engine.Options) { o.ClockRate = r }
}

func keep(n int) func(*engine.Options) {
	return func(o *engine.Options) { o.Keep = n }
}

func seed(n uint64) func(*engine.Options) {
	return func(o *engine.Options) { o.Seed = n }
}

func (w *world) shop(seller string) *shop { return &shop{Account: w.Account(seller), t: w.t} }

// forward advances everybody by a span.
func (w *world) forward(by time.Duration) engine.Advanced {
	w.t.Helper()
	return w.advance(engine.Advance{By: by})
}

// advance moves everybody.
func (w *world) advance(to engine.Advance) engine.Advanced {
	w.t.Helper()
	r, err := w.Advance(context.Background(), w.Accounts(), true, to)
	require.NoError(w.t, err)
	return r
}

// only advances some accounts.
func (w *world) only(to engine.Advance, accounts ...*engine.Account) (engine.Advanced, error) {
	return w.Advance(context.Background(), accounts, false, to)
}

// shop is a seller's account with what a seller does in it.
type shop struct {
	*engine.Account
	t tester
}

// buyer is who checks out in every test.
var buyer = &emulator.Buyer{
	Name: "Ana Fields", Email: "ana@example.test", Payment: emulator.Visa,
	Address: &emulator.Address{Name: "Ana Fields", Line1: "12 Mill Row", City: "Bend", PostalCode: "97701", CountryCode: "US"},
}

// dollars are whole dollars.
func dollars(n int64) emulator.Money { return emulator.Units(n, emulator.USD) }

func sandbox(op emulator.Operation) engine.Call {
	return engine.Call{Operation: op, Environment: emulator.Sandbox}
}

// do makes a change in the sandbox.
func (s *shop) do(cmd emulator.Command) (engine.Answer, error) {
	return s.Do(sandbox(cmd.Operation()), cmd)
}

// must is do for a change that succeeds.
func (s *shop) must(cmd emulator.Command) engine.Answer {
	s.t.Helper()
	ans, err := s.do(cmd)
	require.NoError(s.t, err)
	return ans
}

// draft makes a Draft order reference and returns its id.
func (s *shop) draft() string {
	s.t.Helper()
	o, err := s.Create(engine.Arrangement{Environment: emulator.Sandbox, Buyer: buyer})
	require.NoError(s.t, err)
	return o.ID
}

// order makes an Open order reference over 100.00 and returns its id.
func (s *shop) order() string {
	s.t.Helper()
	o, err := s.Create(engine.Arrangement{Environment: emulator.Sandbox, Buyer: buyer, Total: dollars(100), Confirmed: true})
	require.NoError(s.t, err)
	return o.ID
}

// authorized makes an order and an Open authorization of the whole amount.
func (s *shop) authorized(reference string) (order, authorization string) {
	s.t.Helper()
	order = s.order()
	return order, s.must(emulator.Authorize{Order: order, Reference: reference, Amount: dollars(100)}).Object
}

// captured makes an order, an authorization and a Completed capture of 60.00.
func (s *shop) captured(reference string) (order, authorization, capture string) {
	s.t.Helper()
	order, authorization = s.authorized(reference)
	return order, authorization, s.must(emulator.CaptureFunds{Authorization: authorization, Reference: reference, Amount: dollars(60)}).Object
}

// status is the status of an object now.
func (s *shop) status(id string) emulator.Status {
	s.t.Helper()
	o, ok := s.Object(id)
	require.True(s.t, ok, id)
	return o.Status
}

// is fails unless an object has a state and reason, reached at a moment.
func (s *shop) is(id string, state emulator.State, reason emulator.Reason, at time.Time) {
	s.t.Helper()
	got := s.status(id)
	got.Description = ""
	require.Equal(s.t, emulator.Status{State: state, Reason: reason, Updated: at}, got, id)
}

// refused fails unless an error is a refusal with a code.
func refused(t tester, err error, code emulator.Code) *emulator.Error {
	t.Helper()
	var e *emulator.Error
	require.ErrorAs(t, err, &e)
	require.Equal(t, code, e.Code)
	return e
}

// told lists events as lines: the kind of object, then from, to and why.
func told[E emulator.Event | engine.SellerEvent](events []E) []string {
	var list []string
	for _, x := range events {
		var e emulator.Event
		switch x := any(x).(type) {
		case emulator.Event:
			e = x
		case engine.SellerEvent:
			e = x.Event
		}
		list = append(list, strings.TrimSpace(strings.Join([]string{string(e.Kind), string(e.From) + "→" + string(e.To), string(e.Reason)}, " ")))
	}
	return list
}

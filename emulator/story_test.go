package emulator_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
)

// dawn is when every story begins.
var dawn = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)

const (
	orderID = "S01-4400112-7788990"
	day     = emulator.Day
	tick    = time.Millisecond // the smallest difference between two moments
)

// story tells what happens to one order. Time stands still except in wait, and
// every step is held against what must be true of all steps.
type story struct {
	t      *testing.T
	order  emulator.Order
	now    time.Time
	rules  emulator.Rules
	digits uint32
	events []emulator.Event // all
	last   []emulator.Event // of the last act: one call, decision or wait
}

// draft begins with a checkout whose buyer has chosen everything.
func draft(t *testing.T, rules ...emulator.Rules) *story {
	s := &story{t: t, now: dawn, rules: emulator.Production()}
	if len(rules) > 0 {
		s.rules = rules[0]
	}
	s.take(emulator.NewOrder(emulator.Checkout{
		ID: orderID, Seller: "A0DEMOSELLER01", Environment: emulator.Sandbox, Buyer: ana(),
	}, s.env()))
	return s
}

// opened begins with a confirmed order over a total.
func opened(t *testing.T, total string, rules ...emulator.Rules) *story {
	s := draft(t, rules...)
	s.do(emulator.SetDetails{Order: orderID, Total: money(total)})
	s.do(emulator.Confirm{Order: orderID})
	return s
}

// suspended begins with an order whose payment method was declined, its
// authorization a hard InvalidPaymentMethod.
func suspended(t *testing.T) *story {
	s := opened(t, "100")
	s.authorize("100", emulator.Verdict{State: emulator.Declined, Reason: emulator.InvalidPaymentMethod})
	s.is(orderID, "Suspended (InvalidPaymentMethod)")
	return s
}

// completed begins with an order over an amount, all of it captured: the id is
// the capture's.
func completed(t *testing.T, amount string, rules ...emulator.Rules) (*story, string) {
	s := opened(t, amount, rules...)
	return s, s.capture(s.authorize(amount), amount)
}

func ana() *emulator.Buyer {
	return &emulator.Buyer{
		Name: "Ana Fields", Email: "ana@example.test", Payment: emulator.Visa,
		Address: &emulator.Address{Line1: "12 Mill Row", City: "Bend", CountryCode: "US"},
	}
}

// money reads "19.95" as US dollars and "646 JPY" as it says.
func money(text string) emulator.Money {
	amount, currency, ok := strings.Cut(text, " ")
	if !ok {
		currency = string(emulator.USD)
	}
	m, err := emulator.ParseMoney(amount, emulator.Currency(currency))
	if err != nil {
		panic(fmt.Sprintf("%q: %v", text, err))
	}
	return m
}

func declined(why emulator.Reason) emulator.Verdict {
	return emulator.Verdict{State: emulator.Declined, Reason: why}
}

func (s *story) env() emulator.Env {
	return emulator.Env{Now: s.now, Rules: s.rules, StoreName: "Pine Street Books", Digits: func(n uint32) uint32 {
		s.digits++
		return s.digits % n
	}}
}

// do applies a command that must succeed and returns the id of its object.
func (s *story) do(c emulator.Command, v ...emulator.Verdict) string {
	s.t.Helper()
	require.NoError(s.t, c.Check(&s.order, s.env()))
	before := exact(s.order)
	step, err := c.Apply(s.order, verdict(v), s.env())
	require.NoError(s.t, err)
	require.Equal(s.t, before, exact(s.order), "the version before the step stays as it was")
	s.last = nil
	return s.take(step)
}

// refused applies a command that must fail without a trace and returns why.
func (s *story) refused(c emulator.Command, code emulator.Code) *emulator.Error {
	s.t.Helper()
	before := exact(s.order)
	step, err := c.Apply(s.order, emulator.Verdict{}, s.env())
	require.Error(s.t, err)
	require.Zero(s.t, step)
	require.Equal(s.t, before, exact(s.order), "a refused call changes nothing")
	require.Equal(s.t, c.Check(&s.order, s.env()), err, "Check and Apply agree")
	var refusal *emulator.Error
	require.ErrorAs(s.t, err, &refusal)
	require.Equal(s.t, code, refusal.Code)
	return refusal
}

// decides lets Amazon act on an object.
func (s *story) decides(id string, v emulator.Verdict) {
	s.t.Helper()
	step, err := s.order.Decide(id, v, s.env())
	require.NoError(s.t, err)
	s.last = nil
	require.Equal(s.t, id, s.take(step))
}

// buyer lets the buyer change payment method or address.
func (s *story) buyer(b emulator.BuyerChange) {
	s.t.Helper()
	step, err := s.order.ChangeBuyer(b, s.env())
	require.NoError(s.t, err)
	s.last = nil
	s.take(step)
}

// wait lets time pass and everything happen that falls due, at its own moment,
// the last one included.
func (s *story) wait(d time.Duration) {
	s.t.Helper()
	s.last = nil
	until := s.now.Add(d)
	for len(s.order.Alarms) > 0 && !s.order.Alarms[0].Due.After(until) {
		require.False(s.t, s.order.Alarms[0].Due.Before(s.now), "alarms are never overdue")
		s.now = s.order.Alarms[0].Due
		s.take(s.order.Fire(s.env()))
	}
	s.now = until
}

// take makes a step the present.
func (s *story) take(step emulator.Step) string {
	s.t.Helper()
	for _, e := range step.Events {
		require.Equal(s.t, s.now, e.At, "events happen now")
		require.True(s.t, emulator.Legal(e.Kind, e.From, e.To, e.Reason), "%s is in no table", line(e))
	}
	s.order = step.Order
	s.events, s.last = append(s.events, step.Events...), append(s.last, step.Events...)
	return step.Object
}

// told holds the events of the last act against lines such as
// "capture Pending -> Declined (AmazonRejected)".
func (s *story) told(want ...string) {
	s.t.Helper()
	require.Equal(s.t, strings.Join(want, "\n"), strings.Join(lines(s.last), "\n"))
}

// is holds an object's status against a text such as "Closed (ExpiredUnused)".
func (s *story) is(id, status string) {
	s.t.Helper()
	_, got, ok := s.order.StatusOf(id)
	require.True(s.t, ok, id)
	require.Equal(s.t, status, got.String())
}

func (s *story) authorize(amount string, v ...emulator.Verdict) string {
	s.t.Helper()
	return s.do(emulator.Authorize{Order: orderID, Amount: money(amount)}, v...)
}

// ask is authorize with the default timeout: the answer is Pending.
func (s *story) ask(amount string, v ...emulator.Verdict) string {
	s.t.Helper()
	return s.do(emulator.Authorize{Order: orderID, Amount: money(amount), Timeout: s.rules.Timings.AuthorizationTimeout}, v...)
}

func (s *story) capture(authorization, amount string, v ...emulator.Verdict) string {
	s.t.Helper()
	return s.do(emulator.CaptureFunds{Authorization: authorization, Amount: money(amount)}, v...)
}

func (s *story) refund(capture, amount string, v ...emulator.Verdict) string {
	s.t.Helper()
	return s.do(emulator.RefundCapture{Capture: capture, Amount: money(amount)}, v...)
}

func (s *story) authorization(id string) emulator.Authorization {
	s.t.Helper()
	a, ok := s.order.Authorization(id)
	require.True(s.t, ok, id)
	return *a
}

func verdict(v []emulator.Verdict) emulator.Verdict {
	if len(v) > 0 {
		return v[0]
	}
	return emulator.Verdict{}
}

func line(e emulator.Event) string {
	return move(emulator.Move{Kind: e.Kind, From: e.From, To: e.To, Reason: e.Reason})
}

func lines(events []emulator.Event) []string {
	var list []string
	for _, e := range events {
		list = append(list, line(e))
	}
	return list
}

// move writes a move: "order Open -> Closed (Expired)", "refund new -> Pending".
func move(m emulator.Move) string {
	kind, from := string(m.Kind), string(m.From)
	if m.Kind == emulator.KindOrder {
		kind = "order"
	}
	if from == "" {
		from = "new"
	}
	return fmt.Sprintf("%s %s -> %s", kind, from, emulator.Status{State: m.To, Reason: m.Reason})
}

// exact writes down all of an order or a step, so that a later look tells whether
// anything in it, however deep, has changed.
func exact(deep any) string {
	b, err := json.Marshal(deep)
	if err != nil {
		panic(err)
	}
	return string(b)
}

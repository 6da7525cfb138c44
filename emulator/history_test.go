package emulator_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"amazon-pay-emulator/emulator"
)

// Random histories of one order: calls, verdicts, decisions and the passing of
// time, and after every step the laws of law_test.go.
func TestHistories(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := begin(t)
		t.Repeat(map[string]func(*rapid.T){"next": func(*rapid.T) {
			switch rapid.IntRange(0, 11).Draw(t, "next") {
			case 9, 10:
				h.wait(rapid.SampledFrom(waits).Draw(t, "wait"))
			case 11:
				v := rapid.SampledFrom(h.versions).Draw(t, "version") // an earlier one, again
				h.try(v.order, h.act(&v.order))
			default:
				h.run(h.act(&h.order))
			}
		}})
		h.wait(1000 * day)
		for _, v := range h.versions {
			require.Equal(t, v.exact, exact(v.order), "a version was written to after it was handed out")
		}
	})
}

// history is what has happened to one order so far.
type history struct {
	t        *rapid.T
	rules    emulator.Rules
	now      time.Time
	digits   uint64
	order    emulator.Order
	last     map[string]emulator.Event  // of each object
	first    map[string]emulator.Status // as each object was answered
	versions []version
}

type version struct {
	order emulator.Order
	exact string
}

// act is something that may happen to an order.
type act func(emulator.Order, emulator.Env) (emulator.Step, error)

var waits = []time.Duration{
	30 * time.Second, tick, time.Minute, time.Hour, 0, time.Minute, time.Hour, 2 * time.Hour, day, 2 * day, 7 * day, 7*day + tick, 23 * day,
}

func begin(t *rapid.T) *history {
	h := &history{
		t: t, now: dawn, digits: rapid.Uint64().Draw(t, "digits"),
		rules: rapid.SampledFrom([]emulator.Rules{emulator.Production(), emulator.LikeSandbox()}).Draw(t, "rules"),
		last:  make(map[string]emulator.Event), first: make(map[string]emulator.Status),
	}
	limits := &h.rules.Limits
	limits.CapturesPerAuthorization = rapid.SampledFrom([]int{1, 1, 3}).Draw(t, "captures")
	limits.AuthorizationsPerOrder = rapid.SampledFrom([]int{25, 4}).Draw(t, "authorizations")
	limits.RefundsPerCapture = rapid.SampledFrom([]int{10, 2}).Draw(t, "refunds")
	h.run(func(_ emulator.Order, env emulator.Env) (emulator.Step, error) {
		return emulator.NewOrder(emulator.Checkout{ID: orderID, Environment: emulator.Sandbox, Buyer: ana()}, env), nil
	})
	if rapid.IntRange(0, 9).Draw(t, "start") > 0 {
		h.run(h.apply(emulator.SetDetails{Order: orderID, Total: money("100")}, emulator.Verdict{}))
		h.run(h.apply(emulator.Confirm{Order: orderID}, emulator.Verdict{}))
	}
	return h
}

// env lends digits with only 128 ids for children, so that they collide.
func (h *history) env(digits *uint64) emulator.Env {
	return emulator.Env{Now: h.now, Rules: h.rules, Digits: func(n uint32) uint32 {
		*digits = *digits*6364136223846793005 + 1442695040888963407
		if n == emulator.ChildIDs {
			n = 128
		}
		return uint32(*digits>>32) % n
	}}
}

// run lets something happen to the order.
func (h *history) run(a act) {
	if step, err := h.try(h.order, a); err == nil {
		h.take(step)
	}
}

// try holds an act against what is true of every one: it doesn't touch what it
// was given, says the same when asked again, and leaves nothing when it fails.
func (h *history) try(o emulator.Order, a act) (emulator.Step, error) {
	before, one, two := exact(o), h.digits, h.digits
	step, err := a(o, h.env(&one))
	require.Equal(h.t, before, exact(o), "the version that was given changed")
	again, errAgain := a(o, h.env(&two))
	require.Equal(h.t, err, errAgain)
	require.Equal(h.t, exact(step), exact(again), "same inputs, other results")
	if err != nil {
		var e *emulator.Error
		require.True(h.t, errors.As(err, &e))
		require.Contains(h.t, emulator.Codes, e.Code)
		require.NotEmpty(h.t, e.Error())
		require.Zero(h.t, step)
		return step, err
	}
	h.digits = one
	return step, nil
}

// wait fires what falls due.
func (h *history) wait(d time.Duration) {
	until := h.now.Add(d)
	for len(h.order.Alarms) > 0 && !h.order.Alarms[0].Due.After(until) {
		h.now = h.order.Alarms[0].Due
		h.run(func(o emulator.Order, env emulator.Env) (emulator.Step, error) {
			step := o.Fire(env)
			for _, e := range step.Events {
				if e.Reason == emulator.ExpiredUnused {
					require.False(h.t, slices.ContainsFunc(step.Order.Captures, func(c emulator.Capture) bool {
						return c.Authorization == e.ID && c.Status.State == emulator.Pending
					}), "an authorization expired under a Pending capture")
				}
			}
			return step, nil
		})
	}
	h.now = until
}

// calls lists what may happen, the interesting more often.
var calls = []string{
	"refund", "capture", "authorize", "refund", "capture", "refund", "capture", "refund", "capture", "refund", "capture", "refund",
	"decide", "decide", "close authorization", "confirm", "buyer", "attributes", "dispute", "details", "end",
}

// act draws something that may happen to a version of the order.
func (h *history) act(o *emulator.Order) act {
	call := rapid.SampledFrom(calls).Draw(h.t, "call")
	if !h.seldom("in vain") {
		if call == "refund" && len(standingIn(o, emulator.KindCapture, emulator.Completed)) == 0 {
			call = "capture"
		}
		if call == "capture" && len(standingIn(o, emulator.KindAuthorization, emulator.Open)) == 0 {
			call = "authorize"
		}
	}
	switch call {
	case "authorize":
		return h.apply(emulator.Authorize{
			Order: orderID, Amount: h.part(emulator.Units(25, emulator.USD)), CaptureNow: h.seldom("capture now"),
			Timeout: rapid.SampledFrom([]time.Duration{0, 5 * time.Minute, day}).Draw(h.t, "timeout"),
		}, h.verdict(emulator.OpAuthorize))
	case "capture":
		id := h.id(o, emulator.KindAuthorization, emulator.Open)
		a, ok := o.Authorization(id)
		if !ok {
			a = &emulator.Authorization{Amount: money("1")}
		}
		return h.apply(emulator.CaptureFunds{Authorization: id, Amount: h.part(a.Amount)}, h.verdict(emulator.OpCapture))
	case "refund":
		id := h.id(o, emulator.KindCapture, emulator.Completed)
		c, ok := o.Capture(id)
		if !ok {
			c = &emulator.Capture{Amount: money("1")}
		}
		return h.apply(emulator.RefundCapture{Capture: id, Amount: h.part(c.Amount)}, h.verdict(emulator.OpRefund))
	case "close authorization":
		return h.apply(emulator.CloseAuthorization{Authorization: h.id(o, emulator.KindAuthorization, emulator.Pending), Reason: "words"}, emulator.Verdict{})
	case "confirm":
		return h.apply(emulator.Confirm{Order: orderID}, h.verdict(emulator.OpConfirmOrderReference))
	case "details":
		return h.apply(emulator.SetDetails{Order: orderID, Total: money("100"), Attributes: h.attributes()}, emulator.Verdict{})
	case "attributes":
		return h.apply(emulator.SetAttributes{Order: orderID, Attributes: h.attributes()}, emulator.Verdict{})
	case "end":
		if h.seldom("cancel") {
			return h.apply(emulator.Cancel{Order: orderID, Reason: "words"}, emulator.Verdict{})
		}
		if h.seldom("close") {
			return h.apply(emulator.CloseOrder{Order: orderID, Reason: "words"}, h.verdict(emulator.OpCloseOrderReference))
		}
	case "dispute":
		id, amount := h.id(o, emulator.KindCapture, emulator.Completed), h.part(emulator.Units(10, emulator.USD))
		return func(o emulator.Order, env emulator.Env) (emulator.Step, error) { return o.Dispute(id, amount, "", env) }
	case "decide":
		return h.decide(o)
	}
	change := emulator.BuyerChange{Payment: rapid.SampledFrom(emulator.PaymentMethods).Draw(h.t, "payment")}
	return func(o emulator.Order, env emulator.Env) (emulator.Step, error) { return o.ChangeBuyer(change, env) }
}

func (h *history) apply(c emulator.Command, v emulator.Verdict) act {
	return func(o emulator.Order, env emulator.Env) (emulator.Step, error) {
		allowed := c.Check(&o, env)
		step, err := c.Apply(o, v, env)
		require.Equal(h.t, allowed, err, "Check and Apply agree")
		return step, err
	}
}

// decide draws a move of Amazon's, mostly a legal one.
func (h *history) decide(o *emulator.Order) act {
	kind := rapid.SampledFrom([]emulator.Kind{emulator.KindCapture, emulator.KindAuthorization, emulator.KindRefund, emulator.KindOrder}).Draw(h.t, "kind")
	id := h.id(o, kind, emulator.Pending)
	moves := emulator.Moves
	if _, s, ok := o.StatusOf(id); ok && !s.State.Final() && !h.seldom("any move") {
		if next := emulator.Next(kind, s.State, emulator.ByAmazon); len(next) > 0 {
			moves = next
		}
	}
	m, v := rapid.SampledFrom(moves).Draw(h.t, "move"), h.verdict(emulator.OpAuthorize)
	v.State, v.Reason = m.To, m.Reason
	return func(o emulator.Order, env emulator.Env) (emulator.Step, error) { return o.Decide(id, v, env) }
}

// id draws an object of a kind, preferably in a state, and now and then one that
// isn't there.
func (h *history) id(o *emulator.Order, k emulator.Kind, in emulator.State) string {
	if preferred := standingIn(o, k, in); len(preferred) > 0 && !h.seldom("another state") {
		return rapid.SampledFrom(preferred).Draw(h.t, "id")
	}
	if all := standingIn(o, k, allStates...); len(all) > 0 && !h.seldom("nowhere") {
		return rapid.SampledFrom(all).Draw(h.t, "id")
	}
	return orderID + "-X000000"
}

// standingIn lists the objects of a kind in some states.
func standingIn(o *emulator.Order, k emulator.Kind, in ...emulator.State) (ids []string) {
	for _, id := range objects(o) {
		if kind, s, _ := o.StatusOf(id); kind == k && slices.Contains(in, s.State) {
			ids = append(ids, id)
		}
	}
	return ids
}

// part draws an amount: all, a part, more, or just too much.
func (h *history) part(of emulator.Money) emulator.Money {
	percent := rapid.SampledFrom([]int64{100, 50, 30, 115, 200, 460, 0}).Draw(h.t, "percent")
	m := emulator.Money{Minor: max(of.Minor*percent/100, 1), Currency: of.Currency}
	if h.seldom("another currency") {
		m.Currency = emulator.EUR
	}
	return m
}

func (h *history) seldom(what string) bool {
	return rapid.IntRange(0, 15).Draw(h.t, what) == 15
}

func (h *history) attributes() emulator.AttributesPatch {
	words := rapid.SampledFrom([]*string{nil, new("a"), new("b")})
	return emulator.AttributesPatch{SellerOrderID: words.Draw(h.t, "seller order id"), SellerNote: words.Draw(h.t, "note")}
}

// verdict draws one that the operation may get, half of them as usual.
func (h *history) verdict(op emulator.Operation) emulator.Verdict {
	if rapid.Bool().Draw(h.t, "usual") {
		return emulator.Verdict{}
	}
	outcomes := []emulator.Outcome{{}}
	for _, o := range emulator.Outcomes {
		if o.Operation == op {
			outcomes = append(outcomes, o)
		}
	}
	o := rapid.SampledFrom(outcomes).Draw(h.t, "outcome")
	effects := rapid.SampledFrom([]emulator.Effect{emulator.KeepsOpen, emulator.KeepsOpen, emulator.KeepsOpen, emulator.Usual, emulator.Closes})
	durations := rapid.SampledFrom([]time.Duration{0, tick, 0, time.Minute, 2 * time.Hour, 40 * day})
	return emulator.Verdict{
		State: o.State, Reason: o.Reason, PendingFor: durations.Draw(h.t, "pending for"), After: durations.Draw(h.t, "after"),
		SoftDecline: rapid.Bool().Draw(h.t, "soft"), FixedAfter: durations.Draw(h.t, "fixed after"),
		Authorization: effects.Draw(h.t, "authorization"), Order: effects.Draw(h.t, "order"),
	}
}

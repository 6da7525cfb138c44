package engine_test

import (
	"fmt"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
)

// A play is a number of moves that sellers, buyers, Amazon and time make, as
// data, so that it can be given again in another way.
type play []move

type move struct {
	What    string
	Seller  int
	Object  int   // one of the seller's of the kind that the move is about
	Ref     int   // a reference id that others have too; from 3 a new one
	Amount  int64 // dollars
	Timeout time.Duration
	Now     bool // CaptureNow
	Verdict emulator.Verdict
	By      time.Duration
}

var (
	whats = []string{ // the first are drawn most
		"capture", "authorize", "refund", "capture", "wait", "authorize", "refund", "checkout", "wait", "again", "authorize", "capture",
		"refund", "next", "decide", "checkout", "buyer", "confirm", "wait", "refund", "draft", "set", "capture", "close authorization", "close order", "cancel",
	}
	waits = []time.Duration{
		time.Millisecond, 30 * time.Second, time.Minute, time.Hour, 3 * time.Hour,
		7 * day, 7*day + time.Millisecond, 30 * day, 180 * day,
	}
	authorizes = []time.Duration{0, 0, 0, 5 * time.Second, time.Hour}
)

func drawMove(t *rapid.T) move {
	m := move{
		What:   rapid.SampledFrom(whats).Draw(t, "what"),
		Seller: rapid.IntRange(0, 1).Draw(t, "seller"),
		Object: rapid.IntRange(0, 20).Draw(t, "object"),
	}
	switch m.What {
	case "wait":
		m.By = rapid.OneOf(rapid.SampledFrom(waits), rapid.Map(rapid.IntRange(0, 864e6), func(ms int) time.Duration {
			return time.Duration(ms) * time.Millisecond
		})).Draw(t, "by")
	case "authorize", "capture", "refund", "next", "decide", "confirm", "close order":
		m.Ref = rapid.SampledFrom([]int{3, 0, 3, 1, 3, 2}).Draw(t, "ref")
		m.Amount = rapid.Int64Range(1, 60).Draw(t, "amount")
		m.Timeout = rapid.SampledFrom(authorizes).Draw(t, "timeout")
		m.Now = rapid.Bool().Draw(t, "now")
		m.Verdict = drawVerdict(t, operations[m.What])
	}
	return m
}

// operations are those that a verdict may be drawn for; the others take any.
var operations = map[string]emulator.Operation{
	"authorize": emulator.OpAuthorize, "capture": emulator.OpCapture, "refund": emulator.OpRefund,
	"confirm": emulator.OpConfirmOrderReference, "close order": emulator.OpCloseOrderReference,
}

func drawVerdict(t *rapid.T, op emulator.Operation) emulator.Verdict {
	if rapid.IntRange(0, 2).Draw(t, "as usual") > 0 && op != "" {
		return emulator.Verdict{}
	}
	var fitting []emulator.Outcome
	for _, o := range emulator.Outcomes {
		if o.Operation == op || op == "" && o.Operation != emulator.OpCloseOrderReference {
			fitting = append(fitting, o)
		}
	}
	o := rapid.SampledFrom(fitting).Draw(t, "outcome")
	return emulator.Verdict{
		State: o.State, Reason: o.Reason, SoftDecline: rapid.Bool().Draw(t, "soft"),
		PendingFor: rapid.SampledFrom([]time.Duration{0, 0, time.Minute, 9 * day, 40 * day}).Draw(t, "pending"),
		FixedAfter: rapid.SampledFrom([]time.Duration{0, time.Hour}).Draw(t, "fixed"),
	}
}

func drawPlay(t *rapid.T) play {
	return rapid.SliceOfN(rapid.Custom(drawMove), 20, 100).Draw(t, "play")
}

// stagehand gives a play: it knows how time is made to pass, and is asked to
// look after every move.
type stagehand struct {
	t    tester
	w    *world
	wait func(by time.Duration)
	look func(s *shop)

	list transcript
	told []engine.SellerEvent // by advances
	done map[string][]emulator.Command
	refs int
}

// stageOf makes the world of a play: limits that can be reached, and two sellers
// who have something to work with.
func stageOf(t tester, r float64, more ...func(*engine.Options)) *stagehand {
	rules := emulator.Production()
	rules.Limits.CapturesPerAuthorization = 2
	rules.Limits.RefundsPerCapture = 3
	rules.Limits.AuthorizationsPerOrder = 4
	h := &stagehand{t: t, done: map[string][]emulator.Command{}, look: func(*shop) {}}
	h.w = newWorld(t, append(more, rate(r), func(o *engine.Options) { o.Rules = rules })...)
	h.wait = h.advance
	for _, seller := range []string{first, second} {
		s := h.w.shop(seller)
		s.captured("captured")
		s.authorized("authorized")
	}
	return h
}

func (h *stagehand) advance(by time.Duration) { h.told = append(h.told, h.w.forward(by).Events...) }

// give gives a play and returns what the sellers saw.
func (h *stagehand) give(p play) transcript {
	for _, m := range p {
		s := h.w.shop([]string{first, second}[m.Seller])
		s.t = h.t
		if m.What == "wait" {
			h.wait(m.By)
		} else {
			h.make(m, s)
		}
		h.look(s)
	}
	for _, a := range h.w.Accounts() {
		h.list.state(a)
	}
	return h.list
}

// make makes a move that takes no time.
func (h *stagehand) make(m move, s *shop) {
	ref := fmt.Sprint("ref-", m.Ref)
	if m.Ref >= 3 {
		h.refs++
		ref = fmt.Sprint("new-", h.refs)
	}
	switch m.What {
	case "checkout":
		h.list = append(h.list, s.order())
	case "draft":
		h.list = append(h.list, s.draft())
	case "set":
		h.call(s, m, emulator.SetDetails{Order: pick(s, emulator.KindOrder, m.Object), Total: dollars(100)})
	case "confirm":
		h.call(s, m, emulator.Confirm{Order: pick(s, emulator.KindOrder, m.Object)})
	case "authorize":
		h.call(s, m, emulator.Authorize{
			Order: pick(s, emulator.KindOrder, m.Object), Reference: ref, Amount: dollars(m.Amount), Timeout: m.Timeout, CaptureNow: m.Now,
		})
	case "capture":
		h.call(s, m, emulator.CaptureFunds{Authorization: pick(s, emulator.KindAuthorization, m.Object), Reference: ref, Amount: dollars(m.Amount)})
	case "refund":
		h.call(s, m, emulator.RefundCapture{Capture: pick(s, emulator.KindCapture, m.Object), Reference: ref, Amount: dollars(m.Amount)})
	case "cancel":
		h.call(s, m, emulator.Cancel{Order: pick(s, emulator.KindOrder, m.Object)})
	case "close order":
		h.call(s, m, emulator.CloseOrder{Order: pick(s, emulator.KindOrder, m.Object)})
	case "close authorization":
		h.call(s, m, emulator.CloseAuthorization{Authorization: pick(s, emulator.KindAuthorization, m.Object)})
	case "again":
		if done := h.done[s.ID()]; len(done) > 0 {
			ans, err := s.do(done[m.Object%len(done)])
			require.NoError(h.t, err)
			require.True(h.t, ans.Replay, "what succeeded once does so again, and makes nothing")
			h.list.note(ans, err)
		}
	case "next":
		for _, op := range []emulator.Operation{emulator.OpAuthorize, emulator.OpCapture, emulator.OpRefund, emulator.OpConfirmOrderReference} {
			if emulator.CheckOutcome(op, m.Verdict.State, m.Verdict.Reason) == nil {
				// As much of it as next can write down.
				s.Enqueue(next{On: op, Verdict: emulator.Verdict{State: m.Verdict.State, Reason: m.Verdict.Reason, PendingFor: m.Verdict.PendingFor}})
			}
		}
	case "decide":
		_, err := s.Decide(pick(s, emulator.Kinds[m.Object%4], m.Object), m.Verdict)
		h.list = append(h.list, fmt.Sprint(err))
	case "buyer":
		_, err := s.ChangeBuyer(pick(s, emulator.KindOrder, m.Object), emulator.BuyerChange{Payment: emulator.Amex})
		h.list = append(h.list, fmt.Sprint(err))
	}
}

// call makes a call and sees to it that a refused one leaves no trace.
func (h *stagehand) call(s *shop, m move, cmd emulator.Command) {
	_, target := cmd.Target()
	before, _ := s.Object(target)
	waiting := len(s.Waiting())
	call := sandbox(cmd.Operation())
	call.Simulation = m.Verdict
	ans, err := s.Do(call, cmd)
	h.list.note(ans, err)
	after, _ := s.Object(target)
	if err != nil || ans.Replay {
		require.Same(h.t, before.Order, after.Order, "nothing has changed")
		require.Len(h.t, s.Waiting(), waiting, "no rule was used up")
	} else if op := cmd.Operation(); op == emulator.OpAuthorize || op == emulator.OpCapture || op == emulator.OpRefund {
		h.done[s.ID()] = append(h.done[s.ID()], cmd)
	}
}

// pick is the id of one of a seller's objects of a kind.
func pick(s *shop, kind emulator.Kind, n int) string {
	list := s.Newest(kind, "", engine.Place{}, 1000)
	if len(list) == 0 {
		return "S01-0000000-0000000"
	}
	return list[n%len(list)].ID
}

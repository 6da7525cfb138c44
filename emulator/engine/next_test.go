package engine_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
)

func declines(op emulator.Operation, why emulator.Reason) next {
	return next{On: op, Verdict: emulator.Verdict{State: emulator.Declined, Reason: why}}
}

// One-shot rules are used up in their order, each operation its own.
func TestNext(t *testing.T) {
	s := newWorld(t).shop(first)
	rejected := declines(emulator.OpAuthorize, emulator.ProcessingFailure)
	timedOut := declines(emulator.OpAuthorize, emulator.TransactionTimedOut)
	failed := declines(emulator.OpCapture, emulator.ProcessingFailure)
	for _, n := range []next{failed, rejected, timedOut} {
		s.Enqueue(n)
	}
	require.Equal(t, []next{failed, rejected, timedOut}, s.Waiting())

	order := s.order()
	authorize := func(reference string) engine.Answer {
		return s.must(emulator.Authorize{Order: order, Reference: reference, Amount: dollars(10)})
	}
	one := authorize("1")
	require.Equal(t, "next", one.By)
	require.Equal(t, emulator.ProcessingFailure, s.status(one.Object).Reason)
	require.Equal(t, []next{failed, timedOut}, s.Waiting())
	require.Equal(t, emulator.TransactionTimedOut, s.status(authorize("2").Object).Reason)
	three := authorize("3")
	require.Empty(t, three.By)
	require.Equal(t, emulator.Open, s.status(three.Object).State)

	capture := s.must(emulator.CaptureFunds{Authorization: three.Object, Reference: "1", Amount: dollars(10)})
	require.Equal(t, emulator.Declined, s.status(capture.Object).State)
	require.Empty(t, s.Waiting())
}

// Calls that decide nothing use up nothing.
func TestNextIsNotUsedUp(t *testing.T) {
	for name, call := range map[string]func(*stage) error{
		"by a refused call": func(g *stage) error {
			_, err := g.do(emulator.CaptureFunds{Authorization: g.spare, Reference: "much", Amount: dollars(51)})
			refused(g.t, err, emulator.CaptureOverAuthorized)
			return nil
		},
		"by a call for an unknown object": func(g *stage) error {
			_, err := g.do(emulator.CaptureFunds{Authorization: g.order + "-A999999", Reference: "none", Amount: dollars(1)})
			refused(g.t, err, emulator.TransactionUnknown)
			return nil
		},
		"by a replay": func(g *stage) error {
			require.True(g.t, g.must(g.captureFunds).Replay)
			return nil
		},
		"by a call that differs": func(g *stage) error {
			_, err := g.do(with(g.captureFunds, func(c *emulator.CaptureFunds) { c.Note = "" }))
			refused(g.t, err, emulator.RequestDiffers)
			return nil
		},
		"by another operation": func(g *stage) error {
			_, err := g.do(emulator.RefundCapture{Capture: g.capture, Reference: "other", Amount: dollars(1)})
			return err
		},
		"by reading": func(g *stage) error {
			_, err := g.Get(engine.Call{Environment: emulator.Sandbox}, emulator.KindCapture, g.capture)
			return err
		},
		"by another seller": func(g *stage) error {
			g.world.shop(second).captured("ref")
			return nil
		},
		"by time": func(g *stage) error {
			g.world.forward(400 * day)
			return nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			g := newStage(t)
			g.t = t
			rule := declines(emulator.OpCapture, emulator.ProcessingFailure)
			g.Enqueue(rule)
			require.NoError(t, call(g))
			require.Equal(t, []next{rule}, g.Waiting())
		})
	}
}

// A rule that says only how the notification is delivered leaves the decision to
// the layers behind, and both are named. One that decides hides them.
func TestNextDelivery(t *testing.T) {
	twice := emulator.Delivery{Copies: 2}
	simulated := emulator.Verdict{State: emulator.Declined, Reason: emulator.ProcessingFailure}
	for name, test := range map[string]struct {
		rule       next
		simulation emulator.Verdict
		by         string
		state      emulator.State
		why        emulator.Reason
	}{
		"alone":                 {rule: next{Delivery: twice}, by: "next", state: emulator.Completed},
		"ahead of a simulation": {rule: next{Delivery: twice}, simulation: simulated, by: "next, simulation", state: emulator.Declined, why: emulator.ProcessingFailure},
		"with a decision":       {rule: next{Delivery: twice, Verdict: emulator.Verdict{State: emulator.Declined, Reason: emulator.AmazonRejected}}, simulation: simulated, by: "next", state: emulator.Declined, why: emulator.AmazonRejected},
		"with a time to wait":   {rule: next{Delivery: twice, Verdict: emulator.Verdict{PendingFor: time.Hour}}, simulation: simulated, by: "next, simulation", state: emulator.Pending},
	} {
		t.Run(name, func(t *testing.T) {
			var told []engine.Publication
			s := newWorld(t, func(o *engine.Options) {
				o.Publish = func(p engine.Publication) {
					told = append(told, p)
					p.Release()
				}
			}).shop(first)
			_, authorization := s.authorized("a")
			told = nil
			test.rule.On = emulator.OpCapture
			s.Enqueue(test.rule)
			call := sandbox(emulator.OpCapture)
			call.Simulation = test.simulation
			ans, err := s.Do(call, emulator.CaptureFunds{Authorization: authorization, Reference: "c", Amount: dollars(60)})
			require.NoError(t, err)
			require.Equal(t, test.by, ans.By)
			s.is(ans.Object, test.state, test.why, start)
			require.NotEmpty(t, told)
			for _, p := range told {
				require.Equal(t, twice, p.Delivery)
			}
			require.Empty(t, s.Waiting())
		})
	}
}

// A rule may leave the object Pending first; the decision comes with time.
func TestNextPending(t *testing.T) {
	w := newWorld(t)
	s := w.shop(first)
	order, authorization := s.authorized("auth")
	s.Enqueue(next{On: emulator.OpCapture, Verdict: emulator.Verdict{
		State: emulator.Declined, Reason: emulator.AmazonRejected, PendingFor: 2 * time.Hour,
	}})
	capture := s.must(emulator.CaptureFunds{Authorization: authorization, Reference: "capture", Amount: dollars(1)}).Object
	s.is(capture, emulator.Pending, "", start)
	w.forward(2*time.Hour - time.Millisecond)
	s.is(capture, emulator.Pending, "", start)
	require.Equal(t, []string{"capture Pending→Declined AmazonRejected", "authorization Open→Closed AmazonClosed", "order_reference Open→Closed AmazonClosed"},
		told(w.forward(time.Millisecond).Events))
	for _, id := range []string{capture, authorization, order} {
		require.Equal(t, start.Add(2*time.Hour), s.status(id).Updated)
	}
}

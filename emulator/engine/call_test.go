package engine_test

import (
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
)

// An answer carries what a face needs to render it, and goes on showing that
// moment whatever happens later.
func TestAnswer(t *testing.T) {
	w := newWorld(t)
	s := w.shop(first)
	order, authorization := s.authorized("auth")
	w.forward(time.Hour)
	ans := s.must(emulator.CaptureFunds{Authorization: authorization, Reference: "capture", Amount: dollars(60)})
	require.Regexp(t, regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`), ans.RequestID)
	require.Equal(t, start.Add(time.Hour), ans.At)
	require.Equal(t, order, ans.Order.ID)
	require.Zero(t, ans.Before, "the capture was not there before")
	closed := s.must(emulator.CloseOrder{Order: order})
	require.Equal(t, emulator.Open, closed.Before.State)
	require.Equal(t, s.Seller(), ans.Seller)
	require.Empty(t, ans.By)
	require.False(t, ans.Replay)
	made, ok := ans.Order.Capture(ans.Object)
	require.True(t, ok)
	require.Equal(t, emulator.Completed, made.Status.State)

	s.must(emulator.RefundCapture{Capture: ans.Object, Reference: "refund", Amount: dollars(60)})
	_, err := s.Decide(ans.Object, emulator.Verdict{State: emulator.Closed})
	require.NoError(t, err)
	require.Empty(t, ans.Order.Refunds, "a version is never written to")
	require.Equal(t, emulator.Completed, made.Status.State)
}

func TestGet(t *testing.T) {
	w := newWorld(t)
	s := w.shop(first)
	_, authorization := s.authorized("auth")
	w.forward(time.Hour)
	ans, err := s.Get(engine.Call{Environment: emulator.Sandbox}, emulator.KindAuthorization, authorization)
	require.NoError(t, err)
	require.Equal(t, authorization, ans.Object)
	require.Equal(t, start.Add(time.Hour), ans.At)
	require.Equal(t, emulator.Status{State: emulator.Open, Updated: start}, ans.Before)
	require.NotEmpty(t, ans.RequestID)
	require.Equal(t, s.Seller(), ans.Seller)

	refusedAnswer, err := s.Get(engine.Call{Environment: emulator.Sandbox}, emulator.KindAuthorization, authorization[:len(authorization)-1])
	refused(t, err, emulator.TransactionUnknown)
	require.NotEmpty(t, refusedAnswer.RequestID)
	require.NotEqual(t, ans.RequestID, refusedAnswer.RequestID)
	require.Equal(t, start.Add(time.Hour), refusedAnswer.At)
	require.Nil(t, refusedAnswer.Order)
}

func TestAsk(t *testing.T) {
	w := newWorld(t)
	a := w.Account(first)
	one, two := a.Ask(), a.Ask()
	require.NotEqual(t, one.RequestID, two.RequestID)
	two.RequestID = one.RequestID
	require.Equal(t, engine.Answer{RequestID: one.RequestID, At: start, Seller: a.Seller()}, two)
}

// What decides about a call, one layer after the other.
func TestWhatDecides(t *testing.T) {
	declined := func(why emulator.Reason) emulator.Verdict {
		return emulator.Verdict{State: emulator.Declined, Reason: why}
	}
	for name, test := range map[string]struct {
		next       emulator.Verdict
		simulation emulator.Verdict
		method     emulator.PaymentMethod
		by         string
		want       emulator.Reason
	}{
		"nobody":                {method: emulator.Visa},
		"the payment method":    {method: emulator.DeclineAmazonRejected, by: "payment-method:decline-amazon-rejected", want: emulator.AmazonRejected},
		"the call itself":       {simulation: declined(emulator.ProcessingFailure), method: emulator.DeclineAmazonRejected, by: "simulation", want: emulator.ProcessingFailure},
		"a one-shot rule":       {next: declined(emulator.TransactionTimedOut), simulation: declined(emulator.ProcessingFailure), method: emulator.Visa, by: "next", want: emulator.TransactionTimedOut},
		"a rule for the normal": {next: emulator.Verdict{State: emulator.Open}, simulation: declined(emulator.ProcessingFailure), method: emulator.Visa, by: "next"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newWorld(t).shop(first)
			payer := *buyer
			payer.Payment = test.method
			o, err := s.Create(engine.Arrangement{Environment: emulator.Sandbox, Buyer: &payer, Total: dollars(100), Confirmed: true})
			require.NoError(t, err)
			if !test.next.IsZero() {
				s.Enqueue(next{On: emulator.OpAuthorize, Verdict: test.next})
			}
			call := sandbox(emulator.OpAuthorize)
			call.Simulation = test.simulation
			ans, err := s.Do(call, emulator.Authorize{Order: o.ID, Reference: "ref", Amount: dollars(1)})
			require.NoError(t, err)
			require.Equal(t, test.by, ans.By)
			require.Equal(t, test.want, s.status(ans.Object).Reason)
		})
	}
}

// A refused call leaves no trace: every object is the version it was, nothing
// happened, no rule was used up, the reference id is free, and the next ids are
// those that would have come without it.
func TestRefusedCallChangesNothing(t *testing.T) {
	for name, test := range map[string]struct {
		cmd  func(*stage) emulator.Command
		code emulator.Code
	}{
		"authorize too much": {func(g *stage) emulator.Command {
			return emulator.Authorize{Order: g.other, Reference: "free", Amount: dollars(66)}
		}, emulator.AuthorizationOverTotal},
		"authorize in euro": {func(g *stage) emulator.Command {
			return emulator.Authorize{Order: g.other, Reference: "free", Amount: emulator.Units(1, emulator.EUR)}
		}, emulator.CurrencyDiffers},
		"authorize over any": {func(g *stage) emulator.Command {
			return emulator.Authorize{Order: g.other, Reference: "free", Amount: dollars(150_001)}
		}, emulator.AmountOverMaximum},
		"authorize on nothing": {func(g *stage) emulator.Command {
			return emulator.Authorize{Order: "S01-0000000-0000000", Reference: "free", Amount: dollars(1)}
		}, emulator.OrderUnknown},
		"authorize differently": {func(g *stage) emulator.Command { return with(g.authorize, func(c *emulator.Authorize) { c.Note = "" }) }, emulator.RequestDiffers},
		"authorize elsewhere": {func(g *stage) emulator.Command {
			return with(g.authorize, func(c *emulator.Authorize) { c.Order = g.other })
		}, emulator.ReferenceTaken},
		"capture too much": {func(g *stage) emulator.Command {
			return emulator.CaptureFunds{Authorization: g.spare, Reference: "free", Amount: dollars(51)}
		}, emulator.CaptureOverAuthorized},
		"capture in yen": {func(g *stage) emulator.Command {
			return emulator.CaptureFunds{Authorization: g.spare, Reference: "free", Amount: emulator.Units(1, emulator.JPY)}
		}, emulator.CurrencyDiffers},
		"capture what is used up": {func(g *stage) emulator.Command {
			return emulator.CaptureFunds{Authorization: g.authorization, Reference: "free", Amount: dollars(1)}
		}, emulator.AuthorizationWrongState},
		"capture nothing": {func(g *stage) emulator.Command {
			return emulator.CaptureFunds{Authorization: g.order, Reference: "free", Amount: dollars(1)}
		}, emulator.TransactionUnknown},
		"refund too much": {func(g *stage) emulator.Command {
			return emulator.RefundCapture{Capture: g.capture, Reference: "free", Amount: dollars(37)}
		}, emulator.RefundOverCaptured},
		"refund what failed": {func(g *stage) emulator.Command {
			return emulator.RefundCapture{Capture: g.lastMade, Reference: "free", Amount: dollars(1)}
		}, emulator.CaptureNotRefundable},
		"close what is closed":   {func(g *stage) emulator.Command { return emulator.CloseAuthorization{Authorization: g.authorization} }, emulator.AuthorizationWrongState},
		"cancel after a capture": {func(g *stage) emulator.Command { return emulator.Cancel{Order: g.order} }, emulator.OrderHasCaptures},
		"set what is open":       {func(g *stage) emulator.Command { return emulator.SetDetails{Order: g.order, Total: dollars(1)} }, emulator.OrderNotModifiable},
	} {
		t.Run(name, func(t *testing.T) {
			g, twin := newStage(t), newStage(t)
			g.t, twin.t = t, t
			for _, op := range []emulator.Operation{emulator.OpAuthorize, emulator.OpCapture, emulator.OpRefund} {
				g.Enqueue(next{On: op, Verdict: emulator.Verdict{PendingFor: time.Minute}})
				twin.Enqueue(next{On: op, Verdict: emulator.Verdict{PendingFor: time.Minute}})
			}
			objects, waiting, clock := g.Objects("", ""), g.Waiting(), g.Clock()
			ans, err := g.do(test.cmd(g))
			refused(t, err, test.code)
			require.NotEmpty(t, ans.RequestID)
			require.Equal(t, start, ans.At)

			after := g.Objects("", "")
			require.Len(t, after, len(objects))
			for i := range after {
				require.Same(t, objects[i].Order, after[i].Order, "not even a new version")
				require.Equal(t, twin.History(objects[i].ID), g.History(objects[i].ID))
			}
			require.Equal(t, waiting, g.Waiting())
			require.Equal(t, clock, g.Clock())
			twin.Ask() // drew a request id, as the refused call did
			_, want := twin.authorized("free")
			ans = g.must(emulator.Authorize{Order: g.shop.order(), Reference: "free", Amount: dollars(100)})
			require.False(t, ans.Replay)
			require.Equal(t, want, ans.Object)
			capture := emulator.CaptureFunds{Authorization: ans.Object, Reference: "free", Amount: dollars(1)}
			require.Equal(t, twin.must(capture).Object, g.must(capture).Object)
			require.Equal(t, twin.Ask(), g.Ask())
		})
	}
}

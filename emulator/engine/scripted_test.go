package engine_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
	"amazon-pay-emulator/scenarios"
)

// vocabulary is as much of the API as the scripts of these tests speak of.
var vocabulary = func() scenarios.Vocabulary {
	v := scenarios.Vocabulary{Failures: []scenarios.Failure{{Code: "InternalServerError", Status: 500}}}
	for _, name := range []emulator.Operation{
		emulator.OpAuthorize, emulator.OpCapture, emulator.OpRefund, emulator.OpCancelOrderReference, emulator.OpConfirmOrderReference, "GetCaptureDetails", "GetServiceStatus",
	} {
		v.Operations = append(v.Operations, scenarios.Operation{Name: name})
	}
	return v
}()

// play makes the scenarios of a file those of a seller.
func (s *shop) play(file string) {
	s.t.Helper()
	list, problems := scenarios.Parse("test.yaml", []byte(file), vocabulary)
	require.NoError(s.t, problems.Err())
	require.NoError(s.t, s.Scripted(func(script engine.Script) { script.(*scenarios.Director).Play(list) }))
}

// An answer that is lost without effect leaves no trace but a request id.
func TestWithheld(t *testing.T) {
	g := newStage(t)
	g.play("name: test\nrules: [{on: \"*\", times: 4, then: {error: {code: InternalServerError}}}]")
	before := g.Objects("", "")
	clock := g.Clock()
	for range 3 {
		ans, err := g.do(emulator.CaptureFunds{Authorization: g.spare, Reference: "free", Amount: dollars(1)})
		require.NoError(t, err)
		require.Equal(t, "InternalServerError", ans.Transport.Error.Code)
		require.True(t, ans.Transport.Withheld())
		require.Equal(t, "test/1", ans.By)
		require.Equal(t, g.spare, ans.Object)
		require.NotEmpty(t, ans.RequestID)
		require.Nil(t, ans.Early())
		require.False(t, ans.Told())
		ans.Written()
	}
	require.Equal(t, before, g.Objects("", ""))
	require.Equal(t, clock, g.Clock())
	require.True(t, g.Inquire(engine.Call{Operation: "GetServiceStatus"}).Transport.Withheld())
	ans := g.must(emulator.CaptureFunds{Authorization: g.spare, Reference: "free", Amount: dollars(1)})
	require.False(t, ans.Replay, "the reference id was free")
	require.Equal(t, emulator.Transport{}, ans.Transport)
}

// An answer that is lost all the same leaves what the call made, which a replay
// finds.
func TestLostAnswer(t *testing.T) {
	g := newStage(t)
	g.play("name: test\nrules: [{on: Capture, times: 1, then: {fault: {kind: reset, applied: true}}}]")
	capture := emulator.CaptureFunds{Authorization: g.spare, Reference: "lost", Amount: dollars(1)}
	lost := g.must(capture)
	require.Equal(t, emulator.Transport{Fault: emulator.FaultReset, Applied: true}, lost.Transport)
	g.is(lost.Object, emulator.Completed, "", start)
	again := g.must(capture)
	require.True(t, again.Replay)
	require.Equal(t, lost.Object, again.Object)
	require.Equal(t, emulator.Transport{}, again.Transport)
}

// A refused call asks nobody; a replay and a read do, and say who decided only if
// something was.
func TestWhoIsAsked(t *testing.T) {
	g := newStage(t)
	g.play(`
name: test
rules:
  - {name: never, on: Capture, when: {replay: false}, times: 1, then: {delay: 1s}}
  - {name: again, on: Capture, when: {replay: true}, times: 1, then: {delay: 2s}}
  - {name: reads, on: GetCaptureDetails, skip: 1, then: {delay: 3s}}`)
	_, err := g.do(emulator.CaptureFunds{Authorization: g.spare, Reference: "much", Amount: dollars(51)})
	refused(t, err, emulator.CaptureOverAuthorized)
	for _, want := range []time.Duration{2 * time.Second, 0} {
		ans := g.must(g.captureFunds)
		require.True(t, ans.Replay)
		require.Equal(t, want, ans.Transport.Delay)
		require.Equal(t, want > 0, ans.By == "test/again")
	}
	for _, want := range []time.Duration{0, 3 * time.Second} {
		ans, err := g.Get(engine.Call{Operation: "GetCaptureDetails", Environment: emulator.Sandbox}, emulator.KindCapture, g.capture)
		require.NoError(t, err)
		require.Equal(t, want, ans.Transport.Delay)
		require.Equal(t, want > 0, ans.By == "test/reads")
	}
}

// Calls that arrive at once each get their own place in a sequence.
func TestSequenceUnderLoad(t *testing.T) {
	w := newWorld(t)
	s := w.shop(first)
	file := "name: test\nrules:\n  - on: Authorize\n    then:\n"
	const calls = 60
	for i := range calls {
		file += fmt.Sprintf("      - {state: Closed, reason: ExpiredUnused, pending_for: %dm}\n", i+1)
	}
	s.play(file + "      - {state: Declined, reason: AmazonRejected}\n")
	orders := make([]string, 4)
	for i := range orders {
		orders[i] = s.order()
	}
	pending := make([]time.Time, calls)
	var group sync.WaitGroup
	for i := range calls {
		group.Go(func() {
			ans := s.must(emulator.Authorize{Order: orders[i%4], Reference: fmt.Sprint(i), Amount: dollars(1), Timeout: 24 * time.Hour})
			for _, a := range ans.Order.Alarms {
				if a.Object == ans.Object && a.Kind == emulator.AuthorizationResolves {
					pending[i] = a.Due
				}
			}
		})
	}
	group.Wait()
	var want []time.Time
	for i := range calls {
		want = append(want, start.Add(time.Duration(i+1)*time.Minute))
	}
	require.ElementsMatch(t, want, pending)
}

// What comes by itself of events hangs from the order; what comes at once is not
// in the answer yet.
func TestFollowUps(t *testing.T) {
	w := newWorld(t)
	s := w.shop(first)
	s.play(`
name: test
events:
  - {after: Capture.Completed, delay: 2h, do: {state: Closed, reason: AmazonClosed}}
  - {after: Capture.Closed, delay: 1h, do: {chargeback: {amount: 10.00}}}
  - {after: OrderReference.Open, when: {order.total: "> 500"}, do: {state: Canceled, reason: AmazonCanceled}}`)
	_, authorization := s.authorized("a")
	capture := s.must(emulator.CaptureFunds{Authorization: authorization, Reference: "c", Amount: dollars(60)})
	s.is(capture.Object, emulator.Completed, "", start)
	w.forward(2*time.Hour - time.Millisecond)
	s.is(capture.Object, emulator.Completed, "", start)
	w.forward(time.Millisecond)
	s.is(capture.Object, emulator.Closed, emulator.AmazonClosed, start.Add(2*time.Hour))
	w.forward(time.Hour)
	x, _ := s.Object(capture.Object)
	require.Equal(t, dollars(10), x.Order.Chargebacks[0].Amount)

	order, err := s.Create(engine.Arrangement{Environment: emulator.Sandbox, Buyer: buyer, Total: dollars(501), Confirmed: true})
	require.NoError(t, err)
	require.Equal(t, emulator.Open, order.Status.State, "as it was made")
	s.is(order.ID, emulator.Canceled, emulator.AmazonCanceled, start.Add(3*time.Hour))
}

func TestFollowUpOfACall(t *testing.T) {
	w := newWorld(t)
	s := w.shop(first)
	s.play("name: test\nevents: [{after: Capture, do: {state: Closed, reason: AmazonClosed}}]")
	_, authorization := s.authorized("a")
	cmd := emulator.CaptureFunds{Authorization: authorization, Reference: "c", Amount: dollars(60)}
	capture := s.must(cmd)
	made, _ := capture.Order.Capture(capture.Object)
	require.Equal(t, emulator.Completed, made.Status.State, "the answer came before")
	s.is(capture.Object, emulator.Closed, emulator.AmazonClosed, start)
	require.True(t, s.must(cmd).Replay)
	s.Inspect(func(script engine.Script) {
		require.Equal(t, []int{1}, script.(*scenarios.Director).Report().Scenarios[0].Followed, "a replay has no effect")
	})
}

// Timings of scenarios are in force while those are active.
func TestScriptedTimings(t *testing.T) {
	r := &reader{}
	w := newWorld(t, func(o *engine.Options) { o.Publish = r.publish })
	s := w.shop(first)
	s.play("name: test\ntimings: {authorization_lifetime: 1h, ipn_delay: 5m}\nrules: [{on: Capture, then: {ipn: {early: true}}}]")
	_, authorization := s.authorized("a")
	require.Equal(t, 5*time.Minute, r.read()[0].Delivery.Delay)
	s.must(emulator.CaptureFunds{Authorization: authorization, Reference: "c", Amount: dollars(1)})
	require.Equal(t, emulator.Delivery{Early: true}, r.read()[0].Delivery, "what is early isn't late")
	_, other := s.authorized("b")
	w.forward(time.Hour)
	s.is(other, emulator.Closed, emulator.ExpiredUnused, start.Add(time.Hour))
	require.Equal(t, time.Hour, s.Rules().Timings.AuthorizationLifetime)
	require.NoError(t, w.Reset(w.Accounts(), true, nil))
	require.Equal(t, emulator.Production(), s.Rules())
}

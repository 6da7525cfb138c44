package scenarios_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
)

// happens tells the director of an event about an object.
func (s *stage) happens(kind emulator.Kind, object string, to emulator.State) []emulator.Happening {
	return s.director.Follow(emulator.Happened{
		At: s.now, Event: &emulator.Event{At: s.now, Kind: kind, ID: object, To: to}, Order: &s.order, Object: object,
	})
}

// called tells it of a call that took effect.
func (s *stage) called(op emulator.Operation, object string) []emulator.Happening {
	return s.director.Follow(emulator.Happened{At: s.now, Operation: op, Order: &s.order, Object: object})
}

func TestEvents(t *testing.T) {
	s := play(t, `
name: test
events:
  - name: closes
    after: Capture.Completed
    when: {CaptureReferenceId: "order-18-*", CaptureAmount.Amount: ">= 20"}
    delay: 10d
    do: {state: Closed, reason: AmazonClosed}
  - name: disputes
    after: Capture.Completed
    when: {capture.age: ">= 1h"}
    do: {chargeback: {amount: 10.00, reason: Generic Service Chargeback}}
  - name: after a call
    after: Refund
    when: {AuthorizationReferenceId: "for-order-18-*"}
    delay: 1m
    do: {state: Declined, reason: AmazonRejected}`)
	one, other := s.captured("order-18-1"), s.captured("order-19-1")
	closes := emulator.Happening{After: 10 * emulator.Day, Object: one, Verdict: emulator.Verdict{State: emulator.Closed, Reason: emulator.AmazonClosed}}
	require.Equal(t, []emulator.Happening{closes}, s.happens(emulator.KindCapture, one, emulator.Completed))
	require.Empty(t, s.happens(emulator.KindCapture, other, emulator.Completed), "another reference id")
	require.Empty(t, s.happens(emulator.KindCapture, one, emulator.Declined), "another state")
	require.Empty(t, s.called(emulator.OpCapture, one), "an operation, not a state")
	s.now = s.now.Add(time.Hour)
	require.Equal(t, []emulator.Happening{
		closes, {Object: one, Dispute: &emulator.Dispute{Amount: "10.00", Reason: "Generic Service Chargeback"}},
	}, s.happens(emulator.KindCapture, one, emulator.Completed))

	refund := s.do(emulator.RefundCapture{Capture: one, Reference: "r", Amount: emulator.Units(1, emulator.USD)})
	declined := emulator.Verdict{State: emulator.Declined, Reason: emulator.AmazonRejected}
	require.Equal(t, []emulator.Happening{{After: time.Minute, Object: refund, Verdict: declined}}, s.called(emulator.OpRefund, refund))
	require.Equal(t, []int{2, 1, 1}, s.director.Report().Scenarios[0].Followed)
	s.director.Play(nil)
	require.Empty(t, s.called(emulator.OpRefund, refund))
}

// An order can be suspended and opened for ever; to one order an event happens
// once.
func TestOrderEventsHappenOnce(t *testing.T) {
	s := play(t, `
name: test
events:
  - {after: OrderReference.Open, do: {state: Suspended}}
  - {after: OrderReference.Suspended, do: {state: Open}}`)
	require.Len(t, s.happens(emulator.KindOrder, orderID, emulator.Open), 1)
	require.Len(t, s.happens(emulator.KindOrder, orderID, emulator.Suspended), 1)
	require.Empty(t, s.happens(emulator.KindOrder, orderID, emulator.Open))
	require.Empty(t, s.happens(emulator.KindOrder, orderID, emulator.Suspended))
	s.director.Reset()
	require.Len(t, s.happens(emulator.KindOrder, orderID, emulator.Open), 1)
}

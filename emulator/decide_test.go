package emulator_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
)

var (
	allStates = []emulator.State{
		emulator.Draft, emulator.Pending, emulator.Open, emulator.Suspended,
		emulator.Declined, emulator.Completed, emulator.Canceled, emulator.Closed, emulator.Received,
	}
	statesOf = map[emulator.Kind][]emulator.State{
		emulator.KindOrder:         {emulator.Draft, emulator.Open, emulator.Suspended, emulator.Canceled, emulator.Closed},
		emulator.KindAuthorization: {emulator.Pending, emulator.Open, emulator.Declined, emulator.Closed},
		emulator.KindCapture:       {emulator.Pending, emulator.Completed, emulator.Declined, emulator.Closed},
		emulator.KindRefund:        {emulator.Pending, emulator.Completed, emulator.Declined},
	}
)

// standing begins with an object of a kind in a state.
func standing(t *testing.T, k emulator.Kind, in emulator.State) (s *story, id string) {
	t.Helper()
	fails := declined(emulator.ProcessingFailure)
	switch k {
	case emulator.KindOrder:
		s, id = opened(t, "100"), orderID
		switch in {
		case emulator.Draft:
			s = draft(t)
		case emulator.Suspended:
			s = suspended(t)
		case emulator.Canceled:
			s.do(emulator.Cancel{Order: orderID})
		case emulator.Closed:
			s.do(emulator.CloseOrder{Order: orderID})
		}
	case emulator.KindAuthorization:
		s = opened(t, "100")
		switch in {
		case emulator.Pending:
			id = s.ask("50")
		case emulator.Declined:
			id = s.authorize("50", fails)
		default:
			id = s.authorize("50")
		}
		if in == emulator.Closed {
			s.do(emulator.CloseAuthorization{Authorization: id})
		}
	case emulator.KindCapture:
		s = opened(t, "100")
		v := map[emulator.State]emulator.Verdict{emulator.Pending: pendingCapture, emulator.Declined: fails}[in]
		id = s.capture(s.authorize("50"), "50", v)
		if in == emulator.Closed {
			s.decides(id, emulator.Verdict{State: emulator.Closed})
		}
	case emulator.KindRefund:
		var capture string
		s, capture = completed(t, "50")
		id = s.refund(capture, "10", map[emulator.State]emulator.Verdict{emulator.Declined: fails}[in])
		if in != emulator.Pending {
			s.wait(time.Minute)
		}
	}
	_, status, _ := s.order.StatusOf(id)
	require.Equal(t, in, status.State)
	s.last = nil
	return s, id
}

// Amazon can make each of its own moves, and no other.
func TestDecide(t *testing.T) {
	for _, kind := range emulator.Kinds {
		for _, from := range statesOf[kind] {
			t.Run(string(kind)+" "+string(from), func(t *testing.T) {
				possible := emulator.Next(kind, from, emulator.ByAmazon)
				for _, m := range possible {
					s, id := standing(t, kind, from)
					s.decides(id, emulator.Verdict{State: m.To, Reason: m.Reason})
					require.Equal(t, move(m), line(s.last[0]))
					require.Equal(t, id, s.last[0].ID)
					s.wait(500 * day) // nothing that was to come trips over it
				}
				for _, to := range allStates {
					first := slices.IndexFunc(possible, func(m emulator.Move) bool { return m.To == to })
					if first >= 0 {
						s, id := standing(t, kind, from)
						s.decides(id, emulator.Verdict{State: to})
						require.Equal(t, move(possible[first]), line(s.last[0]), "the first when no reason is named")
					}
					for _, why := range []emulator.Reason{"", "Other", emulator.AmazonClosed, emulator.AmazonRejected, emulator.SellerClosed, emulator.MaxAmountCharged} {
						if first >= 0 && (why == "" || slices.ContainsFunc(possible, func(m emulator.Move) bool { return m.To == to && m.Reason == why })) {
							continue
						}
						s, id := standing(t, kind, from)
						undecided(t, s, id, emulator.Verdict{State: to, Reason: why}, emulator.MoveIllegal)
					}
				}
			})
		}
	}
}

// undecided lets Amazon try what it can't.
func undecided(t *testing.T, s *story, id string, v emulator.Verdict, code emulator.Code) *emulator.Error {
	t.Helper()
	before := exact(s.order)
	step, err := s.order.Decide(id, v, s.env())
	require.Error(t, err)
	require.Zero(t, step)
	require.Equal(t, before, exact(s.order))
	var e *emulator.Error
	require.ErrorAs(t, err, &e)
	require.Equal(t, code, e.Code, "%v", v)
	require.Equal(t, id, e.ID)
	return e
}

func TestDecideRefuses(t *testing.T) {
	t.Run("says what is possible", func(t *testing.T) {
		s, id := standing(t, emulator.KindCapture, emulator.Pending)
		e := undecided(t, s, id, emulator.Verdict{State: emulator.Closed}, emulator.MoveIllegal)
		require.Contains(t, e.Error(), id+" is Pending, can't become Closed: it can become Completed, Declined (AmazonRejected), Declined (ProcessingFailure)")
	})
	t.Run("says that nothing is", func(t *testing.T) {
		s, id := standing(t, emulator.KindRefund, emulator.Completed)
		e := undecided(t, s, id, emulator.Verdict{State: emulator.Declined, Reason: emulator.AmazonRejected}, emulator.MoveIllegal)
		require.Contains(t, e.Error(), "can't become Declined (AmazonRejected): nothing can become of it any more")
	})
	t.Run("knows only what the order holds", func(t *testing.T) {
		s := opened(t, "100")
		undecided(t, s, orderID+"-A999999", emulator.Verdict{State: emulator.Open}, emulator.TransactionUnknown)
		undecided(t, s, "", emulator.Verdict{State: emulator.Open}, emulator.TransactionUnknown)
	})
	t.Run("an authorization is not canceled with an order that isn't", func(t *testing.T) {
		for _, from := range []emulator.State{emulator.Pending, emulator.Open} {
			s, id := standing(t, emulator.KindAuthorization, from)
			undecided(t, s, id, emulator.Verdict{State: emulator.Closed, Reason: emulator.OrderReferenceCanceled}, emulator.MoveIllegal)
		}
	})
}

// What a decision draws after it is what it does on its own.
func TestDecideConsequences(t *testing.T) {
	t.Run("an order canceled", func(t *testing.T) {
		s := opened(t, "100")
		s.ask("10")
		s.authorize("10")
		s.decides(orderID, emulator.Verdict{State: emulator.Canceled})
		s.told("order Open -> Canceled (AmazonCanceled)",
			"authorization Pending -> Closed (OrderReferenceCanceled)", "authorization Open -> Closed (OrderReferenceCanceled)")
	})
	t.Run("an order closed keeps its authorizations", func(t *testing.T) {
		s := opened(t, "100")
		a := s.authorize("10")
		s.decides(orderID, emulator.Verdict{State: emulator.Closed})
		s.told("order Open -> Closed (AmazonClosed)")
		s.capture(a, "10")
	})
	t.Run("an order suspended for a while", func(t *testing.T) {
		s := opened(t, "100")
		s.decides(orderID, emulator.Verdict{State: emulator.Suspended, FixedAfter: time.Hour})
		require.Equal(t, []emulator.ConstraintID{emulator.PaymentPlanNotSet}, s.order.Constraints())
		s.wait(time.Hour)
		s.told("order Suspended -> Open")
	})
	t.Run("an authorization declined", func(t *testing.T) {
		s, id := standing(t, emulator.KindAuthorization, emulator.Pending)
		s.decides(id, emulator.Verdict{State: emulator.Declined, Reason: emulator.InvalidPaymentMethod})
		s.told("authorization Pending -> Declined (InvalidPaymentMethod)", "order Open -> Suspended (InvalidPaymentMethod)")
		s.wait(day)
		s.told()
	})
	t.Run("an authorization opened early counts from then", func(t *testing.T) {
		s, id := standing(t, emulator.KindAuthorization, emulator.Pending)
		s.wait(time.Second)
		s.decides(id, emulator.Verdict{State: emulator.Open})
		require.Equal(t, s.now, s.authorization(id).Opened)
		s.wait(30*day - tick)
		s.told()
		s.wait(tick)
		s.told("authorization Open -> Closed (ExpiredUnused)")
	})
	t.Run("a capture completed", func(t *testing.T) {
		s, id := standing(t, emulator.KindCapture, emulator.Pending)
		s.decides(id, emulator.Verdict{State: emulator.Completed})
		s.told("capture Pending -> Completed", "authorization Open -> Closed (MaxCapturesProcessed)")
	})
	t.Run("a capture rejected", func(t *testing.T) {
		s, id := standing(t, emulator.KindCapture, emulator.Pending)
		s.decides(id, emulator.Verdict{State: emulator.Declined})
		s.told("capture Pending -> Declined (AmazonRejected)", "authorization Open -> Closed (AmazonClosed)", "order Open -> Closed (AmazonClosed)")
	})
	t.Run("the last refund completed", func(t *testing.T) {
		s, capture := completed(t, "100")
		id := s.refund(capture, "115")
		s.decides(id, emulator.Verdict{State: emulator.Completed})
		s.told("refund Pending -> Completed", "capture Completed -> Closed (MaxAmountRefunded)")
	})
}

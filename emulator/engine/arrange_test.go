package engine_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
)

func TestCreate(t *testing.T) {
	imposed := []emulator.ConstraintID{emulator.BuyerEqualsSeller}
	for name, test := range map[string]struct {
		want   engine.Arrangement
		status emulator.State
		events []string
		code   emulator.Code
	}{
		"a checkout":     {engine.Arrangement{}, emulator.Draft, []string{"order_reference →Draft"}, ""},
		"with a total":   {engine.Arrangement{Total: dollars(5)}, emulator.Draft, []string{"order_reference →Draft"}, ""},
		"confirmed":      {engine.Arrangement{Total: dollars(5), Confirmed: true}, emulator.Open, []string{"order_reference →Draft", "order_reference Draft→Open"}, ""},
		"live":           {engine.Arrangement{Environment: emulator.Live}, emulator.Draft, []string{"order_reference →Draft"}, ""},
		"by a chosen id": {engine.Arrangement{ID: "S01-1234567-1234567"}, emulator.Draft, []string{"order_reference →Draft"}, ""},
		"with a problem": {engine.Arrangement{Total: dollars(5), Imposed: imposed}, emulator.Draft, []string{"order_reference →Draft"}, ""},
		"confirmed in vain": {
			engine.Arrangement{Total: dollars(5), Imposed: imposed, Confirmed: true}, "", nil, emulator.OrderHasConstraints,
		},
		"confirmed without a total": {engine.Arrangement{Confirmed: true}, "", nil, emulator.OrderHasConstraints},
	} {
		t.Run(name, func(t *testing.T) {
			s := newWorld(t).shop(first)
			test.want.Buyer = buyer
			if test.want.Environment == "" {
				test.want.Environment = emulator.Sandbox
			}
			o, err := s.Create(test.want)
			if test.code != "" {
				refused(t, err, test.code)
				require.Empty(t, s.Objects("", ""))
				require.Zero(t, s.Clock().Pending)
				return
			}
			require.NoError(t, err)
			require.NoError(t, emulator.CheckOrderID(o.ID, test.want.Environment))
			require.Equal(t, first, o.Seller)
			require.Equal(t, start, o.Created)
			require.Equal(t, test.want.Total, o.Total)
			s.is(o.ID, test.status, "", start)
			require.Equal(t, test.events, told(s.History(o.ID)))
			require.Equal(t, 1, s.Clock().Pending)
			if test.want.ID != "" {
				require.Equal(t, test.want.ID, o.ID)
			}
		})
	}
}

func TestCreateRefusesATakenID(t *testing.T) {
	w := newWorld(t)
	s := w.shop(first)
	id := s.draft()
	_, err := s.Create(engine.Arrangement{ID: id, Environment: emulator.Sandbox, Buyer: buyer, Total: dollars(5)})
	require.ErrorIs(t, err, engine.ErrTaken)
	require.ErrorContains(t, err, id)
	o, _ := s.Object(id)
	require.True(t, o.Amount.IsZero(), "the one that has it is left alone")
	_, err = w.Account(second).Create(engine.Arrangement{ID: id, Environment: emulator.Sandbox, Buyer: buyer})
	require.NoError(t, err, "another seller's ids are another matter")
}

// An id that is drawn is never one that somebody chose.
func TestDrawnIDsAreFresh(t *testing.T) {
	foreseen := newWorld(t).shop(first)
	var expected []string
	for range 3 {
		expected = append(expected, foreseen.draft())
	}
	s := newWorld(t).shop(first)
	_, err := s.Create(engine.Arrangement{ID: expected[1], Environment: emulator.Sandbox, Buyer: buyer})
	require.NoError(t, err)
	require.Equal(t, expected[0], s.draft())
	require.Equal(t, expected[2], s.draft())
}

func TestManyIDsAreUnique(t *testing.T) {
	s := newWorld(t).shop(first)
	seen := map[string]bool{}
	for range 2000 {
		id := s.draft()
		require.False(t, seen[id], id)
		seen[id] = true
	}
}

func TestChangeBuyer(t *testing.T) {
	w := newWorld(t)
	s := w.shop(first)
	order := s.order()
	s.Enqueue(next{On: emulator.OpAuthorize, Verdict: emulator.Verdict{State: emulator.Declined, Reason: emulator.InvalidPaymentMethod}})
	s.must(emulator.Authorize{Order: order, Reference: "ref", Amount: dollars(5)})
	s.is(order, emulator.Suspended, emulator.InvalidPaymentMethod, start)

	w.forward(time.Hour)
	o, err := s.ChangeBuyer(order, emulator.BuyerChange{Payment: emulator.Amex})
	require.NoError(t, err)
	require.Equal(t, emulator.Amex, o.Buyer.Payment)
	require.Equal(t, emulator.Visa, buyer.Payment, "the buyer of others stays")
	s.must(emulator.Confirm{Order: order})
	s.is(order, emulator.Open, "", start.Add(time.Hour))

	_, err = s.ChangeBuyer("S01-0000000-0000000", emulator.BuyerChange{})
	refused(t, err, emulator.TransactionUnknown)
	s.must(emulator.CloseOrder{Order: order})
	_, err = s.ChangeBuyer(order, emulator.BuyerChange{Payment: emulator.Visa})
	refused(t, err, emulator.MoveIllegal)
}

func TestDecide(t *testing.T) {
	rejected := emulator.Verdict{State: emulator.Declined, Reason: emulator.AmazonRejected}
	for name, test := range map[string]struct {
		make    func(*shop) string // the object that is decided about
		verdict emulator.Verdict
		want    emulator.Status
		code    emulator.Code
	}{
		"a Pending authorization opens": {pendingAuthorization, emulator.Verdict{State: emulator.Open}, emulator.Status{State: emulator.Open}, ""},
		"a Pending authorization is declined": {
			pendingAuthorization, rejected, emulator.Status{State: emulator.Declined, Reason: emulator.AmazonRejected}, "",
		},
		"an order is closed":      {(*shop).order, emulator.Verdict{State: emulator.Closed}, emulator.Status{State: emulator.Closed, Reason: emulator.AmazonClosed}, ""},
		"an order can't complete": {(*shop).order, emulator.Verdict{State: emulator.Completed}, emulator.Status{}, emulator.MoveIllegal},
		"nothing is unknown":      {func(*shop) string { return "S01-0000000-0000000-A000000" }, rejected, emulator.Status{}, emulator.TransactionUnknown},
		"nor a child of an order": {func(s *shop) string { return s.order() + "-A000000" }, rejected, emulator.Status{}, emulator.TransactionUnknown},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			s := w.shop(first)
			id := test.make(s)
			_, err := w.only(engine.Advance{By: time.Second}, s.Account)
			require.NoError(t, err)
			_, err = s.Decide(id, test.verdict)
			if test.code != "" {
				refused(t, err, test.code)
				return
			}
			require.NoError(t, err)
			s.is(id, test.want.State, test.want.Reason, start.Add(time.Second))
			for _, e := range w.forward(time.Minute).Events {
				require.NotEqual(t, id, e.ID, "what was to be decided later is off")
			}
		})
	}
}

func pendingAuthorization(s *shop) string {
	return s.must(emulator.Authorize{Order: s.order(), Reference: "async", Amount: dollars(5), Timeout: time.Hour}).Object
}

package emulator_test

import (
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
)

// take makes a step the present and holds it against every law.
func (h *history) take(step emulator.Step) {
	h.order = step.Order
	h.versions = append(h.versions, version{order: step.Order, exact: exact(step.Order)})
	h.movesAreLegal(step.Events)
	h.eventsTellAll()
	h.answersStay()
	h.amountsHold()
	h.alarmsAreAlive()
	h.somethingWillHappen()
}

// movesAreLegal: each event is in the table, begins where the object's last one
// ended, and nothing follows a final state.
func (h *history) movesAreLegal(events []emulator.Event) {
	for _, e := range events {
		last, known := h.last[e.ID]
		require.Equal(h.t, last.To, e.From, "%s of %s", line(e), e.ID)
		require.Equal(h.t, known, e.From != "")
		require.False(h.t, e.From.Final(), "%s", line(e))
		require.True(h.t, !known || e.Kind == last.Kind)
		require.True(h.t, emulator.Legal(e.Kind, e.From, e.To, e.Reason), "%s is in no table", line(e))
		require.Equal(h.t, h.now, e.At)
		h.last[e.ID] = e
	}
}

// eventsTellAll: the events alone say which objects there are and how they
// stand; no two objects share an id, and none vanishes.
func (h *history) eventsTellAll() {
	ids := objects(&h.order)
	require.Len(h.t, ids, len(h.last))
	for _, id := range ids {
		e, ok := h.last[id]
		require.True(h.t, ok, "%s came into being without an event", id)
		kind, s, _ := h.order.StatusOf(id)
		require.Equal(h.t, e.Kind, kind)
		require.Equal(h.t, e.To, s.State)
		require.Equal(h.t, e.Reason, s.Reason)
		require.Equal(h.t, e.At, s.Updated)
	}
}

// answersStay: what a replay shows never changes.
func (h *history) answersStay() {
	answered := func(id string, s emulator.Status) {
		first, ok := h.first[id]
		if !ok {
			h.first[id], first = s, s
		}
		require.Equal(h.t, first, s, "the first answer about %s", id)
	}
	for _, a := range h.order.Authorizations {
		answered(a.ID, a.AsAnswered().Status)
	}
	for _, c := range h.order.Captures {
		answered(c.ID, c.AsAnswered().Status)
	}
	for _, r := range h.order.Refunds {
		answered(r.ID, r.AsAnswered().Status)
	}
}

// amountsHold: no more is captured than was authorized, no more authorized than
// the total and its allowance, no more refunded than was captured and its
// allowance; and none of them more often than allowed. Whatever is undecided
// counts, because it may yet be taken.
func (h *history) amountsHold() {
	o, limits := &h.order, h.rules.Limits
	var total int64
	authorizations := 0
	for _, a := range o.Authorizations {
		var captured int64
		captures := 0
		for _, c := range o.Captures {
			if c.Authorization == a.ID && c.Status.State != emulator.Declined {
				captured += c.Amount.Minor
				captures++
			}
		}
		require.LessOrEqual(h.t, captured, a.Amount.Minor, "captured from %s", a.ID)
		require.LessOrEqual(h.t, captures, limits.CapturesPerAuthorization)
		require.LessOrEqual(h.t, o.Captured(a.ID).Minor, captured)
		switch {
		case a.Status.State == emulator.Pending || a.Status.State == emulator.Open:
			total += a.Amount.Minor
			authorizations++
		case captured > 0:
			total += captured
			authorizations++
		}
		if a.Status.State == emulator.Open {
			require.False(h.t, a.Opened.IsZero())
		}
		require.False(h.t, o.Status.State == emulator.Canceled && !a.Status.State.Final(), "%s outlived its canceled order", a.ID)
	}
	require.LessOrEqual(h.t, total, o.Total.Minor+limits.Allowance(o.Total).Minor, "authorized in all")
	require.LessOrEqual(h.t, authorizations, limits.AuthorizationsPerOrder)
	for _, c := range o.Captures {
		var refunded int64
		refunds := 0
		for _, r := range o.Refunds {
			if r.Capture == c.ID && r.Status.State != emulator.Declined {
				refunded += r.Amount.Minor
				refunds++
			}
		}
		require.LessOrEqual(h.t, refunded, c.Amount.Minor+limits.Allowance(c.Amount).Minor, "refunded of %s", c.ID)
		require.LessOrEqual(h.t, refunds, limits.RefundsPerCapture)
		require.True(h.t, refunds == 0 || c.Took())
	}
	for _, b := range o.Chargebacks {
		c, ok := o.Capture(b.Capture)
		require.True(h.t, ok && c.Took())
		require.LessOrEqual(h.t, b.Amount.Minor, c.Amount.Minor)
	}
}

// standsFor says in which states an alarm makes sense.
var standsFor = map[emulator.AlarmKind][]emulator.State{
	emulator.DraftGoesStale:        {emulator.Draft},
	emulator.OrderExpires:          {emulator.Open, emulator.Suspended},
	emulator.PaymentMethodFixed:    {emulator.Suspended},
	emulator.AuthorizationResolves: {emulator.Pending},
	emulator.AuthorizationTimesOut: {emulator.Pending},
	emulator.AuthorizationExpires:  {emulator.Open},
	emulator.CaptureResolves:       {emulator.Pending},
	emulator.RefundResolves:        {emulator.Pending},
	emulator.AmazonDecides:         {emulator.Open, emulator.Suspended, emulator.Completed},
	emulator.BuyerDisputes:         {emulator.Pending, emulator.Completed, emulator.Declined, emulator.Closed},
}

// alarmsAreAlive: sorted, none overdue, each about an object that is there and
// in a state that the alarm is for.
func (h *history) alarmsAreAlive() {
	var before time.Time
	for _, a := range h.order.Alarms {
		require.False(h.t, a.Due.Before(before), "alarms are sorted")
		require.False(h.t, a.Due.Before(h.now), "%s of %s is overdue", a.Kind, a.Object)
		before = a.Due
		_, s, ok := h.order.StatusOf(a.Object)
		require.True(h.t, ok, "%s of nothing: %s", a.Kind, a.Object)
		require.Contains(h.t, standsFor[a.Kind], s.State, "%s of %s", a.Kind, a.Object)
	}
}

// somethingWillHappen: what can't stay as it is has exactly one alarm that ends
// it. Only an authorization under a Pending capture waits for that instead.
func (h *history) somethingWillHappen() {
	count := func(id string, kinds ...emulator.AlarmKind) (n int) {
		for _, a := range h.order.Alarms {
			for _, k := range kinds {
				if a.Object == id && a.Kind == k {
					n++
				}
			}
		}
		return n
	}
	waiting := make(map[string]bool)
	for _, c := range h.order.Captures {
		if c.Status.State == emulator.Pending {
			waiting[c.Authorization] = true
		}
	}
	for _, id := range objects(&h.order) {
		kind, s, _ := h.order.StatusOf(id)
		switch {
		case s.State == emulator.Draft:
			require.Equal(h.t, 1, count(id, emulator.DraftGoesStale))
		case kind == emulator.KindOrder && !s.State.Final():
			require.Equal(h.t, 1, count(id, emulator.OrderExpires))
		case s.State == emulator.Pending:
			require.Equal(h.t, 1, count(id, emulator.AuthorizationResolves, emulator.AuthorizationTimesOut, emulator.CaptureResolves, emulator.RefundResolves))
		case s.State == emulator.Open:
			n := count(id, emulator.AuthorizationExpires)
			require.True(h.t, n == 1 || n == 0 && waiting[id], "%s never expires", id)
		}
	}
}

// objects lists the ids of an order and all in it.
func objects(o *emulator.Order) []string {
	ids := []string{o.ID}
	for _, a := range o.Authorizations {
		ids = append(ids, a.ID)
	}
	for _, c := range o.Captures {
		ids = append(ids, c.ID)
	}
	for _, r := range o.Refunds {
		ids = append(ids, r.ID)
	}
	for _, b := range o.Chargebacks {
		ids = append(ids, b.ID)
	}
	return ids
}

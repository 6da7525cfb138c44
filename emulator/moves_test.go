package emulator_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
)

// stories has one for every legal move, told through the package's own doors.
var stories = map[string]func(*testing.T) *story{
	"order new -> Draft":                               func(t *testing.T) *story { return draft(t) },
	"order Draft -> Open":                              func(t *testing.T) *story { return opened(t, "100") },
	"order Draft -> Canceled (Stale)":                  func(t *testing.T) *story { return draft(t).then(func(s *story) { s.wait(3 * time.Hour) }) },
	"order Draft -> Canceled (SellerCanceled)":         func(t *testing.T) *story { return draft(t).then(cancels) },
	"order Draft -> Canceled (AmazonCanceled)":         byAmazon(emulator.KindOrder, emulator.Draft, emulator.Canceled, emulator.AmazonCanceled),
	"order Draft -> Closed (AmazonClosed)":             byAmazon(emulator.KindOrder, emulator.Draft, emulator.Closed, emulator.AmazonClosed),
	"order Open -> Suspended (InvalidPaymentMethod)":   suspended,
	"order Open -> Canceled (SellerCanceled)":          func(t *testing.T) *story { return opened(t, "100").then(cancels) },
	"order Open -> Canceled (AmazonCanceled)":          byAmazon(emulator.KindOrder, emulator.Open, emulator.Canceled, emulator.AmazonCanceled),
	"order Open -> Closed (AmazonClosed)":              authorizing("100", 0, declined(emulator.AmazonRejected)),
	"order Open -> Closed (SellerClosed)":              func(t *testing.T) *story { return opened(t, "100").then(closes) },
	"order Open -> Closed (Expired)":                   func(t *testing.T) *story { return opened(t, "100").then(ages) },
	"order Open -> Closed (MaxAmountCharged)":          capturing("115", emulator.Verdict{}),
	"order Open -> Closed (MaxAuthorizationsCaptured)": func(t *testing.T) *story { return opened(t, "100").then(captures25) },
	"order Suspended -> Open": func(t *testing.T) *story {
		return suspended(t).then(func(s *story) {
			s.buyer(emulator.BuyerChange{Payment: emulator.Amex})
			s.do(emulator.Confirm{Order: orderID})
		})
	},
	"order Suspended -> Canceled (SellerCanceled)": func(t *testing.T) *story { return suspended(t).then(cancels) },
	"order Suspended -> Canceled (AmazonCanceled)": byAmazon(emulator.KindOrder, emulator.Suspended, emulator.Canceled, emulator.AmazonCanceled),
	"order Suspended -> Closed (AmazonClosed)":     byAmazon(emulator.KindOrder, emulator.Suspended, emulator.Closed, emulator.AmazonClosed),
	"order Suspended -> Closed (SellerClosed)":     func(t *testing.T) *story { return suspended(t).then(closes) },
	"order Suspended -> Closed (Expired)":          func(t *testing.T) *story { return suspended(t).then(ages) },

	"chargeback new -> RECEIVED": func(t *testing.T) *story {
		s, capture := completed(t, "100")
		step, err := s.order.Dispute(capture, emulator.Money{}, "", s.env())
		require.NoError(t, err)
		s.take(step)
		return s
	},

	"authorization new -> Pending":                             authorizing("100", time.Hour, emulator.Verdict{}),
	"authorization new -> Open":                                authorizing("100", 0, emulator.Verdict{}),
	"authorization new -> Declined (AmazonRejected)":           authorizing("100", 0, declined(emulator.AmazonRejected)),
	"authorization new -> Declined (InvalidPaymentMethod)":     authorizing("100", 0, declined(emulator.InvalidPaymentMethod)),
	"authorization new -> Declined (ProcessingFailure)":        authorizing("100", 0, declined(emulator.ProcessingFailure)),
	"authorization new -> Declined (TransactionTimedOut)":      authorizing("100", 0, declined(emulator.TransactionTimedOut)),
	"authorization new -> Closed (MaxCapturesProcessed)":       func(t *testing.T) *story { return opened(t, "100").then(func(s *story) { s.do(charge(0)) }) },
	"authorization Pending -> Open":                            authorizing("100", time.Hour, emulator.Verdict{}),
	"authorization Pending -> Declined (AmazonRejected)":       authorizing("100", time.Hour, declined(emulator.AmazonRejected)),
	"authorization Pending -> Declined (InvalidPaymentMethod)": authorizing("100", time.Hour, declined(emulator.InvalidPaymentMethod)),
	"authorization Pending -> Declined (ProcessingFailure)":    authorizing("100", time.Hour, declined(emulator.ProcessingFailure)),
	"authorization Pending -> Declined (TransactionTimedOut)":  authorizing("100", time.Hour, emulator.Verdict{PendingFor: 2 * time.Hour}),
	"authorization Pending -> Closed (MaxCapturesProcessed)": func(t *testing.T) *story {
		return opened(t, "100").then(func(s *story) { s.do(charge(day)); s.wait(day) })
	},
	"authorization Pending -> Closed (AmazonClosed)":           byAmazon(emulator.KindAuthorization, emulator.Pending, emulator.Closed, emulator.AmazonClosed),
	"authorization Pending -> Closed (SellerClosed)":           func(t *testing.T) *story { return opened(t, "100").then(closesAuthorizations) },
	"authorization Pending -> Closed (OrderReferenceCanceled)": func(t *testing.T) *story { return opened(t, "100").then(cancelsAuthorizations) },
	"authorization Open -> Closed (AmazonClosed)":              authorizing("100", 0, emulator.Verdict{State: emulator.Closed, Reason: emulator.AmazonClosed}),
	"authorization Open -> Closed (SellerClosed)":              func(t *testing.T) *story { return opened(t, "100").then(closesAuthorizations) },
	"authorization Open -> Closed (OrderReferenceCanceled)":    func(t *testing.T) *story { return opened(t, "100").then(cancelsAuthorizations) },
	"authorization Open -> Closed (ExpiredUnused)": func(t *testing.T) *story {
		return opened(t, "100").then(func(s *story) { s.authorize("1"); s.wait(30 * day) })
	},
	"authorization Open -> Closed (MaxCapturesProcessed)": capturing("1", emulator.Verdict{}),

	"capture new -> Pending":                            capturing("1", pendingCapture),
	"capture new -> Completed":                          capturing("1", emulator.Verdict{}),
	"capture new -> Declined (AmazonRejected)":          capturing("1", declined(emulator.AmazonRejected)),
	"capture new -> Declined (ProcessingFailure)":       capturing("1", declined(emulator.ProcessingFailure)),
	"capture Pending -> Completed":                      capturing("1", pendingCapture),
	"capture Pending -> Declined (AmazonRejected)":      capturing("1", emulator.Verdict{State: emulator.Declined, Reason: emulator.AmazonRejected, PendingFor: tick}),
	"capture Pending -> Declined (ProcessingFailure)":   capturing("1", emulator.Verdict{State: emulator.Declined, Reason: emulator.ProcessingFailure, PendingFor: tick}),
	"capture Completed -> Closed (AmazonClosed)":        capturing("1", emulator.Verdict{State: emulator.Closed, Reason: emulator.AmazonClosed}),
	"capture Completed -> Closed (MaxAmountRefunded)":   refunding(1, "115", emulator.Verdict{}),
	"capture Completed -> Closed (MaxRefundsProcessed)": refunding(10, "1", emulator.Verdict{}),

	"refund new -> Pending":                          refunding(1, "1", emulator.Verdict{}),
	"refund Pending -> Completed":                    refunding(1, "1", emulator.Verdict{}),
	"refund Pending -> Declined (AmazonRejected)":    refunding(1, "1", declined(emulator.AmazonRejected)),
	"refund Pending -> Declined (ProcessingFailure)": refunding(1, "1", declined(emulator.ProcessingFailure)),
}

func (s *story) then(act func(*story)) *story {
	act(s)
	return s
}

func cancels(s *story) { s.do(emulator.Cancel{Order: orderID}) }
func closes(s *story)  { s.do(emulator.CloseOrder{Order: orderID}) }
func ages(s *story)    { s.wait(180 * day) }

func captures25(s *story) {
	for range 25 {
		s.capture(s.authorize("1"), "1")
	}
}

func closesAuthorizations(s *story) {
	s.do(emulator.CloseAuthorization{Authorization: s.ask("1")})
	s.do(emulator.CloseAuthorization{Authorization: s.authorize("1")})
}

func cancelsAuthorizations(s *story) {
	s.ask("1")
	s.authorize("1")
	cancels(s)
}

func byAmazon(k emulator.Kind, from, to emulator.State, why emulator.Reason) func(*testing.T) *story {
	return func(t *testing.T) *story {
		s, id := standing(t, k, from)
		s.decides(id, emulator.Verdict{State: to, Reason: why})
		return s
	}
}

func authorizing(amount string, timeout time.Duration, v emulator.Verdict) func(*testing.T) *story {
	return func(t *testing.T) *story {
		s := opened(t, "100")
		s.do(emulator.Authorize{Order: orderID, Amount: money(amount), Timeout: timeout}, v)
		s.wait(day)
		return s
	}
}

func capturing(amount string, v emulator.Verdict) func(*testing.T) *story {
	return func(t *testing.T) *story {
		s := opened(t, "100")
		s.capture(s.authorize(amount), amount, v)
		s.wait(day)
		return s
	}
}

func refunding(times int, amount string, v emulator.Verdict) func(*testing.T) *story {
	return func(t *testing.T) *story {
		s, capture := completed(t, "100")
		for range times {
			s.refund(capture, amount, v)
		}
		s.wait(day)
		return s
	}
}

// Every move of the table happens in some story, and the stories know of no
// other.
func TestMoves(t *testing.T) {
	known := make(map[string]bool)
	for _, m := range emulator.Moves {
		name := move(m)
		require.NotContains(t, known, name, "listed twice")
		known[name] = true
		t.Run(name, func(t *testing.T) {
			tell, ok := stories[name]
			require.True(t, ok, "no story has this move: add one to stories")
			require.Contains(t, lines(tell(t).events), name)
		})
	}
	for name := range stories {
		require.Contains(t, known, name, "no move of the table")
	}
}

func TestMoveTable(t *testing.T) {
	reasons := make(map[emulator.Reason]bool)
	for _, m := range emulator.Moves {
		require.NotZero(t, m.By, "nobody makes %s", move(m))
		require.Contains(t, emulator.Kinds, m.Kind)
		require.False(t, m.From.Final(), "%s leads out of a final state", move(m))
		require.True(t, emulator.Legal(m.Kind, m.From, m.To, m.Reason))
		require.Equal(t, m.To.Final() || m.To == emulator.Suspended, m.Reason != "", "%s: final states and Suspended have a reason, others none", move(m))
		reasons[m.Reason] = true
	}
	require.Len(t, reasons, 18, "17 documented reasons and none")
	require.False(t, emulator.Legal(emulator.KindOrder, emulator.Open, emulator.Draft, ""))
	require.False(t, emulator.Legal(emulator.KindOrder, emulator.Open, emulator.Closed, ""))
	require.False(t, emulator.Legal("", emulator.Open, emulator.Closed, emulator.AmazonClosed))
}

func TestNext(t *testing.T) {
	texts := func(list []emulator.Move) (all []string) {
		for _, m := range list {
			all = append(all, move(m))
		}
		return all
	}
	require.Equal(t, []string{"capture Completed -> Closed (AmazonClosed)"},
		texts(emulator.Next(emulator.KindCapture, emulator.Completed, emulator.ByAmazon)))
	require.Equal(t, []string{"order Draft -> Open", "order Draft -> Canceled (SellerCanceled)"},
		texts(emulator.Next(emulator.KindOrder, emulator.Draft, emulator.BySeller)))
	require.Len(t, emulator.Next(emulator.KindCapture, emulator.Completed, emulator.ByAmazon|emulator.ByTime), 3)
	require.Empty(t, emulator.Next(emulator.KindOrder, emulator.Closed, emulator.ByAmazon))
	require.Empty(t, emulator.Next(emulator.KindOrder, "", emulator.ByBuyer), "nothing comes into being by a decision")
}

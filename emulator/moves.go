package emulator

import "slices"

// Party is who can bring a move about.
type Party uint8

// The parties to an order.
const (
	BySeller Party = 1 << iota // by an API call
	ByBuyer                    // in the wallet
	ByAmazon                   // by a decision of its own, also one that a test makes in its place
	ByTime                     // because something fell due
)

// Move is one legal change of state of one kind of object. From "" means that
// the object comes into being.
type Move struct {
	Kind   Kind
	From   State
	To     State
	Reason Reason
	By     Party
}

// Moves lists every legal change of state, mws-states sections 1 to 4. Nothing
// else ever happens: each step is held against it, and so is what a test
// decides in Amazon's place. Where several reasons lead from one state to
// another by the same party, the first is taken when none is named.
var Moves = slices.Concat(
	moves(KindOrder,
		Move{From: "", To: Draft, By: ByBuyer},
		Move{From: Draft, To: Open, By: BySeller},
		Move{From: Draft, To: Canceled, Reason: AmazonCanceled, By: ByAmazon},
		Move{From: Draft, To: Canceled, Reason: Stale, By: ByTime | ByAmazon},
		Move{From: Draft, To: Canceled, Reason: SellerCanceled, By: BySeller},
		Move{From: Draft, To: Closed, Reason: AmazonClosed, By: ByAmazon},
		Move{From: Open, To: Suspended, Reason: InvalidPaymentMethod, By: ByAmazon},
		Move{From: Open, To: Closed, Reason: MaxAmountCharged, By: BySeller | ByTime},
		Move{From: Open, To: Closed, Reason: MaxAuthorizationsCaptured, By: BySeller | ByTime},
		Move{From: Suspended, To: Open, By: BySeller | ByTime | ByAmazon},
	),
	fromEach(KindOrder, []State{Open, Suspended},
		Move{To: Canceled, Reason: SellerCanceled, By: BySeller},
		Move{To: Canceled, Reason: AmazonCanceled, By: ByAmazon},
		Move{To: Closed, Reason: AmazonClosed, By: ByAmazon | BySeller},
		Move{To: Closed, Reason: SellerClosed, By: BySeller},
		Move{To: Closed, Reason: Expired, By: ByTime | ByAmazon},
	),
	moves(KindAuthorization,
		Move{From: "", To: Pending, By: BySeller},
	),
	fromEach(KindAuthorization, []State{"", Pending},
		Move{To: Open, By: ByAmazon},
		Move{To: Declined, Reason: AmazonRejected, By: ByAmazon},
		Move{To: Declined, Reason: InvalidPaymentMethod, By: ByAmazon},
		Move{To: Declined, Reason: ProcessingFailure, By: ByAmazon},
		Move{To: Declined, Reason: TransactionTimedOut, By: ByAmazon | ByTime},
		Move{To: Closed, Reason: MaxCapturesProcessed, By: BySeller}, // CaptureNow
	),
	fromEach(KindAuthorization, []State{Pending, Open},
		Move{To: Closed, Reason: AmazonClosed, By: ByAmazon},
		Move{To: Closed, Reason: SellerClosed, By: BySeller},
		Move{To: Closed, Reason: OrderReferenceCanceled, By: BySeller}, // with its order
	),
	moves(KindAuthorization,
		Move{From: Open, To: Closed, Reason: ExpiredUnused, By: ByTime | ByAmazon},
		Move{From: Open, To: Closed, Reason: MaxCapturesProcessed, By: BySeller | ByTime},
	),
	moves(KindCapture,
		Move{From: "", To: Pending, By: BySeller},
		Move{From: Completed, To: Closed, Reason: AmazonClosed, By: ByAmazon},
		Move{From: Completed, To: Closed, Reason: MaxAmountRefunded, By: ByTime},
		Move{From: Completed, To: Closed, Reason: MaxRefundsProcessed, By: ByTime},
	),
	fromEach(KindCapture, []State{"", Pending},
		Move{To: Completed, By: ByAmazon},
		Move{To: Declined, Reason: AmazonRejected, By: ByAmazon},
		Move{To: Declined, Reason: ProcessingFailure, By: ByAmazon},
	),
	moves(KindRefund,
		Move{From: "", To: Pending, By: BySeller},
		Move{From: Pending, To: Completed, By: ByAmazon},
		Move{From: Pending, To: Declined, Reason: AmazonRejected, By: ByAmazon},
		Move{From: Pending, To: Declined, Reason: ProcessingFailure, By: ByAmazon},
	),
	moves(KindChargeback,
		Move{From: "", To: Received, By: ByAmazon},
	),
)

func moves(k Kind, list ...Move) []Move {
	for i := range list {
		list[i].Kind = k
	}
	return list
}

func fromEach(k Kind, from []State, list ...Move) []Move {
	var all []Move
	for _, s := range from {
		for _, m := range list {
			m.Kind, m.From = k, s
			all = append(all, m)
		}
	}
	return all
}

// legal indexes Moves without their parties.
var legal = func() map[Move]bool {
	index := make(map[Move]bool, len(Moves))
	for _, m := range Moves {
		m.By = 0
		index[m] = true
	}
	return index
}()

// Legal says whether the table holds the move, whoever makes it.
func Legal(k Kind, from, to State, why Reason) bool {
	return legal[Move{Kind: k, From: from, To: to, Reason: why}]
}

// Next lists the moves that a party can make from a state.
func Next(k Kind, from State, by Party) []Move {
	var next []Move
	for _, m := range Moves {
		if m.Kind == k && m.From == from && from != "" && m.By&by != 0 {
			next = append(next, m)
		}
	}
	return next
}

package emulator

import (
	"slices"
	"time"
)

// Received is the state of every chargeback (observed).
const Received State = "RECEIVED"

// Chargeback is money that a buyer's bank claims back, because the buyer disputes
// a capture.
type Chargeback struct {
	ID      string // CB and 11 letters and digits (observed)
	Capture string // id of the capture
	Amount  Money
	Reason  string // in Amazon's words
	Status  Status
	Created time.Time
}

// The reasons that were seen, the usual one first.
const (
	UnauthorizedTransaction = "Unauthorized Transaction Chargeback"
	GenericService          = "Generic Service Chargeback"
)

// Chargeback finds a chargeback by its id.
func (o *Order) Chargeback(id string) (*Chargeback, bool) {
	return find(o.Chargebacks, func(b *Chargeback) bool { return b.ID == id })
}

// Dispute lets the buyer dispute a capture of which money was taken: up to its
// amount, the whole of it when none is given. The capture stays as it is
// (assumed).
func (o Order) Dispute(capture string, amount Money, reason string, env Env) (Step, error) {
	p, ok := o.Capture(capture)
	if !ok {
		if kind, s, is := o.StatusOf(capture); is {
			return Step{}, &Error{Code: MoveIllegal, Kind: kind, ID: capture, Status: s, Why: "only captures can be charged back"}
		}
		return Step{}, &Error{Code: TransactionUnknown, ID: capture}
	}
	if amount.IsZero() {
		amount = p.Amount
	}
	refused := &Error{Code: MoveIllegal, Kind: KindCapture, ID: capture, Status: p.Status, Amount: amount, Max: p.Amount}
	switch {
	case !p.Took():
		refused.Why = "only captured money can be charged back"
		return Step{}, refused
	case amount.Currency != p.Amount.Currency || amount.Minor > p.Amount.Minor:
		refused.Why = "no more than the captured amount can be charged back"
		return Step{}, refused
	}
	c := o.begin(env)
	return c.step(c.chargeback(capture, amount, reason)), nil
}

// chargeback makes one, and returns its id.
func (c *change) chargeback(capture string, amount Money, reason string) string {
	if reason == "" {
		reason = UnauthorizedTransaction
	}
	id := c.chargebackID()
	b := Chargeback{ID: id, Capture: capture, Amount: amount, Reason: reason, Created: c.env.Now}
	c.Chargebacks = append(slices.Clip(c.Chargebacks), b)
	c.move(id, Received, "")
	return id
}

func (c *change) chargebackID() string {
	const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	id := []byte("CB")
	for range 11 {
		id = append(id, alphabet[c.env.Digits(uint32(len(alphabet)))])
	}
	return string(id)
}

package store

import (
	"strings"
	"time"

	"amazon-pay-emulator/emulator"
)

// The words that are written as numbers. New ones go to the end: their places
// are in files.
var (
	states = []emulator.State{
		"", emulator.Draft, emulator.Pending, emulator.Open, emulator.Suspended, emulator.Declined, emulator.Completed, emulator.Canceled,
		emulator.Closed, emulator.Received,
	}
	reasons = []emulator.Reason{
		"", emulator.InvalidPaymentMethod, emulator.AmazonRejected, emulator.ProcessingFailure, emulator.TransactionTimedOut, emulator.ExpiredUnused,
		emulator.MaxCapturesProcessed, emulator.AmazonClosed, emulator.OrderReferenceCanceled, emulator.SellerClosed, emulator.SellerCanceled,
		emulator.Stale, emulator.AmazonCanceled, emulator.Expired, emulator.MaxAmountCharged, emulator.MaxAuthorizationsCaptured,
		emulator.MaxAmountRefunded, emulator.MaxRefundsProcessed,
	}
	currencies = []emulator.Currency{
		"", emulator.USD, emulator.EUR, emulator.GBP, emulator.JPY, emulator.AUD, emulator.ZAR, emulator.CHF, emulator.NOK, emulator.DKK,
		emulator.SEK, emulator.NZD, emulator.HKD,
	}
	environments = []emulator.Environment{"", emulator.Sandbox, emulator.Live}
	methods      = []emulator.PaymentMethod{
		"", emulator.Visa, emulator.Mastercard, emulator.Amex, emulator.DeclineNotAllowed, emulator.DeclineInvalidMethod,
		emulator.DeclineAmazonRejected, emulator.DeclineTransactionTimeout,
	}
	kinds      = []emulator.Kind{"", emulator.KindOrder, emulator.KindAuthorization, emulator.KindCapture, emulator.KindRefund, emulator.KindChargeback}
	alarmKinds = []emulator.AlarmKind{
		"", emulator.DraftGoesStale, emulator.OrderExpires, emulator.PaymentMethodFixed, emulator.AuthorizationResolves, emulator.AuthorizationTimesOut,
		emulator.AuthorizationExpires, emulator.CaptureResolves, emulator.RefundResolves, emulator.AmazonDecides, emulator.BuyerDisputes,
	}
)

func writeOrder(w *writer, o *emulator.Order) {
	w.text(o.ID)
	w.text(o.Seller)
	word(w, o.Environment, environments)
	w.time(o.Created)
	writeStatus(w, &o.Status)
	writeMoney(w, &o.Total)
	writePointer(w, o.Attributes, writeAttributes)
	writePointer(w, o.Buyer, writeBuyer)
	w.bool(o.Confirmed)
	w.bool(o.PaymentUpdated)
	writeList(w, o.Imposed, writeText)
	writeList(w, o.Authorizations, writeAuthorization)
	writeList(w, o.Captures, writeCapture)
	writeList(w, o.Refunds, writeRefund)
	writeList(w, o.Chargebacks, writeChargeback)
	writeList(w, o.Alarms, writeAlarm)
}

func readOrder(r *reader) (o emulator.Order) {
	o.ID, o.Seller, o.Environment, o.Created, o.Status, o.Total = r.text(), r.text(), readWord(r, environments), r.time(), readStatus(r), readMoney(r)
	o.Attributes, o.Buyer = sharedAttributes(r), sharedBuyer(r)
	o.Confirmed, o.PaymentUpdated, o.Imposed = r.bool(), r.bool(), list(r, readText[emulator.ConstraintID])
	o.Authorizations, o.Captures = pooled(r, &r.pools.authorizations, readAuthorization), pooled(r, &r.pools.captures, readCapture)
	o.Refunds, o.Chargebacks = list(r, readRefund), list(r, readChargeback)
	o.Alarms = pooled(r, &r.pools.alarms, readAlarm)
	return o
}

func writeText[T ~string](w *writer, s *T) { w.text(string(*s)) }

func readText[T ~string](r *reader) T { return T(r.text()) }

func writeStatus(w *writer, s *emulator.Status) {
	word(w, s.State, states)
	word(w, s.Reason, reasons)
	w.text(s.Description)
	w.time(s.Updated)
}

func readStatus(r *reader) emulator.Status {
	return emulator.Status{State: readWord(r, states), Reason: readWord(r, reasons), Description: r.text(), Updated: r.time()}
}

func writeMoney(w *writer, m *emulator.Money) {
	w.int(m.Minor)
	word(w, m.Currency, currencies)
}

func readMoney(r *reader) emulator.Money {
	return emulator.Money{Minor: r.int(), Currency: readWord(r, currencies)}
}

func writeAttributes(w *writer, a *emulator.Attributes) {
	w.text(a.SellerOrderID)
	w.text(a.StoreName)
	w.text(a.CustomInformation)
	w.text(a.SupplementaryData)
	writeList(w, a.Categories, writeText)
	w.text(a.SellerNote)
	w.text(a.PlatformID)
	w.bool(a.RequestPaymentAuthorization)
	w.text(a.ProviderID)
	w.text(a.ProviderOrderID)
}

func readAttributes(r *reader) emulator.Attributes {
	return emulator.Attributes{
		SellerOrderID: r.text(), StoreName: r.text(), CustomInformation: r.text(), SupplementaryData: r.text(), Categories: list(r, readText[string]),
		SellerNote: r.text(), PlatformID: r.text(), RequestPaymentAuthorization: r.bool(), ProviderID: r.text(), ProviderOrderID: r.text(),
	}
}

// noAttributes are those of the many orders that have none; attributes are never
// written to.
var noAttributes emulator.Attributes

// noAttributesWritten is how they are written.
var noAttributesWritten = func() string {
	w := &writer{}
	writePointer(w, &noAttributes, writeAttributes)
	return string(w.b)
}()

// sharedAttributes reads attributes that may be missing; none are the same ones.
func sharedAttributes(r *reader) *emulator.Attributes {
	if rest, none := strings.CutPrefix(r.s, noAttributesWritten); none {
		r.s = rest
		return &noAttributes
	}
	return pointer(r, readAttributes)
}

func writeBuyer(w *writer, b *emulator.Buyer) {
	w.text(b.Name)
	w.text(b.Email)
	w.text(b.Phone)
	writePointer(w, b.Address, writeAddress)
	word(w, b.Payment, methods)
}

func readBuyer(r *reader) emulator.Buyer {
	return emulator.Buyer{Name: r.text(), Email: r.text(), Phone: r.text(), Address: pointer(r, readAddress), Payment: readWord(r, methods)}
}

// sharedBuyer reads a buyer that may be missing.
func sharedBuyer(r *reader) *emulator.Buyer {
	if !r.bool() {
		return nil
	}
	written := r.s
	skipBuyer(r)
	return r.pools.buyer(written[:len(written)-len(r.s)])
}

// skipBuyer reads past what readBuyer reads.
func skipBuyer(r *reader) {
	for range 3 {
		r.text()
	}
	if r.bool() {
		for range addressTexts {
			r.text()
		}
	}
	readWord(r, methods)
}

// addressTexts is how many texts an address is written as.
const addressTexts = 11

func writeAddress(w *writer, a *emulator.Address) {
	for _, s := range [...]string{a.Name, a.Line1, a.Line2, a.Line3, a.City, a.County, a.District, a.StateOrRegion, a.PostalCode, a.CountryCode, a.Phone} {
		w.text(s)
	}
}

func readAddress(r *reader) emulator.Address {
	return emulator.Address{
		Name: r.text(), Line1: r.text(), Line2: r.text(), Line3: r.text(), City: r.text(), County: r.text(), District: r.text(),
		StateOrRegion: r.text(), PostalCode: r.text(), CountryCode: r.text(), Phone: r.text(),
	}
}

func writeCredit(w *writer, c *emulator.ProviderCredit) {
	w.text(c.Provider)
	writeMoney(w, &c.Amount)
}

func readCredit(r *reader) emulator.ProviderCredit {
	return emulator.ProviderCredit{Provider: r.text(), Amount: readMoney(r)}
}

func writeAuthorization(w *writer, a *emulator.Authorization) {
	w.text(a.ID)
	w.text(a.Reference)
	writeMoney(w, &a.Amount)
	writeStatus(w, &a.Status)
	w.time(a.Created)
	w.time(a.Opened)
	word(w, a.First, states)
	w.text(a.Note)
	w.text(a.SoftDescriptor)
	w.text(a.Descriptor)
	w.int(int64(a.Timeout))
	w.bool(a.CaptureNow)
	w.bool(a.SoftDecline)
	w.bool(a.Overdue)
	writeList(w, a.ProviderCredits, writeCredit)
}

func readAuthorization(r *reader) emulator.Authorization {
	return emulator.Authorization{
		ID: r.text(), Reference: r.text(), Amount: readMoney(r), Status: readStatus(r), Created: r.time(), Opened: r.time(), First: readWord(r, states),
		Note: r.text(), SoftDescriptor: r.text(), Descriptor: r.text(), Timeout: time.Duration(r.int()), CaptureNow: r.bool(), SoftDecline: r.bool(),
		Overdue: r.bool(), ProviderCredits: list(r, readCredit),
	}
}

func writeCapture(w *writer, c *emulator.Capture) {
	w.text(c.ID)
	w.text(c.Authorization)
	w.text(c.Reference)
	writeMoney(w, &c.Amount)
	writeStatus(w, &c.Status)
	w.time(c.Created)
	word(w, c.First, states)
	w.text(c.Note)
	w.text(c.SoftDescriptor)
	w.text(c.Descriptor)
	writeList(w, c.ProviderCredits, writeCredit)
}

func readCapture(r *reader) emulator.Capture {
	return emulator.Capture{
		ID: r.text(), Authorization: r.text(), Reference: r.text(), Amount: readMoney(r), Status: readStatus(r), Created: r.time(), First: readWord(r, states),
		Note: r.text(), SoftDescriptor: r.text(), Descriptor: r.text(), ProviderCredits: list(r, readCredit),
	}
}

func writeRefund(w *writer, x *emulator.Refund) {
	w.text(x.ID)
	w.text(x.Capture)
	w.text(x.Reference)
	writeMoney(w, &x.Amount)
	writeStatus(w, &x.Status)
	w.time(x.Created)
	word(w, x.First, states)
	w.text(x.Note)
	w.text(x.SoftDescriptor)
	w.text(x.Descriptor)
	writeList(w, x.ProviderCredits, writeCredit)
}

func readRefund(r *reader) emulator.Refund {
	return emulator.Refund{
		ID: r.text(), Capture: r.text(), Reference: r.text(), Amount: readMoney(r), Status: readStatus(r), Created: r.time(), First: readWord(r, states),
		Note: r.text(), SoftDescriptor: r.text(), Descriptor: r.text(), ProviderCredits: list(r, readCredit),
	}
}

func writeChargeback(w *writer, b *emulator.Chargeback) {
	w.text(b.ID)
	w.text(b.Capture)
	writeMoney(w, &b.Amount)
	w.text(b.Reason)
	writeStatus(w, &b.Status)
	w.time(b.Created)
}

func readChargeback(r *reader) emulator.Chargeback {
	return emulator.Chargeback{ID: r.text(), Capture: r.text(), Amount: readMoney(r), Reason: r.text(), Status: readStatus(r), Created: r.time()}
}

func writeAlarm(w *writer, a *emulator.Alarm) {
	w.time(a.Due)
	word(w, a.Kind, alarmKinds)
	w.text(a.Object)
	writePointer(w, a.Then, writeVerdict)
	writePointer(w, a.Dispute, writeDispute)
}

func readAlarm(r *reader) emulator.Alarm {
	return emulator.Alarm{Due: r.time(), Kind: readWord(r, alarmKinds), Object: r.text(), Then: pointer(r, readVerdict), Dispute: pointer(r, readDispute)}
}

func writeVerdict(w *writer, v *emulator.Verdict) {
	word(w, v.State, states)
	word(w, v.Reason, reasons)
	w.int(int64(v.PendingFor))
	w.int(int64(v.After))
	w.bool(v.SoftDecline)
	w.int(int64(v.FixedAfter))
	w.text(string(v.Authorization))
	w.text(string(v.Order))
	w.text(string(v.Constraint))
}

func readVerdict(r *reader) emulator.Verdict {
	return emulator.Verdict{
		State: readWord(r, states), Reason: readWord(r, reasons), PendingFor: time.Duration(r.int()), After: time.Duration(r.int()), SoftDecline: r.bool(),
		FixedAfter: time.Duration(r.int()), Authorization: readText[emulator.Effect](r), Order: readText[emulator.Effect](r), Constraint: readText[emulator.ConstraintID](r),
	}
}

func writeDispute(w *writer, d *emulator.Dispute) {
	w.text(d.Amount)
	w.text(d.Reason)
}

func readDispute(r *reader) emulator.Dispute {
	return emulator.Dispute{Amount: r.text(), Reason: r.text()}
}

func writeDelivery(w *writer, d *emulator.Delivery) {
	w.int(int64(d.Delay))
	w.int(int64(d.Copies))
	for _, b := range [...]bool{d.Republish, d.Drop, d.Hold, d.Early, d.Last} {
		w.bool(b)
	}
	w.text(string(d.Tamper))
}

func readDelivery(r *reader) emulator.Delivery {
	return emulator.Delivery{
		Delay: time.Duration(r.int()), Copies: int(r.int()), Republish: r.bool(), Drop: r.bool(), Hold: r.bool(), Early: r.bool(), Last: r.bool(),
		Tamper: readText[emulator.Tamper](r),
	}
}

func writeEvent(w *writer, e *emulator.Event) {
	w.time(e.At)
	word(w, e.Kind, kinds)
	w.text(e.ID)
	word(w, e.From, states)
	word(w, e.To, states)
	word(w, e.Reason, reasons)
}

func readEvent(r *reader) emulator.Event {
	return emulator.Event{At: r.time(), Kind: readWord(r, kinds), ID: r.text(), From: readWord(r, states), To: readWord(r, states), Reason: readWord(r, reasons)}
}

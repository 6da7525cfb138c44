package mws

import (
	"time"
	"unicode/utf8"

	"amazon-pay-emulator/emulator"
)

// IPNNamespace is the default namespace of every notification, in all regions
// (observed).
const IPNNamespace = "https://mws.amazonservices.com/ipn/OffAmazonPayments/2013-01-01"

// NotificationType is the kind of a notification by its wire name.
type NotificationType string

// The kinds of notifications (observed; the chargeback's has spaces on the
// wire).
const (
	OrderReferenceNotification NotificationType = "OrderReferenceNotification"
	PaymentAuthorize           NotificationType = "PaymentAuthorize"
	PaymentCapture             NotificationType = "PaymentCapture"
	PaymentRefund              NotificationType = "PaymentRefund"
	ChargebackNotification     NotificationType = "Chargeback Detailed Notification"
)

// EventKey is the name of the kind in SetMerchantNotificationConfiguration
// (observed for orders, authorizations and captures, the others assumed).
func (t NotificationType) EventKey() string {
	switch t {
	case OrderReferenceNotification:
		return "ORDER_REFERENCE"
	case PaymentAuthorize:
		return "PAYMENT_AUTHORIZE"
	case PaymentCapture:
		return "PAYMENT_CAPTURE"
	case PaymentRefund:
		return "PAYMENT_REFUND"
	}
	return "CHARGEBACK_DETAILED"
}

// Announced says which notification an event causes, if any: ipn.md section 6,
// assumed from what was seen. Creation in Draft and Pending is silent.
// Confirmation is announced on demand only, because it is not known whether
// Amazon does.
func Announced(ev emulator.Event, onConfirm bool) (NotificationType, bool) {
	if ev.To == emulator.Pending || ev.To == emulator.Draft {
		return "", false
	}
	switch ev.Kind {
	case emulator.KindOrder:
		confirmed := ev.From == emulator.Draft && ev.To == emulator.Open
		return OrderReferenceNotification, onConfirm || !confirmed
	case emulator.KindAuthorization:
		return PaymentAuthorize, true
	case emulator.KindCapture:
		return PaymentCapture, true
	case emulator.KindRefund:
		return PaymentRefund, true
	case emulator.KindChargeback:
		return ChargebackNotification, true
	}
	return "", false
}

// Notification is what the inner document of a notification says.
type Notification struct {
	Type        NotificationType
	Environment emulator.Environment
	Region      emulator.Region
	Seller      string
	ReferenceID string // NotificationReferenceId, a UUID
	Sample      bool   // a test send, not about a real object
	At          time.Time
	Data        []byte // NotificationData: see Data
}

// marketplace is the MarketplaceID of a region and environment: observed for the
// US and the European sandbox. The live European one is assumed to be the same;
// for Japan none was seen, so it is the marketplace's token.
func marketplace(r emulator.Region, e emulator.Environment) string {
	switch r {
	case emulator.UK, emulator.DE:
		return "136311"
	case emulator.JP:
		return "A31YDYE76E6TCP"
	}
	if e == emulator.Live {
		return "623680"
	}
	return "623690"
}

// Message is the inner document: compact JSON in the order of real traffic, with
// slashes escaped in the data (observed).
func (n Notification) Message() string {
	b := make([]byte, 0, len(n.Data)+512)
	member := func(name, value string) {
		sep := byte(',')
		if len(b) == 0 {
			sep = '{'
		}
		b = append(append(append(b, sep, '"'), name...), '"', ':')
		b = append(appendJSON(append(b, '"'), value, false), '"')
	}
	member("ReleaseEnvironment", releaseEnvironment(n.Environment))
	member("MarketplaceID", marketplace(n.Region, n.Environment))
	member("Version", version)
	member("NotificationType", string(n.Type))
	member("SellerId", n.Seller)
	member("NotificationReferenceId", n.ReferenceID)
	if n.Sample {
		b = append(b, `,"IsSample":true`...)
	}
	member("Timestamp", n.At.UTC().Format(timestampFormat))
	b = append(b, `,"NotificationData":"`...)
	b = appendJSON(b, string(n.Data), true)
	return string(append(b, '"', '}'))
}

// appendJSON appends the inside of a JSON string. Only what JSON wants escaped
// is, and slashes where asked for.
func appendJSON(b []byte, s string, slashes bool) []byte {
	const hex = "0123456789abcdef"
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"' || c == '\\' || c == '/' && slashes:
			b = append(b, '\\', c)
		case c == '\n':
			b = append(b, '\\', 'n')
		case c == '\r':
			b = append(b, '\\', 'r')
		case c == '\t':
			b = append(b, '\\', 't')
		case c < ' ':
			b = append(b, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		case c >= utf8.RuneSelf:
			r, size := utf8.DecodeRuneInString(s[i:])
			b = utf8.AppendRune(b, r) // the replacement character for what is no UTF-8
			i += size - 1
		default:
			b = append(b, c)
		}
	}
	return b
}

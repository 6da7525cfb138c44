package emulator

import (
	"fmt"
	"strings"
)

// Kind tells the objects of the domain apart.
type Kind string

// The kinds of objects, by the names under which the admin API lists them.
const (
	KindOrder         Kind = "order_reference"
	KindAuthorization Kind = "authorization"
	KindCapture       Kind = "capture"
	KindRefund        Kind = "refund"
	KindChargeback    Kind = "chargeback" // told to the seller, read by no operation
)

// Kinds lists every kind, parents before children.
var Kinds = []Kind{KindOrder, KindAuthorization, KindCapture, KindRefund, KindChargeback}

// letter is the first character of a child id's last part (observed).
func (k Kind) letter() byte {
	switch k {
	case KindAuthorization:
		return 'A'
	case KindCapture:
		return 'C'
	case KindRefund:
		return 'R'
	}
	return 0
}

// NewOrderID forms the id of an order reference, S01-1234567-1234567, from two
// numbers below ten million: S in the sandbox and P live, the region's two
// digits, twice seven digits (observed).
func NewOrderID(env Environment, r Region, a, b uint32) string {
	prefix := "S"
	if env == Live {
		prefix = "P"
	}
	return fmt.Sprintf("%s%s-%07d-%07d", prefix, r.digits(), a%1e7, b%1e7)
}

// ChildIDs is how many ids each kind of child of one order can have.
const ChildIDs = 100_000

// NewChildID forms the id of an authorization, capture or refund,
// S01-1234567-1234567-A012345, from a number below ChildIDs: the order's id, the
// kind's letter and six digits, the first of which is 0 (observed).
func NewChildID(order string, k Kind, n uint32) string {
	b := make([]byte, 0, len(order)+len("-A012345"))
	b = append(append(b, order...), '-', k.letter(), '0')
	for d := uint32(ChildIDs / 10); d > 0; d /= 10 {
		b = append(b, byte('0'+n/d%10))
	}
	return string(b)
}

// CheckOrderID says what is wrong with an order reference id that somebody
// chose: it needs the form S01-1234567-1234567, S in the sandbox and P live.
func CheckOrderID(id string, env Environment) error {
	prefix := byte('S')
	if env == Live {
		prefix = 'P'
	}
	if !matches(id, string(prefix)+"99-9999999-9999999") {
		return fmt.Errorf("%q is not an order reference id of the %s environment; write %c01-1234567-1234567", id, env, prefix)
	}
	return nil
}

// CheckChildID says what is wrong with a chosen id of an authorization, capture
// or refund: it needs the id of its order reference, a dash, and the kind's
// letter with 6 digits, or 7 digits as in Amazon's older documents.
func CheckChildID(id string, k Kind, order string) error {
	tail, ok := strings.CutPrefix(id, order+"-")
	if !ok || !matches(tail, string(k.letter())+"999999") && !matches(tail, "9999999") {
		return fmt.Errorf("%q is no %s id in order reference %s; write %s-%c012345", id, k, order, order, k.letter())
	}
	return nil
}

// matches holds a text against a form in which 9 stands for any digit.
func matches(text, form string) bool {
	if len(text) != len(form) {
		return false
	}
	for i := range len(form) {
		if form[i] == '9' && (text[i] < '0' || text[i] > '9') || form[i] != '9' && text[i] != form[i] {
			return false
		}
	}
	return true
}

// OrderOf cuts the order reference id off the id of any object: a child's id
// begins with its order's id (observed). What has no such form is returned
// unchanged.
func OrderOf(id string) string {
	const orderLength = len("S01-1234567-1234567")
	if len(id) > orderLength && id[orderLength] == '-' {
		return id[:orderLength]
	}
	return id
}

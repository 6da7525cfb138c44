package emulator

import (
	"errors"
	"strconv"
	"strings"
)

// Currency is an ISO 4217 code, such as USD.
type Currency string

// The currencies that Amazon Pay takes: one for each region, and those of
// European multi-currency sellers (documented).
const (
	USD Currency = "USD"
	EUR Currency = "EUR"
	GBP Currency = "GBP"
	JPY Currency = "JPY"
	AUD Currency = "AUD"
	ZAR Currency = "ZAR"
	CHF Currency = "CHF"
	NOK Currency = "NOK"
	DKK Currency = "DKK"
	SEK Currency = "SEK"
	NZD Currency = "NZD"
	HKD Currency = "HKD"
)

// MultiCurrency lists the currencies in which sellers of the European regions
// may present prices beside their own (documented).
var MultiCurrency = []Currency{AUD, ZAR, CHF, NOK, DKK, SEK, NZD, HKD}

// Known says whether the emulator can count in this currency.
func (c Currency) Known() bool {
	switch c {
	case USD, EUR, GBP, JPY, AUD, ZAR, CHF, NOK, DKK, SEK, NZD, HKD:
		return true
	}
	return false
}

// perUnit is how many of the smallest amounts make one unit: cents to the
// dollar. The yen has nothing smaller.
func (c Currency) perUnit() int64 {
	if c == JPY {
		return 1
	}
	return 100
}

// Money is an amount of one currency, counted in its smallest amount: cents, or
// whole yen. The zero Money means that no amount was set.
type Money struct {
	Minor    int64
	Currency Currency
}

// Units makes an amount of whole units: Units(75, USD) is 75.00 USD.
func Units(n int64, c Currency) Money {
	return Money{Minor: n * c.perUnit(), Currency: c}
}

// ErrAmount is what ParseMoney answers to a text that is no amount.
var ErrAmount = errors.New("not an amount: digits, with at most 4 decimals after a point, more than zero")

// maxDigits keeps every amount, and any sum of them, far inside an int64.
const maxDigits = 12

// ParseMoney reads a decimal amount as sellers send it: digits, then optionally
// a point and 1 to 4 decimals, rounded half up to the smallest amount of the
// currency and more than zero afterwards. Signs, exponents, thousands
// separators and spaces are refused with ErrAmount (assumed; 7.3295 accepted,
// 0.0099999999999998 and 0.0000 refused: observed).
func ParseMoney(text string, c Currency) (Money, error) {
	whole, fraction, point := strings.Cut(text, ".")
	if whole == "" || len(whole) > maxDigits || len(fraction) > 4 || point && fraction == "" {
		return Money{}, ErrAmount
	}
	var tenThousandths int64
	for _, digits := range [2]string{whole, (fraction + "0000")[:4]} {
		for i := range len(digits) {
			d := digits[i]
			if d < '0' || d > '9' {
				return Money{}, ErrAmount
			}
			tenThousandths = tenThousandths*10 + int64(d-'0')
		}
	}
	step := 10000 / c.perUnit()
	m := Money{Minor: (tenThousandths + step/2) / step, Currency: c}
	if m.Minor == 0 {
		return Money{}, ErrAmount
	}
	return m, nil
}

// IsZero says that nothing is there: no amount, or an amount of zero.
func (m Money) IsZero() bool { return m.Minor == 0 }

// Plus adds an amount of the same currency. An unset Money counts as zero of
// the other's currency.
func (m Money) Plus(n Money) Money {
	if m.Currency == "" {
		m.Currency = n.Currency
	}
	return Money{Minor: m.Minor + n.Minor, Currency: m.Currency}
}

// Amount is the number with two decimals, as the service prints it for every
// currency, yen included: 106.00, 646.00 (observed).
func (m Money) Amount() string {
	return string(m.AppendAmount(nil))
}

// AppendAmount appends Amount to b.
func (m Money) AppendAmount(b []byte) []byte {
	minor := m.Minor
	if minor < 0 {
		b, minor = append(b, '-'), -minor
	}
	unit := m.Currency.perUnit()
	b = strconv.AppendInt(b, minor/unit, 10)
	cents := minor % unit * (100 / unit)
	return append(b, '.', byte('0'+cents/10), byte('0'+cents%10))
}

// String is the amount with its currency: 106.00 USD.
func (m Money) String() string {
	return m.Amount() + " " + string(m.Currency)
}

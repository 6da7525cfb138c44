package emulator_test

import (
	"math/big"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
)

func TestParseMoney(t *testing.T) {
	const refused = -1
	for _, c := range []struct {
		name     string
		text     string
		currency emulator.Currency
		minor    int64
	}{
		{"whole", "106", emulator.USD, 10600},
		{"one decimal", "106.5", emulator.USD, 10650},
		{"two decimals", "106.05", emulator.USD, 10605},
		{"the smallest amount", "0.01", emulator.USD, 1},
		{"sent by a shop", "7.3295", emulator.USD, 733},
		{"half rounds up", "7.325", emulator.USD, 733},
		{"just below half rounds down", "7.3249", emulator.USD, 732},
		{"rounded up across a unit", "7.9950", emulator.USD, 800},
		{"half a cent", "0.005", emulator.USD, 1},
		{"below half a cent", "0.0049", emulator.USD, refused},
		{"four decimals", "1.0000", emulator.USD, 100},
		{"five decimals", "1.00000", emulator.USD, refused},
		{"five decimals, next to nothing", "0.00001", emulator.USD, refused},
		{"fourteen decimals", "0.0099999999999998", emulator.USD, refused},
		{"zero", "0", emulator.USD, refused},
		{"zero with decimals", "0.0000", emulator.USD, refused},
		{"leading zeros", "007.5", emulator.USD, 750},
		{"twelve digits", "999999999999.9949", emulator.USD, 99999999999999},
		{"thirteen digits", "1000000000000", emulator.USD, refused},
		{"thirteen digits, most of them zeros", "0000000000001", emulator.USD, refused},
		{"minus", "-1", emulator.USD, refused},
		{"minus nothing", "-0.00", emulator.USD, refused},
		{"plus", "+5", emulator.USD, refused},
		{"no digit before the point", ".5", emulator.USD, refused},
		{"no digit after the point", "5.", emulator.USD, refused},
		{"only a point", ".", emulator.USD, refused},
		{"two points", "1.2.3", emulator.USD, refused},
		{"nothing", "", emulator.USD, refused},
		{"exponent", "1e3", emulator.USD, refused},
		{"capital exponent", "1E3", emulator.USD, refused},
		{"hexadecimal", "0x10", emulator.USD, refused},
		{"underscore", "1_000", emulator.USD, refused},
		{"not a number", "NaN", emulator.USD, refused},
		{"infinite", "Inf", emulator.USD, refused},
		{"decimal comma", "1,5", emulator.USD, refused},
		{"thousands", "1,000.00", emulator.USD, refused},
		{"space before", " 5", emulator.USD, refused},
		{"space after", "5 ", emulator.USD, refused},
		{"line break", "5\n", emulator.USD, refused},
		{"sign in the decimals", "5.-1", emulator.USD, refused},
		{"other digits", "٣", emulator.USD, refused},
		{"byte after the digits", "9:", emulator.USD, refused},
		{"byte before the digits", "/9", emulator.USD, refused},
		{"yen", "646", emulator.JPY, 646},
		{"yen with decimals", "646.00", emulator.JPY, 646},
		{"yen below half", "646.4999", emulator.JPY, 646},
		{"yen half up", "646.5", emulator.JPY, 647},
		{"half a yen", "0.5", emulator.JPY, 1},
		{"less than half a yen", "0.4999", emulator.JPY, refused},
		{"a cent of a yen", "0.01", emulator.JPY, refused},
		{"most yen", "999999999999", emulator.JPY, 999999999999},
	} {
		t.Run(c.name, func(t *testing.T) {
			m, err := emulator.ParseMoney(c.text, c.currency)
			if c.minor == refused {
				require.ErrorIs(t, err, emulator.ErrAmount)
				require.Zero(t, m)
				return
			}
			require.NoError(t, err)
			require.Equal(t, emulator.Money{Minor: c.minor, Currency: c.currency}, m)
		})
	}
}

func TestMoneyText(t *testing.T) {
	for _, c := range []struct {
		name  string
		money emulator.Money
		text  string
	}{
		{"dollars and cents", emulator.Money{Minor: 10605, Currency: emulator.USD}, "106.05 USD"},
		{"less than a unit", emulator.Money{Minor: 7, Currency: emulator.EUR}, "0.07 EUR"},
		{"tens of cents", emulator.Money{Minor: 70, Currency: emulator.GBP}, "0.70 GBP"},
		{"zero", emulator.Money{Currency: emulator.USD}, "0.00 USD"},
		{"yen have two decimals too", emulator.Money{Minor: 646, Currency: emulator.JPY}, "646.00 JPY"},
		{"negative", emulator.Money{Minor: -150, Currency: emulator.USD}, "-1.50 USD"},
		{"negative, less than a unit", emulator.Money{Minor: -5, Currency: emulator.USD}, "-0.05 USD"},
		{"units", emulator.Units(75, emulator.USD), "75.00 USD"},
		{"units of yen", emulator.Units(75, emulator.JPY), "75.00 JPY"},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.Equal(t, c.text, c.money.String())
			require.Equal(t, c.text, string(c.money.AppendAmount(nil))+" "+string(c.money.Currency))
			require.Equal(t, "total "+c.money.Amount(), string(c.money.AppendAmount([]byte("total "))))
		})
	}
}

func TestMoneyPlus(t *testing.T) {
	require.Equal(t, money("115"), money("100").Plus(money("15")))
	require.Equal(t, money("646 JPY"), emulator.Money{}.Plus(money("646 JPY")), "an unset amount is zero of any currency")
	require.Equal(t, money("646 JPY"), money("646 JPY").Plus(emulator.Money{}))
	require.True(t, emulator.Money{}.IsZero())
	require.True(t, emulator.Units(0, emulator.USD).IsZero())
	require.False(t, money("0.01").IsZero())
}

func TestCurrencies(t *testing.T) {
	for _, r := range emulator.Regions {
		require.True(t, r.Currency().Known(), r)
	}
	for _, c := range emulator.MultiCurrency {
		require.True(t, c.Known(), c)
		require.Equal(t, int64(100), emulator.Units(1, c).Minor, c)
	}
	for _, c := range []emulator.Currency{"", "usd", "XXX", "US"} {
		require.False(t, c.Known(), c)
	}
}

// FuzzParseMoney holds every answer against exact arithmetic: what is an amount,
// what it rounds to, that it survives being printed and read again, and that a
// larger text never becomes a smaller amount.
func FuzzParseMoney(f *testing.F) {
	for _, text := range []string{
		"106.00", "7.3295", "0.005", "0.0049", "0.00001", "0", "-1", "+5", ".5", "5.", "1e3", "NaN", "646.5",
		"999999999999.9999", "1000000000000", "0x1p4", "1_0", "1/3", " 1", "٣",
	} {
		f.Add(text, "19.95", false)
		f.Add(text, "646", true)
	}
	shape := regexp.MustCompile(`\A[0-9]{1,12}(\.[0-9]{1,4})?\z`)
	f.Fuzz(func(t *testing.T, text, other string, yen bool) {
		currency, unit := emulator.USD, int64(100)
		if yen {
			currency, unit = emulator.JPY, 1
		}
		m, err := emulator.ParseMoney(text, currency)
		if !shape.MatchString(text) {
			require.ErrorIs(t, err, emulator.ErrAmount)
			require.Zero(t, m)
			return
		}
		exact, ok := new(big.Rat).SetString(text)
		require.True(t, ok)
		want := halfUp(exact, unit)
		if want == 0 {
			require.ErrorIs(t, err, emulator.ErrAmount)
			require.Zero(t, m)
			return
		}
		require.NoError(t, err)
		require.Equal(t, emulator.Money{Minor: want, Currency: currency}, m)

		if len(m.Amount()) <= len("999999999999.99") {
			again, err := emulator.ParseMoney(m.Amount(), currency)
			require.NoError(t, err)
			require.Equal(t, m, again, "printed and read again")
		}
		if n, err := emulator.ParseMoney(other, currency); err == nil {
			value, _ := new(big.Rat).SetString(other)
			if exact.Cmp(value) <= 0 {
				require.LessOrEqual(t, m.Minor, n.Minor)
			} else {
				require.GreaterOrEqual(t, m.Minor, n.Minor)
			}
		}
	})
}

// halfUp rounds to whole smallest amounts.
func halfUp(exact *big.Rat, unit int64) int64 {
	scaled := new(big.Rat).Mul(exact, big.NewRat(unit, 1))
	scaled.Add(scaled, big.NewRat(1, 2))
	return new(big.Int).Quo(scaled.Num(), scaled.Denom()).Int64()
}

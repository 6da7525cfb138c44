package admin

import (
	"cmp"

	"amazon-pay-emulator/emulator"
)

// money is an amount on the wire: {"amount":"106.00","currency":"USD"}. In a
// request the currency may be left out: it is that of the seller's region then.
type money struct {
	Amount   string            `json:"amount"`
	Currency emulator.Currency `json:"currency"`
}

// showMoney is nil for an amount that was never set.
func showMoney(m emulator.Money) *money {
	if m.Currency == "" {
		return nil
	}
	return &money{Amount: m.Amount(), Currency: m.Currency}
}

// parse reads an amount that a seller of the region may ask for.
func (m money) parse(path string, region emulator.Region) (emulator.Money, []flaw) {
	m.Currency = cmp.Or(m.Currency, region.Currency())
	switch {
	case !m.Currency.Known():
		return emulator.Money{}, []flaw{{Path: path + ".currency", Message: "\"" + shorten(string(m.Currency)) + "\" is not a currency of Amazon Pay", Suggestion: "use " + string(region.Currency())}}
	case !region.Takes(m.Currency):
		return emulator.Money{}, []flaw{{Path: path + ".currency", Message: "a seller of region " + string(region) + " does not take " + string(m.Currency), Suggestion: "use " + string(region.Currency()) + ", or give the seller another region"}}
	}
	parsed, err := emulator.ParseMoney(m.Amount, m.Currency)
	if err != nil {
		return emulator.Money{}, []flaw{{Path: path + ".amount", Message: "\"" + shorten(m.Amount) + "\" is " + err.Error(), Suggestion: `write it as "106.00"`}}
	}
	if most := emulator.Maximum(m.Currency); parsed.Minor > most.Minor {
		return emulator.Money{}, []flaw{{Path: path + ".amount", Message: parsed.String() + " is more than the service takes", Suggestion: "use at most " + most.Amount()}}
	}
	return parsed, nil
}

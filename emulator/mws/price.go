package mws

import (
	"fmt"
	"strings"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/mws/params"
)

// price is an amount of money among the parameters. Its two texts are read
// together, once both are there.
type price struct {
	Amount   string `param:"Amount,required"`
	Currency string `param:"CurrencyCode,required"`
}

// money reads the price; name is what a message calls its amount.
func (p price) money(name string) (emulator.Money, error) {
	currency := emulator.Currency(p.Currency)
	if !currency.Known() {
		return emulator.Money{}, refuseValue(p.Currency, "CurrencyCode", "Amazon Pay doesn't take this currency")
	}
	m, err := emulator.ParseMoney(p.Amount, currency)
	if err != nil {
		return emulator.Money{}, refuseValue(p.Amount, name, err.Error())
	}
	return m, nil
}

// total reads an order total, which must be in a currency of the seller's region
// and no more than the maximum (documented).
func (c *call) total(p price) (emulator.Money, error) {
	m, err := p.money("OrderTotal")
	if err != nil {
		return m, err
	}
	region := c.account.Seller().Region
	if !region.Takes(m.Currency) {
		return m, refuseValue(p.Currency, "CurrencyCode",
			fmt.Sprintf("the seller's region is %s; --region or the seller's configuration changes it", region))
	}
	if most := emulator.Maximum(m.Currency); m.Minor > most.Minor {
		return m, refuseValue(p.Amount, "OrderTotal", "at most "+most.String())
	}
	return m, nil
}

// refuseValue refuses a bad value of an operation's parameter.
func refuseValue(value, name, why string) *refusal {
	p := params.Problem{Kind: params.KindValue, Name: name, Value: value}
	return service(400, "InvalidParameterValue", p.Sentence()).because("%s", why)
}

// validation words what the service's framework found, with its count.
func validation(clauses []string) string {
	if len(clauses) == 1 {
		return "1 validation error detected: " + clauses[0]
	}
	return fmt.Sprintf("%d validation errors detected: %s", len(clauses), strings.Join(clauses, "; "))
}

// providerCredit is one entry of a ProviderCreditList.
type providerCredit struct {
	Provider string `param:"ProviderId,required"`
	Amount   price  `param:"CreditAmount.,required"`
}

// providerReversal is one entry of a ProviderCreditReversalList.
type providerReversal struct {
	Provider string `param:"ProviderId,required"`
	Amount   price  `param:"CreditReversalAmount.,required"`
}

// credits reads the shares of solution providers, which together may not be more
// than the whole (assumed).
func credits[T providerCredit | providerReversal](list []T, of emulator.Money) ([]emulator.ProviderCredit, error) {
	var all []emulator.ProviderCredit
	var sum emulator.Money
	for _, entry := range list {
		p := providerCredit(entry)
		m, err := p.Amount.money("Amount")
		if err != nil {
			return nil, err
		}
		if m.Currency != of.Currency {
			return nil, refuseValue(p.Amount.Currency, "CurrencyCode", "the whole is in "+string(of.Currency))
		}
		if sum = sum.Plus(m); sum.Minor > of.Minor {
			return nil, refuseValue(p.Amount.Amount, "Amount", "the providers' shares are more than "+of.String())
		}
		all = append(all, emulator.ProviderCredit{Provider: p.Provider, Amount: m})
	}
	return all, nil
}

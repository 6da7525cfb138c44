package mws

import (
	"strings"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
)

// failed words the error that was decided for a call: as the table has it, but
// for what the decision says itself.
func (c *call) failed(ans engine.Answer) *refusal {
	decided := ans.Transport.Error
	f := failureOf(decided.Code)
	status, message := f.Status, decided.Message
	if s := decided.Status; s >= 400 && s <= 599 { // no other is an error's
		status = s
	}
	if message == "" {
		message = c.fill(f.Message, ans)
	}
	r := service(status, f.Code, message)
	if f.gateway {
		r = gateway(status, f.Code, message)
	}
	if ans.Transport.Applied {
		c.note("the call took effect all the same")
	}
	return r.because("%s", c.hint)
}

// fill puts what the call has in the place of the words in braces.
func (c *call) fill(message string, ans engine.Answer) string {
	if !strings.Contains(message, "{") {
		return message
	}
	parameter, id := c.subject()
	amount, currency := c.amount()
	reference, value := c.reference()
	var order emulator.Order
	var state emulator.State
	var constraints []string
	if ans.Order != nil {
		order = *ans.Order
		_, s, _ := order.StatusOf(id)
		state = s.State
		for _, c := range order.Constraints() {
			constraints = append(constraints, string(c))
		}
	}
	if constraints == nil { // there are none in truth
		constraints = []string{string(emulator.PaymentMethodNotAllowed)}
	}
	return strings.NewReplacer(
		"{action}", c.operation.name, "{path}", c.request.URL.Path, "{seller}", c.account.ID(),
		"{parameter}", parameter, "{id}", id, "{state}", string(state),
		"{order}", order.ID, "{order_state}", string(order.Status.State), "{order_currency}", string(order.Total.Currency),
		"{constraints}", strings.Join(constraints, ", "), "{amount}", amount, "{currency}", currency,
		"{reference_name}", reference, "{reference}", value,
	).Replace(message)
}

// subject is the parameter that names the object which a call is about, and its
// value; for a call about none its action.
func (c *call) subject() (parameter, id string) {
	for _, p := range c.form.Pairs() {
		if strings.HasPrefix(p.Name, "Amazon") && strings.HasSuffix(p.Name, "Id") {
			return p.Name, p.Value
		}
	}
	return "Action", c.operation.name
}

// amount is the money that a call is about, with its currency apart.
func (c *call) amount() (amount, currency string) {
	for _, p := range c.form.Pairs() {
		name, ok := strings.CutSuffix(p.Name, ".Amount")
		if !ok || strings.Contains(name, ".member.") { // the share of a solution provider
			continue
		}
		currency, _ = c.form.Get(name + ".CurrencyCode")
		if m, err := emulator.ParseMoney(p.Value, emulator.Currency(currency)); err == nil {
			return m.String(), currency
		}
	}
	return "", currency
}

// reference is the parameter with the reference id of a call, and its value.
func (c *call) reference() (parameter, value string) {
	for _, p := range c.form.Pairs() {
		if strings.HasSuffix(p.Name, "ReferenceId") && !strings.HasPrefix(p.Name, "Amazon") {
			return p.Name, p.Value
		}
	}
	return "", ""
}

package command

import (
	"context"
	"flag"
	"fmt"
	"net/http"
)

// orderCreate makes an order reference, as if a buyer had checked out.
func orderCreate(flags *flag.FlagSet) action {
	c := clientFlags(flags)
	id := flags.String("id", "", "`ID` of the order reference, such as S01-1234567-1234567 (default a fresh one)")
	amount := flags.String("amount", "", "`AMOUNT` its total, such as 106.00 (default not set yet)")
	currency := flags.String("currency", "", "`CODE` of the amount (default that of the seller's region)")
	state := flags.String("state", "", "`Draft|Open` Open needs an amount (default Draft)")
	method := flags.String("payment-method", "", "`NAME` such as visa or decline-amazon-rejected (default visa)")
	environment := flags.String("environment", "", "`sandbox|live` (default sandbox)")
	return func(ctx context.Context, p *Program, _ []string) error {
		body := given(map[string]string{"id": *id, "state": *state, "payment_method": *method, "environment": *environment})
		if *amount != "" {
			body["amount"] = given(map[string]string{"amount": *amount, "currency": *currency})
		}
		return ask(ctx, p, c, http.MethodPost, "order-references", body, func(a struct{ ID string }) error {
			_, err := fmt.Fprintln(p.Stdout, a.ID)
			return err
		})
	}
}

// given is a request's body with those of the texts that are not empty.
func given(texts map[string]string) map[string]any {
	body := map[string]any{}
	for name, text := range texts {
		if text != "" {
			body[name] = text
		}
	}
	return body
}

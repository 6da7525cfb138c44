package command

import (
	"context"
	"flag"
	"net/http"
	"net/url"
)

// decide resolves or closes an object in Amazon's place.
func decide(flags *flag.FlagSet) action {
	c := clientFlags(flags)
	state := flags.String("state", "", "`STATE` that the object reaches now, such as Completed")
	reason := flags.String("reason", "", "`CODE` why, such as AmazonClosed (default the usual one)")
	chargeback := flags.Bool("chargeback", false, "the buyer disputes the capture")
	amount := flags.String("amount", "", "`AMOUNT` of the chargeback, such as 10.00 (default all of the capture)")
	currency := flags.String("currency", "", "`CODE` of the amount (default that of the seller's region)")
	return func(ctx context.Context, p *Program, args []string) error {
		if *state == "" && !*chargeback {
			return misused("what becomes of %s is not said; write --state Completed, and see show %[1]s for what is possible", args[0])
		}
		path := "objects/" + url.PathEscape(args[0]) + "/decide"
		body := given(map[string]string{"state": *state, "reason": *reason})
		if *chargeback {
			dispute := given(map[string]string{"reason": *reason})
			if *amount != "" {
				dispute["amount"] = given(map[string]string{"amount": *amount, "currency": *currency})
			}
			body = given(map[string]string{"state": *state})
			body["chargeback"] = dispute
		}
		return ask(ctx, p, c, http.MethodPost, path, body, func(a objectAnswer) error { return a.printLine(p) })
	}
}

package command

import (
	"context"
	"flag"
	"fmt"
	"net/http"
	"strings"
)

// next decides the next call of an operation. Its flags are the keys that an
// outcome has in scenarios.
func next(flags *flag.FlagSet) action {
	c := clientFlags(flags)
	state := flags.String("state", "", "`STATE` that the object reaches, such as Declined")
	reason := flags.String("reason", "", "`CODE` why, such as AmazonRejected")
	pending := flags.String("pending-for", "", "`DURATION` be Pending first, this long")
	soft := flags.Bool("soft-decline", false, "of an Authorize declined for InvalidPaymentMethod: a retry may succeed")
	fixed := flags.String("payment-method-fixed-after", "", "`DURATION` of the same: then the suspended order is Open again")
	constraint := flags.String("constraint", "", "`ID` of SetOrderReferenceDetails: PaymentMethodNotAllowed")
	authorization := flags.String("authorization", "", "`open|closed` what a declined Capture does to the authorization")
	order := flags.String("order", "", "`open|closed` what a decline does to the order reference")
	ipn := wishFlags(flags)
	return func(ctx context.Context, p *Program, args []string) error {
		then := given(map[string]string{
			"state": *state, "reason": *reason, "pending_for": *pending, "payment_method_fixed_after": *fixed,
			"constraint": *constraint, "authorization": *authorization, "order": *order,
		})
		if *soft {
			then["soft_decline"] = true
		}
		if wish := ipn(); len(wish) > 0 {
			then["ipn"] = wish
		}
		if len(then) == 0 {
			return misused("what the next %s comes to is not said; write --state Declined --reason AmazonRejected, or --ipn-drop", args[0])
		}
		body := map[string]any{"on": args[0], "then": then}
		return ask(ctx, p, c, http.MethodPost, "next", body, func(a struct {
			SellerID string `json:"seller_id"`
			Then     struct {
				statusAnswer
				IPN *wishAnswer
			}
		},
		) error {
			what := a.Then.String()
			if a.Then.IPN != nil {
				what = strings.TrimPrefix(what+", "+a.Then.IPN.String(), "-, ")
			}
			_, err := fmt.Fprintf(p.Stdout, "decided for the next %s of seller %s: %s\n", args[0], a.SellerID, what)
			return err
		})
	}
}

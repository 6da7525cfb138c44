package command

import (
	"context"
	"flag"
	"fmt"
	"net/http"
	"strings"
	"text/tabwriter"
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
	list := flags.Bool("list", false, "show what is decided for calls to come")
	takeBack := flags.Bool("clear", false, "take back what is decided for calls to come")
	return func(ctx context.Context, p *Program, args []string) error {
		switch {
		case *list && *takeBack:
			return misused("--list and --clear don't go together")
		case (*list || *takeBack) && len(args) > 0:
			return misused("--list and --clear are for all operations: write them without %s", args[0])
		case *list:
			return c.listNext(ctx, p)
		case *takeBack:
			return c.clearNext(ctx, p)
		case len(args) == 0:
			return misused("next what? write next Capture --state Declined --reason AmazonRejected, next --list or next --clear\nsee %s help next", name)
		}
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
		return ask(ctx, p, c, http.MethodPost, "next", body, func(a ruleAnswer) error {
			_, err := fmt.Fprintf(p.Stdout, "decided for the next %s of seller %s: %s\n", a.On, a.SellerID, a.what())
			return err
		})
	}
}

// ruleAnswer is how the admin API says what is decided for a call to come.
type ruleAnswer struct {
	SellerID string `json:"seller_id"`
	On       string
	Then     struct {
		statusAnswer
		PendingFor string `json:"pending_for"`
		Constraint string
		IPN        *wishAnswer
	}
}

// what is what the call comes to, as people read it.
func (a ruleAnswer) what() string {
	var words []string
	if a.Then.State != "" {
		words = append(words, a.Then.statusAnswer.String())
	}
	if a.Then.PendingFor != "" {
		words = append(words, "Pending for "+a.Then.PendingFor)
	}
	if a.Then.Constraint != "" {
		words = append(words, a.Then.Constraint)
	}
	if a.Then.IPN != nil {
		words = append(words, a.Then.IPN.String())
	}
	return orDash(strings.Join(words, ", "))
}

// listNext shows what is decided for calls to come, the next one first.
func (c client) listNext(ctx context.Context, p *Program) error {
	return ask(ctx, p, c, http.MethodGet, "next", nil, func(a struct{ Rules []ruleAnswer }) error {
		table := tabwriter.NewWriter(p.Stdout, 0, 0, 2, ' ', 0)
		for _, r := range a.Rules {
			fmt.Fprintf(table, "%s\t%s\t%s\n", r.SellerID, r.On, r.what())
		}
		return table.Flush()
	})
}

// clearNext takes back what is decided for calls to come.
func (c client) clearNext(ctx context.Context, p *Program) error {
	return ask(ctx, p, c, http.MethodDelete, "next", nil, func(a struct{ Deleted int }) error {
		_, err := fmt.Fprintf(p.Stdout, "taken back: %d\n", a.Deleted)
		return err
	})
}

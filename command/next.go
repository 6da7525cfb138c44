package command

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"text/tabwriter"
)

// next decides the next call of an operation. Its flags are the keys that a rule
// and its outcome have in scenarios.
func next(flags *flag.FlagSet) action {
	c := clientFlags(flags)
	texts := map[string]*string{
		"state":                      flags.String("state", "", "`STATE` that the object reaches, such as Declined"),
		"reason":                     flags.String("reason", "", "`CODE` why, such as AmazonRejected"),
		"pending_for":                flags.String("pending-for", "", "`DURATION` be Pending first, this long"),
		"payment_method_fixed_after": flags.String("payment-method-fixed-after", "", "`DURATION` after an InvalidPaymentMethod: then the suspended order is Open again"),
		"constraint":                 flags.String("constraint", "", "`ID` of SetOrderReferenceDetails: PaymentMethodNotAllowed"),
		"authorization":              flags.String("authorization", "", "`open|closed` what a declined Capture does to the authorization"),
		"order":                      flags.String("order", "", "`open|closed` what a decline does to the order reference"),
		"delay":                      flags.String("delay", "", "`DURATION` of real time before the answer"),
	}
	soft := flags.Bool("soft-decline", false, "of an Authorize declined for InvalidPaymentMethod: a retry may succeed")
	lost := lossFlags(flags)
	rule := ruleFlags(flags)
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
		then := map[string]any{}
		for name, text := range texts {
			if *text != "" {
				then[name] = *text
			}
		}
		if *soft {
			then["soft_decline"] = true
		}
		if err := lost(then); err != nil {
			return err
		}
		if wish := ipn(); len(wish) > 0 {
			then["ipn"] = wish
		}
		if len(then) == 0 {
			return misused("what the next %s comes to is not said; write --state Declined --reason AmazonRejected, --fault reset, or --ipn-drop", args[0])
		}
		body := rule()
		body["on"], body["then"] = args[0], then
		return ask(ctx, p, c, http.MethodPost, "next", body, func(a ruleAnswer) error {
			_, err := fmt.Fprintf(p.Stdout, "decided for the next %s of seller %s: %s\n", a.On, a.SellerID, a.what())
			return err
		})
	}
}

// ruleFlags adds the flags that say which calls a rule is for.
func ruleFlags(flags *flag.FlagSet) func() map[string]any {
	body := map[string]any{}
	when := map[string]string{}
	flags.Func("when", "`NAME=VALUE` only calls with this parameter, or of which this fact holds, as in scenarios; repeatable", func(text string) error {
		name, value, ok := strings.Cut(text, "=")
		if !ok || name == "" {
			return fmt.Errorf("%q is no condition; write NAME=VALUE, such as CaptureReferenceId=web-*", text)
		}
		when[name] = value
		return nil
	})
	for _, key := range []string{"times", "skip"} {
		about := map[string]string{
			"times": "`NUMBER` of calls to decide (default 1)", "skip": "`NUMBER` of calls to leave alone first",
		}[key]
		flags.Func(key, about, func(text string) error {
			n, err := strconv.ParseUint(text, 10, 32)
			if err != nil {
				return fmt.Errorf("%q is not a number of calls", text)
			}
			body[key] = n
			return nil
		})
	}
	return func() map[string]any {
		if len(when) > 0 {
			body["when"] = when
		}
		return body
	}
}

// lossFlags adds the flags by which a caller doesn't get the result. What they
// say goes into an outcome.
func lossFlags(flags *flag.FlagSet) func(then map[string]any) error {
	code := flags.String("error", "", "`CODE` of an error to answer, such as InternalServerError or RequestThrottled")
	status := flags.Uint64("status", 0, "`NUMBER` the HTTP status of --error (default the code's)")
	message := flags.String("message", "", "`TEXT` of --error (default the code's)")
	fault := flags.String("fault", "", "`reset|hang|truncate|garbage|empty` what befalls the connection instead of an answer")
	after := flags.String("after", "", "`DURATION` of real time before --fault")
	applied := flags.Bool("applied", false, "with --error or --fault: the call takes effect all the same, only its answer is lost")
	return func(then map[string]any) error {
		if *code == "" && *fault == "" && (*status != 0 || *message != "" || *after != "" || *applied) {
			return misused("--status, --message, --after and --applied belong to --error or --fault")
		}
		if *code != "" && *fault != "" {
			return misused("--error and --fault exclude each other: an error is an answer, a fault is none")
		}
		loss := given(map[string]string{"message": *message})
		if *applied {
			loss["applied"] = true
		}
		if *fault != "" {
			then["fault"] = loss
			loss["kind"] = *fault
			if *after != "" {
				loss["after"] = *after
			}
			return nil
		}
		if *code != "" {
			then["error"] = loss
			loss["code"] = *code
			if *status != 0 {
				loss["status"] = *status
			}
		}
		return nil
	}
}

// outcomeAnswer is how the admin API says what a rule does.
type outcomeAnswer struct {
	statusAnswer
	PendingFor string `json:"pending_for"`
	Constraint string
	Delay      string
	Throttle   bool
	Error      *struct{ Code string }
	Fault      *struct{ Kind string }
	IPN        *wishAnswer
}

// String is the outcome as people read it.
func (o outcomeAnswer) String() string {
	var words []string
	if o.State != "" {
		words = append(words, o.statusAnswer.String())
	}
	if o.PendingFor != "" {
		words = append(words, "Pending for "+o.PendingFor)
	}
	if o.Constraint != "" {
		words = append(words, o.Constraint)
	}
	if o.Error != nil {
		words = append(words, "error "+o.Error.Code)
	}
	if o.Throttle {
		words = append(words, "throttled")
	}
	if o.Fault != nil {
		words = append(words, "fault "+o.Fault.Kind)
	}
	if o.Delay != "" {
		words = append(words, "delayed "+o.Delay)
	}
	if o.IPN != nil {
		words = append(words, o.IPN.String())
	}
	if len(words) == 0 {
		return "as said"
	}
	return strings.Join(words, ", ")
}

// ruleAnswer is how the admin API says what is decided for a call to come.
type ruleAnswer struct {
	SellerID string `json:"seller_id"`
	On       any
	Then     json.RawMessage
}

// what is what the call comes to, as people read it; in full when it is more than
// the flags can say.
func (a ruleAnswer) what() string {
	var o outcomeAnswer
	if json.Unmarshal(a.Then, &o) != nil {
		return string(a.Then)
	}
	return o.String()
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

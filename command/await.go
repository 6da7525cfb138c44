package command

import (
	"context"
	"errors"
	"flag"
	"net/http"
	"time"
)

// await waits for a state of an object, or for the arrival of its notification.
func await(flags *flag.FlagSet) action {
	c := clientFlags(flags)
	ipnFor := flags.String("ipn-for", "", "`ID` wait until the newest notification about this object is delivered")
	timeout := duration(10 * time.Second)
	flags.Var(&timeout, "timeout", "`DURATION` how long that may take")
	return func(ctx context.Context, p *Program, args []string) error {
		body := map[string]any{"timeout": timeout.String()}
		switch {
		case *ipnFor != "" && len(args) == 0:
			body["ipn_for"], body["delivered"] = *ipnFor, true
		case *ipnFor == "" && len(args) == 2:
			body["object"], body["state"] = args[0], args[1]
		default:
			return misused("what to wait for is not clear; write await ID STATE, or await --ipn-for ID")
		}
		err := ask(ctx, p, c, http.MethodPost, "await", body, func(a struct {
			Object *objectAnswer
			IPNs   []ipnAnswer
		},
		) error {
			if a.Object != nil {
				return a.Object.printLine(p)
			}
			return printIPNs(p, a.IPNs)
		})
		var why *refusal
		if errors.As(err, &why) && why.status == http.StatusRequestTimeout {
			return timedOut("%w", err)
		}
		return err
	}
}

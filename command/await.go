package command

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// await waits for a state of an object, for the arrival of its notification, or
// for a number of calls.
func await(flags *flag.FlagSet) action {
	c := clientFlags(flags)
	ipnFor := flags.String("ipn-for", "", "`ID` wait until the newest notification about this object is delivered")
	operation := flags.String("operation", "", "`NAME` wait until there were calls of this operation, such as Capture")
	count := uint64(1)
	flags.Func("count", "`NUMBER` of those calls, with those on record (default 1)", func(text string) (err error) {
		if count, err = strconv.ParseUint(text, 10, 32); err != nil || count == 0 {
			return fmt.Errorf("%q is not a number of calls; write 1 or more", text)
		}
		return nil
	})
	reference := flags.String("reference", "", "`ID` count only calls with this reference id of the seller's")
	timeout := duration(10 * time.Second)
	flags.Var(&timeout, "timeout", "`DURATION` how long that may take")
	return func(ctx context.Context, p *Program, args []string) error {
		body := map[string]any{"timeout": timeout.String()}
		if *operation == "" && (*reference != "" || count != 1) {
			return misused("--count and --reference go with --operation")
		}
		switch {
		case *operation != "" && *ipnFor == "" && len(args) == 0:
			body["operation"], body["count"] = *operation, count
			if *reference != "" {
				body["reference"] = *reference
			}
		case *operation != "":
			return misused("--operation goes with no object; write await --operation Capture --count 2")
		case *ipnFor != "" && len(args) == 0:
			body["ipn_for"], body["delivered"] = *ipnFor, true
		case *ipnFor == "" && len(args) == 2:
			body["object"], body["state"] = args[0], args[1]
		default:
			return misused("what to wait for is not clear; write await ID STATE, await --ipn-for ID or await --operation Capture")
		}
		err := ask(ctx, p, c, http.MethodPost, "await", body, func(a struct {
			Object *objectAnswer
			IPNs   []ipnAnswer
			Count  *int
		},
		) error {
			if a.Count != nil {
				_, err := fmt.Fprintf(p.Stdout, "%d\n", *a.Count)
				return err
			}
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

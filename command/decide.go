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
	return func(ctx context.Context, p *Program, args []string) error {
		if *state == "" {
			return misused("what becomes of %s is not said; write --state Completed, and see show %[1]s for what is possible", args[0])
		}
		path := "objects/" + url.PathEscape(args[0]) + "/decide"
		body := given(map[string]string{"state": *state, "reason": *reason})
		return ask(ctx, p, c, http.MethodPost, path, body, func(a objectAnswer) error { return a.printLine(p) })
	}
}

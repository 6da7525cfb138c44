package command

import (
	"context"
	"flag"
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// reset brings back the starting state.
func reset(flags *flag.FlagSet) action {
	c := clientFlags(flags)
	seed := flags.String("seed", "", "`NUMBER` begin ids and draws anew with this seed (default they go on)")
	return func(ctx context.Context, p *Program, _ []string) error {
		body := map[string]any{}
		if *seed != "" {
			n, err := strconv.ParseUint(*seed, 10, 64)
			if err != nil {
				return misused("--seed: %q is not a seed; write a whole number from 0", *seed)
			}
			body["seed"] = n
		}
		return ask(ctx, p, c, http.MethodPost, "reset", body, func(a struct {
			Sellers []string
			Now     string
		},
		) error {
			_, err := fmt.Fprintf(p.Stdout, "reset %s; it is %s\n", strings.Join(a.Sellers, ", "), a.Now)
			return err
		})
	}
}

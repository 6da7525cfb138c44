package command

import (
	"context"
	"flag"
	"net/http"
)

// ca prints the certificate that clients of the running emulator are to trust.
func ca(flags *flag.FlagSet) action {
	none := ""
	c := client{endpoint: endpointFlags(flags), token: &none, seller: &none}
	return func(ctx context.Context, p *Program, _ []string) error {
		pem, err := c.call(ctx, p, http.MethodGet, "ca.pem", nil, nil)
		if err != nil {
			return err
		}
		_, err = p.Stdout.Write(pem)
		return err
	}
}

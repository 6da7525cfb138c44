package command

import (
	"context"
	"flag"
	"fmt"
	"runtime"
)

// version prints which build this is.
func version(*flag.FlagSet) action {
	return func(_ context.Context, p *Program, _ []string) error {
		_, err := fmt.Fprintf(p.Stdout, "%s %s (%s %s/%s)\n", name, p.Version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
		return err
	}
}

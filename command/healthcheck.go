package command

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"amazon-pay-emulator/strictyaml"
)

// pause is how long healthcheck --wait waits between two tries.
const pause = 20 * time.Millisecond

// healthcheck says whether the emulator is ready.
func healthcheck(flags *flag.FlagSet) action {
	at := endpointFlags(flags)
	wait := flags.Bool("wait", false, "try until it is ready")
	timeout := duration(10 * time.Second)
	flags.Var(&timeout, "timeout", "`DURATION` how long that may take")
	return func(ctx context.Context, p *Program, _ []string) error {
		u, err := at.address(p)
		if err != nil {
			return err
		}
		limited, cancel := context.WithTimeout(ctx, time.Duration(timeout))
		defer cancel()
		why := at.checkReady(limited, p, u)
		if !*wait {
			return why
		}
		tries := time.NewTicker(pause)
		defer tries.Stop()
		for last := why; why != nil; why = at.checkReady(limited, p, u) {
			if limited.Err() == nil {
				last = why // later ones only say that the time is up
			}
			select {
			case <-tries.C:
			case <-limited.Done():
				if ctx.Err() != nil {
					return ctx.Err()
				}
				return timedOut("not ready after %s: %w", timeout, last)
			}
		}
		return nil
	}
}

func (e endpoint) checkReady(ctx context.Context, p *Program, u *url.URL) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, u.JoinPath("_emulator", "ready").String(), nil)
	if err != nil {
		return err
	}
	status, _, answer, err := e.exchange(p, request)
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("%s does not answer", u)
	case err != nil:
		return err
	case status != http.StatusOK:
		return refused(u, status, answer)
	}
	return nil
}

// duration is the value of a flag: 8d, 1h30m, 250ms.
type duration time.Duration

func (d duration) String() string { return strictyaml.FormatDuration(time.Duration(d)) }

func (d *duration) Set(text string) error {
	parsed, err := strictyaml.ParseDuration(text)
	if err != nil || parsed <= 0 {
		return fmt.Errorf("%q is not a length of time; write 10s, 1h30m or 8d", text)
	}
	*d = duration(parsed)
	return nil
}

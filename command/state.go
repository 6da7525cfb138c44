package command

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"os"
	"strings"
)

// standard is what stands for standard input or output where a file is named.
const standard = "-"

// stateSave writes the state to a file.
func stateSave(flags *flag.FlagSet) action {
	c := clientFlags(flags)
	return func(ctx context.Context, p *Program, args []string) error {
		state, err := c.call(ctx, p, http.MethodGet, "state", nil, nil)
		if err != nil {
			return err
		}
		if args[0] == standard {
			_, err = p.Stdout.Write(state)
			return err
		}
		return os.WriteFile(args[0], state, 0o600) // it holds keys
	}
}

// stateLoad brings the state of a file back.
func stateLoad(flags *flag.FlagSet) action {
	c := clientFlags(flags)
	return func(ctx context.Context, p *Program, args []string) error {
		state := p.Stdin
		if args[0] != standard {
			file, err := os.Open(args[0])
			if err != nil {
				return misused("%w", err)
			}
			defer file.Close()
			state = file
		}
		answer, err := c.call(ctx, p, http.MethodPut, "state", nil, state)
		if err != nil {
			return err
		}
		return c.print(p, answer, func() error {
			var restored struct {
				Sellers []string
				Now     string
			}
			if err := json.Unmarshal(answer, &restored); err != nil {
				return fmt.Errorf("the answer can't be read: %w", err)
			}
			_, err := fmt.Fprintf(p.Stdout, "restored %s; it is %s\n", strings.Join(restored.Sellers, ", "), restored.Now)
			return err
		})
	}
}

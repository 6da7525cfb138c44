package command

import (
	"errors"
	"fmt"
)

// The exit codes of the program.
const (
	Done     = 0
	Failed   = 1   // a check failed, or something could not be done
	Misused  = 2   // usage or configuration error
	TimedOut = 124 // a wait timed out
)

// ending is an error that says with which code the program ends.
type ending struct {
	code int
	err  error // nil: everything was said already
}

func (e *ending) Error() string {
	if e.err == nil {
		return fmt.Sprintf("exit code %d", e.code)
	}
	return e.err.Error()
}

func (e *ending) Unwrap() error { return e.err }

// misused ends the program because of how it was called or configured.
func misused(format string, a ...any) error { return &ending{Misused, fmt.Errorf(format, a...)} }

// timedOut ends the program because a wait took too long.
func timedOut(format string, a ...any) error { return &ending{TimedOut, fmt.Errorf(format, a...)} }

// failedQuietly ends the program after it has said what failed.
func failedQuietly() error { return &ending{code: Failed} }

// exitCode is the code that an error ends the program with.
func exitCode(err error) int {
	var e *ending
	switch {
	case err == nil:
		return Done
	case errors.As(err, &e):
		return e.code
	}
	return Failed
}

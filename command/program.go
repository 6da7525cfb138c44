package command

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"
	"time"
)

// name is what the program is called.
const name = "amazon-pay-emulator"

// Program is all that a command sees of the world around it.
type Program struct {
	Args     []string // without the program's own name
	Environ  []string // NAME=value, as os.Environ returns them
	Stdin    io.Reader
	Stdout   io.Writer
	Stderr   io.Writer
	Terminal bool // Stderr is a terminal
	Version  string
	Now      func() time.Time // the machine's time
}

// Main runs the program in its process and returns the exit code. SIGTERM and
// SIGINT end it in good order, a second one at once.
func Main(version string) int {
	// A million captures are to fit into 2.5 GB: rather collect garbage more often.
	if _, set := os.LookupEnv("GOGC"); !set {
		debug.SetGCPercent(50)
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	context.AfterFunc(ctx, stop)
	return Program{
		Args: os.Args[1:], Environ: os.Environ(), Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr,
		Terminal: isTerminal(os.Stderr), Version: versionOf(version), Now: time.Now,
	}.Run(ctx)
}

// versionOf prefers the version that the linker was told, then that of a module
// that `go install` built.
func versionOf(linked string) string {
	const unset = "dev"
	if info, ok := debug.ReadBuildInfo(); ok && linked == unset && strings.HasPrefix(info.Main.Version, "v") {
		return strings.TrimPrefix(info.Main.Version, "v")
	}
	return linked
}

func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// Run runs the command that the arguments name and returns the exit code.
func (p Program) Run(ctx context.Context) int {
	err := p.run(ctx)
	var e *ending
	if err != nil && !(errors.As(err, &e) && e.err == nil) {
		for line := range strings.Lines(err.Error()) {
			fmt.Fprintf(p.Stderr, "%s: %s\n", name, strings.TrimSuffix(line, "\n"))
		}
	}
	return exitCode(err)
}

func (p Program) run(ctx context.Context) error {
	c, args, err := choose(p.Args)
	if err != nil {
		return err
	}
	flags := flag.NewFlagSet(c.name, flag.ContinueOnError)
	act := c.prepare(flags)
	words, err := parse(flags, args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		c.help(p.Stdout)
		return nil
	case err == nil:
		err = c.count(words)
	}
	if err != nil {
		return misused("%w\nsee %s help %s", err, name, c.name)
	}
	return act(ctx, &p, words)
}

package emutest

import (
	"bytes"
	"log/slog"
	"strings"
	"sync"
)

// journal is the emulator's log. All of it is seen at once, or else its warnings
// once the test has failed; the calls are told seller by seller then.
type journal struct {
	t       TB
	verbose bool

	mu    sync.Mutex
	lines bytes.Buffer
	over  bool // the test may not be written to any more
}

// longestJournal is how many bytes are kept. What comes later is left out: what
// went wrong first explains the rest.
const longestJournal = 64 << 10

func (j *journal) logger() *slog.Logger {
	level := slog.LevelWarn
	if j.verbose {
		level = slog.LevelDebug
	}
	return slog.New(slog.NewTextHandler(j, &slog.HandlerOptions{Level: level}))
}

func (j *journal) Write(line []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	switch {
	case j.over:
	case j.verbose:
		j.t.Logf("emulator: %s", bytes.TrimSpace(line))
	case j.lines.Len()+len(line) <= longestJournal:
		j.lines.Write(line)
	}
	return len(line), nil
}

// tell ends the journal, and shows it to a test that has failed.
func (j *journal) tell() {
	j.t.Helper()
	j.mu.Lock()
	defer j.mu.Unlock()
	j.over = true
	if kept := strings.TrimSpace(j.lines.String()); kept != "" && j.t.Failed() {
		j.t.Logf("emutest: the emulator's log:\n%s", kept)
	}
}

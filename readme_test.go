package main_test

import (
	"bytes"
	"context"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/command"
)

// documents are those whose console blocks are run. A block holds a command
// after "$ " and what it prints; the blocks of one document run in their order
// against one emulator.
func documents(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("docs/*.md")
	require.NoError(t, err)
	return append(files, "README.md")
}

func TestConsoleBlocks(t *testing.T) {
	for _, file := range documents(t) {
		t.Run(file, func(t *testing.T) {
			blocks := consoleBlocks(t, file)
			if file == "README.md" {
				require.NotEmpty(t, blocks)
			}
			if len(blocks) == 0 {
				return
			}
			url := emulatorAt(t)
			for _, b := range blocks {
				require.Equal(t, settled(b.output), settled(run(t, url, b.command)), "%s: $ %s", file, b.command)
			}
		})
	}
}

type block struct{ command, output string }

var consoleBlock = regexp.MustCompile("(?s)```console\n(.*?)```")

func consoleBlocks(t *testing.T, file string) (blocks []block) {
	t.Helper()
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	for _, match := range consoleBlock.FindAllStringSubmatch(string(text), -1) {
		for _, part := range strings.Split("\n"+match[1], "\n$ ")[1:] {
			line, output, _ := strings.Cut(part, "\n")
			blocks = append(blocks, block{command: line, output: output})
		}
	}
	return blocks
}

// settled has a word in the place of what differs from run to run.
func settled(output string) string {
	for _, r := range []struct{ pattern, word string }{
		{`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`, "UUID"},
		{`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z`, "TIME"},
		{`S01-\d*[1-9]\d*-\d{7}`, "ORDER"}, // but not one of the fixture, S01-0000000,
		{`-([ACR])0\d{5}`, "-${1}0"},
		{`127\.0\.0\.1:\d+`, "ADDRESS"},
		{` +`, " "},
	} {
		output = regexp.MustCompile(r.pattern).ReplaceAllString(output, r.word)
	}
	return strings.TrimSpace(output)
}

// emulatorAt starts the program as a document's reader does, but on free ports.
func emulatorAt(t *testing.T) (url string) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background()) // t.Context ends before the clean-up
	keys := t.TempDir()
	var printed buffer
	ended := make(chan int)
	p := program(&printed, "--listen", "127.0.0.1:0", "--tls-listen", "", "--ca-dir", keys, "--log-level", "error")
	go func() { ended <- p.Run(ctx) }()
	t.Cleanup(func() {
		if _, err := http.Get(url + "/_emulator/signing-cert.pem"); err != nil { // all keys are made then
			t.Error(err)
		}
		cancel()
		require.Equal(t, command.Done, <-ended)
	})
	require.Eventually(t, func() bool {
		_, rest, ok := strings.Cut(printed.String(), "ready ")
		url = strings.TrimSpace(rest)
		return ok
	}, 30*time.Second, time.Millisecond)
	return url
}

// run runs one line of a document.
func run(t *testing.T, url, line string) string {
	t.Helper()
	words := strings.Fields(line)
	require.Equal(t, "./amazon-pay-emulator", words[0], "console blocks run the program, and nothing else")
	var printed buffer
	p := program(&printed, words[1:]...)
	p.Environ = []string{"APAY_URL=" + url}
	p.Run(t.Context())
	return printed.String()
}

func program(out *buffer, args ...string) command.Program {
	return command.Program{Args: args, Stdout: out, Stderr: out, Version: "dev", Now: time.Now}
}

// The table of settings names every flag of serve with its twin, and none else.
func TestReadmeSettings(t *testing.T) {
	var help buffer
	program(&help, "help", "serve").Run(t.Context())
	flags := regexp.MustCompile(`(?m)^  --([a-z-]+)`).FindAllStringSubmatch(help.String(), -1)
	require.NotEmpty(t, flags)
	text, err := os.ReadFile("README.md")
	require.NoError(t, err)
	rows := map[string]bool{}
	for _, row := range regexp.MustCompile("(?m)^\\| `--([a-z-]+)` \\| `(APAY_[A-Z_]+)` \\|").FindAllStringSubmatch(string(text), -1) {
		require.Equal(t, "APAY_"+strings.ToUpper(strings.ReplaceAll(row[1], "-", "_")), row[2])
		rows[row[1]] = true
	}
	for _, f := range flags {
		require.True(t, rows[f[1]], "--%s is missing in the table of README.md", f[1])
		delete(rows, f[1])
	}
	require.Empty(t, rows, "README.md names flags that don't exist")
}

// The README shows the test command that CI runs.
func TestReadmeTestCommand(t *testing.T) {
	ci, err := os.ReadFile(".ci/run")
	require.NoError(t, err)
	match := regexp.MustCompile(`(?m)^test_command='(.*)'$`).FindStringSubmatch(string(ci))
	require.Len(t, match, 2)
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	require.Contains(t, string(readme), "\n"+match[1]+"\n")
	require.Contains(t, string(readme), "\ngo test ./...\n")
	require.Contains(t, string(readme), "\ngo run .\n")
}

// Every link of a document into the project leads somewhere.
func TestLinks(t *testing.T) {
	for _, file := range append(documents(t), "CONTRIBUTING.md") {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		for _, match := range regexp.MustCompile(`\]\(([^)#:]+)\)`).FindAllStringSubmatch(string(text), -1) {
			_, err := os.Stat(filepath.Join(filepath.Dir(file), match[1]))
			require.NoError(t, err, "%s links to %s", file, match[1])
		}
	}
}

// buffer may be written to and read by several goroutines.
type buffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

package main_test

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/pem"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/command"
	"amazon-pay-emulator/ipnsender/sns"
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
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			url := emulatorAt(t, startLine.FindSubmatch(text))
			t.Chdir(t.TempDir())
			writeFiles(t, text)
			for _, b := range blocks {
				printed := settled(run(t, url, b.command))
				require.True(t, shows(settled(b.output), printed), "%s: $ %s\n%s", file, b.command, printed)
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

var yamlFile = regexp.MustCompile("(?s)```yaml\n# ([a-z-]+\\.yaml)\n(.*?)```")

// writeFiles writes the yaml blocks that begin with the name of a file.
func writeFiles(t *testing.T, document []byte) {
	t.Helper()
	for _, match := range yamlFile.FindAllSubmatch(document, -1) {
		require.NoError(t, os.WriteFile(string(match[1]), match[2], 0o600))
	}
}

// shows says whether a document shows what was printed. A line of three dots in
// it stands for any number of lines.
func shows(document, printed string) bool {
	lines := strings.Split(document, "\n")
	for i, line := range lines {
		lines[i] = regexp.QuoteMeta(line) + "\n"
		if strings.TrimSpace(line) == "..." {
			lines[i] = `(?:.*\n)*`
		}
	}
	return regexp.MustCompile("^" + strings.Join(lines, "") + "$").MatchString(printed + "\n")
}

func TestShows(t *testing.T) {
	const printed = "a\nb\nc"
	for document, want := range map[string]bool{
		"a\nb\nc": true, "...": true, "a\n...": true, "...\nb\n...": true, "...\na\nb\n...\nc": true,
		"a\nb": false, "a\nc": false, "b\n...": false, "...\nc\nb": false, "a\n....\nc": false, "": false,
	} {
		require.Equal(t, want, shows(document, printed), "%q", document)
	}
}

// settled has a word in the place of what differs from run to run.
func settled(output string) string {
	for _, r := range []struct{ pattern, word string }{
		{`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`, "UUID"},
		{`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z`, "TIME"},
		{`S01-\d*[1-9]\d*-\d{7}`, "ORDER"}, // but not one of the fixture, S01-0000000,
		{`-([ACR])0\d{5}`, "-${1}0"},
		{`127\.0\.0\.1:\d+`, "ADDRESS"},
		{`\(n \d+\)`, "(n N)"},
		{`(?m)^\d+ +TIME`, "N TIME"}, // a list of notifications
		{`CB[0-9A-Z]{11}`, "CHARGEBACK"},
		{` +`, " "},
		{`(?m) $`, ""},
	} {
		output = regexp.MustCompile(r.pattern).ReplaceAllString(output, r.word)
	}
	return strings.TrimSpace(output)
}

// startLine is a block that starts the emulator, and nothing else: with which
// flags it is running from there on.
var startLine = regexp.MustCompile("(?m)^```sh\n\\./amazon-pay-emulator (--.*)\n```$")

// emulatorAt starts the program as a document's reader does, but on free ports,
// and with another shop to notify.
func emulatorAt(t *testing.T, start [][]byte) (url string) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background()) // t.Context ends before the clean-up
	keys := t.TempDir()
	var printed buffer
	ended := make(chan int)
	flags := []string{"--listen", "127.0.0.1:0", "--tls-listen", "", "--ca-dir", keys, "--log-level", "error"}
	if start != nil {
		flags = append(flags, strings.Fields(string(start[1]))...)
	}
	if i := slices.Index(flags, "--ipn-url"); i >= 0 {
		flags[i+1] = shopAt(t, &url)
	}
	p := program(&printed, flags...)
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

// shopAt is where a shop takes notifications that verify, by the certificate of
// the emulator that will be at the URL, and refuses others.
func shopAt(t *testing.T, url *string) string {
	t.Helper()
	shop := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if err := verified(*url, body); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
		}
	}))
	t.Cleanup(shop.Close)
	return shop.URL
}

func verified(url string, body []byte) error {
	response, err := http.Get(url + "/_emulator/signing-cert.pem")
	if err != nil {
		return err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	block, _ := pem.Decode(text)
	certificate, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return err
	}
	return sns.Verify(body, certificate)
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

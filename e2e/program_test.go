package e2e

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// requireE2E skips the test unless end-to-end tests are switched on.
func requireE2E(t *testing.T) {
	t.Helper()
	if os.Getenv("APAY_E2E") != "1" {
		t.Skip("end-to-end test: set APAY_E2E=1 to run it (.ci/run installs what it needs)")
	}
}

// requireProgram fails the test when a program it runs is not installed.
func requireProgram(t *testing.T, name, debianPackage string) {
	t.Helper()
	_, err := exec.LookPath(name)
	require.NoErrorf(t, err, "install %s (Debian: apt-get install %s), or unset APAY_E2E", name, debianPackage)
}

// binDir is where build leaves the program; TestMain removes it.
var binDir string

func TestMain(m *testing.M) {
	var err error
	if binDir, err = os.MkdirTemp("", "amazon-pay-emulator-"); err != nil {
		panic(err)
	}
	defer os.RemoveAll(binDir)
	m.Run()
}

// build compiles the emulator, once per run of the tests, and returns its path.
var build = sync.OnceValues(func() (string, error) {
	lookAtSources()
	program := filepath.Join(binDir, "amazon-pay-emulator")
	out, err := exec.Command("go", "build", "-o", program, "..").CombinedOutput()
	if err != nil {
		os.Stderr.Write(out)
	}
	return program, err
})

// lookAtSources walks over the project, because `go test` reuses a result until
// something that the test itself looked at has changed, and what the go command
// or buildah look at does not count.
func lookAtSources() {
	_ = filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		if entry.IsDir() && path != ".." && strings.HasPrefix(entry.Name(), ".") {
			return fs.SkipDir
		}
		return err
	})
}

// start runs the emulator on free ports until the end of the test and returns
// its address as it announced it, such as http://127.0.0.1:40123. Stopping it is
// part of the test: on SIGTERM it has to leave with exit code 0 within 2 seconds.
func start(t *testing.T, flags ...string) string {
	t.Helper()
	return startAll(t, flags...)[0]
}

// startAll is start for those who want all addresses: the second one is for TLS,
// such as https://127.0.0.1:40124. All tests of a run share the authority's keys,
// which take their time to make.
func startAll(t *testing.T, flags ...string) []string {
	t.Helper()
	program, err := build()
	require.NoError(t, err, "go build")

	portsFile := filepath.Join(t.TempDir(), "ports.json")
	own := []string{
		"serve", "--listen", "127.0.0.1:0", "--tls-listen", "127.0.0.1:0", "--ports-file", portsFile,
		"--ca-dir", filepath.Join(binDir, "ca"),
	}
	cmd := exec.Command(program, append(own, flags...)...)
	cmd.Env = slices.DeleteFunc(os.Environ(), func(entry string) bool { return strings.HasPrefix(entry, "APAY_") })
	var log bytes.Buffer
	cmd.Stderr = &log
	stdout, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())

	ready := make(chan string, 1) // the ready line, or "" when standard output ended without one
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		defer close(ready)
		for lines := bufio.NewScanner(stdout); lines.Scan(); {
			if strings.HasPrefix(lines.Text(), "ready ") {
				ready <- lines.Text()
			}
		}
	}()
	t.Cleanup(func() { stop(t, cmd, ended, &log) })

	select {
	case line := <-ready:
		require.NotEmpty(t, line, "the emulator ended before it was ready")
		addresses := strings.Fields(line)[1:]
		requireSameAddresses(t, portsFile, addresses)
		return addresses
	case <-time.After(10 * time.Second):
		require.FailNow(t, "the emulator was not ready within 10 s")
	}
	panic("unreachable")
}

// stop ends the emulator as a process manager does. ended is closed when its
// standard output is.
func stop(t *testing.T, cmd *exec.Cmd, ended <-chan struct{}, log *bytes.Buffer) {
	asked := time.Now()
	_ = cmd.Process.Signal(syscall.SIGTERM) // fails only when it is gone already, which Wait reports
	force := time.AfterFunc(10*time.Second, func() { _ = cmd.Process.Kill() })
	defer force.Stop()
	<-ended
	err := cmd.Wait()
	if took := time.Since(asked); took > 2*time.Second {
		t.Errorf("the emulator took %v to stop, want at most 2 s", took)
	}
	if err != nil {
		t.Errorf("the emulator ended with %v, want exit code 0", err)
	}
	if t.Failed() {
		t.Logf("the emulator's log:\n%s", log)
	}
}

// requireSameAddresses checks that the file for scripts says what the ready line
// says.
func requireSameAddresses(t *testing.T, portsFile string, addresses []string) {
	t.Helper()
	content, err := os.ReadFile(portsFile)
	require.NoError(t, err, "--ports-file has to be there once ready")
	var ports struct{ HTTP, HTTPS []string }
	require.NoErrorf(t, json.Unmarshal(content, &ports), "%s", content)
	require.Lenf(t, ports.HTTP, 1, "%s", content)
	require.Lenf(t, ports.HTTPS, 1, "%s", content)
	require.Equal(t, []string{"http://" + ports.HTTP[0], "https://" + ports.HTTPS[0]}, addresses)
}

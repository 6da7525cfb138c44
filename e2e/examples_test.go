package e2e

import (
	"context"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestExampleReceivers runs the receivers in examples/: what users copy has to
// accept every notification of the emulator, and to refuse each spoilt one.
func TestExampleReceivers(t *testing.T) {
	requireE2E(t)
	for name, test := range map[string]struct {
		program, debianPackage string
		command                func(t *testing.T) []string
	}{
		"Go": {"go", "golang", func(t *testing.T) []string {
			program := filepath.Join(binDir, "ipn-receiver-go")
			out, err := exec.Command("go", "build", "-o", program, "../examples/ipn-receiver-go").CombinedOutput()
			require.NoErrorf(t, err, "go build:\n%s", out)
			return []string{program}
		}},
		"Python": {"python3", "python3", func(*testing.T) []string {
			return []string{"python3", "-B", "../examples/ipn-receiver-python/receiver.py"} // -B: no __pycache__ in the checkout
		}},
		"Node": {"node", "nodejs", func(*testing.T) []string {
			return []string{"node", "../examples/ipn-receiver-node/receiver.js"}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			requireProgram(t, test.program, test.debianPackage)
			at := freeAddress(t)
			address := start(t, "--clock", "frozen", "--ipn-url", "http://"+at+"/ipn")
			command := append(test.command(t), "--listen", at, "--certificates-from", address)
			r := startReceiver(t, exec.Command(command[0], command[1:]...))

			r.requireKinds(t, address)
			r.requireTampered(t, address, map[string]string{
				"signature":       "refused: signature: .*",
				"body":            "refused: signature: .*",
				"topic":           "refused: topic: the header is not that of the body",
				"certificate_url": `refused: certificate URL: https://sns\.us-east-1\.amazonaws\.com\.invalid/.*`,
				"version":         "refused: signature: .*", // by the other hash
			})
		})
	}
}

// TestExampleBoto takes an order to its refund with examples/boto.
func TestExampleBoto(t *testing.T) {
	requireE2E(t)
	requireProgram(t, debianPython, "python3-boto")
	address := start(t, "--clock", "frozen")
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, debianPython, "../examples/boto/checkout.py",
		client(t, address, "order", "create"), strings.TrimPrefix(address, "http://"))
	cmd.Env = []string{"BOTO_CONFIG=/dev/null", "HOME=" + t.TempDir()}
	out, err := cmd.CombinedOutput()
	require.NoErrorf(t, err, "%s", out)
	require.Contains(t, string(out), "order Draft\ntotal 106.00\nauthorization Open\ncapture Completed\nrefund Pending\n")
}

// TestExampleSyntax has an interpreter read the examples that are written for
// SDKs which are not here to run them with.
func TestExampleSyntax(t *testing.T) {
	requireE2E(t)
	for pattern, test := range map[string]struct {
		debianPackage string
		check         []string
	}{
		"sdk-php/*.php":    {"php-cli", []string{"php", "-l"}},
		"sdk-ruby/*.r[bu]": {"ruby", []string{"ruby", "-c"}},
		"sdk-python/*.py":  {"python3", []string{"python3", "-c", "import sys; compile(open(sys.argv[1]).read(), sys.argv[1], 'exec')"}},
	} {
		t.Run(pattern, func(t *testing.T) {
			requireProgram(t, test.check[0], test.debianPackage)
			files, err := filepath.Glob("../examples/" + pattern)
			require.NoError(t, err)
			require.NotEmpty(t, files)
			for _, file := range files {
				out, err := exec.Command(test.check[0], append(test.check[1:], file)...).CombinedOutput()
				require.NoErrorf(t, err, "%s", out)
			}
		})
	}
}

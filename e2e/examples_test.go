package e2e

import (
	"os/exec"
	"path/filepath"
	"testing"

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

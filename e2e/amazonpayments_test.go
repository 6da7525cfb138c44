package e2e

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// npmProject is a copy of a folder with a package.json, with what its lock file
// names installed.
func npmProject(t *testing.T, folder string) (dir string) {
	t.Helper()
	requireProgram(t, "node", "nodejs")
	requireProgram(t, "npm", "npm")
	dir = t.TempDir()
	require.NoError(t, os.CopyFS(dir, os.DirFS(folder)))
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	npm := exec.CommandContext(ctx, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
	npm.Dir = dir
	out, err := npm.CombinedOutput()
	require.NoErrorf(t, err, "npm ci:\n%s", out)
	return dir
}

// nodeCommand runs a script of a project. Amazon's names lead to the emulator,
// whose authority is trusted, and no proxy of this machine is in between.
func nodeCommand(t *testing.T, dir string, addresses []string, script ...string) *exec.Cmd {
	t.Helper()
	ca := filepath.Join(t.TempDir(), "ca.pem")
	require.NoError(t, os.WriteFile(ca, []byte(client(t, addresses[0], "ca")+"\n"), 0o600))
	names, err := filepath.Abs("testdata/amazon-names.js")
	require.NoError(t, err)
	cmd := exec.Command("node", append([]string{"--no-deprecation", "--require", names}, script...)...)
	cmd.Dir = dir
	cmd.Env = []string{
		"PATH=" + os.Getenv("PATH"), "NODE_EXTRA_CA_CERTS=" + ca,
		"EMULATOR_TLS=" + strings.TrimPrefix(addresses[1], "https://"),
	}
	return cmd
}

// TestAmazonPayments takes an order from checkout to refund with the npm package
// amazon-payments, not modified and not configured: it calls Amazon's hosts over
// TLS, which the emulator stands in for. See examples/sdk-node.
func TestAmazonPayments(t *testing.T) {
	requireE2E(t)
	dir := npmProject(t, "../examples/sdk-node")
	addresses := startAll(t, "--clock", "frozen")

	out, err := nodeCommand(t, dir, addresses, "checkout.js", client(t, addresses[0], "order", "create")).CombinedOutput()
	require.NoErrorf(t, err, "%s", out)
	require.Equal(t, []string{
		"order Draft", "total 106.00", "authorization Open", "capture Completed", "refund Pending",
	}, strings.Split(strings.TrimSpace(string(out)), "\n"))
	client(t, addresses[0], "requests", "--status", "200", "--count", "6")

	// It tells a refusal by its code.
	out, err = nodeCommand(t, dir, addresses, "checkout.js", "S01-0000000-0000000").CombinedOutput()
	require.Errorf(t, err, "%s", out)
	require.Equal(t, "InvalidOrderReferenceId: The OrderReferenceId S01-0000000-0000000 is invalid.\n", string(out))
}

// TestAmazonPaymentsReceiver has the package's own handler judge notifications.
func TestAmazonPaymentsReceiver(t *testing.T) {
	requireE2E(t)
	dir := npmProject(t, "../examples/sdk-node")
	at := freeAddress(t)
	addresses := startAll(t, "--clock", "frozen", "--ipn-url", "http://"+at+"/ipn")
	r := startReceiver(t, nodeCommand(t, dir, addresses, "receiver.js", at))

	r.requireKinds(t, addresses[0])
	const wrongSignature = "refused: Signature mismatch, unverified response"
	r.requireTampered(t, addresses[0], map[string]string{
		"signature":       wrongSignature,
		"body":            wrongSignature,
		"topic":           `accepted: PaymentAuthorize S01-[\d-]+-A\d{6} Open`, // it never sees the headers
		"certificate_url": `refused: The certificate is located on an invalid domain\.`,
		"version":         "refused: Unknown SNS Signature version: 2",
	})
}

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

// TestSNSValidator has the npm package sns-validator judge notifications. It is
// Amazon's own, not modified, and fetches the certificate over TLS from the host
// that SigningCertURL names; the emulator speaks for that host once its
// authority is trusted. See testdata/sns-validator/receiver.js.
func TestSNSValidator(t *testing.T) {
	requireE2E(t)
	requireProgram(t, "node", "nodejs")
	requireProgram(t, "npm", "npm")
	dir := t.TempDir()
	require.NoError(t, os.CopyFS(dir, os.DirFS("testdata/sns-validator")))
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	npm := exec.CommandContext(ctx, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
	npm.Dir = dir
	out, err := npm.CombinedOutput()
	require.NoErrorf(t, err, "npm ci:\n%s", out)

	at := freeAddress(t)
	addresses := startAll(t, "--clock", "frozen", "--ipn-url", "http://"+at+"/ipn")
	ca := filepath.Join(dir, "ca.pem")
	require.NoError(t, os.WriteFile(ca, []byte(client(t, addresses[0], "ca")+"\n"), 0o600))

	cmd := exec.Command("node", "receiver.js", at, strings.TrimPrefix(addresses[1], "https://"))
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "NODE_EXTRA_CA_CERTS="+ca)
	r := startReceiver(t, cmd)

	r.requireKinds(t, addresses[0])
	const wrongSignature = `refused: The message signature is invalid\.`
	r.requireTampered(t, addresses[0], map[string]string{
		"signature":       wrongSignature,
		"body":            wrongSignature,
		"topic":           `accepted: PaymentAuthorize S01-[\d-]+-A\d{6} Open`, // it never sees the headers
		"certificate_url": `refused: The certificate is located on an invalid domain\.`,
		"version":         wrongSignature, // it knows version 2, by which this is not signed
	})
}

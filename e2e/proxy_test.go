package e2e

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator/pki"
)

// TestCurlReachesEveryHost calls each of Amazon's hosts with curl, which knows
// nothing of the emulator but its CA and one setting: the proxy, or where the name
// leads.
func TestCurlReachesEveryHost(t *testing.T) {
	requireE2E(t)
	requireProgram(t, "curl", "curl")
	addresses := startAll(t)
	ca := filepath.Join(t.TempDir(), "ca.pem")
	require.NoError(t, os.WriteFile(ca, []byte(client(t, addresses[0], "ca")+"\n"), 0o600))
	_, port, err := net.SplitHostPort(strings.TrimPrefix(addresses[1], "https://"))
	require.NoError(t, err)

	for _, host := range pki.AmazonHosts {
		path, want := "/", "404"
		switch {
		case strings.HasPrefix(host, "mws"):
			path, want = "/OffAmazonPayments_Sandbox/2013-01-01?Action=GetServiceStatus", "403" // it is not signed
		case strings.HasPrefix(host, "api"):
			path, want = "/user/profile?access_token=Atza%7Cnobody", "400"
		case strings.HasPrefix(host, "sns"):
			path, want = "/?Action=Unsubscribe&SubscriptionArn=x", "200"
		}
		for way, setting := range map[string][]string{
			"proxy": {"--proxy", addresses[0]},
			"name":  {"--connect-to", host + ":443:127.0.0.1:" + port},
		} {
			t.Run(host+" by "+way, func(t *testing.T) {
				curl := exec.Command("curl", append([]string{
					"--silent", "--show-error", "--cacert", ca, "--output", os.DevNull, "--write-out", "%{http_code} %{http_version}", "https://" + host + path,
				}, setting...)...)
				curl.Env = []string{"PATH=" + os.Getenv("PATH")}
				out, err := curl.CombinedOutput()
				require.NoErrorf(t, err, "%s", out)
				require.Equal(t, want+" 1.1", string(out))
			})
		}
	}
}

// TestAmazonPaymentsByProxy is TestAmazonPayments with nothing but the settings
// that the command env prints.
func TestAmazonPaymentsByProxy(t *testing.T) {
	requireE2E(t)
	dir := npmProject(t, "../examples/sdk-node")
	address := start(t, "--clock", "frozen")
	program, err := build()
	require.NoError(t, err)
	order := client(t, address, "order", "create")
	shop := exec.Command("sh", "-c", `eval "$("$EMULATOR" env node --url "$APAY_URL" --ca-file ca.pem)" && exec node --no-deprecation checkout.js "$ORDER"`)
	shop.Dir = dir
	shop.Env = []string{"PATH=" + os.Getenv("PATH"), "EMULATOR=" + program, "APAY_URL=" + address, "ORDER=" + order}
	out, err := shop.CombinedOutput()
	require.NoErrorf(t, err, "%s", out)
	require.Contains(t, string(out), "capture Completed\nrefund Pending")
	client(t, address, "requests", "--status", "200", "--count", "6")
}

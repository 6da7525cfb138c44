package e2e

import (
	"context"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// debianPython is the interpreter that Debian's python3-boto is installed for;
// another one earlier in PATH would not find it.
const debianPython = "/usr/bin/python3"

// TestBoto takes an order from checkout to refund with boto, a client of the
// real service that is not ours and not modified, and expects boto's own typed
// responses and exceptions. See testdata/boto_order.py.
func TestBoto(t *testing.T) {
	requireE2E(t)
	requireProgram(t, debianPython, "python3-boto")
	requireBotoOrder(t, start(t), "BOTO_CONFIG=/dev/null")
}

// TestBotoOverTLS does the same over TLS, as boto's configuration has it: the
// certificate and its name are checked.
func TestBotoOverTLS(t *testing.T) {
	requireE2E(t)
	requireProgram(t, debianPython, "python3-boto")
	addresses := startAll(t)
	dir := t.TempDir()
	ca, settings := filepath.Join(dir, "ca.pem"), filepath.Join(dir, "boto.cfg")
	require.NoError(t, os.WriteFile(ca, []byte(client(t, addresses[0], "ca")+"\n"), 0o600))
	require.NoError(t, os.WriteFile(settings, []byte("[Boto]\nhttps_validate_certificates = True\nca_certificates_file = "+ca+"\n"), 0o600))
	_, port, err := net.SplitHostPort(strings.TrimPrefix(addresses[1], "https://"))
	require.NoError(t, err)
	requireBotoOrder(t, "https://localhost:"+port, "BOTO_CONFIG="+settings, "SSL_CERT_FILE="+ca)

	// Without the CA boto refuses to speak to the emulator.
	require.NoError(t, os.WriteFile(settings, []byte("[Boto]\nhttps_validate_certificates = True\nnum_retries = 0\n"), 0o600))
	out, err := botoOrder(t, "https://localhost:"+port, "BOTO_CONFIG="+settings, "SSL_CERT_FILE="+ca)
	require.Error(t, err)
	require.Contains(t, out, "CERTIFICATE_VERIFY_FAILED")
}

// botoOrder runs testdata/boto_order.py with nothing but the given environment:
// no settings, proxies or credentials of this machine.
func botoOrder(t *testing.T, address string, environment ...string) (out string, err error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, debianPython, "testdata/boto_order.py", address)
	cmd.Env = append(environment, "HOME="+t.TempDir())
	printed, err := cmd.CombinedOutput()
	return string(printed), err
}

// requireBotoOrder expects every step of the order.
func requireBotoOrder(t *testing.T, address string, environment ...string) {
	t.Helper()
	out, err := botoOrder(t, address, environment...)
	require.NoErrorf(t, err, "%s testdata/boto_order.py (Debian: apt-get install python3-boto):\n%s", debianPython, out)

	require.Equalf(t, []string{
		"get_offamazonpayments_service_status: GetServiceStatusResult GREEN",
		"set_order_reference_details: OrderReferenceDetails Draft USD 106.00",
		"confirm_order_reference: ConfirmOrderReferenceResponse",
		"get_order_reference_details: OrderReferenceDetails Open USD 106.00",
		"authorize: AuthorizationDetails Open USD 106.00",
		"get_authorization_details: AuthorizationDetails Open USD 106.00",
		"capture: CaptureDetails Completed USD 106.00",
		"capture again, as after a lost answer: CaptureDetails Completed USD 106.00",
		"get_capture_details: CaptureDetails Completed USD 106.00",
		"get_authorization_details: AuthorizationDetails Closed USD 106.00",
		"refund: RefundDetails Pending USD 6.00",
		"get_refund_details: GetRefundDetailsResult Completed USD 6.00",
		"get_capture_details: CaptureDetails Completed USD 6.00",
		"close_order_reference: CloseOrderReferenceResponse",
		"get_order_reference_details: OrderReferenceDetails Closed USD 106.00",
		"authorize on a closed order: 405 InvalidOrderReferenceStatus",
		"capture of an unknown authorization: 404 InvalidTransactionId",
		"capture of no amount: 400 InvalidParameterValue",
		"capture with a wrong secret key: 403 SignatureDoesNotMatch",
	}, stepsOf(out), "all it printed:\n%s", out)
}

// stepsOf are the steps that a script says went well. boto prints lines of its
// own, too.
func stepsOf(out string) (steps []string) {
	for line := range strings.Lines(out) {
		if step, ok := strings.CutPrefix(line, "ok "); ok {
			steps = append(steps, strings.TrimSpace(step))
		}
	}
	return steps
}

// TestBotoIsThrottled goes over a quota with boto, whose own retries get through
// on a clock that stands. See testdata/boto_throttle.py.
func TestBotoIsThrottled(t *testing.T) {
	requireE2E(t)
	requireProgram(t, debianPython, "python3-boto")
	address := start(t, "--throttle", "sandbox", "--clock", "frozen")

	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, debianPython, "testdata/boto_throttle.py", address)
	cmd.Env = []string{"BOTO_CONFIG=/dev/null", "HOME=" + t.TempDir()}
	out, err := cmd.CombinedOutput()
	require.NoErrorf(t, err, "%s testdata/boto_throttle.py:\n%s", debianPython, out)
	require.Regexp(t, `(?m)^ok 6 calls, [1-9]\d* throttled$`, string(out))
}

// TestBotoUnderScenarios pays an order with boto under built-in scenarios. See
// testdata/boto_scenario.py.
func TestBotoUnderScenarios(t *testing.T) {
	requireE2E(t)
	requireProgram(t, debianPython, "python3-boto")
	for scenario, want := range map[string][]string{
		"capture-processing-failure-then-success": {
			"authorize: Open", "capture: Declined ProcessingFailure", "capture: Completed",
			"request: Authorize 200", "request: Capture 200", "request: Capture 200",
		},
		"throttled-then-ok": { // boto tries again by itself
			"authorize: Open", "capture: Completed",
			"request: Authorize 503", "request: Authorize 200", "request: Capture 503", "request: Capture 200",
		},
	} {
		t.Run(scenario, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			cmd := exec.CommandContext(ctx, debianPython, "testdata/boto_scenario.py", start(t, "--clock", "frozen"), scenario)
			cmd.Env = []string{"BOTO_CONFIG=/dev/null", "HOME=" + t.TempDir()}
			out, err := cmd.CombinedOutput()
			require.NoErrorf(t, err, "%s testdata/boto_scenario.py:\n%s", debianPython, out)
			require.Equal(t, want, stepsOf(string(out)))
		})
	}
}

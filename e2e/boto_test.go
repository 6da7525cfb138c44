package e2e

import (
	"context"
	"os/exec"
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
	address := start(t)

	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, debianPython, "testdata/boto_order.py", address)
	cmd.Env = []string{"BOTO_CONFIG=/dev/null", "HOME=" + t.TempDir()} // no settings, proxies or credentials of this machine
	out, err := cmd.CombinedOutput()
	require.NoErrorf(t, err, "%s testdata/boto_order.py (Debian: apt-get install python3-boto):\n%s", debianPython, out)

	// boto prints lines of its own, too.
	var steps []string
	for line := range strings.Lines(string(out)) {
		if step, ok := strings.CutPrefix(line, "ok "); ok {
			steps = append(steps, strings.TrimSuffix(step, "\n"))
		}
	}
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
	}, steps, "all it printed:\n%s", out)
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

package e2e

import (
	"bufio"
	"bytes"
	"encoding/json"
	"net"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// client runs a command of the program against a running emulator and returns
// what it printed.
func client(t *testing.T, address string, arguments ...string) string {
	t.Helper()
	program, err := build()
	require.NoError(t, err, "go build")
	cmd := exec.Command(program, append(arguments, "--url", address)...)
	cmd.Env = slices.DeleteFunc(os.Environ(), func(entry string) bool { return strings.HasPrefix(entry, "APAY_") })
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	require.NoErrorf(t, err, "amazon-pay-emulator %s:\n%s%s", strings.Join(arguments, " "), out, &stderr)
	return strings.TrimSpace(string(out))
}

// freeAddress returns an address of this machine that nobody listens at yet. The
// emulator and a receiver have to know of each other, so that one of them can't
// pick its own.
func freeAddress(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer listener.Close()
	return listener.Addr().String()
}

// receiver is a program that receives notifications and prints a line for each.
type receiver struct {
	lines  chan string
	stderr *bytes.Buffer
}

// startReceiver runs a receiver until the end of the test. It returns once it
// listens, which is its first line.
func startReceiver(t *testing.T, cmd *exec.Cmd) *receiver {
	t.Helper()
	r := &receiver{lines: make(chan string, 100), stderr: new(bytes.Buffer)}
	cmd.Stderr = r.stderr
	stdout, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		defer close(r.lines)
		for lines := bufio.NewScanner(stdout); lines.Scan(); {
			r.lines <- lines.Text()
		}
	}()
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		force := time.AfterFunc(10*time.Second, func() { _ = cmd.Process.Kill() })
		defer force.Stop()
		<-ended
		_ = cmd.Wait() // ended by the signal
		if t.Failed() {
			t.Logf("the receiver's standard error:\n%s", r.stderr)
		}
	})
	r.requireLine(t, `listening on .*`)
	return r
}

// requireLine waits for the next line, which has to match as a whole.
func (r *receiver) requireLine(t *testing.T, pattern string) {
	t.Helper()
	select {
	case line, more := <-r.lines:
		require.Truef(t, more, "the receiver ended before it printed %s", pattern)
		require.Regexp(t, "^(?:"+pattern+")$", line)
	case <-time.After(10 * time.Second):
		require.FailNowf(t, "the receiver is silent", "waited for %s", pattern)
	}
}

// requireKinds has an emulator tell a receiver of everything that happens to an
// order until its end, and of a chargeback. Each has to be accepted, and to say
// what happened.
func (r *receiver) requireKinds(t *testing.T, address string) {
	t.Helper()
	order := client(t, address, "order", "create", "--state", "Open", "--amount", "106.00")
	accepted := func(kind, id, state string) {
		t.Helper()
		r.requireLine(t, "accepted: "+kind+" "+id+" "+state)
	}
	// What is hard to sign: letters beyond ASCII, and all that JSON or XML escapes.
	client(
		t, address, "call", "SetOrderAttributes", "AmazonOrderReferenceId="+order,
		`OrderAttributes.SellerOrderAttributes.SellerOrderId=Größe 5/8 "<€>" & \ 🛒`,
	)

	client(
		t, address, "call", "Authorize", "AmazonOrderReferenceId="+order, "AuthorizationReferenceId=declined",
		"AuthorizationAmount.Amount=26.00", "AuthorizationAmount.CurrencyCode=USD", "TransactionTimeout=60",
		`SellerAuthorizationNote={"SandboxSimulation":{"State":"Declined","ReasonCode":"ProcessingFailure"}}`,
	)
	client(t, address, "clock", "advance", "1m")
	accepted("PaymentAuthorize", order+`-A\d{6}`, "Declined")

	paid := client(
		t, address, "call", "Authorize", "AmazonOrderReferenceId="+order, "AuthorizationReferenceId=paid",
		"AuthorizationAmount.Amount=106.00", "AuthorizationAmount.CurrencyCode=USD", "TransactionTimeout=0", "CaptureNow=true",
	)
	accepted("PaymentAuthorize", order+`-A\d{6}`, "Closed")
	accepted("PaymentCapture", order+`-C\d{6}`, "Completed")

	capture := regexp.MustCompile(order + `-C\d{6}`).FindString(paid)
	client(
		t, address, "call", "Refund", "AmazonCaptureId="+capture, "RefundReferenceId=refund",
		"RefundAmount.Amount=6.00", "RefundAmount.CurrencyCode=USD",
	)
	client(t, address, "clock", "advance", "1m")
	accepted("PaymentRefund", order+`-R\d{6}`, "Completed")

	client(t, address, "call", "CloseOrderReference", "AmazonOrderReferenceId="+order)
	accepted("OrderReferenceNotification", order, "Closed")

	client(t, address, "ipn", "sample", "Chargeback Detailed Notification")
	accepted("ChargebackDetailedNotification", `CB\w{11}`, "RECEIVED")
	client(t, address, "await", "--ipn-for", order)
	requireNewest(t, address, order, "delivered", 200)
}

// requireTampered has an emulator spoil notifications in every way. The receiver
// has to say what is asked for, by the kind of tampering, and to answer 400 to
// what it refuses, which is not repeated then. Nothing of it may keep it from
// accepting the next one.
func (r *receiver) requireTampered(t *testing.T, address string, said map[string]string) {
	t.Helper()
	order := client(t, address, "order", "create", "--state", "Open", "--amount", "106.00")
	authorize := func(reference string) string {
		t.Helper()
		answer := client(
			t, address, "call", "Authorize", "AmazonOrderReferenceId="+order, "AuthorizationReferenceId="+reference,
			"AuthorizationAmount.Amount=10.00", "AuthorizationAmount.CurrencyCode=USD", "TransactionTimeout=0",
		)
		return regexp.MustCompile(order + `-A\d{6}`).FindString(answer)
	}
	for _, how := range []string{"signature", "body", "topic", "certificate_url", "version"} {
		client(t, address, "next", "Authorize", "--ipn-tamper", how)
		id := authorize(how)
		require.Containsf(t, said, how, "what does the receiver say?")
		r.requireLine(t, said[how])
		client(t, address, "clock", "advance", "1m") // retries, if there were any, would fall into it
		if strings.HasPrefix(said[how], "refused: ") {
			requireNewest(t, address, id, "failed", 400)
		} else {
			requireNewest(t, address, id, "delivered", 200)
		}
		r.requireLine(t, "accepted: PaymentAuthorize "+authorize("good_after_"+how)+" Open")
	}
}

// requireNewest checks what became of the newest notification about an object,
// and that one attempt was enough to know.
func requireNewest(t *testing.T, address, object, state string, status int) {
	t.Helper()
	var page struct {
		IPNs []struct {
			State    string
			Attempts []struct{ Status int }
		}
	}
	list := client(t, address, "ipn", "list", "--object", object, "--limit", "1", "--json")
	require.NoErrorf(t, json.Unmarshal([]byte(list), &page), "%s", list)
	require.Lenf(t, page.IPNs, 1, "%s", list)
	require.Equalf(t, state, page.IPNs[0].State, "%s", list)
	require.Lenf(t, page.IPNs[0].Attempts, 1, "%s", list)
	require.Equalf(t, status, page.IPNs[0].Attempts[0].Status, "%s", list)
}

package emutest

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestReceiveIPNs(t *testing.T) {
	e := Start(t)
	ipns := e.ReceiveIPNs()
	order, authorization, capture := e.pay()
	n := ipns.Next()
	require.Equal(t, "PaymentAuthorize", n.Type)
	require.Equal(t, authorization, n.Object)
	n = ipns.Next()
	require.Equal(t, "PaymentCapture", n.Type)
	require.Equal(t, capture, n.Object)
	require.Equal(t, Completed, n.State)
	require.Empty(t, n.Reason)
	require.Equal(t, "c", n.Value("CaptureReferenceId"))
	require.Equal(t, "106.0", n.Value("CaptureAmount.Amount"))
	require.Empty(t, n.Value("Nothing"))
	require.Equal(t, e.Credentials().SellerID, n.SellerID)
	require.Equal(t, Sandbox, n.Environment)
	require.Equal(t, ClockStart, n.At)
	require.NotEmpty(t, n.ReferenceID)
	closed := ipns.Next()
	require.Equal(t, authorization, closed.Object)
	require.Equal(t, Closed, closed.State)
	require.EqualValues(t, "MaxCapturesProcessed", closed.Reason)

	e.Call("CloseOrderReference", "AmazonOrderReferenceId="+order)
	delivered := e.AwaitIPN(order)
	require.Equal(t, "delivered", delivered.State)
	require.Len(t, ipns.Accepted(), 4)
	require.Empty(t, ipns.Refused())
	require.Equal(t, delivered.MessageID, ipns.Accepted()[3].MessageID)

	list := e.IPNs(IPNFilter{})
	require.Len(t, list, 4)
	require.EqualValues(t, 1, list[0].N, "oldest first")
	require.Equal(t, http.StatusOK, list[0].Attempts[0].Status)
	require.Len(t, e.IPNs(IPNFilter{Object: authorization, Type: "PaymentAuthorize", State: "delivered"}), 2)
}

func TestReceivedChargeback(t *testing.T) {
	e := Start(t)
	ipns := e.ReceiveIPNs()
	_, _, capture := e.pay()
	e.must("dispute", http.MethodPost, "objects/"+capture+"/decide", map[string]any{"chargeback": map[string]any{}}, nil)
	for range 3 {
		ipns.Next()
	}
	n := ipns.Next()
	require.Equal(t, "Chargeback Detailed Notification", n.Type)
	require.NotEmpty(t, n.State)
	require.NotEmpty(t, n.Object)
	require.Equal(t, "c", n.Value("AmazonCaptureReferenceId"))
}

// A spoilt notification is refused, and is not among those accepted.
func TestReceiverRefuses(t *testing.T) {
	for tamper, want := range map[string]string{
		"signature": "wrong signature", "body": "wrong signature", "topic": "the headers are not those of the body",
		"certificate_url": "the signing certificate's URL is not one of SNS", "version": "wrong signature",
	} {
		t.Run(tamper, func(t *testing.T) {
			e := Start(t)
			ipns := e.ReceiveIPNs()
			e.Next("{on: Authorize, then: {ipn: {tamper: " + tamper + "}}}")
			id := e.authorize(e.CreateOrder(Checkout{Amount: "106.00", State: Open}), "a").Value("AmazonAuthorizationId")
			require.Contains(t, e.ending(t, func(e *Emulator) { e.AwaitIPN(id) }), "is failed after 1 attempts, the last of which was answered 400")
			require.Empty(t, ipns.Accepted())
			require.Len(t, ipns.Refused(), 1)
			require.ErrorContains(t, ipns.Refused()[0], want)
		})
	}
}

// What is no notification at all is refused too, wherever it comes from.
func TestReceiverRefusesStrangers(t *testing.T) {
	e := Start(t)
	ipns := e.ReceiveIPNs()
	for path, want := range map[string]int{ipns.URL: http.StatusBadRequest, ipns.URL + "0": http.StatusNotFound} {
		response, err := http.Post(path, "text/plain", strings.NewReader("{}"))
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
		require.Equal(t, want, response.StatusCode)
	}
	require.Len(t, ipns.Refused(), 1)
}

// A receiver that was out of order gets it again, on the virtual clock.
func TestReceiverAnswers(t *testing.T) {
	e := Start(t)
	ipns := e.ReceiveIPNs()
	ipns.Answer(http.StatusServiceUnavailable)
	id := e.authorize(e.CreateOrder(Checkout{Amount: "106.00", State: Open}), "a").Value("AmazonAuthorizationId")
	e.Advance(20*time.Second - time.Millisecond)
	require.Empty(t, ipns.Accepted())
	ipns.Answer(http.StatusOK)
	e.Advance(time.Millisecond)
	require.Len(t, ipns.Accepted(), 1)
	require.Len(t, e.AwaitIPN(id).Attempts, 2)
}

// Each receiver gets what was sent while it was the seller's.
func TestReceiverIsReplaced(t *testing.T) {
	e := Start(t)
	first := e.ReceiveIPNs()
	e.AwaitIPN(e.authorize(e.CreateOrder(Checkout{Amount: "106.00", State: Open}), "a").Value("AmazonAuthorizationId"))
	second := e.ReceiveIPNs()
	e.AwaitIPN(e.authorize(e.CreateOrder(Checkout{Amount: "106.00", State: Open}), "b").Value("AmazonAuthorizationId"))
	require.Len(t, first.Accepted(), 1)
	require.Len(t, second.Accepted(), 1)
	require.NotEqual(t, first.Accepted()[0].Object, second.Accepted()[0].Object)
}

// Waiting in vain says what came.
func TestReceiverNextInVain(t *testing.T) {
	e := Start(t)
	ipns := e.ReceiveIPNs()
	over, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := ipns.next(over)
	require.EqualError(t, err, "no further notification has come; none has come at all")

	id := e.authorize(e.CreateOrder(Checkout{Amount: "106.00", State: Open}), "a").Value("AmazonAuthorizationId")
	e.AwaitIPN(id)
	ipns.Next()
	response, err := http.Post(ipns.URL, "text/plain", strings.NewReader("{}"))
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	_, err = ipns.next(over)
	require.ErrorContains(t, err, "no further notification has come; so far:\naccepted: PaymentAuthorize "+id+" Open\nrefused: the body is not an SNS notification")
}

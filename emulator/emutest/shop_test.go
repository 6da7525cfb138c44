package emutest_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator/emutest"
)

// shop is a tiny one: it knows Amazon's documents, and nothing of an emulator.
type shop struct {
	client                         *http.Client
	endpoint                       string
	sellerID, accessKey, secretKey string
}

func newShop(client *http.Client, endpoint string, key emutest.Credentials) *shop {
	return &shop{client: client, endpoint: endpoint, sellerID: key.SellerID, accessKey: key.AccessKey, secretKey: key.SecretKey}
}

var errDeclined = errors.New("the payment was declined")

// charge takes the money for an order: at once or, when Amazon needs its time,
// later. A call whose answer was lost is repeated under the same reference id.
func (s *shop) charge(order, amount string) (capture string, paid bool, err error) {
	var authorized struct {
		ID string `xml:"AuthorizeResult>AuthorizationDetails>AmazonAuthorizationId"`
	}
	err = s.call("Authorize", map[string]string{
		"AmazonOrderReferenceId": order, "AuthorizationReferenceId": "a-" + order, "TransactionTimeout": "0",
		"AuthorizationAmount.Amount": amount, "AuthorizationAmount.CurrencyCode": "USD",
	}, &authorized)
	if err != nil {
		return "", false, err
	}
	var captured struct {
		ID    string `xml:"CaptureResult>CaptureDetails>AmazonCaptureId"`
		State string `xml:"CaptureResult>CaptureDetails>CaptureStatus>State"`
	}
	parameters := map[string]string{
		"AmazonAuthorizationId": authorized.ID, "CaptureReferenceId": "c-" + order,
		"CaptureAmount.Amount": amount, "CaptureAmount.CurrencyCode": "USD",
	}
	if err = s.call("Capture", parameters, &captured); err != nil {
		err = s.call("Capture", parameters, &captured)
	}
	if err == nil && captured.State == "Declined" {
		err = errDeclined
	}
	return captured.ID, captured.State == "Completed", err
}

// call signs by the rules of Signature Version 2.
func (s *shop) call(operation string, parameters map[string]string, result any) error {
	form := url.Values{
		"Action": {operation}, "AWSAccessKeyId": {s.accessKey}, "SellerId": {s.sellerID}, "Version": {"2013-01-01"},
		"SignatureMethod": {"HmacSHA256"}, "SignatureVersion": {"2"}, "Timestamp": {time.Now().UTC().Format(time.RFC3339)},
	}
	for name, value := range parameters {
		form.Set(name, value)
	}
	at, err := url.Parse(s.endpoint)
	if err != nil {
		return err
	}
	mac := hmac.New(sha256.New, []byte(s.secretKey))
	io.WriteString(mac, "POST\n"+at.Host+"\n"+at.Path+"\n"+strings.ReplaceAll(form.Encode(), "+", "%20"))
	form.Set("Signature", base64.StdEncoding.EncodeToString(mac.Sum(nil)))
	response, err := s.client.PostForm(s.endpoint, form)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", operation, response.Status)
	}
	return xml.NewDecoder(response.Body).Decode(result)
}

// The test that docs/ci.md shows.
func TestDeclinedLater(t *testing.T) {
	e := emutest.Start(t)
	s := newShop(http.DefaultClient, e.Endpoint(emutest.Sandbox), e.Credentials())
	ipns := e.ReceiveIPNs() // each is verified
	order := e.CreateOrder(emutest.Checkout{Amount: "106.00", State: emutest.Open})
	e.Next(`{on: Capture, then: {state: Declined, reason: AmazonRejected, pending_for: 1h}}`)

	_, paid, err := s.charge(order, "106.00")
	require.NoError(t, err)
	require.False(t, paid) // not yet

	e.Advance(time.Hour)
	require.Equal(t, emutest.Closed, e.Object(order).State)
	require.Len(t, ipns.Accepted(), 4) // authorized; declined, and authorization and order closed by that
}

// TestShop is how a shop is tested: one emulator, and a seller for each case.
func TestShop(t *testing.T) {
	e := emutest.Start(t)
	for name, test := range map[string]struct {
		amazon  string // the one-shot rule for the capture
		paid    bool
		err     error
		settled string // what the last IPN of the capture says, within the hour
	}{
		"paid at once":      {paid: true, settled: "Completed"},
		"declined":          {amazon: `{on: Capture, then: {state: Declined, reason: AmazonRejected}}`, err: errDeclined, settled: "Declined"},
		"paid later":        {amazon: `{on: Capture, then: {state: Completed, pending_for: 30m}}`, settled: "Completed"},
		"declined later":    {amazon: `{on: Capture, then: {state: Declined, reason: ProcessingFailure, pending_for: 30m}}`, settled: "Declined"},
		"the answer's loss": {amazon: `{on: Capture, then: {fault: {kind: reset, applied: true}}}`, paid: true, settled: "Completed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := e.Seller(t)
			ipns := e.ReceiveIPNs()
			s := newShop(http.DefaultClient, e.Endpoint(emutest.Sandbox), e.Credentials())
			if test.amazon != "" {
				e.Next(test.amazon)
			}
			order := e.CreateOrder(emutest.Checkout{Amount: "106.00", State: emutest.Open})

			capture, paid, err := s.charge(order, "106.00")
			require.ErrorIs(t, err, test.err)
			require.Equal(t, test.paid, paid)

			e.Advance(time.Hour)
			var last string
			for _, n := range ipns.Accepted() {
				if n.Object == capture {
					last = string(n.State)
				}
			}
			require.Equal(t, test.settled, last)
			require.Len(t, e.Object(order).CaptureIDs, 1, "never charged twice")
		})
	}
}

// TestShopByAmazonsNames is the same shop as it goes live: only its HTTP client is
// the test's.
func TestShopByAmazonsNames(t *testing.T) {
	e := emutest.Start(t)
	s := newShop(e.Client(), "https://mws.amazonservices.com/OffAmazonPayments_Sandbox/2013-01-01", e.Credentials())
	_, paid, err := s.charge(e.CreateOrder(emutest.Checkout{Amount: "106.00", State: emutest.Open}), "106.00")
	require.NoError(t, err)
	require.True(t, paid)
	require.Len(t, e.Requests(emutest.RequestFilter{Operation: "Capture", Status: http.StatusOK}), 1)
}

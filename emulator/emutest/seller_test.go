package emutest

import (
	"net/http"
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestSeller(t *testing.T) {
	e := Start(t)
	a, b := e.Seller(t), e.Seller(t)
	require.NotEqual(t, a.Credentials(), b.Credentials())
	require.Regexp(t, regexp.MustCompile(`^A[A-Z2-7]{13}$`), a.Credentials().SellerID)
	require.Regexp(t, regexp.MustCompile(`^AKIA[A-Z2-7]{16}$`), a.Credentials().AccessKey)

	a.pay()
	a.Next(`{on: Capture, then: {state: Declined, reason: AmazonRejected}}`)
	a.Advance(time.Hour)
	require.Empty(t, b.Requests(RequestFilter{}))
	require.Empty(t, e.Requests(RequestFilter{}))
	require.Equal(t, ClockStart, b.Now())
	_, _, capture := b.pay()
	require.Equal(t, Completed, b.Object(capture).State)
	require.Equal(t, ClockStart, e.Seller(t).Now(), "a seller who comes later starts at the start")
}

// The keys are known, so that a wrong signature is refused as in production.
func TestSellerKeysAreChecked(t *testing.T) {
	e := Start(t).Seller(t)
	forged := *e
	forged.credentials.SecretKey = "guessed"
	refused := forged.Call("GetServiceStatus")
	require.Equal(t, http.StatusForbidden, refused.Status)
	require.Equal(t, "SignatureDoesNotMatch", refused.Code())
}

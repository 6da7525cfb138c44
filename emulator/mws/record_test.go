package mws_test

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
	"amazon-pay-emulator/emulator/mws"
	"amazon-pay-emulator/emulator/mws/params"
)

// TestRecords: every call is found again, refused or not, with the seller that
// it names or among the strays.
func TestRecords(t *testing.T) {
	s := newShop(t)
	order, authorization := s.authorized(t, "106.00")
	pairs := append(price("CaptureAmount", "106.00"), "AmazonAuthorizationId", authorization, "CaptureReferenceId", "R",
		"SellerCaptureNote", simulation("Declined", "AmazonRejected", ""))
	w := s.call(t, "Capture", pairs...)
	capture := requireOK(t, w, "AmazonCaptureId")
	newest := func() engine.Record {
		list, dropped := s.account().Records()
		require.Zero(t, dropped)
		return list[0]
	}
	r := newest()
	require.Equal(t, engine.Record{
		N: 2, Real: real, At: start, Seller: seller, Environment: emulator.Sandbox, Operation: "Capture",
		Parameters: r.Parameters, RequestID: w.Header().Get("X-Mws-Request-Id"), Status: 200, Body: w.Body.Bytes(), Object: capture,
		Before: r.Before, After: emulator.Status{State: emulator.Declined, Reason: emulator.AmazonRejected, Updated: start}, Rule: "simulation",
	}, r)
	require.Contains(t, r.Parameters, params.Pair{Name: "CaptureReferenceId", Value: "R"})

	require.Equal(t, 200, s.call(t, "Capture", pairs...).Code)
	require.True(t, newest().Replay)
	require.Empty(t, newest().Rule)

	refused := s.call(t, "Authorize", append(price("AuthorizationAmount", "1"), "AmazonOrderReferenceId", order, "AuthorizationReferenceId", "R")...)
	r = newest()
	require.Equal(t, 405, r.Status)
	require.Equal(t, "InvalidOrderReferenceStatus", r.Code)
	require.Equal(t, refused.Header().Get("X-Emulator-Hint"), r.Hint)
	require.Equal(t, order, r.Object)
	require.Equal(t, emulator.Closed, r.Before.State)

	a := newAttempt("Capture")
	a.signature = "none"
	require.Equal(t, 403, s.send(t, a).Code)
	require.Equal(t, "SignatureDoesNotMatch", newest().Code)

	require.Equal(t, 404, s.serve(request("GET", "example.com", "/favicon.ico", "")).Code)
	strays, _ := s.engine.Strays()
	require.Len(t, strays, 1)
	require.Equal(t, "InvalidAddress", strays[0].Code)
	require.Empty(t, strays[0].Seller)
}

// TestSecretsStayOut: what proves who somebody is stands in no record and no
// line of the log.
func TestSecretsStayOut(t *testing.T) {
	var lines bytes.Buffer
	s := newShop(t, func(_ *engine.Options, mo *mws.Options) { mo.Log = slog.New(slog.NewJSONHandler(&lines, nil)) })
	order := s.order(t, "106.00")
	requireOK(t, s.call(t, "GetOrderReferenceDetails", "AmazonOrderReferenceId", order, "MWSAuthToken", token,
		"AddressConsentToken", "Atza|secret-1", "AccessToken", "Atza|secret-2"), "State")
	list, _ := s.account().Records()
	var names []string
	for _, p := range list[0].Parameters {
		names = append(names, p.Name)
	}
	require.ElementsMatch(t, []string{"Action", "SellerId", "SignatureMethod", "SignatureVersion", "Timestamp", "Version", "AmazonOrderReferenceId"}, names)
	require.Contains(t, lines.String(), order)
	for _, secret := range []string{secretKey, token, "secret-1", "secret-2", accessKey} {
		require.NotContains(t, lines.String(), secret)
	}
}

// TestOneLogLine: every call has one line in the log, whatever becomes of it.
func TestOneLogLine(t *testing.T) {
	var lines bytes.Buffer
	s := newShop(t, func(_ *engine.Options, mo *mws.Options) { mo.Log = slog.New(slog.NewJSONHandler(&lines, nil)) })
	unsigned := newAttempt("GetServiceStatus")
	unsigned.signature = "none"
	for name, send := range map[string]func(){
		"answered":  func() { s.call(t, "GetServiceStatus") },
		"refused":   func() { s.call(t, "GetCaptureDetails", "AmazonCaptureId", "S01-1234567-1234567-C000001") },
		"unsigned":  func() { s.send(t, unsigned) },
		"a stray":   func() { s.serve(request("GET", "example.com", "/favicon.ico", "")) },
		"two lines": func() { s.call(t, "GetCaptureDetails", "AmazonCaptureId", "X\nlevel=ERROR") },
	} {
		lines.Reset()
		send()
		require.Equal(t, 1, strings.Count(lines.String(), "\n"), "%s: %s", name, lines.String())
	}
}

// TestHints: a hint is for people, and no client breaks at it.
func TestHints(t *testing.T) {
	s := newShop(t)
	long := strings.Repeat("x", 100_000)
	for name, a := range map[string]*attempt{
		"bad signature":  newAttempt("GetServiceStatus", "Note", long, "MWSAuthToken", token, "AccessToken", "Atza|secret"),
		"unknown action": newAttempt(long),
		"unknown key":    newAttempt("GetServiceStatus"),
		"unknown id":     newAttempt("GetCaptureDetails", "AmazonCaptureId", long),
	} {
		t.Run(name, func(t *testing.T) {
			switch name {
			case "bad signature":
				a.signature = "none"
			case "unknown key":
				a.set("AWSAccessKeyId", long)
			}
			hint := s.send(t, a).Header().Get("X-Emulator-Hint")
			require.NotEmpty(t, hint)
			require.Less(t, len(hint), 8<<10)
			for _, secret := range []string{secretKey, token, "Atza"} {
				require.NotContains(t, hint, secret)
			}
		})
	}
}

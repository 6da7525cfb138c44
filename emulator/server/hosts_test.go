package server

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator/pki"
	"amazon-pay-emulator/emulator/tunnel"
)

// Every host that there is a certificate for is there for something.
func TestEveryHostHasAKind(t *testing.T) {
	count := map[hostKind]int{}
	for _, host := range pki.AmazonHosts {
		require.NotEqual(t, otherHost, kindOf(host), host)
		count[kindOf(host)]++
	}
	require.Equal(t, map[hostKind]int{apiHost: 3, loginHost: 9, snsHost: 3, scriptHost: 4}, count)
}

func TestKindOf(t *testing.T) {
	for host, want := range map[string]hostKind{
		"mws.amazonservices.com":            apiHost,
		"MWS-EU.AmazonServices.com:443":     apiHost,
		"mws.amazonservices.jp.":            apiHost,
		"mws.amazonservices.jp.:8443":       apiHost,
		"api.amazon.com":                    loginHost,
		"api.sandbox.amazon.de:443":         loginHost,
		"api-sandbox.amazon.co.jp":          loginHost,
		"sns.us-west-2.amazonaws.com":       snsHost,
		"static-fe.payments-amazon.com":     scriptHost,
		"origin-na.ssl-images-amazon.com":   scriptHost,
		"sns.eu-central-1.amazonaws.com":    otherHost,
		"evil.mws.amazonservices.com":       otherHost,
		"mws.amazonservices.com.evil.test":  otherHost,
		"api.amazon.com..":                  otherHost,
		"api.internal":                      otherHost,
		"localhost:2729":                    otherHost,
		"127.0.0.1":                         otherHost,
		"[::1]:2729":                        otherHost,
		"":                                  otherHost,
		"mws.amazonservices.com@evil.test":  otherHost,
		"mws.amazonservices.com:443:443":    otherHost,
		"\u017fns.us-east-1.amazonaws.com":  otherHost,
		"sns.us-east-1.amazonaws.com%2e:80": otherHost,
	} {
		require.Equal(t, want, kindOf(host), host)
	}
}

// What a host answers goes by the request's Host, however it came.
func TestHosts(t *testing.T) {
	s := newServer(t)
	start(t, s)
	signing, err := s.ipns.authority.Signing(t.Context())
	require.NoError(t, err)
	const api, info = "/OffAmazonPayments_Sandbox/2013-01-01", "/auth/o2/tokeninfo"
	for name, test := range map[string]struct {
		host, path string
		status     int
		says       string // in the body
		hint       string // in the header
	}{
		"the API":                       {"mws.amazonservices.com", api + "?Action=GetServiceStatus", 403, "MissingAuthenticationToken", ""},
		"the API elsewhere":             {"127.0.0.1:2729", api + "?Action=GetServiceStatus", 403, "MissingAuthenticationToken", ""},
		"the API by any name":           {"amazon-pay", api + "?Action=GetServiceStatus", 403, "MissingAuthenticationToken", ""},
		"no login there":                {"mws.amazonservices.com", info, 404, "ErrorResponse", "the API is at"},
		"login":                         {"api.amazon.com", info, 400, `"invalid_request"`, "access_token"},
		"login in the sandbox":          {"API.sandbox.amazon.co.uk:443", "/user/profile", 400, `"invalid_request"`, "access_token"},
		"login elsewhere":               {"localhost:2729", info, 400, `"invalid_request"`, "access_token"},
		"no API at login":               {"api.sandbox.amazon.com", api, 404, "no such path", "GET /user/profile"},
		"no login at SNS":               {"sns.us-east-1.amazonaws.com", info, 404, "nothing else", "no notification service"},
		"a certificate":                 {"sns.eu-west-1.amazonaws.com", "/" + signing.FileName, 200, "BEGIN CERTIFICATE", ""},
		"a certificate, whatever host":  {"api.amazon.de", "/" + signing.FileName, 200, "BEGIN CERTIFICATE", ""},
		"another certificate":           {"sns.eu-west-1.amazonaws.com", "/SimpleNotificationService-x.pem", 404, "no such certificate", ""},
		"the link of a notification":    {"sns.us-west-2.amazonaws.com", "/?Action=Unsubscribe&SubscriptionArn=arn:aws:sns:x", 200, `<UnsubscribeResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/">`, ""},
		"another action of SNS":         {"sns.us-west-2.amazonaws.com", "/?Action=Publish", 404, "nothing else", "--proxy-passthrough"},
		"the link at another path":      {"sns.us-west-2.amazonaws.com", "/x?Action=Unsubscribe", 404, "nothing else", "no notification service"},
		"the link at another host":      {"mws.amazonservices.com", "/?Action=Unsubscribe", 404, "ErrorResponse", "the API is at"},
		"scripts":                       {"static-eu.payments-amazon.com", "/OffAmazonPayments/eur/lpa/js/Widgets.js", 404, "no scripts", "no scripts for the browser yet"},
		"scripts from elsewhere":        {"origin-na.ssl-images-amazon.com", "/", 404, "no scripts", "no scripts for the browser yet"},
		"the admin API at the API":      {"mws-eu.amazonservices.com", "/_emulator/health", 200, `"ok"`, ""},
		"the admin API at login":        {"api.amazon.co.jp", "/_emulator/health", 200, `"ok"`, ""},
		"the admin API at SNS":          {"sns.us-east-1.amazonaws.com", "/_emulator/health", 200, `"ok"`, ""},
		"the list of revoked ones":      {"sns.us-east-1.amazonaws.com", "/_emulator/ca.crl", 200, "", ""},
		"the admin API beside scripts":  {"static-na.payments-amazon.com", "/_emulator/health", 200, `"ok"`, ""},
		"not what only begins like one": {"api.amazon.com.evil.test", "/user", 404, "ErrorResponse", "the API is at"},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := http.NewRequest(http.MethodGet, s.URL()+test.path, nil)
			require.NoError(t, err)
			r.Host = test.host
			response, err := http.DefaultClient.Do(r)
			require.NoError(t, err)
			text := readAll(t, response)
			require.Equal(t, test.status, response.StatusCode, text)
			require.Contains(t, text, test.says)
			require.Contains(t, response.Header.Get(hintHeader), test.hint)
			if test.hint == "" && test.status == 200 {
				require.Empty(t, response.Header.Get(hintHeader))
			}
		})
	}
}

// Pages can't drive the admin API under Amazon's names either.
func TestPagesUnderAmazonsNames(t *testing.T) {
	s := newServer(t)
	start(t, s)
	for _, host := range pki.AmazonHosts {
		r, err := http.NewRequest(http.MethodPost, s.URL()+"/_emulator/reset", nil)
		require.NoError(t, err)
		r.Host = host
		r.Header.Set("Origin", "https://"+host)
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		response, err := http.DefaultClient.Do(r)
		require.NoError(t, err)
		require.Contains(t, readAll(t, response), "--admin-host")
		require.Equal(t, http.StatusForbidden, response.StatusCode)
	}
}

func TestOwn(t *testing.T) {
	s := newServer(t, func(o *Options) {
		o.Listen, o.TLSHosts, o.AdminHosts = []string{":0"}, []string{"Shop.test"}, []string{"pay.test"}
	})
	of := func(host string) tunnel.Target {
		target, err := tunnel.ParseTarget(host + strings.TrimPrefix(s.URL(), "http://127.0.0.1"))
		require.NoError(t, err)
		return target
	}
	require.False(t, s.own(tunnel.Target{Host: "127.0.0.1", Port: 0}), "before the start")
	start(t, s)
	for host, want := range map[string]bool{
		"127.0.0.1": true, "127.0.0.2": true, "[::1]": true, "0.0.0.0": true, "localhost": true, "shop.test": true, "pay.test": true,
		"192.0.2.1": false, "mws.amazonservices.com": false, "localhost.evil.test": false, "test": false,
	} {
		require.Equal(t, want, s.own(of(host)), host)
	}
	require.False(t, s.own(tunnel.Target{Host: "127.0.0.1", Port: 1}))
}

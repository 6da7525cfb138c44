package server

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// lines is a log that may be written by several goroutines.
type lines struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// Secrets come in wherever they can, in good calls and in bad ones, and come out
// nowhere: in no line of the log, record, event, metric or problem.
func TestSecretsStayInside(t *testing.T) {
	// Each has zsecretz in it, which no encoding changes.
	secrets := map[string]string{
		"another seller's secret key":   "zsecretz2",
		"the admin token":               "zsecretz3",
		"a wrong admin token":           "zsecretz4",
		"the password of an IPN URL":    "zsecretz5",
		"that of a seller's IPN URL":    "zsecretz6",
		"that of a configured endpoint": "zsecretz7",
		"an MWSAuthToken":               "amzn.mws.00000000-0000-0000-0000-zsecretz8",
		"an AddressConsentToken":        "Atza|zsecretz9",
		"an AccessToken":                "Atza|zsecretz10",
		"a signature":                   "zsecretz11",
		"what the seller noted":         "zsecretz12",
		"a password in a bad URL":       "zsecretz13",
		"the password of the receiver":  "zsecretz14",
	}
	of := func(what string) string {
		require.Contains(t, secrets, what)
		return secrets[what]
	}
	var log lines
	m := openShop(t, func(o *Options) {
		o.Log = slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
		o.AdminToken = of("the admin token")
		o.IPNURL = "http://me:" + of("the password of an IPN URL") + "@127.0.0.1:1/ipn" // where nobody listens
		o.Sellers = []Seller{{ID: "A2SECOND", AccessKey: "AKIASECOND", SecretKey: of("another seller's secret key"), IPNURL: "http://me:" + of("that of a seller's IPN URL") + "@127.0.0.1:1/"}}
	})
	admin := func(method, path, body, token string) string {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), method, m.server.URL()+"/_emulator/"+path, strings.NewReader(body))
		require.NoError(t, err)
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Authorization", "Bearer "+token)
		answer, err := http.DefaultClient.Do(r)
		require.NoError(t, err)
		defer answer.Body.Close()
		if answer.Header.Get("Content-Type") == "text/event-stream" { // it has no end
			for text, part := "", make([]byte, 64<<10); ; {
				n, err := answer.Body.Read(part)
				text += string(part[:n])
				if err != nil || strings.Contains(text, "event: clock") {
					return text
				}
			}
		}
		text, err := io.ReadAll(answer.Body)
		require.NoError(t, err)
		return string(text)
	}
	as := func(method, path, body string) string {
		t.Helper()
		return admin(method, path, body, of("the admin token"))
	}

	// Good calls.
	order := m.order()
	m.call("", "GetOrderReferenceDetails", "AmazonOrderReferenceId", order, "MWSAuthToken", of("an MWSAuthToken"),
		"AddressConsentToken", of("an AddressConsentToken"), "AccessToken", of("an AccessToken"))
	m.authorize(order, "a", "SellerAuthorizationNote", of("what the seller noted"))
	m.call("", "SetMerchantNotificationConfiguration",
		"NotificationConfigurationList.NotificationConfiguration.1.NotificationUrl", "http://me:"+of("that of a configured endpoint")+"@127.0.0.1:1/",
		"NotificationConfigurationList.NotificationConfiguration.1.EventTypes.EventTypeList.1", "ALL")
	m.call("", "GetMerchantNotificationConfiguration")
	m.authorize(order, "b")

	// Bad ones, also of a seller whom nobody knows.
	for _, seller := range []string{example.ID, "A2SECOND", "A2UNHEARD", ""} {
		form := url.Values{
			"AWSAccessKeyId": {example.AccessKey}, "SellerId": {seller}, "Action": {"GetOrderReferenceDetails"}, "SignatureMethod": {"HmacSHA256"},
			"SignatureVersion": {"2"}, "Timestamp": {time.Now().UTC().Format(time.RFC3339)}, "Signature": {of("a signature")},
			"MWSAuthToken": {of("an MWSAuthToken")}, "AddressConsentToken": {of("an AddressConsentToken")}, "AccessToken": {of("an AccessToken")},
			"SellerNote": {of("what the seller noted")}, "X.NotificationUrl": {"http://me:" + of("a password in a bad URL") + "@ [/"},
		}
		const path = "/OffAmazonPayments_Sandbox/2013-01-01"
		for _, action := range []string{"GetOrderReferenceDetails", "Nonsense", ""} {
			form.Set("Action", action)
			answer, err := http.PostForm(m.server.URL()+path, form)
			require.NoError(t, err)
			answer.Body.Close()
			answer, err = http.Get(m.server.URL() + path + "?" + form.Encode())
			require.NoError(t, err)
			answer.Body.Close()
		}
	}
	var said []string
	said = append(said,
		admin("GET", "clock", "", of("a wrong admin token")),
		admin("GET", "nowhere", "", of("a wrong admin token")),
		as("PUT", "sellers/A2THIRD", `{"ipn_url":"http://me:`+of("that of a seller's IPN URL")+`@127.0.0.1:1/"}`),
		as("PUT", "sellers/A2THIRD", `{"ipn_url":"http://me:`+of("a password in a bad URL")+`@127.0.0.1:1/ [\u0000"}`),
	)
	as("PUT", "sellers/"+example.ID, `{"ipn_url":"`+strings.Replace(m.http.URL, "//", "//me:"+of("the password of the receiver")+"@", 1)+`"}`)
	as("POST", "clock/advance", `{"by":"1h"}`)
	for _, path := range []string{"requests?limit=1000", "ipns?limit=1000", "ipns/1", "ipns/2", "objects", "events?since=0", "metrics", "version", "clock", "next", "nowhere"} {
		said = append(said, as("GET", path, ""))
	}
	said = append(said, log.String())
	everything := strings.Join(said, "\n")
	require.Contains(t, everything, order)
	require.Contains(t, everything, "SignatureDoesNotMatch")
	require.Contains(t, everything, "calls_total")
	require.Contains(t, everything, "connection refused")
	require.NotContains(t, everything, example.SecretKey)
	if at := strings.Index(everything, "zsecretz"); at >= 0 {
		t.Errorf("a secret is out: %s", everything[max(0, at-300):at+40])
	}
}

package admin

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator/engine"
)

func withToken(_ *engine.Options, o *Options) { o.Token = "s3cret-token" }

func TestToken(t *testing.T) {
	w := newWorld(t, withToken)
	for name, test := range map[string]struct {
		header  string
		allowed bool
	}{
		"the token":             {"Bearer s3cret-token", true},
		"another way to write":  {"bearer  s3cret-token ", true},
		"none":                  {"", false},
		"an empty one":          {"Bearer ", false},
		"another one":           {"Bearer s3cret-tokem", false},
		"a longer one":          {"Bearer s3cret-token2", false},
		"the beginning of it":   {"Bearer s3cret-toke", false},
		"in other letters":      {"Bearer S3CRET-TOKEN", false},
		"another scheme":        {"Basic s3cret-token", false},
		"the token alone":       {"s3cret-token", false},
		"two tokens in one":     {"Bearer s3cret-token s3cret-token", false},
		"a list of credentials": {"Bearer s3cret-token, Basic x", false},
	} {
		t.Run(name, func(t *testing.T) {
			w := w.in(t)
			if test.allowed {
				w.ok("GET clock", "", "Authorization", test.header)
				return
			}
			r := w.refused(http.StatusUnauthorized, "GET clock", "", "Authorization", test.header)
			require.Equal(t, typeNoToken, r.body["type"])
			require.Equal(t, `Bearer realm="amazon-pay-emulator"`, r.header.Get("WWW-Authenticate"))
			require.NotContains(t, strings.ToLower(r.text), "s3cret")
		})
	}
}

// Every route wants the token but those that are read by who can't have it, and
// so does what is no route.
func TestRoutesWantTheToken(t *testing.T) {
	w := newWorld(t, withToken, withCertificates)
	open := map[string]bool{"health": true, "ready": true, "ca.pem": true, "signing-cert.pem": true, "ca.crl": true}
	for _, row := range table() {
		if target := row.method + " " + strings.ReplaceAll(row.path, "{id}", "X"); open[row.path] {
			w.ok(target, "")
			delete(open, row.path)
		} else {
			w.refused(http.StatusUnauthorized, target, "")
		}
	}
	require.Empty(t, open)
	for _, path := range []string{"", "nowhere", "health/", "/health", "health/../clock", "ca.pem/x", "HEALTH"} {
		w.refused(http.StatusUnauthorized, "GET "+path, "")
	}
}

// What the token does not change: other pages stay out, and without a token
// nobody is asked for one.
func TestTokenAndGuard(t *testing.T) {
	w := newWorld(t, withToken)
	w.refused(http.StatusForbidden, "GET clock", "", "Authorization", "Bearer s3cret-token", "Origin", "https://evil.example")
	newWorld(t).ok("GET clock", "", "Authorization", "Bearer whatever")
}

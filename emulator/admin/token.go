package admin

import (
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"slices"
	"strings"
)

// public are the routes that want no token: a health check has none, nor has an
// SDK that fetches the certificate of a notification.
var public = []string{"health", "ready", "ca.pem", "signing-cert.pem", "ca.crl"}

// bearer says whether the request proves that it may use the API. Tokens are
// compared by their digests, in a time that says nothing about either.
func (a *API) bearer(r *http.Request) bool {
	if a.options.Token == "" || slices.Contains(public, strings.TrimPrefix(r.URL.Path, root)) {
		return true
	}
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	wanted, given := sha256.Sum256([]byte(a.options.Token)), sha256.Sum256([]byte(strings.TrimSpace(token)))
	return strings.EqualFold(scheme, "Bearer") && subtle.ConstantTimeCompare(wanted[:], given[:]) == 1
}

// unproven refuses a request without the token. What was sent instead is not
// repeated: it may be a token that is good elsewhere.
func unproven(r *http.Request) error {
	detail := "the request has no Authorization header"
	if r.Header.Get("Authorization") != "" {
		detail = "the Authorization header does not carry the token of this emulator"
	}
	return &problem{
		Type: typeNoToken, Title: "The admin API wants its token", Status: http.StatusUnauthorized, Detail: detail,
		Hint: "send Authorization: Bearer TOKEN with the token of --admin-token; commands take it from --admin-token or APAY_ADMIN_TOKEN",
	}
}

package admin

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSellers(t *testing.T) {
	w := newWorld(t)
	require.Equal(t, map[string]any{
		"id": defaultSeller, "access_key": "AKIAEXAMPLEACCESSKEY", "secret_key": "example-secret-key", "region": "us",
		"store_name": "Example Store", "ipn_url": "", "default": true,
	}, w.ok("GET sellers/"+defaultSeller, "").body)

	r := w.ok("PUT sellers/T1", `{"access_key":"AK","secret_key":"SK","region":"jp","store_name":"店","ipn_url":"http://127.0.0.1:3000/ipn"}`)
	require.Equal(t, http.StatusCreated, r.status)
	r = w.ok("PUT sellers/T1", `{"ipn_url":""}`)
	require.Equal(t, http.StatusOK, r.status)
	require.Equal(t, map[string]any{
		"id": "T1", "access_key": "AK", "secret_key": "SK", "region": "jp", "store_name": "店", "ipn_url": "", "default": false,
	}, r.body, "what is left out stays")
	credential, ok := w.engine.Credential("AK", "T1")
	require.True(t, ok)
	require.Equal(t, "SK", credential.SecretKey)
	w.ok("PUT sellers/T1", `{"access_key":"","secret_key":""}`)
	_, ok = w.engine.Credential("AK", "T1")
	require.False(t, ok)

	require.Equal(t, http.StatusOK, w.ok("GET sellers/T2", "").status, "an unseen seller comes into being")
	require.Equal(t, http.StatusOK, w.ok("PUT sellers/T2", "").status)
	ids := []any{}
	for _, s := range w.ok("GET sellers", "").list("sellers") {
		ids = append(ids, s["id"])
	}
	require.Equal(t, []any{defaultSeller, "T1", "T2"}, ids)
}

// The password of a receiver is never shown, and survives being sent back so.
func TestSellerIPNURL(t *testing.T) {
	w := newWorld(t)
	const shown = "http://user:xxxxx@127.0.0.1:3000/ipn"
	r := w.ok("PUT sellers/T1", `{"ipn_url":"http://user:secret@127.0.0.1:3000/ipn"}`)
	require.Equal(t, shown, r.body["ipn_url"])
	require.Equal(t, shown, w.ok("PUT sellers/T1", `{"ipn_url":"`+shown+`"}`).body["ipn_url"])
	require.Equal(t, "http://user:secret@127.0.0.1:3000/ipn", w.engine.Account("T1").Seller().IPNURL)
	r = w.refused(http.StatusBadRequest, "PUT sellers/T1", `{"ipn_url":"ftp://user:secret@127.0.0.1/"}`)
	require.NotContains(t, r.text, "secret")
}

func TestSellerRefusals(t *testing.T) {
	w := newWorld(t)
	long := func(n int) string { return strings.Repeat("é", n) }
	for body, path := range map[string]string{
		`{"region":"fr"}`:                                     "region",
		`{"region":""}`:                                       "region",
		`{"access_key":"AK"}`:                                 "secret_key",
		`{"secret_key":"SK"}`:                                 "secret_key",
		`{"store_name":"` + long(51) + `"}`:                   "store_name",
		`{"store_name":"a\u0007"}`:                            "store_name",
		`{"store_name":"a\uFFFE"}`:                            "store_name",
		`{"ipn_url":"localhost:3000/ipn"}`:                    "ipn_url",
		`{"ipn_url":"ftp://localhost/ipn"}`:                   "ipn_url",
		`{"ipn_url":"http:///ipn"}`:                           "ipn_url",
		`{"ipn_url":"http://` + long(2042) + `"}`:             "ipn_url",
		`{"access_key":"` + long(129) + `","secret_key":"s"}`: "access_key",
		`{"accesskey":"x"}`:                                   "accesskey",
	} {
		require.Contains(t, w.refused(http.StatusBadRequest, "PUT sellers/T1", body).flaws(), path, body)
	}
	_, seen := w.engine.Lookup("T1")
	require.False(t, seen, "a refused call makes nothing")
	w.ok("PUT sellers/T1", `{"store_name":"`+long(50)+`","access_key":"`+long(128)+`","secret_key":"s","ipn_url":"http://`+long(2041)+`"}`)
	w.refused(http.StatusBadRequest, "PUT sellers/a%20b", `{}`)
	w.refused(http.StatusBadRequest, "GET sellers/"+strings.Repeat("s", 65), "")
}

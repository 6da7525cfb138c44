package server

import (
	"bytes"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// post sends JSON to the admin API.
func post(t *testing.T, url, body string) string {
	t.Helper()
	response, err := http.Post(url, "application/json", bytes.NewBufferString(body))
	require.NoError(t, err)
	text := readAll(t, response)
	require.Less(t, response.StatusCode, 300, text)
	return text
}

// A fixture's tokens are good from the start, on the clock of their seller, and
// after a reset again.
func TestAccessTokensOfAFixture(t *testing.T) {
	s := newServer(t, func(o *Options) {
		o.ClockStart, o.Seed = time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC), 7
		o.Fixture = load(t, `
buyers: [{name: Bo, email: bo@example.test, address: {country: DE, postal_code: "10115"}}, {name: Zoe, address: none}]
access_tokens:
  - {token: Atza|bo, client_id: mine}
  - {token: Atza|zoe, buyer: Zoe, seller: T2, expires_in: 60}
`)
	})
	start(t, s)
	status := func(token string) int {
		status, _ := get(t, s.URL()+"/auth/o2/tokeninfo?access_token="+token)
		return status
	}
	_, info := get(t, s.URL()+"/auth/o2/tokeninfo?access_token=Atza%7Cbo")
	require.Contains(t, info, `"aud":"mine"`)
	require.Contains(t, info, `"exp":3600,"iat":1769860800`)
	_, profile := get(t, s.URL()+"/user/profile?access_token=Atza%7Cbo")
	require.Contains(t, profile, `"name":"Bo","email":"bo@example.test","postal_code":"10115"`)
	_, profile = get(t, s.URL()+"/user/profile?access_token=Atza%7Czoe")
	require.Contains(t, profile, `"name":"Zoe"`)
	require.NotContains(t, profile, "postal_code")

	post(t, s.URL()+"/_emulator/clock/advance?seller=T2", `{"by":"60s"}`)
	require.Equal(t, http.StatusBadRequest, status("Atza%7Czoe"))
	require.Equal(t, http.StatusOK, status("Atza%7Cbo"))
	post(t, s.URL()+"/_emulator/reset", "")
	require.Equal(t, http.StatusOK, status("Atza%7Czoe"))
}

// The same seed gives the same tokens, and those of sellers differ.
func TestSeededAccessTokens(t *testing.T) {
	tokens := func(seed uint64, seller string) string {
		s := newServer(t, func(o *Options) { o.Seed, o.ClockStart = seed, time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC) })
		start(t, s)
		return post(t, s.URL()+"/_emulator/access-tokens?seller="+seller, "")
	}
	first := tokens(1, "T1")
	require.Equal(t, first, tokens(1, "T1"))
	require.NotEqual(t, first, tokens(2, "T1"))
	require.NotEqual(t, first, tokens(1, "T2"))
}

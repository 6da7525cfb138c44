package admin

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator/engine"
	"amazon-pay-emulator/emulator/lwa"
)

// nothing stands for the store that a world with tokens gets.
var nothing = &lwa.Store{}

func withTokens(_ *engine.Options, o *Options) { o.Tokens = nothing }

// tokensOf is a store as a server makes it, with a token at the start.
func tokensOf(t *world, e *engine.Engine) *lwa.Store {
	t.Helper()
	s, err := lwa.NewStore(lwa.Options{
		Now:   func(seller string) time.Time { return e.Account(seller).Now() },
		Draws: func(seed uint64, seller string) io.Reader { return engine.NewStream(seed, seller, "access tokens") },
		Seed:  1,
		Start: []lwa.Token{{Value: "Atza|start", Seller: defaultSeller, Email: "bo@example.test"}},
	})
	require.NoError(t, err)
	return s
}

func values(r response) []string {
	list := []string{}
	for _, d := range r.list("access_tokens") {
		list = append(list, d["access_token"].(string))
	}
	return list
}

func TestAccessTokens(t *testing.T) {
	w := newWorld(t, withTokens)
	r := w.ok("POST access-tokens", "")
	require.Equal(t, http.StatusCreated, r.status)
	fresh := r.body["access_token"].(string)
	require.GreaterOrEqual(t, len(fresh), 350)
	require.LessOrEqual(t, len(fresh), 2048)
	delete(r.body, "access_token")
	require.Equal(t, map[string]any{
		"token_type": "bearer", "expires_in": 3600.0, "issued": "2026-01-31T12:00:00.000Z", "expires": "2026-01-31T13:00:00.000Z",
		"seller_id": defaultSeller, "client_id": lwa.DefaultClientID, "app_id": lwa.DefaultAppID, "user_id": lwa.UserID("ana@example.test"),
		"name": "Ana Fields", "email": "ana@example.test", "postal_code": "97701",
		"scope": []any{"profile", "postal_code", "payments:widget", "payments:shipping_address"},
	}, r.body)

	r = w.ok("POST access-tokens?seller=T1", `{"token":"Atza|own","client_id":"mine","app_id":"app","user_id":"amzn1.account.BO","name":"Bo",
		"email":"bo@example.test","postal_code":"","scope":["profile:user_id"],"expires_in":60}`)
	require.Equal(t, map[string]any{
		"access_token": "Atza|own", "token_type": "bearer", "expires_in": 60.0, "issued": "2026-01-31T12:00:00.000Z", "expires": "2026-01-31T12:01:00.000Z",
		"seller_id": "T1", "client_id": "mine", "app_id": "app", "user_id": "amzn1.account.BO", "name": "Bo", "email": "bo@example.test",
		"postal_code": "", "scope": []any{"profile:user_id"},
	}, r.body)
	require.Equal(t, typeTaken, w.refused(http.StatusConflict, "POST access-tokens", `{"token":"Atza|own"}`).body["type"])

	require.Equal(t, []string{"Atza|own", fresh, "Atza|start"}, values(w.ok("GET access-tokens", "")))
	w.ok("POST clock/advance?seller=T1", `{"by":"59001ms"}`)
	require.EqualValues(t, 1, w.ok("GET access-tokens?seller=T1", "").list("access_tokens")[0]["expires_in"])
	w.ok("POST clock/advance?seller=T1", `{"by":"999ms"}`)
	require.EqualValues(t, 0, w.ok("GET access-tokens?seller=T1", "").list("access_tokens")[0]["expires_in"])
	require.EqualValues(t, 3600, w.ok("GET access-tokens?seller="+defaultSeller, "").list("access_tokens")[0]["expires_in"], "clocks are apart")

	require.EqualValues(t, 1, w.ok("DELETE access-tokens?seller=T1", "").body["deleted"])
	require.Equal(t, []string{fresh, "Atza|start"}, values(w.ok("GET access-tokens", "")))
	require.EqualValues(t, 2, w.ok("DELETE access-tokens", "").body["deleted"])
	require.Empty(t, values(w.ok("GET access-tokens", "")))
}

// A reset brings back the tokens of the start, issued then; the same seed draws
// the same ones.
func TestAccessTokensAfterReset(t *testing.T) {
	w := newWorld(t, withTokens)
	first := w.ok("POST access-tokens", "").body["access_token"]
	other := w.ok("POST access-tokens?seller=T1", "").body["access_token"]
	require.NotEqual(t, first, other)
	w.ok("POST clock/advance", `{"by":"2h"}`)
	w.ok("POST reset?seller=T1", "")
	require.Equal(t, []string{first.(string), "Atza|start"}, values(w.ok("GET access-tokens", "")))
	w.ok("POST reset", "")
	r := w.ok("GET access-tokens", "")
	require.Equal(t, []string{"Atza|start"}, values(r))
	require.EqualValues(t, 3600, r.list("access_tokens")[0]["expires_in"])
	require.NotEqual(t, first, w.ok("POST access-tokens", "").body["access_token"], "draws go on")
	w.ok("POST reset", `{"seed":1}`)
	require.Equal(t, first, w.ok("POST access-tokens", "").body["access_token"])
	w.ok("POST reset?seller=T1", `{"seed":1}`)
	require.Equal(t, other, w.ok("POST access-tokens?seller=T1", "").body["access_token"])
}

func TestAccessTokenRefusals(t *testing.T) {
	w := newWorld(t, withTokens)
	long := strings.Repeat("x", 2043)
	for body, path := range map[string]string{
		`{"token":"Atzr|x"}`:                             "token",
		`{"token":"Atza|"}`:                              "token",
		`{"token":"atza|x"}`:                             "token",
		`{"token":"Atza|a b"}`:                           "token",
		`{"token":"Atza|a+b"}`:                           "token",
		`{"token":"Atza|` + long + `y"}`:                 "token",
		`{"client_id":""}`:                               "client_id",
		`{"app_id":""}`:                                  "app_id",
		`{"user_id":"Bo"}`:                               "user_id",
		`{"user_id":"amzn1.account."}`:                   "user_id",
		`{"name":"a\u0007"}`:                             "name",
		`{"email":"` + long + `"}`:                       "email",
		`{"postal_code":97701}`:                          "postal_code",
		`{"scope":["profile","profil"]}`:                 "scope[1]",
		`{"scope":"profile"}`:                            "scope",
		`{"expires_in":0}`:                               "expires_in",
		`{"expires_in":31536001}`:                        "expires_in",
		`{"expires_in":18446744073709551615}`:            "expires_in",
		`{"expires_in":-1}`:                              "expires_in",
		`{"acces_token":"Atza|x"}`:                       "acces_token",
		`{"client_id":"` + long[:256] + `"}`:             "client_id",
		`{"app_id":"` + long[:256] + `"}`:                "app_id",
		`{"postal_code":"` + long[:256] + `"}`:           "postal_code",
		`{"user_id":"amzn1.account.` + long[:242] + `"}`: "user_id",
	} {
		require.Contains(t, w.refused(http.StatusBadRequest, "POST access-tokens", body).flaws(), path, body)
	}
	require.Equal(t, []string{"Atza|start"}, values(w.ok("GET access-tokens", "")), "a refused call makes nothing")
	w.ok("POST access-tokens", `{"token":"Atza|`+long+`","client_id":"`+long[:255]+`","user_id":"amzn1.account.`+long[:241]+`","expires_in":31536000,"scope":[]}`)
	w.ok("POST access-tokens", `{"expires_in":1}`)
}

func TestNoAccessTokens(t *testing.T) {
	w := newWorld(t)
	for _, method := range []string{"GET", "POST", "DELETE"} {
		require.Equal(t, typeNotThere, w.refused(http.StatusNotFound, method+" access-tokens", "").body["type"])
	}
	w.ok("POST reset", "")
}

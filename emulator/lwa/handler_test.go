package lwa

import (
	"encoding/json"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var noon = time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC)

// draws are repeatable, as those of the engine are.
func draws(seed uint64, seller string) io.Reader {
	var key [32]byte
	copy(key[:], seller)
	key[31] = byte(seed)
	return rand.NewChaCha8(key)
}

// toy is a store on a clock that tests move.
func toy(t *testing.T, start ...Token) (*Store, *time.Time) {
	t.Helper()
	now := noon
	s, err := NewStore(Options{Now: func(string) time.Time { return now }, Draws: draws, Start: start})
	require.NoError(t, err)
	return s, &now
}

var bo = Token{
	Value: "Atza|bo", Seller: "T1", ClientID: "client", AppID: "app", UserID: "amzn1.account.BO",
	Name: "Bo", Email: "bo@example.test", PostalCode: "10115",
}

// with is Bo's token for other scopes.
func with(value string, scope ...string) Token {
	t := bo
	t.Value, t.Scope = value, scope
	return t
}

func ask(s *Store, method, target string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, nil)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	New(s).ServeHTTP(w, r)
	return w
}

// Every way in which a client shows its token, on both paths.
func TestWaysOfATokenIn(t *testing.T) {
	s, _ := toy(t, bo)
	for name, test := range map[string]struct {
		query   string
		headers []string
	}{
		"header":                         {"", []string{"x-amz-access-token", "Atza|bo"}},
		"header, escaped":                {"", []string{"X-Amz-Access-Token", "Atza%7Cbo"}},
		"header, escaped in lower case":  {"", []string{"X-Amz-Access-Token", "Atza%7cbo"}},
		"header with spaces around":      {"", []string{"X-Amz-Access-Token", "  Atza|bo  "}},
		"bearer":                         {"", []string{"Authorization", "bearer Atza|bo"}},
		"Bearer":                         {"", []string{"Authorization", "Bearer Atza|bo"}},
		"BEARER and spaces":              {"", []string{"Authorization", "BEARER   Atza|bo"}},
		"bearer, escaped":                {"", []string{"Authorization", "bearer Atza%7Cbo"}},
		"query":                          {"?access_token=Atza|bo", nil},
		"query, escaped":                 {"?access_token=Atza%7Cbo", nil},
		"query, escaped twice":           {"?access_token=Atza%257Cbo", nil},
		"query beside other parameters":  {"?x=1&access_token=Atza%7Cbo&y", nil},
		"query beside another scheme":    {"?access_token=Atza%7Cbo", []string{"Authorization", "Basic eDp5"}},
		"an empty header and a query":    {"?access_token=Atza%7Cbo", []string{"X-Amz-Access-Token", ""}},
		"the header before all":          {"?access_token=Atza%7Cno", []string{"X-Amz-Access-Token", "Atza|bo", "Authorization", "bearer Atza|no"}},
		"Authorization before the query": {"?access_token=Atza%7Cno", []string{"Authorization", "bearer Atza|bo"}},
	} {
		t.Run(name, func(t *testing.T) {
			for _, path := range []string{TokenInfoPath, ProfilePath} {
				w := ask(s, http.MethodGet, path+test.query, test.headers...)
				require.Equal(t, http.StatusOK, w.Code, w.Body)
				require.Equal(t, "application/json;charset=UTF-8", w.Header().Get("Content-Type"))
				require.Contains(t, w.Body.String(), `"user_id":"amzn1.account.BO"`)
				require.Empty(t, w.Header().Get(hintHeader))
			}
		})
	}
}

func TestTokenInfo(t *testing.T) {
	s, now := toy(t, bo)
	*now = noon.Add(10*time.Minute + time.Millisecond)
	w := ask(s, http.MethodGet, TokenInfoPath+"?access_token=Atza|bo")
	require.JSONEq(t, `{"iss":"https://www.amazon.com","user_id":"amzn1.account.BO","aud":"client","app_id":"app","exp":3000,"iat":1769860800}`, w.Body.String())

	// The SDK for C# reads it into texts by name.
	var flat map[string]any
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &flat))
	for name, value := range flat {
		switch value.(type) {
		case string, float64:
		default:
			t.Errorf("%s is no scalar", name)
		}
	}
}

func TestProfileByScope(t *testing.T) {
	full := `{"user_id":"amzn1.account.BO","name":"Bo","email":"bo@example.test","postal_code":"10115"}`
	for name, test := range map[string]struct {
		scope []string
		want  string
	}{
		"usual":             {DefaultScope(), full},
		"profile":           {[]string{"profile"}, `{"user_id":"amzn1.account.BO","name":"Bo","email":"bo@example.test"}`},
		"profile and place": {[]string{"postal_code", "profile"}, full},
		"the id alone":      {[]string{"profile:user_id"}, `{"user_id":"amzn1.account.BO"}`},
		"the id and place":  {[]string{"profile:user_id", "postal_code"}, `{"user_id":"amzn1.account.BO","postal_code":"10115"}`},
	} {
		t.Run(name, func(t *testing.T) {
			s, _ := toy(t, with("Atza|x", test.scope...))
			require.JSONEq(t, test.want, ask(s, http.MethodGet, ProfilePath+"?access_token=Atza|x").Body.String())
		})
	}
	for _, scope := range []string{"payments:widget", "postal_code"} {
		s, _ := toy(t, with("Atza|x", scope))
		w := ask(s, http.MethodGet, ProfilePath+"?access_token=Atza|x")
		require.Equal(t, http.StatusUnauthorized, w.Code)
		require.Contains(t, w.Body.String(), `"error":"insufficient_scope"`)
		require.Contains(t, w.Header().Get(hintHeader), "scope is "+scope)
		require.Equal(t, http.StatusOK, ask(s, http.MethodGet, TokenInfoPath+"?access_token=Atza|x").Code)
	}
}

func TestTokensThatAreRefused(t *testing.T) {
	s, now := toy(t, bo)
	*now = noon.Add(Life)
	for name, test := range map[string]struct {
		target, code, hint string
	}{
		"expired":     {"?access_token=Atza|bo", "invalid_token", "ran out at 2026-01-31T13:00:00Z on the clock of seller T1"},
		"unknown":     {"?access_token=Atza|no", "invalid_token", "POST /_emulator/access-tokens"},
		"a bad %":     {"?access_token=Atza%25zz", "invalid_token", "knows no such"},
		"none":        {"", "invalid_request", "?access_token"},
		"empty":       {"?access_token=", "invalid_request", "?access_token"},
		"a bad query": {"?access_token=%zz", "invalid_request", "?access_token"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, path := range []string{TokenInfoPath, ProfilePath} {
				w := ask(s, http.MethodGet, path+test.target)
				require.Equal(t, http.StatusBadRequest, w.Code)
				require.Equal(t, "application/json;charset=UTF-8", w.Header().Get("Content-Type"))
				var body map[string]string
				require.NoError(t, json.Unmarshal(w.Body.Bytes(), &body))
				require.Equal(t, test.code, body["error"])
				require.NotEmpty(t, body["error_description"])
				require.Contains(t, w.Header().Get(hintHeader), test.hint)
				require.NotContains(t, w.Header().Get(hintHeader), "Atza|bo")
			}
		})
	}
	*now = noon.Add(Life - time.Nanosecond)
	w := ask(s, http.MethodGet, TokenInfoPath+"?access_token=Atza|bo")
	require.Contains(t, w.Body.String(), `"exp":1,`, "a token that is good has a second left")
}

func TestOtherRequests(t *testing.T) {
	s, _ := toy(t, bo)
	for _, path := range []string{"/", "/auth/o2/token", "/auth/o2/tokeninfo/", "/user/profile/x", "/OffAmazonPayments_Sandbox/2013-01-01"} {
		w := ask(s, http.MethodGet, path+"?access_token=Atza|bo")
		require.Equal(t, http.StatusNotFound, w.Code, path)
		require.Contains(t, w.Header().Get(hintHeader), "GET /auth/o2/tokeninfo and GET /user/profile")
		require.NotEmpty(t, w.Body.String())
	}
	for _, path := range []string{TokenInfoPath, ProfilePath} {
		for _, method := range []string{"POST", "PUT", "DELETE", "OPTIONS"} {
			w := ask(s, method, path, "X-Amz-Access-Token", "Atza|bo")
			require.Equal(t, http.StatusMethodNotAllowed, w.Code)
			require.Equal(t, "GET, HEAD", w.Header().Get("Allow"))
			require.True(t, strings.HasSuffix(w.Header().Get(hintHeader), "not "+method))
			require.NotEmpty(t, w.Body.String())
		}
		require.Equal(t, http.StatusOK, ask(s, http.MethodHead, path, "X-Amz-Access-Token", "Atza|bo").Code)
	}
}

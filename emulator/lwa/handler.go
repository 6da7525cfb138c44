package lwa

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// The paths that are served (documented).
const (
	TokenInfoPath = "/auth/o2/tokeninfo"
	ProfilePath   = "/user/profile"
)

// Handler answers the requests of Login with Amazon.
type Handler struct{ store *Store }

// New makes the handler of a store.
func New(s *Store) *Handler { return &Handler{s} }

// hintHeader says why something was refused, as in the API.
const hintHeader = "X-Emulator-Hint"

func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	answer := map[string]func(Token, time.Duration) (any, *refusal){TokenInfoPath: tokenInfo, ProfilePath: profile}[r.URL.Path]
	switch {
	case answer == nil:
		w.Header().Set(hintHeader, "the emulator's Login with Amazon has GET "+TokenInfoPath+" and GET "+ProfilePath)
		http.Error(w, "Login with Amazon has no such path here.", http.StatusNotFound)
		return
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		w.Header().Set("Allow", "GET, HEAD")
		w.Header().Set(hintHeader, r.URL.Path+" is asked with GET, not "+r.Method)
		http.Error(w, "Use GET.", http.StatusMethodNotAllowed)
		return
	}
	token, left, refused := h.token(r)
	var document any
	if refused == nil {
		document, refused = answer(token, left)
	}
	if refused != nil {
		w.Header().Set(hintHeader, refused.hint)
		write(w, refused.status, refused)
		return
	}
	write(w, http.StatusOK, document)
}

// token is the one that the request shows.
func (h *Handler) token(r *http.Request) (Token, time.Duration, *refusal) {
	text := shown(r)
	if text == "" {
		return Token{}, 0, &refusal{
			http.StatusBadRequest, "invalid_request", "The request is missing a required parameter : access_token",
			"send the token as the header x-amz-access-token, as Authorization: bearer, or as ?access_token",
		}
	}
	token, left, found := h.store.find(text)
	if unescaped, err := url.PathUnescape(text); !found && err == nil {
		// Most clients decode what they got in a cookie or an address, some don't (observed).
		token, left, found = h.store.find(unescaped)
	}
	switch {
	case !found:
		return Token{}, 0, invalid("the emulator knows no such access token; POST /_emulator/access-tokens makes one")
	case left <= 0:
		return Token{}, 0, invalid(fmt.Sprintf("the access token ran out at %s on the clock of seller %s",
			token.Issued.Add(token.Life).UTC().Format(time.RFC3339), token.Seller))
	}
	return token, left, nil
}

// shown finds the token in the places where clients put it: the header
// x-amz-access-token (observed: the official SDKs), Authorization with the scheme
// in any case, or the query (both documented). The first of them counts.
func shown(r *http.Request) string {
	if text := strings.TrimSpace(r.Header.Get("X-Amz-Access-Token")); text != "" {
		return text
	}
	scheme, text, _ := strings.Cut(strings.TrimSpace(r.Header.Get("Authorization")), " ")
	if text = strings.TrimSpace(text); strings.EqualFold(scheme, "bearer") && text != "" {
		return text
	}
	return r.URL.Query().Get("access_token")
}

// refusal is an error in the form of Login with Amazon (observed: what SDKs look
// for), and why it is answered.
type refusal struct {
	status      int
	Code        string `json:"error"`
	Description string `json:"error_description"`
	hint        string
}

// invalid refuses a token (the code observed, status and text assumed).
func invalid(hint string) *refusal {
	return &refusal{http.StatusBadRequest, "invalid_token", "The request has an invalid parameter : access_token", hint}
}

// tokenInfo tells for whom a token was given out (aud and app_id observed: SDKs
// compare them; the other values assumed). All are flat (observed: the SDK for C#
// takes nothing else).
func tokenInfo(t Token, left time.Duration) (any, *refusal) {
	return struct {
		Issuer   string `json:"iss"`
		UserID   string `json:"user_id"`
		ClientID string `json:"aud"`
		AppID    string `json:"app_id"`
		Left     int64  `json:"exp"` // seconds
		Issued   int64  `json:"iat"` // Unix time
	}{"https://www.amazon.com", t.UserID, t.ClientID, t.AppID, Seconds(left), t.Issued.Unix()}, nil
}

// Seconds are those of a length of time, a part of one counted as a whole: a
// token that is good has at least one.
func Seconds(d time.Duration) int64 { return int64((d + time.Second - 1) / time.Second) }

// profileDocument is what a shop may know of a buyer.
type profileDocument struct {
	UserID     string `json:"user_id"`
	Name       string `json:"name,omitempty"`
	Email      string `json:"email,omitempty"`
	PostalCode string `json:"postal_code,omitempty"`
}

// profile tells what the token's scope allows (documented). How a token for neither
// scope of the profile is refused is assumed.
func profile(t Token, _ time.Duration) (any, *refusal) {
	d := profileDocument{UserID: t.UserID}
	switch {
	case t.has(scopeProfile):
		d.Name, d.Email = t.Name, t.Email
	case !t.has(scopeUserID):
		return nil, &refusal{
			http.StatusUnauthorized, "insufficient_scope", "The access token provided does not have access to the required scope",
			"the access token's scope is " + strings.Join(t.Scope, " ") + ", and the profile needs " + scopeProfile + " or " + scopeUserID,
		}
	}
	if t.has(scopePostalCode) {
		d.PostalCode = t.PostalCode
	}
	return d, nil
}

// write answers JSON; the charset is assumed.
func write(w http.ResponseWriter, status int, document any) {
	w.Header().Set("Content-Type", "application/json;charset=UTF-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(document) // an error means that the client is gone
}

package lwa

import (
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"time"
)

// Prefix is how every access token begins (documented).
const Prefix = "Atza|"

// The forms of ids: of buyers (documented), and of an application, by the name
// under which it asks and its own (assumed).
const (
	UserPrefix      = "amzn1.account."
	DefaultClientID = "amzn1.application-oa2-client.0123456789abcdef0123456789abcdef"
	DefaultAppID    = "amzn1.application.0123456789abcdef0123456789abcdef"
)

// Life is how long a token is good (documented).
const Life = time.Hour

// Longest is the most bytes that a token has (documented).
const Longest = 2048

// made is how many characters tokens have that are made here: at least 350
// (documented).
const made = 400

// Token is an access token and what it tells about a buyer. Empty texts are not
// told.
type Token struct {
	Value    string
	Seller   string // whose clock it runs out on
	ClientID string
	AppID    string

	UserID     string
	Name       string
	Email      string
	PostalCode string
	Scope      []string

	Issued time.Time // on the seller's clock
	Life   time.Duration
}

// Left is how long the token is still good at a time; 0: it is not.
func (t Token) Left(now time.Time) time.Duration {
	return max(0, t.Issued.Add(t.Life).Sub(now))
}

// The scopes that decide what a profile shows.
const (
	scopeProfile    = "profile"
	scopeUserID     = "profile:user_id"
	scopePostalCode = "postal_code"
)

// Scopes are what a buyer can be asked to consent to (documented, but for the
// last: assumed).
var Scopes = []string{
	scopeProfile, scopeUserID, scopePostalCode,
	"payments:widget", "payments:shipping_address", "payments:billing_address", "payments:autopay_consent",
}

// DefaultScope is what the button of a shop usually asks for.
func DefaultScope() []string {
	return []string{scopeProfile, scopePostalCode, "payments:widget", "payments:shipping_address"}
}

func (t Token) has(scope string) bool { return slices.Contains(t.Scope, scope) }

// tokenForm leaves out what means something else in a query, such as a plus.
var tokenForm = regexp.MustCompile(`^Atza\|[A-Za-z0-9._~=-]+$`)

// CheckToken says what is wrong with the text of a token.
func CheckToken(text string) error {
	switch {
	case len(text) > Longest:
		return fmt.Errorf("%d bytes are too many; write at most %d", len(text), Longest)
	case !tokenForm.MatchString(text):
		return errors.New("not an access token; write " + Prefix + " and then letters, digits and . _ ~ = -")
	}
	return nil
}

// newValue draws the text of a token.
func newValue(draws io.Reader) string {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	text := make([]byte, made-len(Prefix))
	_, _ = io.ReadFull(draws, text) // draws never fail
	for i, b := range text {
		text[i] = letters[b%64]
	}
	return Prefix + string(text)
}

// UserID is the id of a buyer, always the same for an e-mail address.
func UserID(email string) string {
	sum := sha256.Sum256([]byte(email))
	return UserPrefix + base32.StdEncoding.EncodeToString(sum[:20])
}

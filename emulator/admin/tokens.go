package admin

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"amazon-pay-emulator/emulator/lwa"
)

// tokenRequest is a buyer who has signed in: what Login with Amazon would have
// given the shop. Everything may be left out.
type tokenRequest struct {
	ofSeller
	Token      *string  `json:"token"`
	ClientID   *string  `json:"client_id"`
	AppID      *string  `json:"app_id"`
	UserID     *string  `json:"user_id"`
	Name       *string  `json:"name"`
	Email      *string  `json:"email"`
	PostalCode *string  `json:"postal_code"`
	Scope      []string `json:"scope"`
	ExpiresIn  *uint64  `json:"expires_in"` // seconds
}

// tokenDocument is a token as it was given out, and what it tells.
type tokenDocument struct {
	AccessToken string   `json:"access_token"`
	TokenType   string   `json:"token_type"`
	ExpiresIn   int64    `json:"expires_in"` // seconds left
	Expires     moment   `json:"expires"`    // on the seller's clock
	Issued      moment   `json:"issued"`
	SellerID    string   `json:"seller_id"`
	ClientID    string   `json:"client_id"`
	AppID       string   `json:"app_id"`
	UserID      string   `json:"user_id"`
	Name        string   `json:"name"`
	Email       string   `json:"email"`
	PostalCode  string   `json:"postal_code"`
	Scope       []string `json:"scope"`
}

func (a *API) showToken(t lwa.Token) tokenDocument {
	return tokenDocument{
		AccessToken: t.Value, TokenType: "bearer", ExpiresIn: lwa.Seconds(a.options.Tokens.Left(t)),
		Expires: moment(t.Issued.Add(t.Life)), Issued: moment(t.Issued), SellerID: t.Seller,
		ClientID: t.ClientID, AppID: t.AppID, UserID: t.UserID, Name: t.Name, Email: t.Email, PostalCode: t.PostalCode, Scope: t.Scope,
	}
}

func (a *API) createToken(c *call) (any, error) {
	if a.options.Tokens == nil {
		return nil, notThere("this emulator has no Login with Amazon")
	}
	var request tokenRequest
	if err := c.readBody(&request); err != nil {
		return nil, err
	}
	if flaws := request.check(); len(flaws) > 0 {
		return nil, invalid(flaws...)
	}
	buyer := a.options.DefaultBuyer()
	t := lwa.Token{Seller: a.account(c).ID(), Name: buyer.Name, Email: buyer.Email, Scope: request.Scope}
	if buyer.Address != nil {
		t.PostalCode = buyer.Address.PostalCode
	}
	for _, f := range []struct{ from, to *string }{
		{request.Token, &t.Value},
		{request.ClientID, &t.ClientID},
		{request.AppID, &t.AppID},
		{request.UserID, &t.UserID},
		{request.Name, &t.Name},
		{request.Email, &t.Email},
		{request.PostalCode, &t.PostalCode},
	} {
		if f.from != nil {
			*f.to = *f.from
		}
	}
	if request.ExpiresIn != nil {
		t.Life = time.Duration(*request.ExpiresIn) * time.Second
	}
	t, err := a.options.Tokens.Add(t)
	if errors.Is(err, lwa.ErrTaken) {
		return nil, &problem{
			Type: typeTaken, Title: "The access token is taken", Status: http.StatusConflict, Detail: err.Error(),
			Hint: "leave the token out to get a fresh one, or DELETE " + root + "access-tokens first",
		}
	}
	if err != nil {
		return nil, err
	}
	return created{a.showToken(t)}, nil
}

// longestTokenLife is how long a token may be good, in seconds: a year.
const longestTokenLife = 365 * 24 * 60 * 60

// check lists what is wrong with the request.
func (r tokenRequest) check() []flaw {
	flaws := checkTexts(
		limited{"client_id", r.ClientID, longestText},
		limited{"app_id", r.AppID, longestText},
		limited{"user_id", r.UserID, longestText},
		limited{"name", r.Name, longestText},
		limited{"email", r.Email, longestText},
		limited{"postal_code", r.PostalCode, longestText},
	)
	for path, text := range map[string]*string{"client_id": r.ClientID, "app_id": r.AppID} {
		if text != nil && *text == "" {
			flaws = append(flaws, flaw{Path: path, Message: "empty", Suggestion: "leave it out to get the usual one"})
		}
	}
	if r.Token != nil {
		if err := lwa.CheckToken(*r.Token); err != nil {
			flaws = append(flaws, flaw{Path: "token", Message: err.Error(), Suggestion: "leave it out to get a fresh one"})
		}
	}
	if r.UserID != nil && (!strings.HasPrefix(*r.UserID, lwa.UserPrefix) || *r.UserID == lwa.UserPrefix) {
		flaws = append(flaws, flaw{Path: "user_id", Message: "not the id of a buyer", Suggestion: "write " + lwa.UserPrefix + " and capital letters or digits, or leave it out"})
	}
	for i, scope := range r.Scope {
		flaws = append(flaws, oneOf(itemPath("scope", i), scope, lwa.Scopes)...)
	}
	if s := r.ExpiresIn; s != nil && (*s == 0 || *s > longestTokenLife) {
		flaws = append(flaws, flaw{Path: "expires_in", Message: fmt.Sprintf("%d seconds are out of bounds", *s), Suggestion: fmt.Sprintf("write a number from 1 to %d", longestTokenLife)})
	}
	slices.SortStableFunc(flaws, func(x, y flaw) int { return strings.Compare(x.Path, y.Path) })
	return flaws
}

// tokenList is every access token, newest first.
type tokenList struct {
	AccessTokens []tokenDocument `json:"access_tokens"`
	nextCursor
	Dropped uint64 `json:"dropped"` // older ones that there was no room for
}

func (a *API) listTokens(c *call) (any, error) {
	if a.options.Tokens == nil {
		return nil, notThere("this emulator has no Login with Amazon")
	}
	tokens, dropped := a.options.Tokens.List(c.seller)
	d := tokenList{AccessTokens: make([]tokenDocument, len(tokens)), Dropped: dropped}
	for i, t := range tokens {
		d.AccessTokens[i] = a.showToken(t)
	}
	return d, nil
}

func (a *API) deleteTokens(c *call) (any, error) {
	if a.options.Tokens == nil {
		return nil, notThere("this emulator has no Login with Amazon")
	}
	return forgotten{Deleted: a.options.Tokens.Forget(c.seller)}, nil
}

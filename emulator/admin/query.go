package admin

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
)

// readQuery checks the query of a call: only parameters that the route has, each
// once. A mistyped ?seller would otherwise reach every seller.
func (c *call) readQuery(known []string) error {
	query, err := url.ParseQuery(c.URL.RawQuery)
	if err != nil {
		return invalid(flaw{Path: "?", Message: err.Error(), Suggestion: "percent-encode the query's special characters"})
	}
	names := make([]string, 0, len(query))
	for name := range query {
		names = append(names, name)
	}
	slices.Sort(names)
	var flaws []flaw
	for _, name := range names {
		switch {
		case !slices.Contains(known, name):
			suggestion := "the parameters are " + join(known)
			if near := nearest(name, known); near != "" {
				suggestion = "did you mean ?" + near + "=?"
			}
			if len(known) == 0 {
				suggestion = "the route has no parameters"
			}
			flaws = append(flaws, flaw{Path: "?" + name, Message: "unknown parameter", Suggestion: suggestion})
		case len(query[name]) > 1:
			flaws = append(flaws, flaw{Path: "?" + name, Message: "the parameter is there twice", Suggestion: "send it once"})
		}
	}
	if len(flaws) > 0 {
		return invalid(flaws...)
	}
	if query.Has("seller") {
		return c.limitTo("?seller", query.Get("seller"))
	}
	return nil
}

// parameter is a parameter of the query; empty when it was left out.
func (c *call) parameter(name string) string { return c.URL.Query().Get(name) }

// sellerID is what a seller may be called: every id that Amazon gives out, and
// the names of tests.
var sellerID = regexp.MustCompile(`^[A-Za-z0-9._~-]{1,64}$`)

// limitTo limits the call to one seller. Where it was said twice, in the path,
// the query or the body, it has to be the same one.
func (c *call) limitTo(path, seller string) error {
	if !sellerID.MatchString(seller) {
		return invalid(flaw{Path: path, Message: fmt.Sprintf("%q is not a seller id", shorten(seller)), Suggestion: "use up to 64 letters, digits and . _ ~ -"})
	}
	if c.seller != "" && c.seller != seller {
		return invalid(flaw{Path: path, Message: fmt.Sprintf("%q is not %q, which the call's address names", seller, c.seller), Suggestion: "name the seller once"})
	}
	c.seller = seller
	return nil
}

// The bounds of ?limit.
const (
	usualLimit = 100
	mostLimit  = 1000
)

// limit is how many items a page of a list may have.
func (c *call) limit() (int, []flaw) {
	asked := c.parameter("limit")
	if asked == "" && !c.URL.Query().Has("limit") {
		return usualLimit, nil
	}
	n, err := strconv.Atoi(asked)
	if err != nil || n < 1 || n > mostLimit {
		return 0, []flaw{{Path: "?limit", Message: fmt.Sprintf("%q is not a number of items", shorten(asked)), Suggestion: fmt.Sprintf("write a number from 1 to %d", mostLimit)}}
	}
	return n, nil
}

// shorten keeps a message readable when the value is long.
func shorten(s string) string {
	const most = 80
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

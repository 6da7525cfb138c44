// Package lwa stands in for Login with Amazon, as far as shops that take Amazon
// Pay call it: who does an access token belong to, and for which application was
// it given out. It signs nobody in: tokens come from a Store, which the admin API
// and fixtures fill.
//
// Read token.go first, then store.go, and handler.go for the two requests. A
// Mender repairs the one header that a client sends in a form that net/http
// refuses.
//
// A token belongs to a seller, although Login with Amazon knows none, and it runs
// out on that seller's clock: so tests that run side by side don't end each
// other's tokens.
//
// Rules say where they come from: documented (Amazon published it), observed
// (clients were seen to want it) or assumed.
package lwa

// Package admin is the control plane of the emulator: the JSON API below
// /_emulator/ with which a test, a script or the page plays the parts of the
// buyer, of Amazon and of time, and looks at what came of it.
//
// Read routes.go first: it is the whole API as a table. api.go carries a request
// through it: guard (no other web page's calls), route, query, body, handler,
// answer. A handler takes a call and returns a document or an error; everything
// that is refused becomes a problem (RFC 9457) with a hint in problem.go.
//
// Bodies are JSON or YAML and are read strictly: body.go reads them into values,
// bind.go puts values into a request's struct by its json tags and collects
// every flaw. What a handler writes is a struct of this package, so that no
// change of the domain changes the contract unnoticed.
//
// What happens comes through feed.go, once for all who watch: events.go streams
// it, metrics.go shows how often. await.go and waiter.go are for those who wait
// for one thing. openapi.yaml describes every route; the tests hold each answer
// that they see against it.
//
// Secrets of sellers' calls never leave through the request record (mask.go).
// The package must never import a face: it knows operations only by the names
// that the domain gives them.
package admin

package emutest

import (
	"fmt"
	"net/http"
	"strings"
)

// Next decides the seller's next call of an operation, by a one-shot rule in YAML
// or JSON with the words of a scenario's rule:
//
//	e.Next(`{on: Capture, then: {state: Declined, reason: AmazonRejected}}`)
//	e.Next(`{on: Refund, then: {error: {code: InternalServerError}}}`)
//
// Of several, each decides one call, the first first. A rule that makes no sense
// ends the test with all that is wrong with it.
func (e *Emulator) Next(rule string) {
	e.t.Helper()
	e.must("Next", http.MethodPost, "next", yaml(rule), nil)
}

// Use makes these scenarios those of the seller, in place of those before. They
// are either names of built-in ones, such as lost-answer, or scenarios in YAML;
// none switches them off. What is wrong with one ends the test.
func (e *Emulator) Use(scenarios ...string) {
	e.t.Helper()
	if len(scenarios) == 0 {
		e.must("Use()", http.MethodDelete, "scenarios", nil, nil)
		return
	}
	var names, documents []string
	for _, s := range scenarios {
		if strings.Contains(s, ":") { // as every scenario does, and no name
			documents = append(documents, s)
		} else {
			names = append(names, s)
		}
	}
	switch {
	case len(documents) == 0:
		e.must(fmt.Sprintf("Use(%q)", names), http.MethodPut, "scenarios", map[string]any{"names": names}, nil)
	case len(names) == 0:
		e.must("Use", http.MethodPut, "scenarios", yaml(strings.Join(documents, "\n---\n")), nil)
	default:
		e.t.Fatalf("emutest: Use: %q are names, the rest is YAML; use one or the other", names)
	}
}

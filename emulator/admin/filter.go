package admin

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"amazon-pay-emulator/emulator/engine"
)

// requestFilter says which records are wanted. What is empty does not matter.
type requestFilter struct {
	operation string
	object    string
	reference string
	since     time.Time // virtual
	status    int
}

func (a *API) filter(c *call) (requestFilter, []flaw) {
	f := requestFilter{operation: c.parameter("operation"), object: c.parameter("object"), reference: c.parameter("reference")}
	var flaws []flaw
	if f.operation != "" {
		flaws = append(flaws, a.checkOperation("?operation", f.operation)...)
	}
	if since := c.parameter("since"); since != "" {
		var m moment
		if err := m.UnmarshalText([]byte(since)); err != nil {
			flaws = append(flaws, flaw{Path: "?since", Message: err.Error(), Suggestion: "write a + of the zone as %2B"})
		}
		f.since = time.Time(m)
	}
	if status := c.parameter("status"); status != "" {
		n, err := strconv.Atoi(status)
		if err != nil || n < 100 || n > 599 {
			flaws = append(flaws, flaw{Path: "?status", Message: fmt.Sprintf("%q is not an HTTP status", shorten(status)), Suggestion: "write a number such as 200"})
		}
		f.status = n
	}
	return f, flaws
}

func (f requestFilter) matches(r engine.Record) bool {
	return (f.operation == "" || r.Operation == f.operation) &&
		(f.object == "" || r.Object == f.object || hasParameter(r, isObjectID, f.object)) &&
		(f.reference == "" || hasParameter(r, isReferenceID, f.reference)) &&
		!r.At.Before(f.since) &&
		(f.status == 0 || r.Status == f.status)
}

// checkOperation lists what is wrong with the name of an operation.
func (a *API) checkOperation(path, name string) []flaw {
	if a.options.Operations == nil {
		return nil
	}
	return oneOf(path, name, a.options.Operations)
}

// isObjectID says whether a parameter names an object by Amazon's id, such as
// AmazonAuthorizationId or AmazonOrderReferenceId.
func isObjectID(name string) bool {
	return strings.HasPrefix(name, "Amazon") && strings.HasSuffix(name, "Id")
}

// isReferenceID says whether a parameter is an id that the seller chose, such as
// CaptureReferenceId.
func isReferenceID(name string) bool {
	return strings.HasSuffix(name, "ReferenceId") && !strings.HasPrefix(name, "Amazon")
}

func hasParameter(r engine.Record, named func(string) bool, value string) bool {
	return slices.ContainsFunc(r.Parameters, func(p engine.Parameter) bool { return named(p.Name) && p.Value == value })
}

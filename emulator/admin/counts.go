package admin

import "amazon-pay-emulator/ipnsender"

// counts are how often what happened since the process began. They only grow,
// whatever is reset or forgotten.
type counts struct {
	operations map[string]bool // that have a count of their own
	calls      map[callClass]uint64
	attempts   map[attemptResult]uint64
}

// callClass tells apart what API calls came to.
type callClass struct {
	operation string // empty: none that there is
	status    int    // the first digit
	code      string
}

// attemptResult is how an attempt to deliver a notification ended.
type attemptResult string

const (
	taken      attemptResult = "delivered"
	refused    attemptResult = "refused" // with a status that is no success
	unanswered attemptResult = "unanswered"
)

var attemptResults = []attemptResult{taken, refused, unanswered}

func newCounts(operations []string) counts {
	c := counts{operations: map[string]bool{}, calls: map[callClass]uint64{}, attempts: map[attemptResult]uint64{}}
	for _, name := range operations {
		c.operations[name] = true
	}
	return c
}

func (c counts) add(x happening) {
	switch x.Type {
	case ofRequest:
		class := callClass{x.Request.Operation, x.Request.Status / 100, x.Request.Code}
		if !c.operations[class.operation] {
			class.operation = "" // else hostile clients could have any number of names counted
		}
		c.calls[class]++
	case ofDelivery:
		c.attempts[resultOf(ipnsender.Result{Status: x.Delivery.Status})]++
	}
}

func resultOf(r ipnsender.Result) attemptResult {
	switch {
	case r.Success():
		return taken
	case r.Status == 0:
		return unanswered
	}
	return refused
}

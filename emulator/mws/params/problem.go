package params

import (
	"fmt"
	"strconv"
	"strings"
)

// Kind is the sort of rule that a parameter broke.
type Kind uint8

const (
	// KindMissing: a required parameter, structure or list was not sent.
	KindMissing Kind = iota + 1
	// KindTooLong: a text has more characters than Problem.Limit.
	KindTooLong
	// KindPattern: a text doesn't match Problem.Pattern.
	KindPattern
	// KindValue: a value is not one that the parameter can have;
	// Problem.Cause says why. An empty required value is of this kind.
	KindValue
)

// Problem is one rule that one parameter of a call broke.
//
// The service words problems in two ways. Missing, TooLong and Pattern are
// found by its framework, which counts them; write them with
// [Problem.Clause]. A bad value is found by the operation itself; write it
// with [Problem.Sentence]. When a call has both sorts, the framework's come
// first (assumed, for it reads the call before the operation sees it).
//
// A structure's member that is missing against a require option is a
// KindValue with Absent set. Observed: for an order without a total the
// service complained of an empty OrderTotal.
type Problem struct {
	Kind Kind
	// Parameter is the wire name, such as
	// "OrderReferenceAttributes.OrderTotal.Amount". For a missing structure
	// or list it is the part of the name that all its parameters share.
	Parameter string
	// Member is the name in the service's own model: each part begins with a
	// small letter, an item of a list is "list.N.member".
	Member string
	// Name is the short name for messages about a bad value.
	Name string
	// Value is what was sent, decoded and in full.
	Value string
	// Absent reports that nothing was sent.
	Absent bool
	// Limit is the greatest number of characters, for KindTooLong.
	Limit int
	// Pattern is a regular expression, for KindPattern.
	Pattern string
	// Cause says what a KindValue should have been. It is for developers,
	// not for the wire.
	Cause error
}

// Clause words the problem as the service's framework does, without a count
// before it and without a dot after it:
//
//	Value null at 'captureAmount' failed to satisfy constraint: Member must not be null
//
// Observed for null; for length and pattern it is the wording of other AWS
// services; for a bad value it is assumed.
func (p Problem) Clause() string {
	value := "null"
	if !p.Absent {
		value = "'" + p.Value + "'"
	}
	return "Value " + value + " at '" + p.Member + "' failed to satisfy constraint: Member must " + p.constraint()
}

func (p Problem) constraint() string {
	switch {
	case p.Absent:
		return "not be null"
	case p.Kind == KindTooLong:
		return "have length less than or equal to " + strconv.Itoa(p.Limit)
	case p.Kind == KindPattern:
		return "satisfy regular expression pattern: " + p.Pattern
	default:
		return "have a valid value"
	}
}

// Sentence words the problem as an operation does, without a dot after it:
//
//	The Value '0.0000' is invalid for the Parameter 'Amount'
//
// Observed, also with an empty value for one that was not sent.
func (p Problem) Sentence() string {
	return "The Value '" + p.Value + "' is invalid for the Parameter '" + p.Name + "'"
}

// String says in plain words which parameter is wrong and what it should be.
// It doesn't show the value.
func (p Problem) String() string {
	switch {
	case p.Absent:
		return p.Parameter + " is missing"
	case p.Kind == KindTooLong:
		return fmt.Sprintf("%s has more than %d characters", p.Parameter, p.Limit)
	case p.Kind == KindPattern:
		return fmt.Sprintf("%s does not match %s", p.Parameter, p.Pattern)
	default:
		return fmt.Sprintf("%s %v", p.Parameter, p.Cause)
	}
}

// Invalid is the error for a call whose parameters break rules.
type Invalid struct {
	// Problems has at least one entry. They stand in the order in which the
	// struct declares its fields, not in that of the call.
	Problems []Problem
}

// Error lists the problems for developers. It shows no values.
func (e *Invalid) Error() string {
	texts := make([]string, len(e.Problems))
	for i, p := range e.Problems {
		texts[i] = p.String()
	}
	return "params: " + strings.Join(texts, "; ")
}

package params

import (
	"reflect"
	"strings"
	"unicode/utf8"
)

// ReferencePattern is what a reference id must match as a whole. Source:
// documented, Authorize, Capture and Refund.
const ReferencePattern = "[A-Za-z0-9_-]{1,32}"

type text struct{ limit int }

func (t text) read(v reflect.Value, sent string) Problem {
	if tooLong(sent, t.limit) {
		return Problem{Kind: KindTooLong, Limit: t.limit}
	}
	v.SetString(strings.Clone(sent))
	return Problem{}
}

func (t text) describe(p *Parameter) { p.Type, p.Limit = "text", t.limit }

type reference struct{}

func (reference) read(v reflect.Value, sent string) Problem {
	if !isReference(sent) {
		return Problem{Kind: KindPattern, Pattern: ReferencePattern}
	}
	v.SetString(strings.Clone(sent))
	return Problem{}
}

func (reference) describe(p *Parameter) {
	p.Type, p.Limit, p.Pattern = "text", referenceLimit, ReferencePattern
}

const referenceLimit = 32

// isReference reports whether s matches ReferencePattern.
func isReference(s string) bool {
	for i := range len(s) {
		if c := s[i]; !isLetterOrDigit(c) && c != '_' && c != '-' {
			return false
		}
	}
	return 1 <= len(s) && len(s) <= referenceLimit
}

// limitOf returns the greatest number of characters, 0 for any.
func limitOf(t *tag) int {
	if t.max == nil {
		return 0
	}
	return *t.max
}

// tooLong reports whether s has more than limit characters; 0 is no limit.
func tooLong(s string, limit int) bool {
	return limit > 0 && len(s) > limit && utf8.RuneCountInString(s) > limit
}

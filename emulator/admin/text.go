package admin

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// limited is a text with the number of characters it may have.
type limited struct {
	path string
	text *string // nil: not given
	most int
}

// checkTexts lists what is wrong with texts: too long, or with characters that
// no XML document can hold.
func checkTexts(texts ...limited) []flaw {
	var flaws []flaw
	for _, t := range texts {
		if t.text == nil {
			continue
		}
		if n := utf8.RuneCountInString(*t.text); n > t.most {
			flaws = append(flaws, flaw{Path: t.path, Message: fmt.Sprintf("%d characters are too many", n), Suggestion: fmt.Sprintf("write at most %d", t.most)})
		}
		if strings.ContainsFunc(*t.text, unprintable) {
			flaws = append(flaws, flaw{Path: t.path, Message: "has a control character", Suggestion: "write plain text in one line"})
		}
	}
	return flaws
}

func unprintable(r rune) bool {
	return unicode.IsControl(r) || r == 0xFFFE || r == 0xFFFF
}

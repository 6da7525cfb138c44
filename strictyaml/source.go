package strictyaml

import (
	"bytes"
	"unicode/utf8"
)

// Source is the text of a whole document, comments included, as it stands in its
// file between the markers (---) around it: Read makes the same document of it.
// It is empty for a part of a document.
func (v *Value) Source() string {
	if v.file == nil || v.at == nil {
		return ""
	}
	start, line := 0, 0
	for rest := v.file; len(rest) > 0; {
		text := rest[:lineLength(rest)]
		at := len(v.file) - len(rest)
		rest = rest[len(text):]
		if line++; !isMarker(text) {
			continue
		}
		switch {
		case line > v.at.Line:
			return string(v.file[start:at])
		case line == v.at.Line: // the document begins beside its marker
			start = at
		default:
			start = len(v.file) - len(rest)
		}
	}
	return string(v.file[start:])
}

// isMarker says whether a line begins or ends a document: wherever it stands,
// YAML knows no other meaning for it.
func isMarker(line []byte) bool {
	if !bytes.HasPrefix(line, []byte("---")) && !bytes.HasPrefix(line, []byte("...")) {
		return false
	}
	after, _ := utf8.DecodeRune(line[3:])
	return len(line) == 3 || after == ' ' || after == '\t' || isBreak(after)
}

// lineLength is how long the first line is, with its break, as YAML counts lines.
func lineLength(text []byte) int {
	for at := 0; at < len(text); {
		c, size := utf8.DecodeRune(text[at:])
		at += size
		if c == '\r' && at < len(text) && text[at] == '\n' {
			at++
		}
		if isBreak(c) {
			return at
		}
	}
	return len(text)
}

func isBreak(c rune) bool {
	switch c {
	case '\n', '\r', '\u0085', '\u2028', '\u2029':
		return true
	}
	return false
}

package strictyaml

import (
	"bytes"
	"sort"
	"unicode/utf8"
)

// marker is a line between documents.
type marker struct {
	line       int
	start, end int // of the line, with its break
}

// Source is the text of a whole document, comments included, as it stands in its
// file between the markers (---) around it: Read makes the same document of it.
// It is empty for a part of a document.
func (v *Value) Source() string {
	if v.parent != nil || v.at == nil {
		return ""
	}
	r := v.report
	if r.markers == nil {
		r.markers = markersOf(r.data)
	}
	start, end := 0, len(r.data)
	next := sort.Search(len(r.markers), func(i int) bool { return r.markers[i].line > v.at.Line })
	if next < len(r.markers) {
		end = r.markers[next].start
	}
	if next > 0 {
		before := r.markers[next-1]
		start = before.end
		if before.line == v.at.Line { // the document begins beside its marker
			start = before.start
		}
	}
	return string(r.data[start:end])
}

// markersOf finds the markers of a file. The list is never nil.
func markersOf(data []byte) []marker {
	list := []marker{}
	for at, line := 0, 1; at < len(data); line++ {
		length := lineLength(data[at:])
		if isMarker(data[at : at+length]) {
			list = append(list, marker{line, at, at + length})
		}
		at += length
	}
	return list
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

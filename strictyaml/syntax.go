package strictyaml

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

var (
	syntaxError = regexp.MustCompile(`^(?:yaml: )?(?:line (\d+): )?(.*)$`)
	// fromZero are the errors for which the YAML library counts lines from 0.
	fromZero = regexp.MustCompile(`^did not find expected (?:node content|key|',' or '[\]}]'|'-' indicator|<)`)
	// unquoted are those that it has for values that begin with a sign of YAML, and
	// quotable finds such a value in its line.
	unquoted = regexp.MustCompile(`expected alphabetic or numeric|expected comment or line break|cannot start any token`)
	quotable = regexp.MustCompile(`[:,\[{-][ \t]+([>|*&!%@` + "`" + `])|\[([>|*&!%@` + "`" + `])`)
	// laterOn are the errors that it places where a map or list begins, while they
	// are in a line further down.
	laterOn = regexp.MustCompile(`^did not find expected (?:key|'-' indicator)`)
	// inText are those within quotes and brackets, which a walk finds.
	inText = regexp.MustCompile(`unknown escape|hexdecimal|invalid Unicode|unexpected end of stream|unexpected document indicator|',' or '|expected node content`)
	// twoColons finds a value with another colon in it.
	twoColons = regexp.MustCompile(`^[ \t]*(?:- +)*[^\s'"\[{#][^:]*:[ \t]+([^\s'"\[{].*):(?:[ \t]|$)`)
	indented  = regexp.MustCompile(`(?m)^ *\t[ \t]*[^\s#]`)
)

// syntaxProblem places an error of the YAML library, which knows the line at
// best, and says none for the first one.
func syntaxProblem(file string, data []byte, err error) Problem {
	first, _, _ := strings.Cut(err.Error(), "\n")
	parts := syntaxError.FindStringSubmatch(first)
	message := parts[2]
	line, _ := strconv.Atoi(parts[1])
	if fromZero.MatchString(message) {
		line++
	}
	lines := strings.Split(strings.TrimRight(string(data), "\r\n"), "\n")
	line = min(max(line, 1), len(lines))
	from := offsetOf(data, line)
	if strings.Contains(message, " tab ") || strings.Contains(message, "cannot start any token") {
		if at := indented.FindIndex(data[from:]); at != nil && (strings.Contains(message, " tab ") || at[0] == 0) {
			tab := from + at[0] + bytes.IndexByte(data[from+at[0]:], '\t')
			return mistake(file, data, tab, "a tab in the indentation", "indent with spaces")
		}
	}
	if s, ok := slipNear(data, line, message); ok {
		return mistake(file, data, s.at, s.message, s.suggestion)
	}
	if laterOn.MatchString(message) {
		line = min(failingLine(data, line, message), len(lines))
	}
	text := strings.TrimPrefix(lines[line-1], "\ufeff")
	place := Place{Line: line, Column: utf8.RuneCountInString(text[:len(text)-len(strings.TrimLeft(text, " \t"))]) + 1}
	suggestion := ""
	if _, name, ok := strings.Cut(message, "unknown anchor '"); ok {
		name, _, _ = strings.Cut(name, "'")
		if at := regexp.MustCompile(`\*` + regexp.QuoteMeta(name) + `($|[^\w-])`).FindIndex(data); at != nil {
			place = placeOf(data, at[0])
		}
		message = fmt.Sprintf("the alias *%s stands for nothing: there is no anchor &%[1]s before it", name)
	}
	if at := quotable.FindStringIndex(text); at != nil && unquoted.MatchString(message) {
		place.Column = utf8.RuneCountInString(text[:at[1]])
		suggestion = "put quotes around what begins with " + text[at[1]-1:at[1]]
	}
	if strings.HasPrefix(message, "mapping values are not allowed") {
		suggestion = "indent the line like those beside it"
		if at := twoColons.FindStringSubmatchIndex(text); at != nil {
			place.Column = utf8.RuneCountInString(text[:at[2]]) + 1
			suggestion = "put quotes around a value with a colon in it"
		}
	}
	if laterOn.MatchString(message) {
		suggestion = "indent the line like those beside it"
	}
	place.File = file
	return place.Problem("not YAML: "+message, suggestion)
}

// mistake makes a problem of what was found at an offset.
func mistake(file string, data []byte, at int, message, suggestion string) Problem {
	place := placeOf(data, at)
	place.File = file
	return place.Problem("not YAML: "+message, suggestion)
}

// offsetOf is where a line begins.
func offsetOf(data []byte, line int) (at int) {
	for ; line > 1; line-- {
		next := bytes.IndexByte(data[at:], '\n')
		if next < 0 {
			break
		}
		at += next + 1
	}
	return at
}

// slipNear finds what an error is about that is said of a line, with a walk
// through its document.
func slipNear(data []byte, line int, message string) (slip, bool) {
	if !inText.MatchString(message) && !laterOn.MatchString(message) {
		return slip{}, false
	}
	start, end := documentAround(data, line, strings.Contains(message, "document indicator"))
	s, ok := findSlip(data[start:end])
	s.at += start
	if laterOn.MatchString(message) && s.kind != junk {
		return slip{}, false
	}
	return s, ok
}

// documentAround is the part of a file between the markers around a line; ended
// says that the line is the one that ends it.
func documentAround(data []byte, line int, ended bool) (start, end int) {
	end = len(data)
	for _, m := range markersOf(data) {
		switch {
		case m.line < line || m.line == line && !ended:
			start = m.end
			if m.line == line {
				start = m.start + len("---") // what stands beside the marker
			}
		default:
			return start, m.start
		}
	}
	return start, end
}

// mostSearched is how long the document may be, in bytes, in which the line of an
// error is looked for by reading it again and again.
const mostSearched = 256 << 10

// failingLine finds the line that brings an error about which the library knows
// only where the map or list began: the first that the lines before don't fail
// without.
func failingLine(data []byte, line int, message string) int {
	start, end := documentAround(data, line, false)
	if end-start > mostSearched {
		return line
	}
	first := bytes.Count(data[:start], []byte("\n")) + 1
	document := data[start:end]
	count := bytes.Count(document, []byte("\n")) + 1
	fails := func(n int) bool { // the first n+1 lines
		part := document
		if n+1 < count {
			part = document[:offsetOf(document, n+2)]
		}
		var node yaml.Node
		err := yaml.NewDecoder(bytes.NewReader(part)).Decode(&node)
		return err != nil && !errors.Is(err, io.EOF) && strings.HasSuffix(err.Error(), message)
	}
	if n := sort.Search(count, fails); n < count {
		return first + n
	}
	return line
}

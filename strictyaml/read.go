package strictyaml

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// Read splits a file into its documents; empty ones are left out. File is the
// name by which problems call it. A mistake in the syntax is a problem in the
// report, and ends the reading: the documents before it are returned.
func Read(file string, data []byte) ([]*Value, *Report) {
	r := &Report{file: file, data: data}
	if at, message := unreadable(data); message != "" {
		p := placeOf(data, at)
		p.File = file
		r.add(p.Problem("not YAML: "+message, "save the file as plain text in UTF-8"))
		return nil, r
	}
	var documents []*Value
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	for {
		var document yaml.Node
		err := decoder.Decode(&document)
		if errors.Is(err, io.EOF) {
			return documents, r
		}
		if err != nil {
			r.add(syntaxProblem(file, data, err))
			return documents, r
		}
		root := &Value{report: r}
		root.enter(document.Content[0])
		if root.Kind() != Null && root.Present() {
			documents = append(documents, root)
		}
	}
}

// unreadable finds the first thing that no YAML file may hold: bytes that are no
// UTF-8, or a control character other than tab and line breaks.
func unreadable(data []byte) (at int, message string) {
	const nextLine = 0x85
	for at < len(data) {
		c, size := utf8.DecodeRune(data[at:])
		switch {
		case c == utf8.RuneError && size == 1:
			return at, fmt.Sprintf("the byte 0x%02x is no UTF-8", data[at])
		case unicode.IsControl(c) && c != '\t' && c != '\n' && c != '\r' && c != nextLine, c == 0xfffe, c == 0xffff:
			return at, fmt.Sprintf("the character %U is not allowed", c)
		}
		at += size
	}
	return 0, ""
}

// placeOf turns an offset into line and column.
func placeOf(data []byte, at int) Place {
	before := data[:at]
	start := bytes.LastIndexByte(before, '\n') + 1
	return Place{Line: bytes.Count(before, []byte("\n")) + 1, Column: utf8.RuneCount(before[start:]) + 1}
}

var (
	syntaxError = regexp.MustCompile(`^(?:yaml: )?(?:line (\d+): )?(.*)$`)
	// fromZero are the errors for which the YAML library counts lines from 0.
	fromZero = regexp.MustCompile(`^did not find expected (?:node content|key|',' or '[\]}]'|'-' indicator|<)`)
	// unquoted are those that it has for values that begin with a sign of YAML, and
	// quotable finds such a value in its line.
	unquoted = regexp.MustCompile(`expected alphabetic or numeric|expected comment or line break|cannot start any token`)
	quotable = regexp.MustCompile(`[:,\[{-][ \t]+([>|*&!%@` + "`" + `])|\[([>|*&!%@` + "`" + `])`)
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
	text := strings.TrimPrefix(lines[line-1], "\ufeff")
	place := Place{Line: line, Column: utf8.RuneCountInString(text[:len(text)-len(strings.TrimLeft(text, " \t"))]) + 1}
	if _, name, ok := strings.Cut(message, "unknown anchor '"); ok {
		name, _, _ = strings.Cut(name, "'")
		if at := regexp.MustCompile(`\*` + regexp.QuoteMeta(name) + `($|[^\w-])`).FindIndex(data); at != nil {
			place = placeOf(data, at[0])
		}
		message = fmt.Sprintf("the alias *%s stands for nothing: there is no anchor &%[1]s before it", name)
	}
	suggestion := ""
	if at := quotable.FindStringIndex(text); at != nil && unquoted.MatchString(message) {
		place.Column = utf8.RuneCountInString(text[:at[1]])
		suggestion = "put quotes around what begins with " + text[at[1]-1:at[1]]
	}
	place.File = file
	return place.Problem("not YAML: "+message, suggestion)
}

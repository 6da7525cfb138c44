package strictyaml

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
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
	decoder := yaml.NewDecoder(bytes.NewReader(asVersion11(data)))
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

var version12 = regexp.MustCompile(`^%YAML[ \t]+1\.2`)

// asVersion11 lets files say that they are YAML 1.2, which the library refuses:
// all that is read here means the same in both. No place moves.
func asVersion11(data []byte) []byte {
	if !bytes.Contains(data, []byte("%YAML")) {
		return data
	}
	data = bytes.Clone(data)
	directives := true // they stand before a document, and nowhere else
	for at := 0; at < len(data); {
		length := lineLength(data[at:])
		line := bytes.TrimPrefix(data[at:at+length], []byte("\ufeff"))
		switch found := version12.FindIndex(line); {
		case isMarker(line):
			directives = bytes.HasPrefix(line, []byte("..."))
		case directives && found != nil:
			line[found[1]-1] = '1'
		case len(bytes.TrimSpace(line)) > 0 && line[0] != '#' && line[0] != '%':
			directives = false
		}
		at += length
	}
	return data
}

// placeOf turns an offset into line and column. A byte order mark takes no room.
func placeOf(data []byte, at int) Place {
	before := bytes.TrimPrefix(data[:at], []byte("\ufeff"))
	start := bytes.LastIndexByte(before, '\n') + 1
	return Place{Line: bytes.Count(before, []byte("\n")) + 1, Column: utf8.RuneCount(before[start:]) + 1}
}

package sigv2

import (
	"fmt"
	"strings"
)

// Difference is the first place at which two strings to sign part.
type Difference struct {
	Offset int    // in bytes from 0
	In     string // what stands there: "the method", "the host", "the path" or "the parameter NAME"
	Server string // the byte of the first text in words, or "the end"
	Client string // that of the second
}

// FirstDifference compares the server's string to sign with a client's. It is
// not ok when they are the same.
func FirstDifference(server, client string) (d Difference, ok bool) {
	if server == client {
		return Difference{}, false
	}
	for d.Offset < min(len(server), len(client)) && server[d.Offset] == client[d.Offset] {
		d.Offset++
	}
	d.In = placeIn(server, d.Offset)
	d.Server, d.Client = byteAt(server, d.Offset), byteAt(client, d.Offset)
	return d, true
}

// String says it in a sentence.
func (d Difference) String() string {
	return fmt.Sprintf("byte %d, in %s, is %s here and %s there", d.Offset, d.In, d.Server, d.Client)
}

// placeIn says which part of a string to sign an offset is in.
func placeIn(text string, offset int) string {
	before := text[:min(offset, len(text))]
	if n := strings.Count(before, "\n"); n < 3 {
		return []string{"the method", "the host", "the path"}[n]
	}
	start := strings.LastIndexAny(before, "&\n") + 1
	name, _, _ := strings.Cut(text[start:], "&")
	name, _, _ = strings.Cut(name, "=")
	if name == "" {
		return "the parameters"
	}
	return "the parameter " + shortName(name)
}

// byteAt is one byte in words.
func byteAt(text string, offset int) string {
	if offset >= len(text) {
		return "the end"
	}
	switch c := text[offset]; {
	case c == ' ':
		return "a space"
	case c == '\n':
		return "a line end"
	case c == '\r':
		return "a carriage return"
	case c > ' ' && c < 0x7f:
		return string(rune(c))
	default:
		return fmt.Sprintf("the byte 0x%02X", c)
	}
}

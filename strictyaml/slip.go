package strictyaml

import (
	"bytes"
	"unicode/utf8"
)

// slip is a mistake within quotes or brackets.
type slip struct {
	kind                slipKind
	at                  int // offset
	message, suggestion string
}

type slipKind uint8

const (
	unclosed slipKind = iota + 1 // a quote or bracket
	escape                       // a backslash before what it has no meaning for
	comma                        // one is missing
	junk                         // something after the end of a quoted text
)

// bracket is one that is open.
type bracket struct {
	sign   byte
	at     int
	indent int  // of the line in which it stands
	colon  bool // the entry that is being read has its key
	doubt  bool // a line follows that is not indented further, as what is in brackets should be
}

// walk goes through a document that is known to be wrong, to find where. It knows
// only as much of YAML as is needed to tell quotes and brackets from text.
type walk struct {
	data   []byte
	at     int
	indent int // of the line
	open   []bracket
	found  slip
}

// findSlip finds the first mistake of its kind in a document.
func findSlip(document []byte) (slip, bool) {
	w := walk{data: document}
	for w.found.kind == 0 && w.at < len(w.data) {
		w.line()
	}
	for _, b := range w.open {
		if w.found.kind == 0 || w.found.kind == comma && b.doubt {
			w.found = neverClosed(w.open[len(w.open)-1])
		}
	}
	return w.found, w.found.kind != 0
}

func neverClosed(b bracket) slip {
	return slip{unclosed, b.at, "the " + string(b.sign) + " is never closed", "write " + string(closing(b.sign)) + " where it ends"}
}

func closing(sign byte) byte {
	if sign == '[' {
		return ']'
	}
	return '}'
}

// peek is the character ahead by n; a line break at the end.
func (w *walk) peek(n int) byte {
	if w.at+n >= len(w.data) {
		return '\n'
	}
	return w.data[w.at+n]
}

// line goes through what is left of a line, and of what goes on beyond it.
func (w *walk) line() {
	start := w.at
	for w.peek(0) == ' ' || w.peek(0) == '\t' {
		w.at++
	}
	w.indent = w.at - start
	if last := len(w.open) - 1; last >= 0 && !w.blank() && w.indent <= w.open[last].indent && !w.ahead("]},") {
		w.open[last].doubt = true
	}
	fresh := true // a value may begin here
	for w.at < len(w.data) && w.peek(0) != '\n' && w.found.kind == 0 {
		fresh = w.token(fresh)
	}
	w.at++
}

// ahead says whether the next character is one of some.
func (w *walk) ahead(signs string) bool { return bytes.IndexByte([]byte(signs), w.peek(0)) >= 0 }

// blank says whether nothing is left in the line but a comment.
func (w *walk) blank() bool {
	c := w.peek(0)
	return c == '\n' || c == '\r' || c == '#'
}

// token goes through the next thing, and says whether a value may follow.
func (w *walk) token(fresh bool) bool {
	c, next := w.peek(0), w.peek(1)
	spaced := next == ' ' || next == '\t' || next == '\r' || next == '\n'
	flow := len(w.open) > 0
	switch {
	case c == ' ' || c == '\t' || c == '\r':
		w.at++
		if w.peek(0) == '#' {
			w.comment()
		}
		return fresh
	case fresh && c == '#':
		w.comment()
	case fresh && (c == '"' || c == '\''):
		w.quoted(c)
	case fresh && (c == '[' || c == '{'):
		w.open = append(w.open, bracket{sign: c, at: w.at, indent: w.indent})
		w.at++
		return true
	case fresh && !flow && (c == '|' || c == '>'):
		w.block()
	case fresh && (c == '!' || c == '&'):
		for !w.ahead(" \t\r\n,]}") {
			w.at++
		}
		return true
	case fresh && (c == '-' || c == '?') && spaced:
		w.at++
		return true
	case flow && (c == ']' || c == '}'):
		w.open = w.open[:len(w.open)-1]
		w.at++
	case flow && c == ',':
		w.open[len(w.open)-1].colon = false
		w.at++
		return true
	case c == ':' && (spaced || flow && bytes.ContainsRune([]byte(",[]{}"), rune(next)) || !fresh && flow && w.at > 0 && w.data[w.at-1] == '"'):
		w.colon()
		return true
	default:
		w.at++
	}
	return false
}

func (w *walk) comment() {
	for w.at < len(w.data) && w.peek(0) != '\n' {
		w.at++
	}
}

// colon ends a key.
func (w *walk) colon() {
	if last := len(w.open) - 1; last >= 0 {
		if w.open[last].colon {
			word := w.data[:w.at]
			at := bytes.LastIndexAny(word, " \t\n,[]{}") + 1
			w.found = slip{comma, at, "a second key without a comma before it", "write a comma before " + shorten(string(word[at:]))}
			return
		}
		w.open[last].colon = true
	}
	w.at++
}

// quoted goes through a text in quotes, which may have several lines.
func (w *walk) quoted(quote byte) {
	start := w.at
	for w.at++; ; w.at++ {
		if w.at >= len(w.data) {
			w.found = slip{unclosed, start, "the quote is never closed", "write another " + string(quote) + " where the text ends"}
			return
		}
		switch c := w.peek(0); {
		case c == '\\' && quote == '"':
			if !bytes.ContainsRune([]byte("0abt\tnvfre \"'/\\N_LPxuU\r\n"), rune(w.peek(1))) || !w.hexadecimal() {
				_, size := utf8.DecodeRune(w.data[w.at+1:])
				w.found = slip{
					escape, w.at, `the backslash has no meaning in "` + string(w.data[w.at:w.at+1+size]) + `"`, "use single quotes, in which it stands for itself",
				}
				return
			}
			w.at++
		case c == quote && quote == '\'' && w.peek(1) == quote:
			w.at++
		case c == quote:
			w.at++
			w.afterQuote()
			return
		}
	}
}

// hexadecimal says whether an escape has all the digits that it needs.
func (w *walk) hexadecimal() bool {
	digits := map[byte]int{'x': 2, 'u': 4, 'U': 8}[w.peek(1)]
	for i := range digits {
		if !bytes.ContainsRune([]byte("0123456789abcdefABCDEF"), rune(w.peek(2+i))) {
			return false
		}
	}
	return true
}

// afterQuote looks at what follows a text in quotes in its line.
func (w *walk) afterQuote() {
	for w.peek(0) == ' ' || w.peek(0) == '\t' {
		w.at++
	}
	switch c := w.peek(0); {
	case w.blank(), c == ':', len(w.open) > 0 && (c == ',' || c == ']' || c == '}'):
	case len(w.open) > 0:
		w.found = slip{comma, w.at, "there is no comma after the text in quotes", "write a comma, or put the quotes around all of it"}
	default:
		w.found = slip{junk, w.at, "something follows the text in quotes", "put the quotes around all of it"}
	}
}

// block skips the lines of a text that goes on below.
func (w *walk) block() {
	w.comment()
	least := w.indent + 1
	for first := true; w.at < len(w.data); {
		rest := w.data[w.at+1:]
		line, _, more := bytes.Cut(rest, []byte("\n"))
		indent := len(line) - len(bytes.TrimLeft(line, " "))
		if len(bytes.TrimSpace(line)) > 0 {
			if first {
				least, first = max(least, indent), false
			}
			if indent < least {
				return
			}
		}
		w.at += 1 + len(line)
		if !more {
			w.at = len(w.data)
		}
	}
}

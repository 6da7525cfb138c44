package mws

import (
	"strings"
	"time"
	"unicode/utf8"

	"amazon-pay-emulator/emulator"
)

// document is XML in the making. Elements are written in the order in which the
// service sends them, so the code of a renderer is its wire order. A writer
// rather than structs for encoding/xml: the service sends empty elements as
// <IdList/>, and this takes a tenth of the time.
type document struct {
	b     []byte
	unit  int // spaces to a level
	depth int
	// bare says that the element opened last has no content yet.
	bare bool
}

const declaration = `<?xml version="1.0" encoding="UTF-8"?>` + "\n"

func (d *document) indent() {
	const spaces = "\n                                "
	d.b = append(d.b, spaces[:1+min(d.unit*d.depth, len(spaces)-1)]...)
}

// root opens the outermost element, with the namespace of everything in it.
func (d *document) root(name, namespace string) {
	d.b = append(append(d.b, '<'), name...)
	d.b = append(append(append(d.b, ` xmlns="`...), namespace...), '"', '>')
	d.depth, d.bare = 1, true
}

// open begins an element that holds others.
func (d *document) open(name string) {
	d.begin(name)
	d.depth++
	d.bare = true
}

// close ends it: as <name/> when nothing was put in.
func (d *document) close(name string) {
	d.depth--
	if d.bare {
		d.b = append(d.b[:len(d.b)-1], '/', '>')
		d.bare = false
		return
	}
	d.indent()
	d.b = append(append(append(d.b, '<', '/'), name...), '>')
}

// text writes an element with a text, <name/> for the empty one.
func (d *document) text(name, value string) {
	if value == "" {
		d.open(name)
		d.close(name)
		return
	}
	d.begin(name)
	d.b = appendEscaped(d.b, value)
	d.end(name)
}

// begin and end write the tags around a text.
func (d *document) begin(name string) {
	d.indent()
	d.b = append(append(append(d.b, '<'), name...), '>')
}

func (d *document) end(name string) {
	d.b = append(append(append(d.b, '<', '/'), name...), '>')
	d.bare = false
}

// optional writes an element unless its text is empty.
func (d *document) optional(name, value string) {
	if value != "" {
		d.text(name, value)
	}
}

func (d *document) boolean(name string, value bool) {
	if value {
		d.text(name, "true")
	} else {
		d.text(name, "false")
	}
}

// timestamp writes a moment in UTC with three digits of milliseconds (observed).
func (d *document) timestamp(name string, t time.Time) {
	d.begin(name)
	d.b = t.UTC().AppendFormat(d.b, timestampFormat)
	d.end(name)
}

const timestampFormat = "2006-01-02T15:04:05.000Z"

// price writes an amount with two decimals, the currency first (observed).
func (d *document) price(name string, m emulator.Money) {
	d.open(name)
	d.text("CurrencyCode", string(m.Currency))
	d.begin("Amount")
	d.b = m.AppendAmount(d.b)
	d.end("Amount")
	d.close(name)
}

// total writes a running total, which the service prints as a plain 0 until it
// has a value (observed).
func (d *document) total(name string, m emulator.Money, c emulator.Currency) {
	if !m.IsZero() {
		d.price(name, m)
		return
	}
	d.open(name)
	d.text("CurrencyCode", string(c))
	d.text("Amount", "0")
	d.close(name)
}

// members writes a list of texts.
func (d *document) members(name, member string, values []string) {
	d.open(name)
	for _, v := range values {
		d.text(member, v)
	}
	d.close(name)
}

// appendEscaped appends a text so that every XML parser reads it back. What XML
// can't hold becomes the replacement character.
func appendEscaped(b []byte, s string) []byte {
	plain := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= ' ' && c < utf8.RuneSelf && c != '&' && c != '<' && c != '>' {
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		escaped := escape(r, size)
		if escaped != "" {
			b = append(append(b, s[plain:i]...), escaped...)
			plain = i + size
		}
		i += size
	}
	return append(b, s[plain:]...)
}

// escape is how a character must be written, "" for as it is.
func escape(r rune, size int) string {
	switch {
	case r == '&':
		return "&amp;"
	case r == '<':
		return "&lt;"
	case r == '>':
		return "&gt;"
	case r == '\r':
		return "&#xD;"
	case r == '\t' || r == '\n':
		return ""
	case r < ' ' || r == 0xFFFE || r == 0xFFFF || r == utf8.RuneError && size == 1:
		return "\uFFFD"
	}
	return ""
}

// headerText is a text as a header can carry it: one line of printable ASCII.
func headerText(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return '?'
		}
		return r
	}, s)
}

package params

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// MaxPairs is the largest number of parameters that one call may send. The
// largest call of the API needs a few hundred, when all its lists are full.
// Assumed: Amazon's limit is not known.
const MaxPairs = 1000

// usual is how long, in bytes, what a call sends is at most. The parameters of a
// longer one are taken apart, so that whoever keeps one of them does not keep all
// of it in memory.
const usual = 4096

// Fault says why a form can't be read.
type Fault uint8

const (
	// BadEscape is a "%" that two hex digits don't follow.
	BadEscape Fault = iota + 1
	// BadUTF8 is a name or value that is not UTF-8 once decoded.
	BadUTF8
	// TooMany is the first parameter after [MaxPairs].
	TooMany
)

var faultTexts = [...]string{
	BadEscape: "malformed percent escape",
	BadUTF8:   "not UTF-8",
	TooMany:   fmt.Sprintf("more than %d parameters", MaxPairs),
}

// Malformed is the error for a form that can't be read.
type Malformed struct {
	Fault Fault
	// Name and Value are those of the offending parameter: as received for
	// BadEscape, decoded for BadUTF8, and empty for TooMany.
	Name, Value string
}

// Error says which parameter is at fault, but not its value.
func (m *Malformed) Error() string {
	text := faultTexts[m.Fault]
	if m.Fault == TooMany {
		return "params: " + text
	}
	return fmt.Sprintf("params: parameter %q: %s", m.Name, text)
}

// Parse decodes a call's raw query and its body, both of which are
// application/x-www-form-urlencoded whatever their content type says: pairs
// of name and value joined by "&", "+" for a space, "%" and two hex digits of
// any letter case for any byte. A name without "=" has an empty value; ";" is
// an ordinary character; nothing between two "&" is nothing.
//
// The only error is a [*Malformed], and then there is no form. Parse keeps no
// reference to body.
func Parse(query string, body []byte) (*Form, error) {
	sources := [2]string{query, string(body)}
	room := 0
	for _, raw := range sources {
		if raw != "" {
			room += strings.Count(raw, "&") + 1
		}
	}
	f := &Form{pairs: make([]Pair, 0, min(room, MaxPairs))}
	var d decoder
	for _, raw := range sources {
		if m := f.read(raw, &d); m != nil {
			return nil, m
		}
	}
	f.index()
	return f, nil
}

func (f *Form) read(raw string, d *decoder) *Malformed {
	apart := len(raw) > usual
	for raw != "" {
		var segment string
		rest := len(raw)
		segment, raw, _ = strings.Cut(raw, "&")
		if segment == "" {
			continue
		}
		if len(f.pairs) == MaxPairs {
			return &Malformed{Fault: TooMany}
		}
		rawName, rawValue, _ := strings.Cut(segment, "=")
		name, ok := d.decode(rawName, rest)
		value, ok2 := d.decode(rawValue, rest)
		if !ok || !ok2 {
			return &Malformed{BadEscape, rawName, rawValue}
		}
		if !utf8.ValidString(name) || !utf8.ValidString(value) {
			return &Malformed{BadUTF8, name, value}
		}
		if apart {
			name, value = strings.Clone(name), strings.Clone(value)
		}
		f.pairs = append(f.pairs, Pair{name, value})
	}
	return nil
}

// index sorts the places of the pairs and finds the first doubled one.
func (f *Form) index() {
	f.byName = make([]uint16, len(f.pairs))
	for i := range f.byName {
		f.byName[i] = uint16(i)
	}
	slices.SortStableFunc(f.byName, func(a, b uint16) int {
		return strings.Compare(f.pairs[a].Name, f.pairs[b].Name)
	})
	for i := 1; i < len(f.byName); i++ {
		at := int(f.byName[i])
		if f.pairs[at].Name == f.pairs[f.byName[i-1]].Name && (f.doubled == 0 || at < f.doubled-1) {
			f.doubled = at + 1
		}
	}
}

// decoder undoes the encoding of names and values. What it has to rewrite it
// puts into one buffer, which the results then share; the rest are parts of
// the text it was given.
type decoder struct{ buffer strings.Builder }

// decode returns s decoded, or false when it has a malformed escape. The
// most that is still to be decoded, s included, is rest bytes long.
func (d *decoder) decode(s string, rest int) (string, bool) {
	if strings.IndexByte(s, '%') < 0 && strings.IndexByte(s, '+') < 0 {
		return s, true
	}
	if d.buffer.Cap()-d.buffer.Len() < rest {
		d.buffer.Grow(rest)
	}
	start, plain := d.buffer.Len(), 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '+':
			d.buffer.WriteString(s[plain:i])
			d.buffer.WriteByte(' ')
			plain = i + 1
		case '%':
			if len(s)-i < 3 || unhex[s[i+1]] == notHex || unhex[s[i+2]] == notHex {
				return "", false
			}
			d.buffer.WriteString(s[plain:i])
			d.buffer.WriteByte(unhex[s[i+1]]<<4 | unhex[s[i+2]])
			i += 2
			plain = i + 1
		}
	}
	d.buffer.WriteString(s[plain:])
	return d.buffer.String()[start:], true
}

const notHex = 0xFF

var unhex = func() (digits [256]byte) {
	for i := range digits {
		digits[i] = notHex
	}
	for i := range byte(10) {
		digits['0'+i] = i
	}
	for i := range byte(6) {
		digits['a'+i], digits['A'+i] = 10+i, 10+i
	}
	return digits
}()

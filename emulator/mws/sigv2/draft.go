package sigv2

import (
	"slices"
	"strings"
)

// draft is a string to sign that some mistake may have spoiled.
type draft struct {
	method  string
	hosts   []string // host lines that may be in it, by their rules; a mistake leaves one
	paths   []string // path lines, likewise
	pairs   []Pair   // signed, in this order
	escape  escaping
	newline string // between the lines
	end     string // behind the last
}

// newDraft is the documented string to sign, with the host and path lines of
// every [Variant] but the one without both.
func (r Request) newDraft() *draft {
	d := &draft{method: r.Method, escape: documentedEscaping, newline: "\n"}
	for h := range HostNone {
		d.hosts = append(d.hosts, h.line(r.Host))
	}
	for p := range PathNone {
		d.paths = append(d.paths, p.line(r.Path))
	}
	var w worker
	w.arrange(r.Pairs)
	for _, i := range w.order {
		d.pairs = append(d.pairs, r.Pairs[i])
	}
	return d
}

// clone is a draft to be spoiled by itself.
func (d *draft) clone() *draft {
	c := *d
	c.pairs = slices.Clone(d.pairs)
	return &c
}

// text is the draft with one of its host lines and one of its path lines.
func (d *draft) text(host HostRule, path PathRule, query []byte) []byte {
	text := make([]byte, 0, len(query)+len(d.hosts[host])+len(d.paths[path])+16)
	for _, line := range []string{d.method, d.hosts[host], d.paths[path]} {
		text = append(text, line...)
		text = append(text, d.newline...)
	}
	text = append(text, query...)
	return append(text, d.end...)
}

func (d *draft) query() []byte {
	var q []byte
	for i, p := range d.pairs {
		if i > 0 {
			q = append(q, '&')
		}
		q = d.escape.append(q, p.Name)
		q = append(q, '=')
		q = d.escape.append(q, p.Value)
	}
	return q
}

// escaping is a way of percent-encoding that some library has, beside the three
// that [Encoding] knows.
type escaping struct {
	keep  string // bytes that stand for themselves beside letters and digits
	plus  bool   // a space is "+"
	hex   string // digits
	twice bool   // what is encoded is encoded again
	raw   bool   // nothing is encoded
}

var documentedEscaping = escaping{keep: "-_.~", hex: upperHex}

func (e escaping) append(dst []byte, s string) []byte {
	if e.raw {
		return append(dst, s...)
	}
	if e.twice {
		s = string(documentedEscaping.append(nil, s))
	}
	for _, c := range []byte(s) {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', strings.IndexByte(e.keep, c) >= 0:
			dst = append(dst, c)
		case c == ' ' && e.plus:
			dst = append(dst, '+')
		default:
			dst = append(dst, '%', e.hex[c>>4], e.hex[c&15])
		}
	}
	return dst
}

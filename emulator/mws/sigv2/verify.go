package sigv2

import (
	"bytes"
	"crypto/hmac"
)

// Mode says how exactly a string to sign must follow the documents.
type Mode uint8

const (
	// Lenient accepts every [Variant] that a client in the field is known to
	// sign with.
	Lenient Mode = iota
	// Strict accepts the documented one alone.
	Strict
)

// Result is the outcome of a check. Its strings hold what the client sent and
// what follows from it, tokens among the parameters included.
type Result struct {
	// Matched reports whether the signature is good.
	Matched bool
	// Variant is the way in which a good signature was made. Of several that
	// would give the same text it is the one nearest to the documents.
	Variant Variant

	// The rest is set for a bad signature only, to explain it.

	// Given is the Signature parameter, "" when there was none.
	Given string
	// Computed is the signature of the documented string to sign, "" when
	// the algorithm is not supported.
	Computed string
	// StringToSign is the documented string to sign. For that of another
	// variant ask [Request.StringToSign].
	StringToSign string
	// Tried lists the variants compared, in order. Those that would have
	// repeated an earlier text are left out; with an unsupported algorithm
	// there are none.
	Tried []Variant
}

// Verify checks the Signature parameter of r, in constant time for each text
// compared.
//
// A signature made as documented costs one HMAC in either mode. A lenient
// check goes on for others, up to [MaxTries]; texts that would be the same
// are not computed twice.
//
// A missing Signature and a SignatureMethod that is missing or unknown don't
// match; whoever wants to answer them with an error of their own looks first.
func (k *Key) Verify(r Request, mode Mode) Result {
	given := r.value(nameSignature)
	a := r.Algorithm()
	if !a.Supported() {
		return Result{Given: given, StringToSign: r.StringToSign(Variant{})}
	}
	w := k.hire(a)
	defer k.release(a, w)

	w.arrange(r.Pairs)
	w.query = appendQuery(w.query[:0], r.Pairs, w.order, EncodingRFC3986)
	computed := w.sign(r.Method, HostReceived.line(r.Host), PathReceived.line(r.Path), w.query)
	w.given = append(w.given[:0], given...)
	if hmac.Equal(computed, w.given) {
		return Result{Matched: true}
	}
	result := Result{
		Given:        given,
		Computed:     string(computed),
		StringToSign: string(w.text),
		Tried:        []Variant{{}},
	}
	if mode == Strict {
		return result
	}
	if v, found := w.search(r, &result.Tried); found {
		return Result{Matched: true, Variant: v}
	}
	return result
}

// search looks for a match with w.given among all variants but the
// documented one, and adds to tried what it compares.
func (w *worker) search(r Request, tried *[]Variant) (Variant, bool) {
	lines := r.spellings()
	query, encoding := w.query, EncodingRFC3986
	for _, v := range variants[1:] {
		if lines.repeat(v) {
			continue
		}
		if v.Encoding != encoding {
			encoding = v.Encoding
			w.other = appendQuery(w.other[:0], r.Pairs, w.order, encoding)
			query = w.other
		}
		if encoding != EncodingRFC3986 && bytes.Equal(query, w.query) {
			continue
		}
		*tried = append(*tried, v)
		if hmac.Equal(w.sign(r.Method, lines.host[v.Host], lines.path[v.Path], query), w.given) {
			return v, true
		}
	}
	return Variant{}, false
}

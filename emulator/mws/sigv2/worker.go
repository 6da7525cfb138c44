package sigv2

import (
	"encoding/base64"
	"hash"
	"slices"
	"strings"
)

// worker holds what one signature needs, for reuse: a keyed HMAC, which
// after its first use starts from saved state, and buffers.
type worker struct {
	mac   hash.Hash
	order []int
	query []byte // in the documented encoding
	other []byte // in another one
	text  []byte // string to sign
	sum   []byte
	code  []byte // sum in base64
	given []byte // signature to compare with
}

// arrange puts the positions of the signed pairs into w.order, sorted by the
// bytes of their decoded names. Pairs of one name keep their order.
func (w *worker) arrange(pairs []Pair) {
	w.order = w.order[:0]
	for i := range pairs {
		if pairs[i].Name != nameSignature {
			w.order = append(w.order, i)
		}
	}
	slices.SortStableFunc(w.order, func(a, b int) int {
		return strings.Compare(pairs[a].Name, pairs[b].Name)
	})
}

// write puts the string to sign into w.text.
func (w *worker) write(method, host, path string, query []byte) {
	w.text = append(w.text[:0], method...)
	w.text = append(w.text, '\n')
	w.text = append(w.text, host...)
	w.text = append(w.text, '\n')
	w.text = append(w.text, path...)
	w.text = append(w.text, '\n')
	w.text = append(w.text, query...)
}

// sign returns the signature of the string to sign made of the given parts.
// It is valid until the next call.
func (w *worker) sign(method, host, path string, query []byte) []byte {
	w.write(method, host, path, query)
	w.mac.Reset()
	w.mac.Write(w.text)
	w.sum = w.mac.Sum(w.sum[:0])
	w.code = base64.StdEncoding.AppendEncode(w.code[:0], w.sum)
	return w.code
}

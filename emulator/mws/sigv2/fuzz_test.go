package sigv2

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// FuzzSignVerify holds the laws of the package: what is signed as documented
// is accepted in both modes; what is signed as a variant is accepted by the
// lenient one; a request with one byte of one value changed is refused.
func FuzzSignVerify(f *testing.F) {
	f.Add("POST", "mws.amazonservices.com", "/OffAmazonPayments/2013-01-01", "SellerNote", "a b*", "Z", "é", uint8(0), uint(0), byte('x'))
	f.Add("GET", "LocalHost:8443", "/", "A", "", "a", "+%2B", uint8(42), uint(9), byte(' '))
	f.Add("", "", "", "", "", "", "\n", uint8(17), uint(3), byte('\n'))
	key := NewKey(demoSecret)
	f.Fuzz(func(t *testing.T, method, host, path, name1, value1, name2, value2 string, which uint8, where uint, other byte) {
		r := Request{Method: method, Host: host, Path: path, Pairs: []Pair{{"SignatureMethod", "HmacSHA256"}}}
		for _, p := range []Pair{{name1, value1}, {name2, value2}} {
			if p.Name != nameSignature && p.Name != nameAlgorithm {
				r.Pairs = append(r.Pairs, p)
			}
		}

		signature, err := key.Sign(r)
		require.NoError(t, err)
		require.Equal(t, mac(r.StringToSign(Variant{})), signature)
		signed := r.with(nameSignature, signature)
		require.Equal(t, Result{Matched: true}, key.Verify(signed, Strict))
		require.Equal(t, Result{Matched: true}, key.Verify(signed, Lenient))

		v := variants[int(which)%len(variants)]
		text := r.StringToSign(v)
		odd := r.with(nameSignature, mac(text))
		require.Equal(t, text == r.StringToSign(Variant{}), key.Verify(odd, Strict).Matched)
		lenient := key.Verify(odd, Lenient)
		require.True(t, lenient.Matched, "%v", v)
		require.Equal(t, text, r.StringToSign(lenient.Variant))

		changed, ok := changeByte(signed, where, other)
		if ok {
			require.False(t, key.Verify(changed, Strict).Matched)
			require.False(t, key.Verify(changed, Lenient).Matched)
		}
		changed, ok = changeByte(odd, where, other)
		if ok {
			require.False(t, key.Verify(changed, Lenient).Matched)
		}
	})
}

// changeByte sets one byte of one value, the signature included, and reports
// whether that made a difference.
func changeByte(r Request, where uint, b byte) (Request, bool) {
	r.Pairs = slices.Clone(r.Pairs)
	p := &r.Pairs[where%uint(len(r.Pairs))]
	if p.Value == "" {
		return r, false
	}
	value := []byte(p.Value)
	at := where / uint(len(r.Pairs)) % uint(len(value))
	if value[at] == b {
		return r, false
	}
	value[at] = b
	p.Value = string(value)
	return r, true
}

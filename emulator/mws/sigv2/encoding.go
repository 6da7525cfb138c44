package sigv2

// Encoding is a rule for percent-encoding names and values in the string to
// sign.
type Encoding uint8

// All rules keep the letters, the digits and "-_.~" and write any other byte
// as "%" and two upper-case hex digits, but for what is said here.
const (
	// EncodingRFC3986 has no exception: a space is "%20". It is the
	// documented rule.
	EncodingRFC3986 Encoding = iota
	// EncodingPlus writes a space as "+". Observed: qor/amazon-pay-sdk-go
	// signs what Go's url.QueryEscape returns.
	EncodingPlus
	// EncodingLowerHex writes the five characters "!'()*" with lower-case
	// hex digits. Observed: the npm package amazon-payments, which escapes
	// by hand what JavaScript's encodeURIComponent leaves alone.
	EncodingLowerHex

	encodings
)

var encodingNames = [encodings]string{
	EncodingRFC3986:  "RFC 3986 encoding",
	EncodingPlus:     "spaces as +",
	EncodingLowerHex: "!'()* in lower-case hex",
}

// String names the rule for people.
func (e Encoding) String() string { return nameOf(encodingNames[:], e) }

// plain marks the bytes that stand for themselves under every rule.
var plain = func() (set [256]bool) {
	for _, c := range []byte("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~") {
		set[c] = true
	}
	return set
}()

const (
	upperHex = "0123456789ABCDEF"
	lowerHex = "0123456789abcdef"
)

// appendQuery appends name=value pairs, taken in the given order and joined
// by "&". The "=" is there for an empty value too.
func appendQuery(dst []byte, pairs []Pair, order []int, e Encoding) []byte {
	for n, i := range order {
		if n > 0 {
			dst = append(dst, '&')
		}
		dst = e.append(dst, pairs[i].Name)
		dst = append(dst, '=')
		dst = e.append(dst, pairs[i].Value)
	}
	return dst
}

func (e Encoding) append(dst []byte, s string) []byte {
	start := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if plain[c] {
			continue
		}
		dst = append(dst, s[start:i]...)
		start = i + 1
		if c == ' ' && e == EncodingPlus {
			dst = append(dst, '+')
			continue
		}
		digits := upperHex
		if e == EncodingLowerHex && (c == '!' || '\'' <= c && c <= '*') {
			digits = lowerHex
		}
		dst = append(dst, '%', digits[c>>4], digits[c&15])
	}
	return append(dst, s[start:]...)
}

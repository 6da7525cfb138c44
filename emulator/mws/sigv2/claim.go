package sigv2

import (
	"encoding/base64"
	"encoding/hex"
	"net/url"
	"strings"
)

// claim is a signature as the client sent it, read with more patience than
// [Key.Verify] has.
type claim struct {
	sum       []byte    // the digest that it stands for
	algorithm Algorithm // by the digest's length
	flaw      string    // what is wrong with its spelling, in words; "": nothing
}

// readClaim reads a Signature parameter. It is ok when what it stands for has
// the length of a supported digest, be it spelled as no service takes it.
func readClaim(given string) (c claim, ok bool) {
	text := given
	spelled := func(changed, flaw string) {
		if changed != text {
			text = changed
			c.flaw = flaw
		}
	}
	spelled(strings.Trim(text, "\r\n"), "sent a line end with its signature")
	if strings.Contains(text, "%") {
		if once, err := url.PathUnescape(text); err == nil {
			spelled(once, "sent its signature percent-encoded twice")
		}
	}
	spelled(strings.ReplaceAll(text, " ", "+"), "sent its signature without percent-encoding, so that a + arrived as a space")
	spelled(strings.NewReplacer("-", "+", "_", "/").Replace(text), "sent its signature in the base64 alphabet for URLs")

	sum, err := hex.DecodeString(text)
	if c.algorithm = algorithmOf(sum); err == nil && c.algorithm != "" {
		c.sum, c.flaw = sum, "sent its signature in hex instead of base64"
		return c, true
	}
	bare := strings.TrimRight(text, "=")
	sum, err = base64.RawStdEncoding.DecodeString(bare)
	if err != nil {
		return claim{}, false
	}
	if once, err := hex.DecodeString(string(sum)); err == nil {
		sum, c.flaw = once, "sent the base64 of the digest's hex text, not of its bytes"
	}
	if c.algorithm = algorithmOf(sum); c.algorithm == "" {
		return claim{}, false
	}
	if c.sum = sum; c.flaw == "" && base64.StdEncoding.EncodeToString(sum) != given {
		c.flaw = "sent its signature with other padding than base64 has"
	}
	return c, true
}

// algorithmOf is the supported algorithm with digests of that length, or "".
func algorithmOf(sum []byte) Algorithm {
	switch len(sum) {
	case 32:
		return HmacSHA256
	case 20:
		return HmacSHA1
	}
	return ""
}

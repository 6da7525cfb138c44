package sns

import (
	"bytes"
	"crypto"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"slices"
)

// digest is how a version makes a number out of the text to sign.
type digest struct {
	hash crypto.Hash
	sum  func(text string) []byte
	// prefix is the DER encoding that says which hash follows (RFC 8017, 9.2).
	prefix []byte
}

var digests = map[Version]digest{
	V1: {
		hash:   crypto.SHA1,
		sum:    func(text string) []byte { s := sha1.Sum([]byte(text)); return s[:] },
		prefix: []byte("\x30\x21\x30\x09\x06\x05\x2b\x0e\x03\x02\x1a\x05\x00\x04\x14"),
	},
	V2: {
		hash:   crypto.SHA256,
		sum:    func(text string) []byte { s := sha256.Sum256([]byte(text)); return s[:] },
		prefix: []byte("\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20"),
	},
}

// pad is EMSA-PKCS1-v1_5 of RFC 8017, 9.2: 00 01 FF … FF 00, the prefix and the
// hash of the text, size bytes in all.
func (d digest) pad(text string, size int) []byte {
	tail := slices.Concat([]byte{0}, d.prefix, d.sum(text))
	return slices.Concat([]byte{0, 1}, bytes.Repeat([]byte{0xff}, size-2-len(tail)), tail)
}

// verify is nil when the signature was made over the text with the key's other
// half.
func (d digest) verify(key *rsa.PublicKey, text string, signature []byte) error {
	return rsa.VerifyPKCS1v15(key, d.hash, d.sum(text), signature)
}

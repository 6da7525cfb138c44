package sigv2

import (
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"errors"
	"hash"
	"sync"
)

// Algorithm is a hash-based message authentication code by the name it has in
// the SignatureMethod parameter.
type Algorithm string

// The algorithms of signature version 2. Source: documented, MWS Developer
// Guide; every official SDK uses HmacSHA256.
const (
	HmacSHA256 Algorithm = "HmacSHA256"
	HmacSHA1   Algorithm = "HmacSHA1"
)

// Supported reports whether this is one of the two algorithms. Letter case
// counts.
func (a Algorithm) Supported() bool { return a == HmacSHA256 || a == HmacSHA1 }

// ErrAlgorithm is returned for a request whose SignatureMethod is missing or
// unknown.
var ErrAlgorithm = errors.New("sigv2: SignatureMethod is neither HmacSHA256 nor HmacSHA1")

// Key signs with one secret. Making one is dearer than signing with it, so
// keep it as long as the credentials live. It is safe for concurrent use and
// must not be copied.
//
// The secret itself is in no field: printing a Key can't show it.
type Key struct {
	sha256, sha1 sync.Pool // of *worker
}

// NewKey returns a key that signs with the UTF-8 bytes of the secret. Any
// secret will do, the empty one included.
func NewKey(secret string) *Key {
	pool := func(h func() hash.Hash) sync.Pool {
		return sync.Pool{New: func() any { return &worker{mac: hmac.New(h, []byte(secret))} }}
	}
	return &Key{sha256: pool(sha256.New), sha1: pool(sha1.New)}
}

// Sign returns the signature of the documented string to sign: standard
// base64 with padding, to be sent as the parameter Signature. A Signature
// already among the pairs is left out of account.
//
// It returns [ErrAlgorithm] unless the pairs name a supported
// SignatureMethod.
func (k *Key) Sign(r Request) (string, error) {
	a := r.Algorithm()
	if !a.Supported() {
		return "", ErrAlgorithm
	}
	w := k.hire(a)
	defer k.release(a, w)
	w.arrange(r.Pairs)
	w.query = appendQuery(w.query[:0], r.Pairs, w.order, EncodingRFC3986)
	return string(w.sign(r.Method, HostReceived.line(r.Host), PathReceived.line(r.Path), w.query)), nil
}

func (k *Key) hire(a Algorithm) *worker {
	if a == HmacSHA1 {
		return k.sha1.Get().(*worker)
	}
	return k.sha256.Get().(*worker)
}

func (k *Key) release(a Algorithm, w *worker) {
	if a == HmacSHA1 {
		k.sha1.Put(w)
		return
	}
	k.sha256.Put(w)
}

package sns

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
)

// Tampering is a way to spoil a notification, so that a merchant can see that
// the spoilt one is refused.
type Tampering string

// The tamperings. Each makes exactly one thing wrong: what is not named here
// stays as it was, byte for byte, and fits together.
const (
	// TamperSignature puts another signature of the same length in place of the
	// right one, over the same content.
	TamperSignature Tampering = "signature"
	// TamperBody changes the Message, an amount where it has one, under the old
	// signature. What was well formed stays so.
	TamperBody Tampering = "body"
	// TamperTopic names another topic in the header. The body is as it was
	// signed.
	TamperTopic Tampering = "topic"
	// TamperCertificateURL has the certificate on a host that is not one of SNS.
	// Its name begins like one, which catches a check that looks at the
	// beginning only, and ends in .invalid, so that nobody can be there.
	TamperCertificateURL Tampering = "certificate_url"
	// TamperVersion states the other version than the one that was signed by: 2
	// for 1, which the SDK for C# and others refuse at sight.
	TamperVersion Tampering = "version"
)

// Tamperings lists every way.
var Tamperings = []Tampering{TamperSignature, TamperBody, TamperTopic, TamperCertificateURL, TamperVersion}

// Tamper returns the request with one thing wrong. The request itself is not
// changed, and the same one always gives the same result. The error says that
// there is no such tampering, or that the body is not a notification as Render
// writes it.
func (r Request) Tamper(how Tampering) (Request, error) {
	e, err := ParseEnvelope(r.Body)
	if err != nil {
		return Request{}, err
	}
	if !bytes.Equal(e.Render(), r.Body) {
		return Request{}, fmt.Errorf("%w as this package writes it", ErrMalformed)
	}
	r.Headers = slices.Clone(r.Headers)
	switch how {
	case TamperSignature:
		if e.Signature, err = otherSignature(e.Signature); err != nil {
			return Request{}, err
		}
	case TamperBody:
		e.Message = otherMessage(e.Message)
	case TamperTopic:
		for i, h := range r.Headers {
			if strings.EqualFold(h.Name, topicHeader) {
				r.Headers[i].Value += "X"
			}
		}
	case TamperCertificateURL:
		scheme, rest, _ := strings.Cut(e.SigningCertURL, "://")
		host, path, _ := strings.Cut(rest, "/")
		e.SigningCertURL = scheme + "://" + host + ".invalid/" + path
	case TamperVersion:
		if e.SignatureVersion == string(V1) {
			e.SignatureVersion = string(V2)
		} else {
			e.SignatureVersion = string(V1)
		}
	default:
		return Request{}, fmt.Errorf("there is no tampering %q; write one of %v", how, Tamperings)
	}
	r.Body = e.Render()
	return r, nil
}

// otherSignature derives as many bytes from a signature. The first byte is below
// 128, so that the number is below every modulus of that length: it fails as a
// signature, not for its size.
func otherSignature(signature string) (string, error) {
	old, err := decodeSignature(signature)
	if err != nil || len(old) == 0 {
		return "", err
	}
	var other []byte
	for block := signature; len(other) < len(old); block += "." {
		sum := sha256.Sum256([]byte(block))
		other = append(other, sum[:]...)
	}
	other = other[:len(old)]
	other[0] &= 0x7f
	if bytes.Equal(other, old) { // only when there is next to nothing to change
		other[len(other)-1] ^= 1
	}
	return base64.StdEncoding.EncodeToString(other), nil
}

// otherMessage counts the first digit of the first amount up by one, 9 becoming
// 1. Where there is no amount, a space behind the document changes the text and
// nothing in it.
func otherMessage(message string) string {
	before, amount, found := strings.Cut(message, "<Amount>")
	if !found || amount == "" || amount[0] < '0' || amount[0] > '9' {
		return message + " "
	}
	digit := amount[0] + 1
	if amount[0] == '9' {
		digit = '1'
	}
	return before + "<Amount>" + string(digit) + amount[1:]
}

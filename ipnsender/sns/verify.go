package sns

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"
)

// Why a notification is refused. Every error of this package's verification is
// one of these, with the particulars added.
var (
	ErrMalformed      = errors.New("the body is not an SNS notification")
	ErrType           = errors.New("not the type Notification")
	ErrHeaders        = errors.New("the headers are not those of the body")
	ErrVersion        = errors.New("wrong signature version")
	ErrCertificateURL = errors.New("the signing certificate's URL is not one of SNS")
	ErrCertificate    = errors.New("not a signing certificate of SNS")
	ErrSignature      = errors.New("wrong signature")
)

// certificateHost is the rule that the SDKs and AWS's validators share
// (observed).
var certificateHost = regexp.MustCompile(`^sns\.[a-zA-Z0-9-]{3,}\.amazonaws\.com(\.cn)?$`)

// CertificateName is the common name of SNS's signing certificates; PHP, Ruby, C#
// and others insist on it (observed).
const CertificateName = "sns.amazonaws.com"

// Verify checks a notification of either version as a careful receiver does: the
// body's form, its type, where it says that its certificate is to be found, the
// certificate's name, and the signature. Nil means that who owns the
// certificate's key has signed it.
//
// The certificate is the one that was fetched from SigningCertURL. Like the SDKs
// but that for C#, Verify trusts what was fetched over TLS from a host of SNS: it
// does not look at the certificate's issuer and dates, which crypto/x509 can do.
//
// UnsubscribeURL is not signed; nobody should follow it without a thought.
func Verify(body []byte, certificate *x509.Certificate) error {
	values, err := parse(body)
	if err != nil {
		return err
	}
	if t := values["Type"]; t != "Notification" {
		return fmt.Errorf("%w: %q", ErrType, t)
	}
	version := Version(values["SignatureVersion"])
	stated, known := digests[version]
	if !known {
		return fmt.Errorf("%w: %q; there are 1 and 2", ErrVersion, version)
	}
	if err := checkCertificateURL(values["SigningCertURL"]); err != nil {
		return err
	}
	key, err := checkCertificate(certificate)
	if err != nil {
		return err
	}
	signature, err := decodeSignature(values["Signature"])
	if err != nil {
		return err
	}
	text := values.stringToSign()
	if stated.verify(key, text, signature) == nil {
		return nil
	}
	for _, other := range Versions {
		if digests[other].verify(key, text, signature) == nil {
			return fmt.Errorf("%w: the envelope says %s, but it was signed as version %s is", ErrVersion, version, other)
		}
	}
	return fmt.Errorf("%w: it was made with another key, or over another text", ErrSignature)
}

// VerifyHeaders checks that a request's headers say what its body says: its type,
// its id and its topic. The function returns the value of a header, as the
// method Get of http.Header does.
func VerifyHeaders(header func(name string) string, body []byte) error {
	e, err := ParseEnvelope(body)
	if err != nil {
		return err
	}
	for _, h := range [...]Header{{typeHeader, e.Type}, {idHeader, e.MessageID}, {topicHeader, e.TopicARN}} {
		if got := header(h.Name); got != h.Value {
			return fmt.Errorf("%w: %s is %q; the body has %q", ErrHeaders, h.Name, got, h.Value)
		}
	}
	return nil
}

// Verify is VerifyHeaders and then Verify.
func (r Request) Verify(certificate *x509.Certificate) error {
	if err := VerifyHeaders(r.Header, r.Body); err != nil {
		return err
	}
	return Verify(r.Body, certificate)
}

func checkCertificateURL(text string) error {
	u, err := url.Parse(text)
	switch {
	case err != nil:
		return fmt.Errorf("%w: %w", ErrCertificateURL, err)
	case u.Scheme != "https":
		return fmt.Errorf("%w: the scheme of %q is not https", ErrCertificateURL, text)
	case u.User != nil || !certificateHost.MatchString(u.Host):
		return fmt.Errorf("%w: the host of %q is not sns.REGION.amazonaws.com", ErrCertificateURL, text)
	case !strings.HasSuffix(u.Path, ".pem"):
		return fmt.Errorf("%w: the path of %q does not end in .pem", ErrCertificateURL, text)
	}
	return nil
}

func checkCertificate(c *x509.Certificate) (*rsa.PublicKey, error) {
	if c == nil {
		return nil, fmt.Errorf("%w: there is none", ErrCertificate)
	}
	if name := c.Subject.CommonName; name != CertificateName {
		return nil, fmt.Errorf("%w: its common name is %q, not %s", ErrCertificate, name, CertificateName)
	}
	key, ok := c.PublicKey.(*rsa.PublicKey)
	if !ok {
		return nil, fmt.Errorf("%w: its key is not an RSA key", ErrCertificate)
	}
	return key, nil
}

// decodeSignature takes one spelling of a signature only: package base64 would
// skip line ends.
func decodeSignature(text string) ([]byte, error) {
	signature, err := base64.StdEncoding.Strict().DecodeString(text)
	if err != nil || strings.ContainsAny(text, "\r\n") {
		return nil, fmt.Errorf("%w: it is not base64", ErrSignature)
	}
	return signature, nil
}

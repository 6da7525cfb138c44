package pki

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/hex"
	"slices"
	"strings"
)

// Signing is what IPNs are signed with and verified by.
type Signing struct {
	Key         *rsa.PrivateKey
	Certificate *x509.Certificate
	PEM         []byte // of the certificate, alone: every client takes the first block (observed)
	// FileName is the last part of the certificate's URL. It is derived from
	// the certificate, because clients cache what they fetched by its URL
	// (observed); the real one changes with the certificate too.
	FileName string
}

const (
	signingName   = "sns.amazonaws.com"
	signingPrefix = "SimpleNotificationService-"
	signingSuffix = ".pem"
)

// IsSigningFileName says that a name has the form of Signing.FileName. All such
// names can be answered with the current certificate: each is for the same key, so
// that it also verifies an IPN that was signed before it was issued, and is now
// sent again.
func IsSigningFileName(name string) bool {
	id, ok := strings.CutPrefix(name, signingPrefix)
	if !ok {
		return false
	}
	id, ok = strings.CutSuffix(id, signingSuffix)
	return ok && len(id) == 32 && strings.Trim(id, "0123456789abcdef") == ""
}

// Signing returns the key and the certificate that are good now. It waits until
// they are made. A certificate that is about to expire, or that names another URL
// than Options.CRLURL, is issued anew for the same key.
func (a *Authority) Signing(ctx context.Context) (Signing, error) {
	return a.signing.get(ctx)
}

// signingPrimes: a key of four primes, all other things equal, signs more than
// twice as fast as one of two, and signing is what limits how many IPNs are sent
// (package sns measures it). The certificate shows nothing of it. A factor of 512
// bits is as much out of anybody's reach as one of 1024; openssl rsa -check, which
// wants three at most, complains, but signs.
const signingPrimes = 4

func newSigningKey() (*rsa.PrivateKey, error) {
	//lint:ignore SA1019 it is discouraged for being rare and slow in crypto/rsa, which doesn't sign with this key
	return rsa.GenerateMultiPrimeKey(rand.Reader, signingPrimes, 2048)
}

// makeSigningKey takes the stored key or makes one, beside the authority's own.
func (a *Authority) makeSigningKey() (*rsa.PrivateKey, error) {
	a.root.start()
	s, err := a.load()
	if err != nil || s.signingKey != nil {
		return s.signingKey, err
	}
	made, err := newSigningKey()
	if err != nil {
		return nil, err
	}
	if _, err := a.root.get(context.Background()); err != nil { // it is stored before
		return nil, err
	}
	kept, err := a.dir.keepKey(signingKeyFile, made)
	if err != nil {
		return nil, err
	}
	key, isRSA := kept.(*rsa.PrivateKey)
	if !isRSA {
		return nil, a.dir.problem(signingKeyFile, notRSA, restoreSign)
	}
	return key, nil
}

// makeSigning takes the stored certificate, or issues one.
func (a *Authority) makeSigning() (Signing, error) {
	key, err := a.signingKey.get(context.Background())
	if err != nil {
		return Signing{}, err
	}
	authority, err := a.root.get(context.Background())
	if err != nil {
		return Signing{}, err
	}
	s, err := a.load()
	if err != nil {
		return Signing{}, err
	}
	if s.signing != nil && a.goodFor(s.signing, key, authority) {
		return newSigning(key, s.signing), nil
	}
	template, err := signingTemplate()
	if err != nil {
		return Signing{}, err
	}
	c, err := authority.issue(template, key.Public(), a.crlURL(), a.now())
	if err != nil {
		return Signing{}, err
	}
	if s.signing != nil {
		// That it can't be written is no harm: its key is stored, and the next
		// start issues another one.
		_ = a.dir.replace(signingFile, encodeCertificate(c.Raw), publicMode)
		return newSigning(key, c), nil
	}
	kept, err := a.dir.keepCertificate(signingFile, c.Raw)
	if err != nil {
		return Signing{}, err
	}
	if a.goodFor(kept, key, authority) { // of several processes all use the first one's
		c = kept
	}
	return newSigning(key, c), nil
}

func newSigning(key *rsa.PrivateKey, c *x509.Certificate) Signing {
	id := sha256.Sum256(c.Raw)
	return Signing{
		Key:         key,
		Certificate: c,
		PEM:         encodeCertificate(c.Raw),
		FileName:    signingPrefix + hex.EncodeToString(id[:16]) + signingSuffix,
	}
}

func (a *Authority) goodSigning(s Signing) bool {
	if r, err := a.root.get(context.Background()); err == nil {
		return a.goodFor(s.Certificate, s.Key, r)
	}
	return false
}

// goodFor says that a certificate can be used as the signing certificate now.
func (a *Authority) goodFor(c *x509.Certificate, key *rsa.PrivateKey, authority root) bool {
	var points []string
	if url := a.crlURL(); url != "" {
		points = []string{url}
	}
	return belongs(c, key) && authority.good(c, a.now()) && slices.Equal(c.CRLDistributionPoints, points)
}

// signingTemplate has the subject of the real certificates, part by part and in
// their order (observed): handlers compare the common name, and that for C# reads
// the whole line.
func signingTemplate() (*x509.Certificate, error) {
	attribute := func(id int, value string) pkix.AttributeTypeAndValue {
		return pkix.AttributeTypeAndValue{Type: asn1.ObjectIdentifier{2, 5, 4, id}, Value: value}
	}
	const country, state, locality, organization, commonName = 6, 8, 7, 10, 3
	subject, err := directoryName(
		attribute(country, "US"),
		attribute(state, "Washington"),
		attribute(locality, "Seattle"),
		attribute(organization, "Amazon.com, Inc."),
		attribute(commonName, signingName),
	)
	return &x509.Certificate{
		RawSubject:  subject,
		DNSNames:    []string{signingName},
		KeyUsage:    x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}, err
}

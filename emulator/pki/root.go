package pki

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"
	"time"
)

// root is the authority: what it is trusted by, and what it signs with.
type root struct {
	certificate *x509.Certificate
	key         crypto.Signer
}

const (
	rootLife = 10 * 365 * 24 * time.Hour
	// skew is how far behind a client's clock may be.
	skew = 24 * time.Hour
)

// newRootKey makes an RSA key, although an elliptic one would take no time: Mono,
// on which the handler for C# runs beside .NET Framework, verifies no other
// signature of an issuer but RSA's and DSA's (observed).
func newRootKey() (crypto.Signer, error) {
	return rsa.GenerateKey(rand.Reader, 2048)
}

// issueRoot makes the authority's certificate, signed by itself. It is the same
// for the same key but for its dates and number, so that clients that trust one
// trust what was issued under another.
//
// The constraint on names is not marked critical, against RFC 5280, 4.2.1.10: who
// knows name constraints applies them all the same (6.1.4), while Mono refuses a
// critical extension that it doesn't know, and it doesn't know this one
// (observed). Java applies no constraint of an authority that it was told to trust
// (observed). The extended key usage keeps a store that trusts the authority from
// trusting it with mail or programs.
func issueRoot(key crypto.Signer, h hosts, now time.Time) ([]byte, error) {
	public, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		return nil, err
	}
	id := sha256.Sum256(public)
	template := &x509.Certificate{
		Subject: pkix.Name{
			Organization: []string{"Amazon Pay emulator"},
			// Distinct, so that no client mixes up two authorities.
			CommonName: fmt.Sprintf("Amazon Pay emulator CA %x", id[:4]),
		},
		NotBefore:             now.Add(-skew),
		NotAfter:              now.Add(rootLife),
		BasicConstraintsValid: true,
		IsCA:                  true,
		MaxPathLenZero:        true,
		KeyUsage:              x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		PermittedDNSDomains:   append([]string{signingName}, h.names...),
		PermittedIPRanges:     slices.Clone(loopback),
	}
	for _, a := range h.addresses {
		bits := a.BitLen()
		template.PermittedIPRanges = append(template.PermittedIPRanges, &net.IPNet{IP: a.AsSlice(), Mask: net.CIDRMask(bits, bits)})
	}
	return x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
}

// checkDates says whether the authority is good at a time.
func checkDates(c *x509.Certificate, now time.Time) string {
	switch {
	case now.After(c.NotAfter):
		return "expired on " + c.NotAfter.Format(time.DateOnly)
	case now.Before(c.NotBefore):
		return "is not valid before " + c.NotBefore.Format(time.RFC3339) + ", which this machine's clock has not reached"
	}
	return ""
}

// uncovered lists the hosts that an authority may not vouch for.
func uncovered(c *x509.Certificate, h hosts) []string {
	if len(c.PermittedDNSDomains) == 0 && len(c.PermittedIPRanges) == 0 {
		return nil // not one of ours; it may do everything
	}
	var missing []string
	for _, name := range append([]string{signingName}, h.names...) {
		if !permitsName(c, name) {
			missing = append(missing, name)
		}
	}
	for _, a := range append([]netip.Addr{loopback4, loopback6}, h.addresses...) {
		if !permitsAddress(c, a) {
			missing = append(missing, a.String())
		}
	}
	return missing
}

func permitsName(c *x509.Certificate, name string) bool {
	for _, domain := range c.PermittedDNSDomains {
		if name == domain || strings.HasSuffix(name, "."+strings.TrimPrefix(domain, ".")) {
			return true
		}
	}
	return len(c.PermittedDNSDomains) == 0
}

func permitsAddress(c *x509.Certificate, a netip.Addr) bool {
	for _, network := range c.PermittedIPRanges {
		if network.Contains(a.AsSlice()) {
			return true
		}
	}
	return len(c.PermittedIPRanges) == 0
}

// issue makes a certificate that the authority signs. The template says what it
// is for; how long it lasts and where it may be looked up as revoked is added.
func (r root) issue(template *x509.Certificate, public crypto.PublicKey, crlURL string, now time.Time) (*x509.Certificate, error) {
	template.BasicConstraintsValid = true // and IsCA is false
	template.NotBefore = later(now.Add(-skew), r.certificate.NotBefore)
	template.NotAfter = earlier(now.Add(leafLife), r.certificate.NotAfter)
	if crlURL != "" {
		template.CRLDistributionPoints = []string{crlURL}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, r.certificate, public, r.key)
	if err != nil {
		return nil, err
	}
	return x509.ParseCertificate(der)
}

const (
	// leafLife is below what any client takes for too long: 398 days.
	leafLife = 365 * 24 * time.Hour
	// renewAhead is how long before its end a certificate is issued anew.
	renewAhead = 30 * 24 * time.Hour
)

// good says that a certificate needs no other one in its place.
func (r root) good(c *x509.Certificate, now time.Time) bool {
	asLongAsCanBe := c.NotAfter.Equal(r.certificate.NotAfter)
	return !now.Before(c.NotBefore) && now.Before(c.NotAfter) &&
		(asLongAsCanBe || now.Before(c.NotAfter.Add(-renewAhead)))
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// directoryName is a name whose parts stand in the given order, which pkix.Name
// would change.
func directoryName(parts ...pkix.AttributeTypeAndValue) ([]byte, error) {
	var name pkix.RDNSequence
	for _, part := range parts {
		name = append(name, pkix.RelativeDistinguishedNameSET{part})
	}
	return asn1.Marshal(name)
}

package pki

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"net"
	"net/netip"
	"slices"
	"strings"
)

// TLSOptions say how clients are met.
type TLSOptions struct {
	// Default is the host whose certificate a client gets that names none.
	// Empty: the loopback certificate, which is for localhost, the loopback
	// addresses and the user's own hosts.
	Default string
	// Refused is told, when it is not nil, of a name that a client asked for in
	// vain; what crypto/tls returns then does not hold it. It may be called by
	// several goroutines at a time.
	Refused func(name string)
}

// TLS is the configuration of a TLS server that answers by server name: for
// AmazonHosts, localhost, loopback addresses and the user's own hosts. Every other
// name is refused with the alert unrecognized_name. A handshake waits until there
// is an authority, or until its context ends.
//
// It speaks HTTP/1.1 only, because PHP's SDK sends a header that ends an HTTP/2
// connection (observed). A server from net/http that is given this configuration
// by ServeTLS would add HTTP/2; give it a listener from tls.NewListener.
func (a *Authority) TLS(o TLSOptions) *tls.Config {
	return &tls.Config{
		MinVersion: tls.VersionTLS12,
		NextProtos: []string{"http/1.1"},
		GetCertificate: func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
			name := hello.ServerName
			if name == "" {
				name = o.Default
			}
			host, known := a.leafFor(name)
			if !known {
				if o.Refused != nil {
					o.Refused(name)
				}
				return nil, nil // crypto/tls makes it unrecognized_name
			}
			return a.leaf(hello, host)
		},
	}
}

// leafKind tells the TLS certificates apart. There are two for each host at
// most, so that what is kept of them is bounded by the hosts.
type leafKind struct {
	host string
	wide bool
}

func (a *Authority) newLeaves() map[leafKind]*slot[*tls.Certificate] {
	leaves := map[leafKind]*slot[*tls.Certificate]{}
	for _, host := range a.hosts.names {
		for _, kind := range []leafKind{{host, false}, {host, true}} {
			leaves[kind] = &slot[*tls.Certificate]{
				make:  func() (*tls.Certificate, error) { return a.makeLeaf(kind) },
				fresh: a.goodLeaf,
			}
		}
	}
	return leaves
}

// leafFor finds the host whose certificate serves a server name.
func (a *Authority) leafFor(name string) (host string, known bool) {
	if name == "" {
		return localhost, true
	}
	// Some clients send an address, which RFC 6066 forbids.
	if address, err := netip.ParseAddr(name); err == nil {
		address = address.Unmap()
		return localhost, address == loopback4 || address == loopback6 || slices.Contains(a.hosts.addresses, address)
	}
	name = strings.ToLower(name)
	_, known = a.leaves[leafKind{host: name}]
	return name, known
}

// leaf is the certificate of a host for a client. It has an elliptic key: with an
// RSA key a handshake takes more than twice as long (BenchmarkHandshake). A client
// that can't take that gets an RSA key; whether one of the SDKs meets such a
// client is not known (assumed: none that is up to date).
func (a *Authority) leaf(hello *tls.ClientHelloInfo, host string) (*tls.Certificate, error) {
	fast, err := a.leaves[leafKind{host, false}].get(hello.Context())
	if err != nil || hello.SupportsCertificate(fast) == nil {
		return fast, err
	}
	wide, err := a.leaves[leafKind{host, true}].get(hello.Context())
	if err != nil || hello.SupportsCertificate(wide) == nil {
		return wide, err
	}
	return fast, nil // there is another reason, which the handshake finds
}

func (a *Authority) makeLeaf(kind leafKind) (*tls.Certificate, error) {
	authority, err := a.root.get(context.Background())
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		DNSNames:    []string{kind.host},
		KeyUsage:    x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	if kind.host == localhost {
		template.DNSNames = append(template.DNSNames, a.hosts.own...)
		template.IPAddresses = append([]net.IP{loopback4.AsSlice(), loopback6.AsSlice()}, a.hosts.ips()...)
	}
	if len(kind.host) <= 64 { // the most that a common name may have
		template.Subject = pkix.Name{CommonName: kind.host}
	}
	var key crypto.Signer
	if kind.wide {
		template.KeyUsage |= x509.KeyUsageKeyEncipherment
		key, err = a.wideKey.get(context.Background())
	} else {
		key, err = a.fastKey.get(context.Background())
	}
	if err != nil {
		return nil, err
	}
	c, err := authority.issue(template, key.Public(), a.crlURL(), a.now())
	if err != nil {
		return nil, err
	}
	return &tls.Certificate{Certificate: [][]byte{c.Raw}, PrivateKey: key, Leaf: c}, nil
}

func (a *Authority) goodLeaf(c *tls.Certificate) bool {
	authority, err := a.root.get(context.Background())
	return err == nil && authority.good(c.Leaf, a.now())
}

func newFastKey() (*ecdsa.PrivateKey, error) {
	return ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
}

func newWideKey() (*rsa.PrivateKey, error) {
	return rsa.GenerateKey(rand.Reader, 2048)
}

package pki

import (
	"context"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"os"
	"time"
)

// Options say what authority is wanted.
type Options struct {
	// Dir is where keys and certificates are kept; see doc.go. Empty: in memory.
	Dir string
	// Fallback keeps them in memory when Dir can't be used, or was made for fewer
	// hosts, instead of an error from Open. Authority.MemoryOnly tells.
	Fallback bool
	// Hosts are names and IP addresses that certificates are wanted for, beside
	// AmazonHosts, localhost and the loopback addresses.
	Hosts []string
	// CRLURL returns where clients find the CRL over plain http, or nothing. It
	// is asked whenever a certificate is used, which is after Open, so that it
	// may depend on the port that was chosen. Nil: certificates name none.
	CRLURL func() string
	// Now is the machine's time, not the emulator's. Nil: time.Now.
	Now func() time.Time
}

// Authority issues certificates. It may be used by several goroutines at a time.
type Authority struct {
	dir        directory
	memoryOnly error
	hosts      hosts
	crlURL     func() string
	now        func() time.Time

	root       slot[root]
	signingKey slot[*rsa.PrivateKey]
	signing    slot[Signing]
	crl        slot[*x509.RevocationList]
	fastKey    slot[*ecdsa.PrivateKey] // of the TLS certificates
	wideKey    slot[*rsa.PrivateKey]   // of those for clients without elliptic curves
	leaves     map[leafKind]*slot[*tls.Certificate]
}

// Open reads what is stored and makes no key. Where there is nothing, or only the
// beginning that a killed process left, it makes sure of the directory; the files
// come later.
//
// The error is a *DirError when the directory can't be used, a *FileError when
// what is stored is damaged or in part lost, or expired, a *CoverageError when the
// stored authority is not for all the hosts, or else what CheckHost says. What is
// stored is left as it is in every case.
func Open(o Options) (*Authority, error) {
	h, err := newHosts(o.Hosts)
	if err != nil {
		return nil, err
	}
	a := &Authority{dir: directory{o.Dir, os.Link}, hosts: h, crlURL: o.CRLURL, now: o.Now}
	if a.crlURL == nil {
		a.crlURL = func() string { return "" }
	}
	if a.now == nil {
		a.now = time.Now
	}
	a.root.make = a.makeRoot
	a.signingKey.make = a.makeSigningKey
	a.signing.make, a.signing.fresh = a.makeSigning, a.goodSigning
	a.crl.make, a.crl.fresh = a.makeCRL, a.goodCRL
	a.fastKey.make, a.wideKey.make = newFastKey, newWideKey
	a.leaves = a.newLeaves()

	s, err := a.load()
	if err == nil && s.signing == nil {
		err = a.dir.prepare()
	}
	if o.Fallback && isForFallback(err) {
		a.dir, a.memoryOnly, err = directory{}, err, nil
	}
	if err != nil {
		return nil, err
	}
	return a, nil
}

// isForFallback says whether an error is about a directory that can't be used, or
// that holds an authority for other hosts: an older one, which others may still
// trust.
func isForFallback(err error) bool {
	var unusable *DirError
	var narrow *CoverageError
	return errors.As(err, &unusable) || errors.As(err, &narrow)
}

// load reads the directory and holds it against what is wanted.
func (a *Authority) load() (stored, error) {
	s, err := a.dir.load()
	if err != nil || s.root == nil {
		return s, err
	}
	return s, a.usable(s)
}

// usable is nil for a stored authority that serves what is wanted.
func (a *Authority) usable(s stored) error {
	if !belongs(s.root, s.rootKey) { // another process lost its key meanwhile
		return a.dir.problem(rootFile, "is not the certificate of the key in "+rootKeyFile, restoreAll)
	}
	if problem := checkDates(s.root, a.now()); problem != "" {
		return a.dir.problem(rootFile, problem, anew)
	}
	if missing := uncovered(s.root, a.hosts); missing != nil {
		return &CoverageError{a.dir.path, missing}
	}
	return nil
}

// MemoryOnly is nil, or the *DirError or *CoverageError for which the keys are
// kept in memory and end with the process, against the wish of Options.Dir.
func (a *Authority) MemoryOnly() error { return a.memoryOnly }

// Prepare begins to make, in the background, all that is yet to be made for IPNs
// and TLS. It returns at once; calls that need it wait for it. Errors come back
// from those calls.
func (a *Authority) Prepare() {
	a.root.start()
	a.signing.start()
	a.crl.start()
	a.fastKey.start()
}

// Root returns the certificate that clients are to trust, see also RootPEM. It
// waits until it is made.
func (a *Authority) Root(ctx context.Context) (*x509.Certificate, error) {
	r, err := a.root.get(ctx)
	if err != nil {
		return nil, err
	}
	return r.certificate, nil
}

// RootPEM is Root in the form of the file ca.pem.
func (a *Authority) RootPEM(ctx context.Context) ([]byte, error) {
	c, err := a.Root(ctx)
	if err != nil {
		return nil, err
	}
	return encodeCertificate(c.Raw), nil
}

// makeRoot takes the stored authority, or makes what is missing of it. What
// another process makes meanwhile is taken as if it had been there.
func (a *Authority) makeRoot() (root, error) {
	s, err := a.load()
	if err != nil {
		return root{}, err
	}
	if s.rootKey == nil {
		if s.rootKey, err = newRootKey(); err != nil {
			return root{}, err
		}
		if s.rootKey, err = a.dir.keepKey(rootKeyFile, s.rootKey); err != nil {
			return root{}, err
		}
	}
	if s.root == nil {
		der, err := issueRoot(s.rootKey, a.hosts, a.now())
		if err != nil {
			return root{}, err
		}
		if s.root, err = a.dir.keepCertificate(rootFile, der); err != nil {
			return root{}, err
		}
		if err := a.usable(s); err != nil {
			return root{}, err
		}
	}
	return root{s.root, s.rootKey}, nil
}

package pki

import (
	"bytes"
	"crypto"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
)

// The files, see doc.go.
const (
	rootKeyFile    = "ca-key.pem"
	rootFile       = "ca.pem"
	signingKeyFile = "signing-key.pem"
	signingFile    = "signing.pem"
)

// madeInOrder lists the files in the order in which they are made. Whoever finds
// one of them finds those before it, so that a process that was killed while it
// made them leaves a beginning, which the next one completes. Anything else has
// lost a part.
var madeInOrder = [...]string{rootKeyFile, rootFile, signingKeyFile, signingFile}

// Modes of the files.
const (
	publicMode = 0o644
	secretMode = 0o600
)

// stored is what a directory holds. What is nil has yet to be made.
type stored struct {
	rootKey    crypto.Signer
	root       *x509.Certificate
	signingKey *rsa.PrivateKey
	signing    *x509.Certificate
}

// load reads the directory. The error is a *DirError, or a *FileError for what is
// damaged, incomplete or does not belong together.
func (d directory) load() (stored, error) {
	contents := map[string][]byte{}
	// The last file first: another process may be making them.
	for i := len(madeInOrder) - 1; i >= 0; i-- {
		content, err := d.read(madeInOrder[i])
		if err != nil {
			return stored{}, err
		}
		contents[madeInOrder[i]] = content
	}
	for i, name := range madeInOrder[1:] {
		if before := madeInOrder[i]; contents[name] != nil && contents[before] == nil {
			hint := restoreAll
			if before == signingKeyFile {
				hint = restoreSign
			}
			return stored{}, d.problem(before, "is missing, but "+name+" is there", hint)
		}
	}
	return d.parse(contents)
}

func (d directory) parse(contents map[string][]byte) (stored, error) {
	var s stored
	var err error
	if content := contents[rootKeyFile]; content != nil {
		if s.rootKey, err = parseKey(content); err != nil {
			return stored{}, d.problem(rootKeyFile, err.Error(), restoreAll)
		}
	}
	if content := contents[rootFile]; content != nil {
		if s.root, err = parseCertificate(content); err == nil {
			err = checkRoot(s.root, s.rootKey)
		}
		if err != nil {
			return stored{}, d.problem(rootFile, err.Error(), restoreAll)
		}
	}
	if content := contents[signingKeyFile]; content != nil {
		key, err := parseKey(content)
		if err != nil {
			return stored{}, d.problem(signingKeyFile, err.Error(), restoreSign)
		}
		var isRSA bool
		if s.signingKey, isRSA = key.(*rsa.PrivateKey); !isRSA {
			return stored{}, d.problem(signingKeyFile, notRSA, restoreSign)
		}
	}
	if content := contents[signingFile]; content != nil {
		if s.signing, err = parseCertificate(content); err == nil {
			err = checkSigning(s.signing, s.signingKey, s.root)
		}
		if err != nil {
			return stored{}, d.problem(signingFile, err.Error(), restoreSign)
		}
	}
	return s, nil
}

func (d directory) problem(name, problem, hint string) error {
	return &FileError{Path: d.file(name), Problem: problem, Hint: hint}
}

const notRSA = "is not an RSA key"

func checkRoot(root *x509.Certificate, key crypto.Signer) error {
	switch {
	case !root.IsCA || root.CheckSignatureFrom(root) != nil:
		return errors.New("is not the certificate of an authority, signed by itself")
	case !belongs(root, key):
		return errors.New("is not the certificate of the key in " + rootKeyFile)
	}
	return nil
}

func checkSigning(c *x509.Certificate, key *rsa.PrivateKey, root *x509.Certificate) error {
	switch {
	case !belongs(c, key):
		return errors.New("is not the certificate of the key in " + signingKeyFile)
	case c.CheckSignatureFrom(root) != nil:
		return errors.New("was not issued by the authority in " + rootFile)
	}
	return nil
}

// belongs says whether a certificate is for a key.
func belongs(c *x509.Certificate, key crypto.Signer) bool {
	public, ok := c.PublicKey.(interface{ Equal(crypto.PublicKey) bool })
	return ok && public.Equal(key.Public())
}

// keepKey stores a key unless there is one, and returns the one that is there.
func (d directory) keepKey(name string, key crypto.Signer) (crypto.Signer, error) {
	content, err := encodeKey(key)
	if err != nil {
		return nil, err
	}
	if content, err = d.create(name, content, secretMode); err != nil {
		return nil, err
	}
	kept, err := parseKey(content)
	if err != nil {
		return nil, d.problem(name, err.Error(), restoreAll)
	}
	return kept, nil
}

// keepCertificate stores a certificate unless there is one, and returns the one
// that is there.
func (d directory) keepCertificate(name string, der []byte) (*x509.Certificate, error) {
	content, err := d.create(name, encodeCertificate(der), publicMode)
	if err != nil {
		return nil, err
	}
	kept, err := parseCertificate(content)
	if err != nil {
		return nil, d.problem(name, err.Error(), restoreAll)
	}
	return kept, nil
}

const (
	keyBlock         = "PRIVATE KEY" // PKCS #8
	certificateBlock = "CERTIFICATE"
)

func encodeKey(key crypto.Signer) ([]byte, error) {
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, err
	}
	return pem.EncodeToMemory(&pem.Block{Type: keyBlock, Bytes: der}), nil
}

func encodeCertificate(der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: certificateBlock, Bytes: der})
}

// parseKey's errors hold nothing of the file, not even what a parser says of it.
func parseKey(content []byte) (crypto.Signer, error) {
	der, err := onlyBlock(content, keyBlock)
	if err != nil {
		return nil, err
	}
	key, err := x509.ParsePKCS8PrivateKey(der)
	if err != nil {
		return nil, errors.New("holds no private key that can be read")
	}
	signer, ok := key.(crypto.Signer)
	if !ok {
		return nil, errors.New("holds a key that can't sign")
	}
	return signer, nil
}

func parseCertificate(content []byte) (*x509.Certificate, error) {
	der, err := onlyBlock(content, certificateBlock)
	if err != nil {
		return nil, err
	}
	c, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, errors.New("holds no certificate that can be read")
	}
	return c, nil
}

// onlyBlock is what a PEM file with one block of a kind holds.
func onlyBlock(content []byte, kind string) ([]byte, error) {
	block, rest := pem.Decode(content)
	switch {
	case block == nil:
		return nil, fmt.Errorf("is not a PEM file with a %s, or only a part of one", kind)
	case block.Type != kind:
		return nil, fmt.Errorf("has no %s as its first block", kind)
	case len(bytes.TrimSpace(rest)) > 0:
		return nil, fmt.Errorf("has more in it than one %s", kind)
	}
	return block.Bytes, nil
}

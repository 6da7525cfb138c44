package command

import (
	"crypto/tls"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
)

// readOwnCertificate reads the user's certificate for TLS and its key; nil
// without their names. The error names the setting that is wrong, and holds
// nothing of the key.
func readOwnCertificate(certFile, keyFile string) (*tls.Certificate, error) {
	switch {
	case certFile == "" && keyFile == "":
		return nil, nil
	case certFile == "":
		return nil, errors.New("tls-key: goes with tls-cert; give both or neither")
	case keyFile == "":
		return nil, errors.New("tls-cert: goes with tls-key; give both or neither")
	}
	cert, err := os.ReadFile(certFile)
	if err != nil {
		return nil, fmt.Errorf("tls-cert: %w", err)
	}
	if block, _ := pem.Decode(cert); block == nil {
		return nil, fmt.Errorf("tls-cert: %s holds no certificate in PEM", certFile)
	}
	key, err := os.ReadFile(keyFile)
	if err != nil {
		return nil, fmt.Errorf("tls-key: %w", err)
	}
	if block, _ := pem.Decode(key); block == nil {
		return nil, fmt.Errorf("tls-key: %s holds no private key in PEM", keyFile)
	}
	pair, err := tls.X509KeyPair(cert, key)
	if err != nil {
		return nil, fmt.Errorf("tls-cert %s and tls-key %s: %w", certFile, keyFile, err)
	}
	return &pair, nil
}

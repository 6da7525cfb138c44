package pki

import (
	"context"
	"crypto/rand"
	"crypto/x509"
	"math/big"
	"time"
)

// crlLife is how long clients may keep a list. Nothing is ever on it.
const crlLife = 365 * 24 * time.Hour

// CRL returns the authority's list of revoked certificates in DER, an empty one.
// It exists because the SDK for C# refuses IPNs whose signing certificate it
// can't look up online (observed). It waits until there is an authority, and is
// signed anew in good time.
func (a *Authority) CRL(ctx context.Context) ([]byte, error) {
	list, err := a.crl.get(ctx)
	if err != nil {
		return nil, err
	}
	return list.Raw, nil
}

func (a *Authority) makeCRL() (*x509.RevocationList, error) {
	authority, err := a.root.get(context.Background())
	if err != nil {
		return nil, err
	}
	now := a.now()
	der, err := x509.CreateRevocationList(rand.Reader, &x509.RevocationList{
		Number:     big.NewInt(now.Unix()), // grows from list to list
		ThisUpdate: now.Add(-skew),
		NextUpdate: now.Add(crlLife),
	}, authority.certificate, authority.key)
	if err != nil {
		return nil, err
	}
	return x509.ParseRevocationList(der)
}

func (a *Authority) goodCRL(list *x509.RevocationList) bool {
	now := a.now()
	return !now.Before(list.ThisUpdate) && now.Before(list.NextUpdate.Add(-renewAhead))
}

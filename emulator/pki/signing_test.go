package pki

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestSigning(t *testing.T) {
	a := shared()
	s := signingOf(t, a)
	c := s.Certificate
	require.Equal(t, "CN=sns.amazonaws.com,O=Amazon.com\\, Inc.,L=Seattle,ST=Washington,C=US", c.Subject.String())
	var order []string
	for _, part := range c.Subject.Names {
		order = append(order, part.Type.String()+"="+part.Value.(string))
	}
	require.Equal(t, []string{"2.5.4.6=US", "2.5.4.8=Washington", "2.5.4.7=Seattle", "2.5.4.10=Amazon.com, Inc.", "2.5.4.3=sns.amazonaws.com"}, order)
	require.Equal(t, []string{"sns.amazonaws.com"}, c.DNSNames)
	require.False(t, c.IsCA)
	require.True(t, c.BasicConstraintsValid)
	require.Equal(t, x509.KeyUsageDigitalSignature, c.KeyUsage)
	require.Equal(t, []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}, c.ExtKeyUsage)
	require.Equal(t, []string{testCRL}, c.CRLDistributionPoints)
	require.Equal(t, start.Add(-24*time.Hour), c.NotBefore)
	require.Equal(t, start.Add(365*24*time.Hour), c.NotAfter)
	require.Equal(t, 2048, s.Key.N.BitLen())
	require.Equal(t, 65537, s.Key.E)
	require.True(t, s.Key.PublicKey.Equal(c.PublicKey))

	block, rest := pem.Decode(s.PEM)
	require.Empty(t, rest)
	require.Equal(t, c.Raw, block.Bytes)
	sum := sha256.Sum256(c.Raw)
	require.Equal(t, "SimpleNotificationService-"+hex.EncodeToString(sum[:16])+".pem", s.FileName)
	require.True(t, IsSigningFileName(s.FileName))

	_, err := c.Verify(x509.VerifyOptions{Roots: trust(t, a), CurrentTime: start, DNSName: "sns.amazonaws.com"})
	require.NoError(t, err)
}

func TestIsSigningFileName(t *testing.T) {
	for name, want := range map[string]bool{
		"SimpleNotificationService-0f1e2d3c4b5a69788796a5b4c3d2e1f0.pem":  true,
		"SimpleNotificationService-0F1e2d3c4b5a69788796a5b4c3d2e1f0.pem":  false,
		"SimpleNotificationService-0f1e2d3c4b5a69788796a5b4c3d2e1f.pem":   false,
		"SimpleNotificationService-0f1e2d3c4b5a69788796a5b4c3d2e1f00.pem": false,
		"SimpleNotificationService-0f1e2d3c4b5a69788796a5b4c3d2e1f0":      false,
		"SimpleNotificationService-.pem":                                  false,
		"/SimpleNotificationService-0f1e2d3c4b5a69788796a5b4c3d2e1f0.pem": false,
		"": false,
	} {
		require.Equal(t, want, IsSigningFileName(name), name)
	}
}

// The certificate is issued anew in good time, for the same key.
func TestSigningIsRenewed(t *testing.T) {
	for name, stays := range map[string]bool{"in a running process": true, "at the next start": false} {
		t.Run(name, func(t *testing.T) {
			now := &clock{now: start}
			o := options(newDir(t, nil))
			o.Now = now.Now
			a := open(t, o)
			before, root := signingOf(t, a), rootOf(t, a)

			now.Set(before.Certificate.NotAfter.Add(-renewAhead - time.Second))
			if !stays {
				a = open(t, o)
			}
			require.Equal(t, before.FileName, signingOf(t, a).FileName)

			now.Set(before.Certificate.NotAfter.Add(-renewAhead))
			if !stays {
				a = open(t, o)
			}
			after := signingOf(t, a)
			require.NotEqual(t, before.FileName, after.FileName)
			require.True(t, before.Key.Equal(after.Key))
			require.Equal(t, now.Now().Add(leafLife), after.Certificate.NotAfter)
			require.Equal(t, root, rootOf(t, a))
			require.Equal(t, string(after.PEM), snapshot(t, o.Dir)[signingFile])
			require.Equal(t, after.FileName, signingOf(t, open(t, o)).FileName)
		})
	}
}

// A clock that was wrong when the certificate was made, and one that is wrong now.
func TestSigningIsValidNow(t *testing.T) {
	now := &clock{now: start}
	o := options("")
	o.Now = now.Now
	a := open(t, o)
	before := signingOf(t, a)
	now.Set(start.Add(-20 * time.Hour)) // within what clients' clocks may be off
	require.Equal(t, before.FileName, signingOf(t, a).FileName)
	now.Set(start.Add(-25 * time.Hour))
	require.NotEqual(t, before.FileName, signingOf(t, a).FileName)
}

// What the authority can't outlive is not issued again and again.
func TestSigningEndsWithTheRoot(t *testing.T) {
	now := &clock{now: start.Add(rootLife - 40*24*time.Hour)}
	o := options(newDir(t, nil))
	o.Now = now.Now
	a := open(t, o)
	last := signingOf(t, a)
	require.Equal(t, rootOf(t, a).NotAfter, last.Certificate.NotAfter)
	now.Set(start.Add(rootLife - time.Hour))
	require.Equal(t, last.FileName, signingOf(t, a).FileName)
}

func TestSigningFollowsTheCRLURL(t *testing.T) {
	url := testCRL
	o := options(newDir(t, nil))
	o.CRLURL = func() string { return url }
	a := open(t, o)
	before := signingOf(t, a)
	require.Equal(t, string(storedFiles()[signingFile]), string(before.PEM))
	for _, next := range []string{"http://127.0.0.1:9999/_emulator/ca.crl", "", testCRL} {
		url = next
		after := signingOf(t, a)
		require.NotEqual(t, before.FileName, after.FileName)
		require.True(t, before.Key.Equal(after.Key))
		var want []string
		if url != "" {
			want = []string{url}
		}
		require.Equal(t, want, after.Certificate.CRLDistributionPoints)
		require.Equal(t, after.FileName, signingOf(t, a).FileName)
		before = after
	}
}

func TestCRL(t *testing.T) {
	now := &clock{now: start}
	o := options("")
	o.Now = now.Now
	a := open(t, o)
	list := func() *x509.RevocationList {
		der, err := a.CRL(t.Context())
		require.NoError(t, err)
		l, err := x509.ParseRevocationList(der)
		require.NoError(t, err)
		require.NoError(t, l.CheckSignatureFrom(rootOf(t, a)))
		require.Empty(t, l.RevokedCertificateEntries)
		return l
	}
	first := list()
	require.Equal(t, start.Add(-24*time.Hour), first.ThisUpdate)
	require.Equal(t, start.Add(365*24*time.Hour), first.NextUpdate)
	require.Equal(t, first.Raw, list().Raw)

	now.Set(first.NextUpdate.Add(-renewAhead))
	second := list()
	require.Equal(t, now.Now().Add(crlLife), second.NextUpdate)
	require.Equal(t, 1, second.Number.Cmp(first.Number))
}

func BenchmarkSigning(b *testing.B) { // what each IPN pays
	a := shared()
	signingOf(b, a)
	for b.Loop() {
		_, _ = a.Signing(b.Context())
	}
}

package pki

import (
	"context"
	"crypto/rsa"
	"crypto/x509"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestRoot(t *testing.T) {
	a := shared()
	c := rootOf(t, a)
	require.True(t, c.IsCA)
	require.True(t, c.MaxPathLenZero)
	require.Equal(t, x509.KeyUsageCertSign|x509.KeyUsageCRLSign, c.KeyUsage)
	require.Equal(t, []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}, c.ExtKeyUsage)
	require.IsType(t, (*rsa.PublicKey)(nil), c.PublicKey)
	require.Equal(t, 2048, c.PublicKey.(*rsa.PublicKey).N.BitLen())
	require.Equal(t, x509.SHA256WithRSA, c.SignatureAlgorithm)
	require.False(t, c.PermittedDNSDomainsCritical)
	require.Equal(t, append(append([]string{"sns.amazonaws.com"}, AmazonHosts...), "localhost", "emulator.test", "emu_lator"), c.PermittedDNSDomains)
	var ranges []string
	for _, r := range c.PermittedIPRanges {
		ranges = append(ranges, r.String())
	}
	require.Equal(t, []string{"127.0.0.0/8", "::1/128", "192.168.7.9/32"}, ranges)
	require.Equal(t, start.Add(-24*time.Hour), c.NotBefore)
	require.Equal(t, start.Add(3650*24*time.Hour), c.NotAfter)

	// Two authorities are two names.
	require.Regexp(t, `^CN=Amazon Pay emulator CA [0-9a-f]{8},O=Amazon Pay emulator$`, c.Subject.String())
	other, err := parseCertificate(storedFiles()[rootFile])
	require.NoError(t, err)
	require.NotEqual(t, c.Subject.String(), other.Subject.String())
}

// Whatever the authority would sign beyond its hosts is not believed.
func TestRootIsConstrained(t *testing.T) {
	a := shared()
	authority, err := a.root.get(t.Context())
	require.NoError(t, err)
	key, err := newFastKey()
	require.NoError(t, err)
	for name, test := range map[string]struct {
		template x509.Certificate
		believed bool
	}{
		"a host of Amazon Pay":   {x509.Certificate{DNSNames: []string{"mws.amazonservices.com"}}, true},
		"the user's host":        {x509.Certificate{DNSNames: []string{"emulator.test"}}, true},
		"a loopback address":     {x509.Certificate{IPAddresses: []net.IP{net.IPv4(127, 9, 9, 9)}}, true},
		"another host of Amazon": {x509.Certificate{DNSNames: []string{"www.amazon.com"}}, false},
		"a domain of Amazon":     {x509.Certificate{DNSNames: []string{"amazonaws.com"}}, false},
		"another host":           {x509.Certificate{DNSNames: []string{"localhost", "bank.example"}}, false},
		"a wildcard":             {x509.Certificate{DNSNames: []string{"*.amazon.com"}}, false},
		"another address":        {x509.Certificate{IPAddresses: []net.IP{net.IPv4(192, 168, 7, 8)}}, false},
		"another IPv6 address":   {x509.Certificate{IPAddresses: []net.IP{net.ParseIP("::2")}}, false},
		"mail": {x509.Certificate{
			DNSNames: []string{"localhost"}, EmailAddresses: []string{"a@bank.example"},
			ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageEmailProtection},
		}, false},
		"a program": {x509.Certificate{ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageCodeSigning}}, false},
	} {
		t.Run(name, func(t *testing.T) {
			usages := test.template.ExtKeyUsage
			if usages == nil {
				usages = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
				test.template.ExtKeyUsage = usages
			}
			c, err := authority.issue(&test.template, key.Public(), "", start)
			require.NoError(t, err)
			_, err = c.Verify(x509.VerifyOptions{Roots: trust(t, a), CurrentTime: start, KeyUsages: usages})
			require.Equal(t, test.believed, err == nil, "%v", err)
		})
	}
}

func TestOpenMakesNoKey(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "ca")
	a := open(t, options(dir))
	require.Empty(t, snapshot(t, dir))
	require.NoError(t, a.MemoryOnly())
	for _, d := range []string{dir, filepath.Dir(dir)} {
		info, err := os.Stat(d)
		require.NoError(t, err)
		require.Equal(t, fs.FileMode(0o700), info.Mode().Perm())
	}
}

func TestAuthorityIsKept(t *testing.T) {
	dir := t.TempDir()
	first := open(t, options(dir))
	first.Prepare()
	s := signingOf(t, first)
	files := snapshot(t, dir)
	require.Len(t, files, 4)
	for name, mode := range map[string]fs.FileMode{"ca-key.pem": 0o600, "ca.pem": 0o644, "signing-key.pem": 0o600, "signing.pem": 0o644} {
		info, err := os.Stat(filepath.Join(dir, name))
		require.NoError(t, err, name)
		require.Equal(t, mode, info.Mode().Perm(), name)
	}
	content, err := first.RootPEM(t.Context())
	require.NoError(t, err)
	require.Equal(t, files["ca.pem"], string(content))
	require.Equal(t, files["signing.pem"], string(s.PEM))

	second := open(t, options(dir))
	require.Equal(t, rootOf(t, first), rootOf(t, second))
	again := signingOf(t, second)
	require.Equal(t, s.FileName, again.FileName)
	require.True(t, s.Key.Equal(again.Key))
	require.Equal(t, files, snapshot(t, dir))
}

// Also a directory that can't be written to serves, once it is complete.
func TestCompleteDirectoryIsOnlyRead(t *testing.T) {
	if asNobody(t) {
		return
	}
	dir := newDir(t, nil)
	require.NoError(t, os.Chmod(dir, 0o500))
	t.Cleanup(func() { _ = os.Chmod(dir, 0o700) })
	a := open(t, options(dir))
	require.Equal(t, string(storedFiles()[signingFile]), string(signingOf(t, a).PEM))
}

// A new certificate that can't be written is used all the same.
func TestRenewalThatCannotBeWritten(t *testing.T) {
	if asNobody(t) {
		return
	}
	dir := newDir(t, nil)
	require.NoError(t, os.Chmod(dir, 0o500))
	t.Cleanup(func() { _ = os.Chmod(dir, 0o700) })
	files := snapshot(t, dir)
	o := options(dir)
	o.CRLURL = nil
	a := open(t, o)
	s := signingOf(t, a)
	require.Empty(t, s.Certificate.CRLDistributionPoints)
	require.Equal(t, s.FileName, signingOf(t, a).FileName)
	require.Equal(t, files, snapshot(t, dir))
}

// What fails is tried again by the next who asks.
func TestDirectoryThatGoesAndComes(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "ca")
	a := open(t, options(dir))
	require.NoError(t, os.Remove(dir))
	var unusable *DirError
	_, err := a.Signing(t.Context())
	require.ErrorAs(t, err, &unusable)
	require.ErrorIs(t, err, fs.ErrNotExist)
	_, err = a.CRL(t.Context())
	require.ErrorAs(t, err, &unusable)
	_, err = a.RootPEM(t.Context())
	require.ErrorAs(t, err, &unusable)
	_, err = handshake(t, a.TLS(TLSOptions{}), clientOf(t, shared(), "localhost"))
	require.Error(t, err)

	require.NoError(t, os.Mkdir(dir, 0o700))
	s := signingOf(t, a)
	require.NoError(t, s.Certificate.CheckSignatureFrom(rootOf(t, a)))
	require.Len(t, snapshot(t, dir), 4)
}

func TestUnusableDirectory(t *testing.T) {
	if asNobody(t) {
		return
	}
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	folder := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(folder, "ca.pem"), 0o700))
	cases := map[string]string{"below a file": filepath.Join(file, "ca"), "a file": file, "a folder for a file": folder}
	closed := t.TempDir()
	require.NoError(t, os.Chmod(closed, 0o500))
	cases["not writable"] = closed
	secret := newDir(t, nil)
	require.NoError(t, os.Chmod(filepath.Join(secret, rootKeyFile), 0))
	cases["somebody else's key"] = secret
	for name, dir := range cases {
		t.Run(name, func(t *testing.T) {
			_, err := Open(options(dir))
			var unusable *DirError
			require.ErrorAs(t, err, &unusable)
			require.Equal(t, dir, unusable.Dir)
			require.ErrorContains(t, err, "keys can't be kept in "+dir+": ")

			o := options(dir)
			o.Fallback = true
			a := open(t, o)
			require.ErrorAs(t, a.MemoryOnly(), &unusable)
			s := signingOf(t, a)
			require.Equal(t, s, signingOf(t, a))
		})
	}
}

// Processes that begin at once in one directory end up with the same keys.
func TestManyBeginAtOnce(t *testing.T) {
	dir := t.TempDir()
	var all sync.WaitGroup
	got := make([]Signing, 6)
	for i := range got {
		all.Go(func() {
			a, err := Open(options(dir))
			if err != nil {
				t.Error(err)
				return
			}
			a.Prepare()
			if got[i], err = a.Signing(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	require.False(t, t.Failed())
	authority := rootOf(t, open(t, options(dir)))
	for _, s := range got {
		require.Equal(t, got[0].FileName, s.FileName)
		require.True(t, got[0].Key.Equal(s.Key))
		require.NoError(t, s.Certificate.CheckSignatureFrom(authority))
	}
	require.Len(t, snapshot(t, dir), 4, "something was left behind")
}

// Not every file system has links.
func TestWithoutLinks(t *testing.T) {
	dir := t.TempDir()
	first, second := open(t, options(dir)), open(t, options(dir))
	first.dir.link, second.dir.link = noLink, noLink
	s := signingOf(t, first)
	files := snapshot(t, dir)
	require.Len(t, files, 4)
	for name, content := range files {
		kept, err := second.dir.create(name, []byte("other"), secretMode)
		require.NoError(t, err)
		require.Equal(t, content, string(kept))
	}
	require.Equal(t, s.FileName, signingOf(t, second).FileName)
	require.Equal(t, s.FileName, signingOf(t, open(t, options(dir))).FileName)
	require.Equal(t, files, snapshot(t, dir))
}

func noLink(string, string) error { return &os.LinkError{Op: "link", Err: fs.ErrPermission} }

func TestManyAskAtOnce(t *testing.T) {
	a := open(t, options(""))
	var all sync.WaitGroup
	got := make([]Signing, 20)
	for i := range got {
		all.Go(func() { got[i], _ = a.Signing(t.Context()) })
	}
	all.Wait()
	for _, s := range got {
		require.NotNil(t, s.Key)
		require.Same(t, got[0].Key, s.Key)
		require.Same(t, got[0].Certificate, s.Certificate)
	}
	require.NoError(t, got[0].Certificate.CheckSignatureFrom(rootOf(t, a)))
}

func TestCoverage(t *testing.T) {
	dir := newDir(t, nil)
	files := snapshot(t, dir)
	o := options(dir)
	o.Hosts = []string{"mws.amazonservices.com", "x.localhost", "127.3.2.1", "::1"}
	open(t, o) // all covered

	o.Hosts = []string{"emulator.test", "10.1.2.3", "127.0.0.2"}
	_, err := Open(o)
	var coverage *CoverageError
	require.ErrorAs(t, err, &coverage)
	require.Equal(t, &CoverageError{dir, []string{"emulator.test", "10.1.2.3"}}, coverage)
	require.ErrorContains(t, err, "was not made for emulator.test, 10.1.2.3; remove ca.pem, ca-key.pem, signing.pem and signing-key.pem there")
	require.Equal(t, files, snapshot(t, dir))

	// Where another process makes it meanwhile for others, it is seen then.
	empty := t.TempDir()
	o.Dir = empty
	late := open(t, o)
	for name, content := range files {
		require.NoError(t, os.WriteFile(filepath.Join(empty, name), []byte(content), 0o600))
	}
	_, err = late.Signing(t.Context())
	require.ErrorAs(t, err, &coverage)
}

func TestWhoWaitsMayGiveUp(t *testing.T) {
	a := open(t, options(""))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := a.Signing(ctx)
	require.ErrorIs(t, err, context.Canceled)
	_, err = a.CRL(ctx)
	require.ErrorIs(t, err, context.Canceled)
	_, err = a.RootPEM(ctx)
	require.ErrorIs(t, err, context.Canceled)
}

func BenchmarkOpen(b *testing.B) {
	o := options(newDir(b, nil))
	for b.Loop() {
		open(b, o)
	}
}

// BenchmarkMake is what happens in the background of a first start.
func BenchmarkMake(b *testing.B) {
	for b.Loop() {
		a := open(b, options(b.TempDir()))
		a.Prepare()
		signingOf(b, a)
	}
}

package pki

import (
	"bytes"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"maps"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestDamagedFilesAreRefused(t *testing.T) {
	foreignKey, err := newFastKey()
	require.NoError(t, err)
	foreign, err := encodeKey(foreignKey)
	require.NoError(t, err)
	foreignRootDER, err := issueRoot(foreignKey, hosts{names: append(AmazonHosts[:len(AmazonHosts):len(AmazonHosts)], localhost)}, start)
	require.NoError(t, err)
	foreignRoot := encodeCertificate(foreignRootDER)

	for name, test := range map[string]struct {
		change     func(files map[string][]byte)
		file, want string
	}{
		"an empty certificate":       {func(f map[string][]byte) { f[rootFile] = []byte{} }, rootFile, "is not a PEM file with a CERTIFICATE"},
		"an empty key":               {func(f map[string][]byte) { f[rootKeyFile] = []byte{} }, rootKeyFile, "is not a PEM file with a PRIVATE KEY"},
		"half a certificate":         {func(f map[string][]byte) { f[rootFile] = f[rootFile][:len(f[rootFile])/2] }, rootFile, "or only a part of one"},
		"half a key":                 {func(f map[string][]byte) { f[rootKeyFile] = f[rootKeyFile][:len(f[rootKeyFile])/2] }, rootKeyFile, "or only a part of one"},
		"half a signing certificate": {func(f map[string][]byte) { f[signingFile] = f[signingFile][:500] }, signingFile, "or only a part of one"},
		"half a signing key":         {func(f map[string][]byte) { f[signingKeyFile] = f[signingKeyFile][:500] }, signingKeyFile, "or only a part of one"},
		"something else":             {func(f map[string][]byte) { f[rootFile] = []byte("hello") }, rootFile, "is not a PEM file"},
		"a key for a certificate":    {func(f map[string][]byte) { f[rootFile] = f[rootKeyFile] }, rootFile, "has no CERTIFICATE as its first block"},
		"a certificate for a key":    {func(f map[string][]byte) { f[signingKeyFile] = f[signingFile] }, signingKeyFile, "has no PRIVATE KEY as its first block"},
		"two certificates": {func(f map[string][]byte) {
			f[rootFile] = append(f[rootFile][:len(f[rootFile]):len(f[rootFile])], f[signingFile]...)
		}, rootFile, "has more in it than one CERTIFICATE"},
		"a block of nothing":       {func(f map[string][]byte) { f[rootFile] = block(certificateBlock, "x") }, rootFile, "holds no certificate that can be read"},
		"a key of nothing":         {func(f map[string][]byte) { f[rootKeyFile] = block(keyBlock, "x") }, rootKeyFile, "holds no private key that can be read"},
		"a signing key of nothing": {func(f map[string][]byte) { f[signingKeyFile] = block(keyBlock, "x") }, signingKeyFile, "holds no private key that can be read"},
		"a file without end":       {func(f map[string][]byte) { f[rootFile] = bytes.Repeat([]byte("x"), 1<<20) }, rootFile, "is not a PEM file"},
		"the key of another":       {func(f map[string][]byte) { f[rootKeyFile] = foreign }, rootFile, "is not the certificate of the key in ca-key.pem"},
		"no authority":             {func(f map[string][]byte) { f[rootFile] = f[signingFile] }, rootFile, "is not the certificate of an authority"},
		"another authority":        {func(f map[string][]byte) { f[rootKeyFile], f[rootFile] = foreign, foreignRoot }, signingFile, "was not issued by the authority in ca.pem"},
		"another signing key":      {func(f map[string][]byte) { f[signingKeyFile] = f[rootKeyFile] }, signingFile, "is not the certificate of the key in signing-key.pem"},
		"an elliptic signing key":  {func(f map[string][]byte) { f[signingKeyFile] = foreign }, signingKeyFile, "is not an RSA key"},
		"the key is lost":          {func(f map[string][]byte) { delete(f, rootKeyFile) }, rootKeyFile, "is missing, but ca.pem is there"},
		"the certificate is lost":  {func(f map[string][]byte) { delete(f, rootFile) }, rootFile, "is missing, but signing-key.pem is there"},
		"the signing key is lost":  {func(f map[string][]byte) { delete(f, signingKeyFile) }, signingKeyFile, "is missing, but signing.pem is there"},
		"only the certificate": {func(f map[string][]byte) {
			maps.DeleteFunc(f, func(name string, _ []byte) bool { return name != rootFile })
		}, rootKeyFile, "is missing, but ca.pem is there"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := newDir(t, test.change)
			files := snapshot(t, dir)
			o := options(dir)
			o.Fallback = true // it is for a directory that can't be used, not for this
			_, err := Open(o)
			var damaged *FileError
			require.ErrorAs(t, err, &damaged)
			require.Equal(t, directory{path: dir}.file(test.file), damaged.Path)
			require.ErrorContains(t, err, test.want)
			require.Regexp(t, `; restore it, or remove (ca\.pem|signing\.pem).* there to have new ones made`, err.Error())
			require.Equal(t, files, snapshot(t, dir))
		})
	}
}

func block(kind, content string) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: []byte(content)})
}

// A process that is killed while it makes the files leaves a beginning.
func TestBeginningIsCompleted(t *testing.T) {
	for made, name := range madeInOrder {
		t.Run("up to "+name, func(t *testing.T) {
			dir := newDir(t, func(f map[string][]byte) {
				for _, later := range madeInOrder[made+1:] {
					delete(f, later)
				}
			})
			before := snapshot(t, dir)
			a := open(t, options(dir))
			s := signingOf(t, a)
			require.NoError(t, s.Certificate.CheckSignatureFrom(rootOf(t, a)))
			after := snapshot(t, dir)
			require.Len(t, after, 4)
			for name, content := range before {
				require.Equal(t, content, after[name], name)
			}

			// Clients that trust the certificate which was lost with the rest
			// trust this one.
			old, err := parseCertificate(storedFiles()[rootFile])
			require.NoError(t, err)
			require.NoError(t, s.Certificate.CheckSignatureFrom(old))
			require.Equal(t, old.RawSubject, s.Certificate.RawIssuer)
			require.Equal(t, old.SubjectKeyId, s.Certificate.AuthorityKeyId)
		})
	}
}

func TestRootOutOfDate(t *testing.T) {
	dir := newDir(t, nil)
	for name, test := range map[string]struct {
		now  time.Time
		want string
	}{
		"expired":             {start.Add(rootLife + time.Hour), "ca.pem: expired on 2036-02-27; remove ca.pem,"},
		"of a future machine": {start.Add(-48 * time.Hour), "ca.pem: is not valid before 2026-02-28T12:00:00Z, which this machine's clock has not reached"},
	} {
		t.Run(name, func(t *testing.T) {
			o := options(dir)
			o.Now = (&clock{now: test.now}).Now
			_, err := Open(o)
			var damaged *FileError
			require.ErrorAs(t, err, &damaged)
			require.ErrorContains(t, err, test.want)
		})
	}
}

// A company's own authority, with another kind of key and without constraints.
func TestOwnAuthority(t *testing.T) {
	key, err := newFastKey()
	require.NoError(t, err)
	template := &x509.Certificate{
		NotBefore: start, NotAfter: start.Add(leafLife * 2), IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
	}
	template.Subject.CommonName = "Company"
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	require.NoError(t, err)
	keyFile, err := encodeKey(key)
	require.NoError(t, err)
	dir := newDir(t, func(f map[string][]byte) {
		clear(f)
		f[rootKeyFile], f[rootFile] = keyFile, encodeCertificate(der)
	})
	o := options(dir)
	o.Hosts = []string{"anything.example"}
	a := open(t, o)
	require.Equal(t, "Company", signingOf(t, a).Certificate.Issuer.CommonName)
	_, err = a.CRL(t.Context())
	require.NoError(t, err)
}

// Nothing of a file that may hold a key gets into an error.
func FuzzKeysStayOutOfErrors(f *testing.F) {
	f.Add([]byte("MIIEvQIBADANBgkq"))
	f.Add(storedFiles()[rootKeyFile])
	f.Add(storedFiles()[signingFile])
	f.Add(block(keyBlock, "\x30\x03\x02\x01\x00"))
	f.Fuzz(func(t *testing.T, content []byte) {
		d := directory{path: "/ca"}
		known := map[string]bool{
			"is not a PEM file with a PRIVATE KEY, or only a part of one": true, "has no PRIVATE KEY as its first block": true,
			"has more in it than one PRIVATE KEY": true, "holds no private key that can be read": true,
			"holds a key that can't sign": true, notRSA: true,
		}
		for _, name := range []string{rootKeyFile, signingKeyFile} {
			_, err := d.parse(map[string][]byte{name: content})
			if err != nil {
				require.True(t, known[err.(*FileError).Problem], "%v", err)
			}
		}
		_, _ = parseCertificate(content)
	})
}

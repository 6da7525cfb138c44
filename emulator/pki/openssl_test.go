package pki

import (
	"crypto/tls"
	"encoding/pem"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
)

// PHP, Python, Ruby and Node trust by OpenSSL's rules.
func TestOpenSSLTrustsTheAuthority(t *testing.T) {
	openssl, err := exec.LookPath("openssl")
	if err != nil {
		require.Empty(t, os.Getenv("CI"), "openssl is not installed")
		t.Skip("openssl is not installed")
	}
	a, dir := shared(), t.TempDir()
	file := func(name string, content []byte) string {
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, content, 0o600))
		return path
	}
	rootPEM, err := a.RootPEM(t.Context())
	require.NoError(t, err)
	crl, err := a.CRL(t.Context())
	require.NoError(t, err)
	ca := file("ca.pem", rootPEM)
	list := file("ca.crl", pem.EncodeToMemory(&pem.Block{Type: "X509 CRL", Bytes: crl}))
	at := strconv.FormatInt(start.Unix(), 10)
	verify := func(leaf string, flags ...string) (string, error) {
		args := append([]string{"verify", "-attime", at, "-x509_strict", "-CAfile", ca}, flags...)
		out, err := exec.Command(openssl, append(args, leaf)...).CombinedOutput()
		return string(out), err
	}
	leafOf := func(name string, client *tls.Config) string {
		state, err := handshake(t, a.TLS(TLSOptions{}), client)
		require.NoError(t, err)
		return file(name, encodeCertificate(state.PeerCertificates[0].Raw))
	}
	api := clientOf(t, a, "mws.amazonservices.com")
	rsaOnly := api.Clone()
	rsaOnly.MaxVersion, rsaOnly.CipherSuites = tls.VersionTLS12, []uint16{tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256}

	for name, test := range map[string]struct {
		leaf string
		host []string
	}{
		"the authority":     {ca, nil},
		"the signing one":   {file("signing.pem", signingOf(t, a).PEM), []string{"-verify_hostname", "sns.amazonaws.com"}},
		"a host":            {leafOf("api.pem", api), []string{"-verify_hostname", "mws.amazonservices.com"}},
		"a host, RSA":       {leafOf("rsa.pem", rsaOnly), []string{"-verify_hostname", "mws.amazonservices.com"}},
		"loopback":          {leafOf("loopback.pem", clientOf(t, a, "localhost")), []string{"-verify_ip", "127.0.0.1"}},
		"the user's own":    {leafOf("own.pem", clientOf(t, a, "emu_lator")), []string{"-verify_hostname", "emu_lator"}},
		"the user's own IP": {leafOf("ip.pem", clientOf(t, a, "192.168.7.9")), []string{"-verify_ip", "192.168.7.9"}},
	} {
		t.Run(name, func(t *testing.T) {
			for _, flags := range [][]string{{"-purpose", "any"}, {"-purpose", "sslserver"}, {"-crl_check", "-CRLfile", list}} {
				if test.leaf == ca && flags[0] == "-purpose" && flags[1] == "sslserver" {
					continue
				}
				out, err := verify(test.leaf, append(flags, test.host...)...)
				require.NoError(t, err, "%v %s", flags, out)
			}
		})
	}

	authority, err := a.root.get(t.Context())
	require.NoError(t, err)
	template, err := signingTemplate()
	require.NoError(t, err)
	template.DNSNames = []string{"www.amazon.com"}
	c, err := authority.issue(template, signingOf(t, a).Key.Public(), "", start)
	require.NoError(t, err)
	out, err := verify(file("other.pem", encodeCertificate(c.Raw)))
	require.Error(t, err)
	require.Contains(t, out, "permitted subtree violation")
}

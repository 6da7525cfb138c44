package sns

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// Signatures are those of crypto/rsa, whatever the number of primes.
func TestSignatureIsThatOfCryptoRSA(t *testing.T) {
	for _, primes := range []int{2, 3, 4} {
		key := newKey(primes)
		for _, v := range Versions {
			t.Run(fmt.Sprintf("%d primes, version %s", primes, v), func(t *testing.T) {
				signer, err := NewSigner(key, certificateFile, v)
				require.NoError(t, err)
				for i := range 8 {
					text := fmt.Sprint("text ", i)
					want, err := rsa.SignPKCS1v15(nil, key, digests[v].hash, digests[v].sum(text))
					require.NoError(t, err)
					require.Equal(t, want, signer.sign(text))
				}
			})
		}
	}
}

func TestSignatureIsAcceptedByOpenSSL(t *testing.T) {
	openssl, err := exec.LookPath("openssl")
	if err != nil {
		require.Empty(t, os.Getenv("CI"), "openssl is not installed")
		t.Skip("openssl is not installed")
	}
	public, err := x509.MarshalPKIXPublicKey(testKey().Public())
	require.NoError(t, err)
	folder := t.TempDir()
	file := func(name string, content []byte) string {
		path := filepath.Join(folder, name)
		require.NoError(t, os.WriteFile(path, content, 0o600))
		return path
	}
	keyFile := file("key.pem", pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: public}))
	for v, hash := range map[Version]string{V1: "-sha1", V2: "-sha256"} {
		e := newSigner(t, v).Sign(newNotification(t)).envelope
		signature, err := base64.StdEncoding.DecodeString(e.Signature)
		require.NoError(t, err)
		out, err := exec.Command(openssl, "dgst", hash, "-verify", keyFile,
			"-signature", file("signature", signature), file("text", []byte(e.StringToSign()))).CombinedOutput()
		require.NoError(t, err, string(out))
	}
}

func TestNewSignerRefuses(t *testing.T) {
	changed := func(change func(*rsa.PrivateKey)) *rsa.PrivateKey {
		k := &rsa.PrivateKey{PublicKey: testKey().PublicKey, D: testKey().D, Primes: append([]*big.Int(nil), testKey().Primes...)}
		change(k)
		return k
	}
	for name, test := range map[string]struct {
		key     *rsa.PrivateKey
		file    string
		version Version
		want    string
	}{
		"no key":          {nil, certificateFile, V1, "not an RSA key with its primes"},
		"an empty key":    {new(rsa.PrivateKey), certificateFile, V1, "not an RSA key with its primes"},
		"no primes":       {changed(func(k *rsa.PrivateKey) { k.Primes = nil }), certificateFile, V1, "not an RSA key with its primes"},
		"a short modulus": {changed(func(k *rsa.PrivateKey) { k.N = big.NewInt(15) }), certificateFile, V1, "has 4 bits; it needs 1024"},
		"a prime of 1":    {changed(func(k *rsa.PrivateKey) { k.Primes[1] = big.NewInt(1) }), certificateFile, V1, "a prime that can't be one"},
		"no prime":        {changed(func(k *rsa.PrivateKey) { k.Primes[1] = nil }), certificateFile, V1, "a prime that can't be one"},
		"a prime twice":   {changed(func(k *rsa.PrivateKey) { k.Primes[1] = k.Primes[0] }), certificateFile, V1, "a prime that can't be one"},
		"foreign primes":  {changed(func(k *rsa.PrivateKey) { k.Primes = []*big.Int{big.NewInt(3), big.NewInt(5)} }), certificateFile, V1, "not those of its modulus"},
		"a foreign half":  {changed(func(k *rsa.PrivateKey) { k.D = big.NewInt(65539) }), certificateFile, V1, "do not belong together"},
		"no file":         {testKey(), "", V1, "no file name"},
		"version 3":       {testKey(), certificateFile, "3", `"3" is not a signature version; write 1`},
		"no version":      {testKey(), certificateFile, "", `"" is not a signature version`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := NewSigner(test.key, test.file, test.version)
			require.ErrorContains(t, err, test.want)
		})
	}
}

func TestSignerIsSharedByGoroutines(t *testing.T) {
	signer, n := newSigner(t, V1), newNotification(t)
	want := signer.Sign(n).Request("")
	var all sync.WaitGroup
	got := make([]Request, 16)
	for i := range got {
		all.Go(func() { got[i] = signer.Sign(n).Request("") })
	}
	all.Wait()
	for _, r := range got {
		require.Equal(t, want, r)
	}
}

func BenchmarkSign(b *testing.B) {
	n := newNotification(b)
	for _, primes := range []int{2, 3, 4} {
		signer, err := NewSigner(newKey(primes), certificateFile, V1)
		require.NoError(b, err)
		b.Run(fmt.Sprintf("primes=%d", primes), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				signer.Sign(n)
			}
		})
	}
	b.Run("version=2", func(b *testing.B) {
		signer := newSigner(b, V2)
		for b.Loop() {
			signer.Sign(n)
		}
	})
	b.Run("crypto/rsa", func(b *testing.B) { // for comparison, two primes
		key, text := newKey(2), n.envelope().StringToSign()
		for b.Loop() {
			_, _ = rsa.SignPKCS1v15(nil, key, digests[V1].hash, digests[V1].sum(text))
		}
	})
}

func BenchmarkSignParallel(b *testing.B) {
	signer, n := newSigner(b, V1), newNotification(b)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			signer.Sign(n)
		}
	})
}

func BenchmarkRequest(b *testing.B) {
	signed := newSigner(b, V1).Sign(newNotification(b))
	b.ReportAllocs()
	for b.Loop() {
		signed.Request("http://shop.example/ipn")
	}
}

func BenchmarkVerify(b *testing.B) {
	r := newSigner(b, V1).Sign(newNotification(b)).Request("http://shop.example/ipn")
	for b.Loop() {
		if err := r.Verify(testCertificate()); err != nil {
			b.Fatal(err)
		}
	}
}

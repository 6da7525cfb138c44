package sns

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const certificateFile = "SimpleNotificationService-0f1e2d3c4b5a69788796a5b4c3d2e1f0.pem"

// newKey makes a key of so many primes.
func newKey(primes int) *rsa.PrivateKey {
	//lint:ignore SA1019 more than two primes are wanted, see privateKey
	key, err := rsa.GenerateMultiPrimeKey(rand.Reader, primes, 2048)
	if err != nil {
		panic(err)
	}
	return key
}

var (
	testKey         = sync.OnceValue(func() *rsa.PrivateKey { return newKey(4) })
	testCertificate = sync.OnceValue(func() *x509.Certificate { return newCertificate(CertificateName, testKey().Public()) })
)

// newCertificate makes a certificate for a public key, of any kind.
func newCertificate(name string, public any) *x509.Certificate {
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		Subject:      pkix.Name{CommonName: name},
		NotAfter:     time.Unix(1<<31, 0),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, public, testKey())
	if err != nil {
		panic(err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		panic(err)
	}
	return certificate
}

func newSigner(t testing.TB, v Version) *Signer {
	t.Helper()
	signer, err := NewSigner(testKey(), certificateFile, v)
	require.NoError(t, err)
	return signer
}

func newTopic(t testing.TB) Topic {
	t.Helper()
	topic, err := TopicOf("us", "A9EMULATOR0001", "")
	require.NoError(t, err)
	return topic
}

const message = `{"ReleaseEnvironment":"Sandbox","NotificationType":"PaymentRefund","SellerId":"A9EMULATOR0001",` +
	`"NotificationData":"<?xml version=\"1.0\" encoding=\"UTF-8\"?><RefundNotification xmlns=\"https://mws.amazonservices.com/ipn/OffAmazonPayments/2013-01-01\">` +
	`\n    <RefundDetails>\n        <RefundAmount>\n            <Amount>19.95<\/Amount>\n        <\/RefundAmount>\n    <\/RefundDetails>\n<\/RefundNotification>"}`

func newNotification(t testing.TB) Notification {
	t.Helper()
	return Notification{
		MessageID: MessageID("seed", "A9EMULATOR0001", "1"),
		Topic:     newTopic(t),
		Message:   message,
		Timestamp: time.Date(2024, 3, 9, 8, 15, 31, 447_999_999, time.FixedZone("", 0)),
	}
}

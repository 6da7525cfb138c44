package sns

import (
	"crypto/rsa"
	"encoding/base64"
	"errors"
	"fmt"
)

// Version says how notifications are signed: SignatureVersion of the envelope.
type Version string

// The versions (documented): RSA PKCS #1 v1.5 over SHA-1, and over SHA-256. V1
// is what a topic does by default and what every SDK of Amazon Pay expects,
// whatever the envelope says; only AWS's own validators accept V2 (observed).
const (
	V1 Version = "1"
	V2 Version = "2"
)

// Versions lists every version.
var Versions = []Version{V1, V2}

// Signer signs notifications with one key. It may be used by several goroutines
// at a time, and does not limit how many: one signature costs the better part of
// a millisecond of one core, see BenchmarkSign.
type Signer struct {
	key             privateKey
	certificateFile string
	version         Version
}

// NewSigner takes the key, the name of the file in which its certificate is
// served (SimpleNotificationService-0f1e….pem) and the version. It tries the key
// once, so that a key that does not fit together is an error here and never a
// bad signature later. No error says anything of the key.
func NewSigner(key *rsa.PrivateKey, certificateFile string, v Version) (*Signer, error) {
	if certificateFile == "" {
		return nil, errors.New("the signing certificate has no file name")
	}
	if _, known := digests[v]; !known {
		return nil, fmt.Errorf("%q is not a signature version; write 1 (SHA-1, the default) or 2 (SHA-256)", v)
	}
	private, err := newPrivateKey(key)
	if err != nil {
		return nil, err
	}
	s := &Signer{private, certificateFile, v}
	if trial := "trial"; digests[v].verify(&key.PublicKey, trial, s.sign(trial)) != nil {
		return nil, errors.New("the signing key's parts do not belong together")
	}
	return s, nil
}

// Signed is a notification with its signature. It is good for every endpoint of
// its topic.
type Signed struct {
	topic    Topic
	envelope Envelope
}

// Sign signs a notification.
func (s *Signer) Sign(n Notification) Signed {
	e := n.envelope()
	e.SignatureVersion = string(s.version)
	e.SigningCertURL = n.Topic.certificateURL(s.certificateFile)
	e.Signature = base64.StdEncoding.EncodeToString(s.sign(e.StringToSign()))
	return Signed{n.Topic, e}
}

func (s *Signer) sign(text string) []byte {
	return s.key.sign(digests[s.version].pad(text, s.key.size))
}

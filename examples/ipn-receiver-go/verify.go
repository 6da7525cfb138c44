package main

import (
	"crypto"
	"crypto/rsa"
	_ "crypto/sha1" // what signature version 1 means
	_ "crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"time"
)

// envelope is what SNS puts around a message.
type envelope struct {
	Type             string
	MessageID        string `json:"MessageId"`
	TopicARN         string `json:"TopicArn"`
	Message          string
	Timestamp        string
	SignatureVersion string
	Signature        string
	SigningCertURL   string
}

// unavailableError says that a notification can't be verified now.
type unavailableError struct{ err error }

func (e *unavailableError) Error() string { return "no certificate: " + e.err.Error() }

// verifier tells notifications of Amazon from all others.
type verifier struct {
	from   string // origin of certificates; empty: where their URL says
	client http.Client

	mu    sync.Mutex
	known map[string]*x509.Certificate // by URL: another certificate has another URL
}

func newVerifier(from string) *verifier {
	return &verifier{
		from: strings.TrimSuffix(from, "/"), client: http.Client{Timeout: 10 * time.Second}, known: map[string]*x509.Certificate{},
	}
}

// verify returns the message of a notification that Amazon has signed.
func (v *verifier) verify(header http.Header, body []byte) (message string, err error) {
	var e envelope
	if err := json.Unmarshal(body, &e); err != nil {
		return "", fmt.Errorf("not a notification: %w", err)
	}
	switch {
	case e.Type != "Notification" || header.Get("x-amz-sns-message-type") != e.Type:
		return "", fmt.Errorf("not a notification: type %q", e.Type)
	case header.Get("x-amz-sns-topic-arn") != e.TopicARN:
		return "", errors.New("topic: the header is not that of the body")
	}
	hash, ok := map[string]crypto.Hash{"1": crypto.SHA1, "2": crypto.SHA256}[e.SignatureVersion]
	if !ok {
		return "", fmt.Errorf("signature version: %q is unknown", e.SignatureVersion)
	}
	signature, err := base64.StdEncoding.DecodeString(e.Signature)
	if err != nil {
		return "", fmt.Errorf("signature: %w", err)
	}
	certificate, err := v.certificate(e.SigningCertURL)
	if err != nil {
		return "", err
	}
	key, ok := certificate.PublicKey.(*rsa.PublicKey)
	if !ok {
		return "", errors.New("certificate: not of an RSA key")
	}
	digest := hash.New()
	io.WriteString(digest, e.stringToSign())
	if err := rsa.VerifyPKCS1v15(key, hash, digest.Sum(nil), signature); err != nil {
		return "", fmt.Errorf("signature: %w", err)
	}
	return e.Message, nil
}

// stringToSign is what the signature is of: each name and each value on a line.
// Notifications of Amazon Pay have no Subject, which would come after MessageId.
func (e envelope) stringToSign() string {
	return "Message\n" + e.Message + "\nMessageId\n" + e.MessageID + "\nTimestamp\n" + e.Timestamp +
		"\nTopicArn\n" + e.TopicARN + "\nType\n" + e.Type + "\n"
}

// amazonHost is where certificates come from. Who leaves this check out lets
// anybody sign.
var amazonHost = regexp.MustCompile(`^sns\.[a-zA-Z0-9-]{3,}\.amazonaws\.com(\.cn)?$`)

// certificate is what a SigningCertURL leads to.
func (v *verifier) certificate(address string) (*x509.Certificate, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" || u.User != nil || !amazonHost.MatchString(u.Host) || !strings.HasSuffix(u.Path, ".pem") {
		return nil, fmt.Errorf("certificate URL: %s is not one of Amazon", address)
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if c, ok := v.known[address]; ok {
		return c, nil
	}
	source := address
	if v.from != "" {
		source = v.from + u.Path
	}
	content, err := v.fetch(source)
	if err != nil {
		return nil, &unavailableError{err}
	}
	block, _ := pem.Decode(content)
	if block == nil {
		return nil, errors.New("certificate: not a PEM file")
	}
	c, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("certificate: %w", err)
	}
	if c.Subject.CommonName != "sns.amazonaws.com" {
		return nil, fmt.Errorf("certificate: for %q", c.Subject.CommonName)
	}
	v.known[address] = c
	return c, nil
}

func (v *verifier) fetch(source string) ([]byte, error) {
	response, err := v.client.Get(source)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s answered %s", source, response.Status)
	}
	return io.ReadAll(io.LimitReader(response.Body, 64<<10))
}

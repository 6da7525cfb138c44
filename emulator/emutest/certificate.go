package emutest

import (
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"sync"

	"amazon-pay-emulator/ipnsender/sns"
)

// certificates are those that IPNs are verified by, by the URL that they are
// found at. Another certificate has another URL.
type certificates struct {
	reading sync.Mutex
	known   map[string]*x509.Certificate
}

// verify says what is wrong with a notification. Its certificate is fetched from
// the emulator, by the path of its URL: the host is one of Amazon's, which
// sns.Verify insists on.
func (h *host) verify(header func(string) string, body []byte) error {
	if err := sns.VerifyHeaders(header, body); err != nil {
		return err
	}
	envelope, err := sns.ParseEnvelope(body)
	if err != nil {
		return err
	}
	certificate, err := h.certificate(envelope.SigningCertURL)
	if err != nil {
		return err
	}
	return sns.Verify(body, certificate)
}

func (h *host) certificate(address string) (*x509.Certificate, error) {
	h.reading.Lock()
	defer h.reading.Unlock()
	if c, ok := h.known[address]; ok {
		return c, nil
	}
	u, err := url.Parse(address)
	if err != nil {
		return nil, err
	}
	content, err := h.fetch(h.url + u.EscapedPath())
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(content)
	if block == nil {
		return nil, fmt.Errorf("%s leads to no certificate", address)
	}
	c, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return nil, err
	}
	if h.known == nil {
		h.known = map[string]*x509.Certificate{}
	}
	h.known[address] = c
	return c, nil
}

// fetch reads what is at an address of the emulator.
func (h *host) fetch(address string) ([]byte, error) {
	response, err := h.client.Get(address)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s answered %s", address, response.Status)
	}
	return io.ReadAll(response.Body)
}

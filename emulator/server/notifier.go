package server

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"amazon-pay-emulator/emulator/pki"
	"amazon-pay-emulator/ipnsender"
	"amazon-pay-emulator/ipnsender/sns"
)

// certificatePath is how the path of a signing certificate begins, for any Host.
const certificatePath = "/SimpleNotificationService-"

// notifier is all that brings notifications to sellers.
type notifier struct {
	authority *pki.Authority
	sender    *ipnsender.Sender
	relay     *relay
	version   sns.Version

	mu     sync.Mutex
	file   string // name of the certificate that signer is for
	signer *sns.Signer
}

// newNotifier makes a notifier; url tells where the server can be reached, once
// it is, and attempted is told of every attempt.
func newNotifier(o Options, url func() string, attempted func(ipnsender.Delivery)) (*notifier, error) {
	dir, chosen := o.CADir, o.CADir != ""
	switch config, err := os.UserConfigDir(); {
	case o.KeysInMemory:
		dir = ""
	case !chosen && err == nil:
		dir = filepath.Join(config, "amazon-pay-emulator")
	}
	authority, err := pki.Open(pki.Options{
		Dir: dir, Fallback: !chosen, Hosts: o.TLSHosts, Now: o.Real, CRLURL: func() string { return url() + adminRoot + "/ca.crl" },
	})
	if err != nil {
		return nil, err
	}
	if err := authority.MemoryOnly(); err != nil {
		o.Log.Warn("the authority and its keys are kept in memory only, and are others after the next start", "error", err)
	}
	n := &notifier{authority: authority, version: o.IPNSignature}
	n.sender = ipnsender.New(ipnsender.Options{
		Policy: o.IPNRetry, Transport: ipnsender.NewTransport(o.trust()), Real: o.Real, Keep: o.Keep, Attempted: attempted,
		PushedOut: func(d ipnsender.Delivery) {
			o.Log.Warn("too many IPNs wait for one endpoint; the oldest was given up", "seller", d.Seller, "n", d.N, "url", d.URL)
		},
	})
	n.relay = newRelay(n.sender, n.currentSigner, o.IPNURL, o.IPNOnConfirm)
	n.relay.log = o.Log
	return n, nil
}

// trust is how https receivers are verified; nil: as the system does.
func (o Options) trust() *tls.Config {
	switch {
	case o.IPNInsecure:
		return &tls.Config{InsecureSkipVerify: true} // asked for
	case len(o.IPNCA) > 0:
		pool := x509.NewCertPool()
		pool.AppendCertsFromPEM(o.IPNCA)
		return &tls.Config{RootCAs: pool}
	}
	return nil
}

// currentSigner signs by the certificate that is good now. The first call may
// have to wait for the key.
func (n *notifier) currentSigner() (*sns.Signer, error) {
	signing, err := n.authority.Signing(context.Background())
	if err != nil {
		return nil, err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.file != signing.FileName {
		signer, err := sns.NewSigner(signing.Key, signing.FileName, n.version)
		if err != nil {
			return nil, err
		}
		n.file, n.signer = signing.FileName, signer
	}
	return n.signer, nil
}

// signingPEM is the certificate that IPNs are verified by.
func (n *notifier) signingPEM(ctx context.Context) ([]byte, error) {
	signing, err := n.authority.Signing(ctx)
	return signing.PEM, err
}

// ServeHTTP answers the path of a SigningCertURL. Every certificate was for the
// same key, so the present one answers for all.
func (n *notifier) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch name := strings.TrimPrefix(r.URL.Path, "/"); {
	case !pki.IsSigningFileName(name):
		http.Error(w, "There is no such certificate.", http.StatusNotFound)
		return
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "A certificate can only be read.", http.StatusMethodNotAllowed)
		return
	}
	pem, err := n.signingPEM(r.Context())
	if err != nil {
		http.Error(w, fmt.Sprintf("There is no certificate: %v", err), http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", "application/x-pem-file")
	_, _ = w.Write(pem)
}

// stopLimit is how long attempts in flight have to end once they are cut off.
const stopLimit = 500 * time.Millisecond

// stop ends all attempts, and takes no more over.
func (n *notifier) stop(log *slog.Logger) {
	n.relay.stop()
	ctx, cancel := context.WithTimeout(context.Background(), stopLimit)
	defer cancel()
	if err := n.sender.Stop(ctx); err != nil {
		log.Warn("attempts to deliver notifications did not end", "error", err)
	}
}

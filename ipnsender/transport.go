package ipnsender

import (
	"crypto/tls"
	"net"
	"net/http"
	"time"
)

// NewTransport makes connections to merchants: HTTP/1.1, never through a proxy,
// and with the trust that is given, or the system's when it is nil.
func NewTransport(trust *tls.Config) *http.Transport {
	const connecting = 15 * time.Second // it goes on when its attempt has ended, but not for ever
	var http1 http.Protocols
	http1.SetHTTP1(true)
	return &http.Transport{
		DialContext:            (&net.Dialer{Timeout: connecting}).DialContext,
		TLSHandshakeTimeout:    connecting,
		TLSClientConfig:        trust,
		Protocols:              &http1,
		MaxIdleConnsPerHost:    16,
		IdleConnTimeout:        time.Second, // less than servers wait before they close a connection, so that no attempt meets that
		DisableCompression:     true,
		MaxResponseHeaderBytes: 64 << 10,
	}
}

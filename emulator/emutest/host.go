package emutest

import (
	"net/http"
	"net/http/httptest"
	"sync"
	"time"
)

// patience is how long a call may take in real time: more than an answer of the
// emulator does, unless a rule lets it hang.
const patience = time.Minute

// host is what the sellers of one emulator share.
type host struct {
	url    string
	client *http.Client // for the admin API and Call

	mu        sync.Mutex
	numbers   map[string]int // how often a test asked for a seller, by its name
	trusting  *http.Client   // see Client
	endpoint  *httptest.Server
	receivers map[string]*Receiver // by path
	certificates
}

func newHost() *host {
	return &host{
		client:    &http.Client{Timeout: patience, Transport: &http.Transport{MaxIdleConnsPerHost: 32}}, // no proxy, whatever the environment says
		numbers:   map[string]int{},
		receivers: map[string]*Receiver{},
	}
}

// close ends what was begun after the emulator had started, which has been
// stopped by now.
func (h *host) close() {
	h.mu.Lock()
	endpoint, trusting := h.endpoint, h.trusting
	h.mu.Unlock()
	if trusting != nil {
		trusting.CloseIdleConnections()
	}
	if endpoint != nil {
		endpoint.Close()
	}
	h.client.CloseIdleConnections()
}

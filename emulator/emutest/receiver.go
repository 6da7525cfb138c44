package emutest

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"time"
)

// Receiver is a shop's endpoint for IPNs. It verifies each as a careful shop does,
// keeps what it got, and accepts what is good.
type Receiver struct {
	// URL is where it is.
	URL string

	t    TB
	host *host

	mu       sync.Mutex
	accepted []Notification
	refused  []error
	taken    int
	status   int
	changed  chan struct{} // closed when there is more
}

// ReceiveIPNs makes an endpoint for IPNs and has all of the seller's sent there
// from now on, those of calls to come. It is there until the emulator stops.
func (e *Emulator) ReceiveIPNs() *Receiver {
	e.t.Helper()
	r := e.host.open(e.credentials.SellerID)
	r.t = e.t
	e.must("ReceiveIPNs", http.MethodPut, "sellers/"+e.credentials.SellerID, map[string]string{"ipn_url": r.URL}, nil)
	return r
}

// open adds a receiver to the endpoint that all of an emulator's share, under a
// path of its own.
func (h *host) open(seller string) *Receiver {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.endpoint == nil {
		h.endpoint = httptest.NewServer(h)
	}
	path := fmt.Sprintf("/%s/%d", seller, len(h.receivers)+1)
	r := &Receiver{URL: h.endpoint.URL + path, host: h, status: http.StatusOK, changed: make(chan struct{})}
	h.receivers[path] = r
	return r
}

// ServeHTTP hands an IPN on to the receiver that it is for.
func (h *host) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	h.mu.Lock()
	r, known := h.receivers[request.URL.Path]
	h.mu.Unlock()
	if !known {
		http.NotFound(w, request)
		return
	}
	r.receive(w, request)
}

// receive answers what tells Amazon's notification service what to do next: 200,
// done; 400, this will never be right.
func (r *Receiver) receive(w http.ResponseWriter, request *http.Request) {
	body, err := io.ReadAll(request.Body)
	var n Notification
	if err == nil {
		n, err = r.host.read(request.Header.Get, body)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case err != nil:
		r.refused = append(r.refused, err)
		http.Error(w, err.Error(), http.StatusBadRequest)
	case r.status != http.StatusOK:
		w.WriteHeader(r.status) // so that it comes again; it does not count as received
		return
	default:
		r.accepted = append(r.accepted, n)
	}
	close(r.changed)
	r.changed = make(chan struct{})
}

// Answer has good notifications answered with another HTTP status from now on. Any
// but 200 means that they were not accepted: they are not kept, and come again.
func (r *Receiver) Answer(status int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.status = status
}

// Accepted lists what was accepted so far, in the order of its coming. What came
// twice is there twice.
func (r *Receiver) Accepted() []Notification {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.accepted)
}

// Refused lists why notifications were refused so far: forged ones, or spoilt.
func (r *Receiver) Refused() []error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.refused)
}

// nextTimeout is how long Next waits, in real time.
const nextTimeout = 10 * time.Second

// Next waits for the next notification that is accepted: the first call answers
// the first, and each further call the one after. When none has come after 10 s,
// it ends the test and lists what did come.
func (r *Receiver) Next() Notification {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), nextTimeout)
	defer cancel()
	n, err := r.next(ctx)
	if err != nil {
		r.t.Fatalf("emutest: Receiver.Next: %v", err)
	}
	return n
}

func (r *Receiver) next(ctx context.Context) (Notification, error) {
	for {
		r.mu.Lock()
		if r.taken < len(r.accepted) {
			n := r.accepted[r.taken]
			r.taken++
			r.mu.Unlock()
			return n, nil
		}
		changed := r.changed
		r.mu.Unlock()
		select {
		case <-changed:
		case <-ctx.Done():
			return Notification{}, fmt.Errorf("no further notification has come%s", r.seen())
		}
	}
}

// seen says what has come so far.
func (r *Receiver) seen() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var lines strings.Builder
	for _, n := range r.accepted {
		fmt.Fprintf(&lines, "\naccepted: %s %s %s", n.Type, n.Object, n.State)
	}
	for _, err := range r.refused {
		fmt.Fprintf(&lines, "\nrefused: %v", err)
	}
	if lines.Len() == 0 {
		return "; none has come at all"
	}
	return "; so far:" + lines.String()
}

package admin

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
	"amazon-pay-emulator/ipnsender"
	"amazon-pay-emulator/ipnsender/sns"
)

// relay tells of every event in a few words. What really goes out is the
// server's; here it matters what becomes of it.
type relay struct {
	sender *ipnsender.Sender
	url    string // of the receiver

	mu      sync.Mutex
	changed *sync.Cond
	queue   []engine.Publication
	sending bool
}

// withIPNs lets every seller without a receiver of its own have one.
func withIPNs(url string) option {
	return func(eo *engine.Options, ao *Options) {
		r := &relay{sender: ipnsender.New(ipnsender.Options{Real: eo.Real, Attempted: ao.Feed.Attempted}), url: url}
		r.changed = sync.NewCond(&r.mu)
		eo.Publish, eo.Forget = r.publish, r.sender.Forget
		ao.IPNs, ao.Relayed, ao.Sample = r.sender, r.relayed, r.sample
		go r.run()
	}
}

// stopIPNs ends what withIPNs began.
func (w *world) stopIPNs() {
	if s := w.api.options.IPNs; s != nil {
		_ = s.Stop(context.Background())
	}
}

func (r *relay) publish(p engine.Publication) {
	if p.Entry.To == emulator.Pending || p.Entry.To == emulator.Draft {
		p.Release()
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.queue = append(r.queue, p)
	r.changed.Broadcast()
}

func (r *relay) run() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for {
		for len(r.queue) == 0 {
			r.changed.Wait()
		}
		p := r.queue[0]
		r.queue, r.sending = r.queue[1:], true
		r.mu.Unlock()
		r.send(p)
		r.mu.Lock()
		r.sending = false
		r.changed.Broadcast()
	}
}

func (r *relay) relayed(ctx context.Context) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	for len(r.queue) > 0 || r.sending {
		r.changed.Wait()
	}
	return ctx.Err()
}

// kinds are the types of notifications by what they are about.
var kinds = map[emulator.Kind]string{
	emulator.KindOrder: "OrderReferenceNotification", emulator.KindAuthorization: "PaymentAuthorize",
	emulator.KindCapture: "PaymentCapture", emulator.KindRefund: "PaymentRefund",
}

func (r *relay) send(p engine.Publication) {
	url := p.Seller.IPNURL
	if url == "" {
		url = r.url
	}
	m := message(p.Account, url, kinds[p.Entry.Kind], p.Entry.ID, fmt.Sprintf("%s is %s", p.Entry.ID, p.Entry.To))
	m.ID, m.Group, m.At, m.Gate, m.Done = p.ID, p.Entry.Order.ID, p.Entry.At, p.Answered, p.Release
	m.Hold, m.Drop = p.Delivery.Hold, p.Delivery.Drop
	for range max(1, p.Delivery.Copies) {
		r.sender.Send(m)
	}
}

func message(account *engine.Account, url, kind, object, body string) ipnsender.Message {
	return ipnsender.Message{
		Seller: account.ID(), Kind: kind, Object: object, URL: url, At: account.Now(), Timeline: account,
		Request: func() (sns.Request, error) {
			return sns.Request{Headers: []sns.Header{{Name: "x-amz-sns-message-type", Value: "Notification"}}, Body: []byte(body)}, nil
		},
	}
}

func (r *relay) sample(account *engine.Account, kind string, environment emulator.Environment) (uint64, error) {
	if kind != "PaymentCapture" {
		return 0, fmt.Errorf("%q is not a type of notification", kind)
	}
	m := message(account, r.url, kind, "S01-0000000-0000000-C000000", "sample "+string(environment))
	m.ID = "sample-" + account.ID()
	return r.sender.Send(m), nil
}

// receiver is a merchant's endpoint.
type receiver struct {
	*httptest.Server
	mu     sync.Mutex
	bodies []string
	status int
	hang   chan struct{} // nil: it answers at once
}

func newReceiver(t *testing.T) *receiver {
	r := &receiver{status: http.StatusOK}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		body, _ := io.ReadAll(q.Body)
		r.mu.Lock()
		r.bodies = append(r.bodies, string(body))
		status, hang := r.status, r.hang
		r.mu.Unlock()
		if hang != nil {
			<-hang
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, "thank you")
	}))
	t.Cleanup(r.Close)
	return r
}

// answers sets the status of later answers.
func (r *receiver) answers(status int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.status = status
}

// hangs keeps answers back until it is told otherwise.
func (r *receiver) hangs() (goOn func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	hang := make(chan struct{})
	r.hang = hang
	return sync.OnceFunc(func() { close(hang) })
}

func (r *receiver) got() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]string{}, r.bodies...)
}

// withCertificates has certificates that are none.
func withCertificates(_ *engine.Options, ao *Options) {
	ao.CA = func(context.Context) ([]byte, error) { return []byte("the CA"), nil }
	ao.SigningCert = func(context.Context) ([]byte, error) { return []byte("the signer"), nil }
	ao.CRL = func(context.Context) ([]byte, error) { return []byte{0x30, 0x00, 0xFF}, nil }
}

var errBroken = errors.New("broken")

// held is the number of a notification that is held.
func (w *world) held() uint64 {
	w.Helper()
	for _, d := range w.ok("GET ipns?state=held&seller="+defaultSeller, "").list("ipns") {
		return uint64(d["n"].(float64))
	}
	return 0
}

// arrived waits for the notification about an object.
func (w *world) arrived(object string) map[string]any {
	w.Helper()
	return w.ok("POST await", `{"ipn_for":"`+object+`","delivered":true,"timeout":"30s"}`).list("ipns")[0]
}

package ipnsender_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/ipnsender"
	"amazon-pay-emulator/ipnsender/sns"
)

const seller = "A2FIRSTSELLER"

// start is where virtual time begins, years from any real time.
var start = time.Date(2021, 3, 4, 5, 6, 7, 89e6, time.UTC)

// world is a sender under test with one seller's time.
type world struct {
	*ipnsender.Sender
	*timeline
	t testing.TB
	n int
}

func newWorld(t testing.TB, change ...func(*ipnsender.Options)) *world {
	o := ipnsender.Options{Real: time.Now}
	for _, c := range change {
		c(&o)
	}
	w := &world{Sender: ipnsender.New(o), timeline: newTimeline(t), t: t}
	t.Cleanup(func() {
		require.NoError(t, w.Stop(context.Background()))
		w.settle()
	})
	return w
}

func policy(text string) func(*ipnsender.Options) {
	p, err := ipnsender.ParsePolicy(text)
	return func(o *ipnsender.Options) {
		if err != nil {
			panic(err)
		}
		o.Policy = p
	}
}

// message is one for a URL, which has the clock held until its first attempt is
// over.
func (w *world) message(url string) ipnsender.Message {
	w.n++
	id := "m" + strconv.Itoa(w.n)
	return ipnsender.Message{
		Seller: seller, Group: "S01-" + id, Kind: "PaymentCapture", Object: "S01-" + id + "-C1", ID: id, URL: url, At: w.Now(),
		Timeline: w.timeline, Request: func() (sns.Request, error) { return request(id), nil }, Done: w.Hold(),
	}
}

func request(id string) sns.Request {
	return sns.Request{
		Headers: []sns.Header{
			{Name: "x-amz-sns-message-id", Value: id},
			{Name: "Content-Type", Value: "text/plain; charset=UTF-8"},
			{Name: "User-Agent", Value: "Amazon Simple Notification Service Agent"},
			{Name: "Accept-Encoding", Value: "gzip,deflate"},
			{Name: "Connection", Value: "Keep-Alive"},
		},
		Body: []byte("body of " + id),
	}
}

// send sends a message that is changed first.
func (w *world) send(url string, change ...func(*ipnsender.Message)) uint64 {
	m := w.message(url)
	for _, c := range change {
		c(&m)
	}
	return w.Send(m)
}

func in(group string) func(*ipnsender.Message) {
	return func(m *ipnsender.Message) { m.Group = group }
}

// delivery is what the record says of a message.
func (w *world) delivery(n uint64) ipnsender.Delivery {
	w.t.Helper()
	list, _ := w.Deliveries(seller)
	for _, d := range list {
		if d.N == n {
			return d
		}
	}
	require.Fail(w.t, "no such delivery")
	return ipnsender.Delivery{}
}

// until waits for a state.
func (w *world) until(n uint64, state ipnsender.State) ipnsender.Delivery {
	w.t.Helper()
	limit := time.After(20 * time.Second)
	for {
		changed := w.Changed(seller, w.delivery(n).Object)
		d := w.delivery(n)
		if d.State == state {
			return d
		}
		select {
		case <-changed:
		case <-limit:
			require.Equal(w.t, state, d.State)
		}
	}
}

// moments are the virtual times of attempts, counted from the start.
func moments(d ipnsender.Delivery) (list []string) {
	for _, a := range d.Attempts {
		list = append(list, a.At.Sub(start).String())
	}
	return list
}

// merchant is a receiver that remembers what came, and answers what it is told.
type merchant struct {
	*httptest.Server
	mu     sync.Mutex
	got    []string // bodies
	answer func(n int, w http.ResponseWriter, r *http.Request)
}

// newMerchant answers each request, the first of which is number 1.
func newMerchant(t testing.TB, answer func(n int, w http.ResponseWriter, r *http.Request)) *merchant {
	m := &merchant{answer: answer}
	m.Server = httptest.NewServer(m)
	t.Cleanup(m.Close)
	return m
}

func (m *merchant) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	m.mu.Lock()
	m.got = append(m.got, string(body))
	n := len(m.got)
	m.mu.Unlock()
	if m.answer != nil {
		m.answer(n, w, r)
	}
}

func (m *merchant) bodies() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.got)
}

// statuses answers one status after the other, and the last one ever after.
func statuses(list ...int) func(int, http.ResponseWriter, *http.Request) {
	return func(n int, w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(list[min(n, len(list))-1])
		fmt.Fprintf(w, "answer %d", n)
	}
}

// answers is a transport for tests in which only the sender is of interest.
type answers func(r *http.Request) (status int, err error)

func (a answers) RoundTrip(r *http.Request) (*http.Response, error) {
	status, err := a(r)
	if err != nil {
		return nil, err
	}
	return &http.Response{StatusCode: status, Body: http.NoBody, Request: r}, nil
}

func through(a answers) func(*ipnsender.Options) {
	return func(o *ipnsender.Options) { o.Transport = a }
}

// id is which message a request brings.
func id(r *http.Request) string { return r.Header[idHeader][0] }

// A variable, because it is not how Go would write it.
var idHeader = "x-amz-sns-message-id"

// silence is a merchant who hangs.
func silence(r *http.Request) (int, error) {
	<-r.Context().Done()
	return 0, r.Context().Err()
}

// alone runs a test in which real time passes only when everybody waits, and
// which fails when anybody still waits at the end.
func alone(t *testing.T, test func(t *testing.T)) {
	t.Helper()
	synctest.Test(t, test)
}

package ipnsender_test

import (
	"crypto/rand"
	"crypto/rsa"
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/ipnsender"
	"amazon-pay-emulator/ipnsender/sns"
)

// free is a timeline that costs nothing.
type free struct{}

func (free) Now() time.Time                    { return start }
func (free) Hold() func()                      { return func() {} }
func (free) At(time.Time, func(func())) func() { return func() {} }

// run sends messages and waits for all, with at most some under way.
func run(b *testing.B, o ipnsender.Options, url string, make func(id string) (sns.Request, error)) {
	o.Real = time.Now
	s := ipnsender.New(o)
	places := newPlaces(1000)
	n := 0
	b.ReportAllocs()
	for b.Loop() {
		places.take()
		n++
		id := fmt.Sprint("m", n)
		s.Send(ipnsender.Message{
			Seller: seller, Group: id, ID: id, URL: url, At: start, Timeline: free{}, Done: places.give,
			Request: func() (sns.Request, error) { return make(id) },
		})
	}
	places.takeAll()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "deliveries/s")
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds()/float64(runtime.GOMAXPROCS(0)), "deliveries/s/core")
	require.NoError(b, s.Stop(b.Context()))
}

type places chan struct{}

func newPlaces(n int) places { return make(places, n) }
func (p places) take()       { p <- struct{}{} }
func (p places) give()       { <-p }

func (p places) takeAll() {
	for range cap(p) {
		p.take()
	}
}

func signed(b *testing.B) func(id string) (sns.Request, error) {
	//lint:ignore SA1019 four primes, as the emulator's own signing key has, which sign faster
	key, err := rsa.GenerateMultiPrimeKey(rand.Reader, 4, 2048)
	require.NoError(b, err)
	signer, err := sns.NewSigner(key, "SimpleNotificationService-0f1e2d3c4b5a69788796a5b4c3d2e1f0.pem", sns.V1)
	require.NoError(b, err)
	topic, err := sns.TopicOf("us", seller, "")
	require.NoError(b, err)
	message := `{"NotificationData":"` + strings.Repeat("x", 1500) + `"}`
	return func(id string) (sns.Request, error) {
		n := sns.Notification{MessageID: sns.MessageID(id), Topic: topic, Message: message, Timestamp: start}
		return signer.Sign(n).Request("http://shop.test/"), nil
	}
}

func stub(id string) (sns.Request, error) { return request(id), nil }

// From Send to the answer over loopback, receiver included.
func BenchmarkDeliver(b *testing.B) {
	merchant := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	b.Cleanup(merchant.Close)
	for name, signers := range map[string]int{"half the cores sign": 0, "all cores sign": runtime.GOMAXPROCS(0)} {
		b.Run(name, func(b *testing.B) { run(b, ipnsender.Options{Signers: signers}, merchant.URL, signed(b)) })
	}
	b.Run("unsigned", func(b *testing.B) { run(b, ipnsender.Options{}, merchant.URL, stub) })
}

// What the sender itself costs: nothing is signed, and the answer is there at
// once.
func BenchmarkQueue(b *testing.B) {
	at200 := answers(func(*http.Request) (int, error) { return 200, nil })
	run(b, ipnsender.Options{Transport: at200}, "http://shop.test/", stub)
}

// What a message takes while it waits.
func BenchmarkWaiting(b *testing.B) {
	const waiting = 100_000
	for b.Loop() {
		s := ipnsender.New(ipnsender.Options{Real: time.Now, Transport: answers(silence)})
		before := heap()
		begun := time.Now()
		for n := range waiting {
			id := fmt.Sprint("m", n)
			s.Send(ipnsender.Message{
				Seller: seller, Group: id, ID: id, URL: "http://shop.test/ipn", At: start, Timeline: free{},
				Request: func() (sns.Request, error) { return stub(id) },
			})
		}
		b.ReportMetric(float64(time.Since(begun).Nanoseconds())/waiting, "ns/message")
		b.ReportMetric(float64(heap()-before)/waiting, "B/message")
		begun = time.Now()
		require.NoError(b, s.Stop(b.Context()))
		b.ReportMetric(float64(time.Since(begun).Milliseconds()), "ms/stop")
	}
}

func heap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

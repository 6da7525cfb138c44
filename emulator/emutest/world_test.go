package emutest

import (
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

const week = 7 * 24 * time.Hour

// spy is a test that is watched: what it is told, and how it ended. Its clean-up
// runs when it is told to end.
type spy struct {
	name string

	mu       sync.Mutex
	failed   bool
	fatal    string // the text that it ended with
	log      strings.Builder
	cleanups []func()
}

func (s *spy) Helper()      {}
func (s *spy) Name() string { return s.name }

func (s *spy) Failed() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.failed
}

func (s *spy) Cleanup(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cleanups = append(s.cleanups, f)
}

func (s *spy) Logf(format string, args ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	fmt.Fprintf(&s.log, format+"\n", args...)
}

func (s *spy) Fatalf(format string, args ...any) {
	s.mu.Lock()
	s.failed, s.fatal = true, fmt.Sprintf(format, args...)
	s.mu.Unlock()
	runtime.Goexit()
}

// run lets the test do something, which may end it, and returns what it ended
// with; empty when it did not end.
func (s *spy) run(do func()) string {
	var over sync.WaitGroup
	over.Go(do)
	over.Wait()
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.fatal
}

// end runs the clean-up, the last first, as package testing does.
func (s *spy) end() {
	for len(s.cleanups) > 0 {
		last := len(s.cleanups) - 1
		f := s.cleanups[last]
		s.cleanups = s.cleanups[:last]
		f()
	}
}

func (s *spy) logged() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.log.String()
}

// within is the same seller for another test.
func (e *Emulator) within(t TB) *Emulator {
	own := *e
	own.t = t
	return &own
}

// ending is the text that a test ends with when it does something with the seller.
func (e *Emulator) ending(t *testing.T, do func(e *Emulator)) string {
	t.Helper()
	s := &spy{name: t.Name()}
	return s.run(func() { do(e.within(s)) })
}

func (e *Emulator) authorize(order, reference string) Answer {
	return e.Call("Authorize", "AmazonOrderReferenceId="+order, "AuthorizationReferenceId="+reference, "TransactionTimeout=0",
		"AuthorizationAmount.Amount=106.00", "AuthorizationAmount.CurrencyCode=USD")
}

func (e *Emulator) capture(authorization, reference string) Answer {
	return e.Call("Capture", "AmazonAuthorizationId="+authorization, "CaptureReferenceId="+reference,
		"CaptureAmount.Amount=106.00", "CaptureAmount.CurrencyCode=USD")
}

// pay takes an order to its capture.
func (e *Emulator) pay() (order, authorization, capture string) {
	order = e.CreateOrder(Checkout{Amount: "106.00", State: Open})
	authorization = e.authorize(order, "a").Value("AmazonAuthorizationId")
	return order, authorization, e.capture(authorization, "c").Value("AmazonCaptureId")
}

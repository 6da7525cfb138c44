package emutest_test

import (
	"fmt"
	"log"
	"time"

	"amazon-pay-emulator/emulator/emutest"
)

// An example has no *testing.T; this one stands in for it.
type example struct {
	name     string
	cleanups []func()
}

func (x *example) Helper()                   {}
func (x *example) Name() string              { return x.name }
func (x *example) Cleanup(f func())          { x.cleanups = append(x.cleanups, f) }
func (x *example) Failed() bool              { return false }
func (x *example) Logf(f string, a ...any)   { log.Printf(f, a...) }
func (x *example) Fatalf(f string, a ...any) { log.Panicf(f, a...) }

func (x *example) end() {
	for i := len(x.cleanups) - 1; i >= 0; i-- {
		x.cleanups[i]()
	}
}

// A capture is Completed, until Amazon is told to decline the next one.
func Example() {
	t := &example{name: "Example"} // a *testing.T in your tests
	defer t.end()

	e := emutest.Start(t)
	for _, reference := range []string{"first", "second"} {
		order := e.CreateOrder(emutest.Checkout{Amount: "106.00", State: emutest.Open})
		authorization := e.Call("Authorize", "AmazonOrderReferenceId="+order, "AuthorizationReferenceId="+reference,
			"AuthorizationAmount.Amount=106.00", "AuthorizationAmount.CurrencyCode=USD", "TransactionTimeout=0").Value("AmazonAuthorizationId")
		capture := e.Call("Capture", "AmazonAuthorizationId="+authorization, "CaptureReferenceId="+reference,
			"CaptureAmount.Amount=106.00", "CaptureAmount.CurrencyCode=USD")
		fmt.Println(capture.Value("CaptureStatus.State"))
		e.Next(`{on: Capture, then: {state: Declined, reason: AmazonRejected}}`)
	}
	// Output:
	// Completed
	// Declined
}

// An authorization expires after 30 days, and the shop is told so.
func ExampleEmulator_Advance() {
	t := &example{name: "ExampleEmulator_Advance"}
	defer t.end()

	e := emutest.Start(t)
	ipns := e.ReceiveIPNs()
	order := e.CreateOrder(emutest.Checkout{Amount: "106.00", State: emutest.Open})
	e.Call("Authorize", "AmazonOrderReferenceId="+order, "AuthorizationReferenceId=a", "TransactionTimeout=0",
		"AuthorizationAmount.Amount=106.00", "AuthorizationAmount.CurrencyCode=USD")
	for _, event := range e.Advance(30 * 24 * time.Hour) {
		fmt.Println(event.At.Format(time.DateOnly), event.Type, event.To, event.Reason)
	}
	for _, n := range ipns.Accepted() {
		fmt.Println(n.Type, n.State)
	}
	// Output:
	// 2026-01-31 authorization Closed ExpiredUnused
	// PaymentAuthorize Open
	// PaymentAuthorize Closed
}

// Scenarios that are built in go by their names.
func ExampleEmulator_Use() {
	t := &example{name: "ExampleEmulator_Use"}
	defer t.end()

	e := emutest.Start(t)
	e.Use("lost-answer")
	order := e.CreateOrder(emutest.Checkout{Amount: "106.00", State: emutest.Open})
	authorization := e.Call("Authorize", "AmazonOrderReferenceId="+order, "AuthorizationReferenceId=a", "TransactionTimeout=0",
		"AuthorizationAmount.Amount=106.00", "AuthorizationAmount.CurrencyCode=USD").Value("AmazonAuthorizationId")
	for range 2 { // the second is the same capture, found again
		answer := e.Call("Capture", "AmazonAuthorizationId="+authorization, "CaptureReferenceId=c",
			"CaptureAmount.Amount=106.00", "CaptureAmount.CurrencyCode=USD")
		fmt.Println(answer.Err != nil, answer.Status)
	}
	fmt.Println(len(e.Object(authorization).CaptureIDs), "capture")
	// Output:
	// true 0
	// false 200
	// 1 capture
}

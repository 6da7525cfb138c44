// Package emutest is the emulator inside a Go test: on a port of its own, in the
// test's process, ready in about a millisecond and gone when the test is over.
//
//	func TestCheckout(t *testing.T) {
//		e := emutest.Start(t)
//		shop := newShop(e.Endpoint(emutest.Sandbox), e.Credentials())
//		order := e.CreateOrder(emutest.Checkout{Amount: "106.00", State: emutest.Open})
//		e.Next(`{on: Capture, then: {state: Declined, reason: AmazonRejected}}`)
//		require.ErrorIs(t, shop.Charge(order), errDeclined)
//	}
//
// Its clock stands still at [ClockStart] until the test moves it, and its seed is
// fixed, so that the same calls get the same ids, times and decisions in every
// run. Nothing is read from or written to the disk.
//
// Tests that run side by side may share one emulator, each by a seller of its
// own: see [Emulator.Seller]. That is cheaper than an emulator for each where IPNs
// or TLS are wanted, as the keys for those take their time to make. They are made
// when first needed, so what needs neither never waits for them.
//
// A method that can't do what it was asked ends its test, and says what it saw
// instead. So, as with testing.T.FailNow, call them from the test's own goroutine.
//
// Read emulator.go first. All but starting and stopping goes through the admin API
// over HTTP, as from any other language: a test in Go sees and moves exactly what
// curl would, and there is no second way in that could say something else. The
// package holds no rules of the service, and never may.
package emutest

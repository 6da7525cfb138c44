package server

import (
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/stretchr/testify/require"
)

// badDay is what a shop sees that pays and refunds many orders.
type badDay struct {
	*checkout
	calls  []string        // what each came to, in their order
	delays []time.Duration // of their answers
	told   []string        // each notification, sorted: those of several orders overtake each other
}

// flaky expects each kind of trouble in some hundred calls, the same on two days
// with one seed, and another with another.
func flaky(c *checkout) {
	first := &badDay{checkout: c}
	again := &badDay{checkout: openCheckout(c.t, "flaky")}
	other := &badDay{checkout: openCheckout(c.t, "flaky", func(o *Options) { o.Seed = 1 })}
	var all sync.WaitGroup
	for _, d := range []*badDay{first, again, other} {
		all.Go(d.pass)
	}
	all.Wait()
	require.Equal(c.t, first.calls, again.calls)
	require.Equal(c.t, first.delays, again.delays)
	require.Equal(c.t, first.told, again.told)
	require.NotEqual(c.t, first.calls, other.calls)
	require.NotEqual(c.t, first.delays, other.delays)

	for _, trouble := range []string{"503 RequestThrottled", "500 InternalServerError", "reset", "Declined ProcessingFailure"} {
		require.True(c.t, slices.ContainsFunc(first.calls, func(call string) bool { return strings.Contains(call, trouble) }), trouble)
	}
	require.NotZero(c.t, slices.Max(first.delays))
	require.Zero(c.t, slices.Min(first.delays))
	once := slices.Compact(slices.Clone(first.told))
	require.Greater(c.t, len(first.told), len(once), "some come twice")
	require.Less(c.t, len(first.told), 2*len(once), "and some don't")
}

// pass pays and refunds, trying again what fails.
func (d *badDay) pass() {
	d.t.Helper()
	for i := range 40 {
		n := strconv.Itoa(i)
		authorization := d.until("Authorize", "AmazonAuthorizationId", "AmazonOrderReferenceId", d.merchant.order(), "AuthorizationReferenceId", "a"+n,
			"AuthorizationAmount.Amount", "10", "AuthorizationAmount.CurrencyCode", "USD", "TransactionTimeout", "0")
		capture := d.until("Capture", "AmazonCaptureId", captureOf(authorization, "c"+n)...)
		d.until("Refund", "AmazonRefundId", "AmazonCaptureId", capture, "RefundReferenceId", "r"+n, "RefundAmount.Amount", "1", "RefundAmount.CurrencyCode", "USD")
	}
	d.advance(minute)
	list, _ := d.account().Records()
	for _, r := range slices.Backward(list) {
		d.delays = append(d.delays, r.Delay)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, r := range d.received {
		d.told = append(d.told, r.kind+" "+r.object+" "+r.id)
	}
	slices.Sort(d.told)
}

// until makes a call again until it succeeds, with another reference id where it
// was declined, and returns the id of what it made.
func (d *badDay) until(action, made string, pairs ...string) (id string) {
	d.t.Helper()
	for {
		r := d.try(action, pairs...)
		id := r.text(made)
		d.calls = append(d.calls, strings.Join([]string{action, pairs[1], pairs[3], r.String(), id}, " "))
		switch {
		case r.text("State") == "Declined":
			pairs[3] += "x"
		case id != "":
			return id
		}
	}
}

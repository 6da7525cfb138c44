package server

import (
	"context"
	"time"

	"github.com/stretchr/testify/require"
)

// lostLibrary are the scenarios under which answers are late, errors, or lost.
var lostLibrary = map[string]func(*checkout){
	"throttled-then-ok": func(c *checkout) {
		c.failsOnce("503 RequestThrottled")
	},
	"internal-error-then-ok": func(c *checkout) {
		c.failsOnce("500 InternalServerError")
	},
	"lost-answer": func(c *checkout) {
		c.confirmed()
		authorization := c.authorizes("a", "Open")
		c.captures(authorization, "c", "reset")
		c.finds(authorization, "Closed MaxCapturesProcessed")
		capture := c.captures(authorization, "c", "Completed")
		require.Equal(c.t, c.last("Capture").Object, capture)
		require.True(c.t, c.last("Capture").Replay)
		c.receives("authorization Open", "capture Completed", "authorization Closed MaxCapturesProcessed")
		c.captures(c.authorizes("b", "Open"), "d", "reset") // each reference id
	},
	"answer-truncated": func(c *checkout) {
		c.confirmed()
		c.authorizes("a", "truncated")
		authorization := c.authorizes("a", "Open")
		c.captures(authorization, "c", "truncated")
		capture := c.captures(authorization, "c", "Completed")
		c.refunds(capture, "r", "truncated")
		c.refunds(capture, "r", "Pending")
		c.advance(minute)
		c.receives("authorization Open", "capture Completed", "authorization Closed MaxCapturesProcessed", "refund Completed")
	},
	"capture-hangs": func(c *checkout) {
		c.confirmed()
		authorization := c.authorizes("a", "Open")
		ctx, giveUp := context.WithCancel(c.t.Context())
		given := make(chan reply, 1)
		go func() { given <- c.tryUntil(ctx, "Capture", captureOf(authorization, "c")...) }()
		c.got(3) // no answer comes that they could overtake
		select {
		case r := <-given:
			require.Fail(c.t, "it was answered", r.String())
		default:
		}
		giveUp()
		r := <-given
		r.is(c.t, "given up")
		c.captures(authorization, "c", "Completed")
		c.receives("authorization Open", "capture Completed", "authorization Closed MaxCapturesProcessed")
	},
	"slow-answers": func(c *checkout) {
		began := time.Now()
		c.try("GetServiceStatus").is(c.t, "ok")
		require.GreaterOrEqual(c.t, time.Since(began), 2*time.Second) // a promise, however fast the machine
		require.Equal(c.t, 2*time.Second, c.last("GetServiceStatus").Delay)
		c.order = "S01-0000000-0000099" // which there isn't
		c.authorizes("refused", "404 InvalidOrderReferenceId")
		require.Zero(c.t, c.last("Authorize").Delay)
	},
	"flaky": flaky,
}

// failsOnce expects that the first Authorize, Capture and Refund with a
// reference id fails and has no effect, and the second does not.
func (c *checkout) failsOnce(want string) {
	c.t.Helper()
	c.confirmed()
	for _, reference := range []string{"first", "second"} {
		c.authorizes(reference, want)
		authorization := c.authorizes(reference, "Open")
		c.receives("authorization Open")
		c.captures(authorization, reference+"-capture", want)
		c.finds(authorization, "Open")
		capture := c.captures(authorization, reference+"-capture", "Completed")
		c.receives("capture Completed", "authorization Closed MaxCapturesProcessed")
		c.refunds(capture, reference+"-refund", want)
		c.advance(minute)
		c.receives()
		c.refunds(capture, reference+"-refund", "Pending")
		c.advance(minute)
		c.receives("refund Completed")
	}
}

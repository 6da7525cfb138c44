package server

import (
	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/ipnsender"
	"amazon-pay-emulator/ipnsender/sns"
)

// toldLibrary are the scenarios that say how notifications arrive.
var toldLibrary = map[string]func(*checkout){
	"ipn-bad-signature": func(c *checkout) {
		c.paid()
		for _, r := range c.receives("forged authorization Open", "forged capture Completed", "forged authorization Closed MaxCapturesProcessed") {
			require.ErrorIs(c.t, r.err, sns.ErrSignature)
		}
	},
	"ipn-bad-topic": func(c *checkout) {
		c.paid()
		for _, r := range c.receives("forged authorization Open", "forged capture Completed", "forged authorization Closed MaxCapturesProcessed") {
			require.ErrorIs(c.t, r.err, sns.ErrHeaders)
		}
	},
	"ipn-dropped": func(c *checkout) {
		capture := c.paid()
		c.refunds(capture, "r", "Pending")
		c.advance(30 * day)
		c.receives()
		list := c.deliveries()
		require.Len(c.t, list, 4)
		for _, d := range list {
			require.Equal(c.t, ipnsender.Dropped, d.State)
		}
		c.try("GetCaptureDetails", "AmazonCaptureId", capture).is(c.t, "Completed")
	},
	"ipn-duplicated": func(c *checkout) {
		c.paid()
		list := c.receives("authorization Open", "authorization Open", "capture Completed", "capture Completed",
			"authorization Closed MaxCapturesProcessed", "authorization Closed MaxCapturesProcessed")
		for i := 0; i < len(list); i += 2 {
			require.Equal(c.t, list[i].id, list[i+1].id)
		}
		require.GreaterOrEqual(c.t, list[0].calls, 3, "after the answer")
		require.GreaterOrEqual(c.t, list[2].calls, 4)
		require.NotEqual(c.t, list[0].id, list[2].id)
		require.NotEqual(c.t, list[2].id, list[4].id)
	},
	"ipn-early": func(c *checkout) {
		c.paid()
		var calls []int
		for _, r := range c.receives("authorization Open", "capture Completed", "authorization Closed MaxCapturesProcessed") {
			calls = append(calls, r.calls)
		}
		require.Equal(c.t, []int{2, 3, 3}, calls, "after the two that made the order, and each before its own")
	},
	"ipn-late": func(c *checkout) {
		c.paid()
		c.receives()
		c.advance(hour - moment)
		c.receives()
		c.advance(moment)
		c.receives("authorization Open", "capture Completed", "authorization Closed MaxCapturesProcessed")
	},
	"ipn-out-of-order": func(c *checkout) {
		c.confirmed()
		authorization := c.authorizes("a", "Open")
		c.advance(hour)
		c.receives()
		c.captures(authorization, "c", "Completed")
		_, told := c.arrivals() // the two that come after the first overtake each other
		require.Equal(c.t, "capture Completed", told[0])
		require.ElementsMatch(c.t, []string{"authorization Open", "authorization Closed MaxCapturesProcessed"}, told[1:])
	},
}

// paid makes an order that is captured, and returns its capture.
func (c *checkout) paid() string {
	c.t.Helper()
	c.confirmed()
	return c.captures(c.authorizes("a", "Open"), "c", "Completed")
}

package emulator

import (
	"fmt"
	"time"
)

// Day is 24 hours: all of Amazon Pay's periods are counted in elapsed time,
// never in calendar days (assumed).
const Day = 24 * time.Hour

// Timings are the durations after which things happen.
type Timings struct {
	DraftLifetime         time.Duration // an unconfirmed order is Canceled, Stale
	OrderLifetime         time.Duration // since creation; then Closed, Expired
	AuthorizationLifetime time.Duration // since it became Open; then Closed, ExpiredUnused
	SyncCaptureWindow     time.Duration // since the authorization became Open, inclusive: captures answer at once
	AuthorizationPending  time.Duration // an asynchronous authorization stays Pending
	AuthorizationTimeout  time.Duration // when the call names no TransactionTimeout
	CapturePending        time.Duration // a capture after the window stays Pending
	RefundPending         time.Duration // a refund stays Pending
	ClosedByAmazon        time.Duration // a simulated AmazonClosed comes this long after Open or Completed
	ExpiredUnused         time.Duration // a simulated ExpiredUnused comes this long after Open
	IPNDelay              time.Duration // a notification leaves this long after its event
}

// Limits are the numbers that a call must not pass.
type Limits struct {
	AuthorizationsPerOrder   int   // those that are Pending, Open or captured
	CapturesPerAuthorization int   // 1; up to 10 for specially enabled sellers
	RefundsPerCapture        int   // those that are Pending or Completed
	OverchargePercent        int   // above an order total or a captured amount
	OverchargeAmount         int64 // but no more than this many units
}

// Rules are the timings and limits in force.
type Rules struct {
	Timings Timings
	Limits  Limits
}

// Production is how the live service behaves (documented, but for
// CapturePending: "an hour or more", and AuthorizationPending: "a minute or
// more" live and 30 s in the sandbox, for which one value serves here).
func Production() Rules {
	return Rules{
		Timings: Timings{
			DraftLifetime:         3 * time.Hour,
			OrderLifetime:         180 * Day,
			AuthorizationLifetime: 30 * Day,
			SyncCaptureWindow:     7 * Day,
			AuthorizationPending:  30 * time.Second,
			AuthorizationTimeout:  1440 * time.Minute,
			CapturePending:        time.Hour,
			RefundPending:         30 * time.Second,
			ClosedByAmazon:        30 * time.Second,
			ExpiredUnused:         time.Minute,
		},
		Limits: Limits{
			AuthorizationsPerOrder:   25,
			CapturesPerAuthorization: 1,
			RefundsPerCapture:        10,
			OverchargePercent:        15,
			OverchargeAmount:         75,
		},
	}
}

// LikeSandbox is how Amazon's own sandbox behaves: an authorization lives 2 days
// (documented) and a Pending capture is resolved after 30 s (assumed).
func LikeSandbox() Rules {
	r := Production()
	r.Timings.AuthorizationLifetime = 2 * Day
	r.Timings.CapturePending = 30 * time.Second
	return r
}

// RulesOf returns the rules of a profile: production or sandbox.
func RulesOf(profile string) (Rules, error) {
	switch profile {
	case "production":
		return Production(), nil
	case "sandbox":
		return LikeSandbox(), nil
	}
	return Rules{}, fmt.Errorf("%q is not a profile; write production or sandbox", profile)
}

// yenPerUnit turns OverchargeAmount into yen: 8,400 stand for 75 (assumed).
const yenPerUnit = 8400 / 75

// Allowance is how much may be authorized above an order total, or refunded
// above a captured amount: the smaller of a percentage, rounded half up to the
// smallest amount of the currency, and a fixed amount (documented; the rounding
// observed).
func (l Limits) Allowance(of Money) Money {
	most := Units(l.OverchargeAmount, of.Currency)
	if of.Currency == JPY {
		most.Minor *= yenPerUnit
	}
	share := (of.Minor*int64(l.OverchargePercent) + 50) / 100
	return Money{Minor: min(share, most.Minor), Currency: of.Currency}
}

// Maximum is the largest single amount of an order total, authorization,
// capture or refund: 150,000 units, or 10,000,000 yen (documented for USD, GBP,
// EUR and JPY, assumed for the others).
func Maximum(c Currency) Money {
	if c == JPY {
		return Units(10_000_000, c)
	}
	return Units(150_000, c)
}

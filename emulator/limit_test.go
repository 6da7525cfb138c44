package emulator_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
)

// The worked checks were documented or observed: docs/fidelity.md, "Amounts".
func TestAllowance(t *testing.T) {
	limits := emulator.Production().Limits
	for _, c := range []struct{ name, of, upTo string }{
		{"worked check: 15 percent", "100.00", "115.00"},
		{"worked check: the documents' example", "200.00", "230.00"},
		{"worked check: 75 is the most", "1000.00", "1075.00"},
		{"worked check: rounded to the cent", "19.95", "22.94"},
		{"worked check: rounded to the yen", "646 JPY", "743 JPY"},
		{"both alike", "500.00", "575.00"},
		{"a cent below", "499.99", "574.99"},
		{"a cent above", "500.01", "575.01"},
		{"half a cent rounds up", "0.10", "0.12"},
		{"less than half a cent", "0.03", "0.03"},
		{"half a cent more", "0.04", "0.05"},
		{"euro", "1000 EUR", "1075 EUR"},
		{"pounds", "1000 GBP", "1075 GBP"},
		{"8,400 yen are the most", "100000 JPY", "108400 JPY"},
		{"yen, both alike", "56000 JPY", "64400 JPY"},
		{"yen, one below", "55999 JPY", "64399 JPY"},
		{"the largest total", "150000", "150075"},
	} {
		t.Run(c.name, func(t *testing.T) {
			of := money(c.of)
			require.Equal(t, money(c.upTo), of.Plus(limits.Allowance(of)))
		})
	}
	t.Run("settings", func(t *testing.T) {
		require.Equal(t, emulator.Units(0, emulator.USD), emulator.Limits{}.Allowance(money("100")))
		require.Equal(t, emulator.Units(10, emulator.USD), emulator.Limits{OverchargePercent: 20, OverchargeAmount: 10}.Allowance(money("100")))
		require.Equal(t, emulator.Money{}, limits.Allowance(emulator.Money{}))
	})
}

func TestAuthorizedUpToTheAllowance(t *testing.T) {
	for _, c := range []struct{ name, total, most, more string }{
		{"100", "100", "115", "0.01"},
		{"1000", "1000", "1075", "0.01"},
		{"200", "200", "230", "0.01"},
		{"yen", "646 JPY", "743 JPY", "1 JPY"},
	} {
		t.Run(c.name+" in one", func(t *testing.T) {
			s := opened(t, c.total)
			over := money(c.most).Plus(money(c.more))
			e := s.refused(emulator.Authorize{Order: orderID, Amount: over}, emulator.AuthorizationOverTotal)
			require.Equal(t, money(c.most), e.Max)
			require.True(t, e.Sum.IsZero())
			require.Equal(t, over, e.Amount)
			s.authorize(c.most)
		})
		t.Run(c.name+" in two", func(t *testing.T) {
			s := opened(t, c.total)
			s.authorize(c.total)
			rest := money(c.most)
			rest.Minor -= money(c.total).Minor
			e := s.refused(emulator.Authorize{Order: orderID, Amount: rest.Plus(money(c.more))}, emulator.AuthorizationOverTotal)
			require.Equal(t, money(c.total), e.Sum)
			s.do(emulator.Authorize{Order: orderID, Amount: rest})
		})
	}
}

// What counts against the order total.
func TestAmountCounted(t *testing.T) {
	for _, c := range []struct {
		name  string
		spend func(*story)
		sum   string
	}{
		{"Open in full", func(s *story) { s.authorize("40") }, "40"},
		{"Pending in full", func(s *story) { s.ask("40") }, "40"},
		{"Declined not at all", func(s *story) { s.authorize("40", declined(emulator.ProcessingFailure)) }, "0"},
		{"Closed without a capture not at all", func(s *story) { s.do(emulator.CloseAuthorization{Authorization: s.authorize("40")}) }, "0"},
		{"Closed as far as captured", func(s *story) { s.capture(s.authorize("40"), "15") }, "15"},
		{"captured and refunded", func(s *story) { s.refund(s.capture(s.authorize("40"), "15"), "15"); s.wait(day) }, "15"},
		{"Open with a Pending capture in full", func(s *story) { s.capture(s.authorize("40"), "15", pendingCapture) }, "40"},
		{"Closed with a Pending capture as far as that may take", func(s *story) {
			a := s.authorize("40")
			s.capture(a, "15", pendingCapture)
			s.do(emulator.CloseAuthorization{Authorization: a})
		}, "15"},
		{"all together", func(s *story) {
			s.authorize("10")
			s.ask("10")
			s.capture(s.authorize("40"), "15")
		}, "35"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := opened(t, "100")
			c.spend(s)
			e := s.refused(emulator.Authorize{Order: orderID, Amount: money("115.01")}, emulator.AuthorizationOverTotal)
			require.Equal(t, c.sum+".00", e.Sum.Amount())
		})
	}
}

func TestRefundedUpToTheAllowance(t *testing.T) {
	for _, c := range []struct{ name, captured, most, more string }{
		{"19.95", "19.95", "22.94", "0.01"},
		{"646 yen", "646 JPY", "743 JPY", "1 JPY"},
		{"1000", "1000", "1075", "0.01"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, capture := completed(t, c.captured)
			over := money(c.most).Plus(money(c.more))
			e := s.refused(emulator.RefundCapture{Capture: capture, Amount: over}, emulator.RefundOverCaptured)
			require.Equal(t, money(c.most), e.Max)
			require.Equal(t, over, e.Amount)
			s.refund(capture, c.captured)
			e = s.refused(emulator.RefundCapture{Capture: capture, Amount: money(c.captured)}, emulator.RefundOverCaptured)
			require.Equal(t, money(c.captured), e.Sum, "a Pending refund counts")
		})
	}
}

func TestMaximum(t *testing.T) {
	for _, c := range []struct{ name, most, over string }{
		{"dollars", "150000", "150000.01"},
		{"euro", "150000 EUR", "150000.01 EUR"},
		{"pounds", "150000 GBP", "150000.01 GBP"},
		{"yen", "10000000 JPY", "10000001 JPY"},
		{"francs", "150000 CHF", "150000.01 CHF"},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.Equal(t, money(c.most), emulator.Maximum(money(c.most).Currency))
			s := opened(t, c.most)
			e := s.refused(emulator.Authorize{Order: orderID, Amount: money(c.over)}, emulator.AmountOverMaximum)
			require.Equal(t, money(c.most), e.Max)
			capture := s.capture(s.authorize(c.most), c.most)
			s.refused(emulator.RefundCapture{Capture: capture, Amount: money(c.over)}, emulator.AmountOverMaximum)
			s.refund(capture, c.most)
		})
	}
}

func TestRules(t *testing.T) {
	production, err := emulator.RulesOf("production")
	require.NoError(t, err)
	require.Equal(t, emulator.Production(), production)
	require.Equal(t, emulator.Timings{
		DraftLifetime: 3 * time.Hour, OrderLifetime: 180 * 24 * time.Hour, AuthorizationLifetime: 30 * 24 * time.Hour,
		SyncCaptureWindow: 7 * 24 * time.Hour, AuthorizationPending: 30 * time.Second, AuthorizationTimeout: 24 * time.Hour,
		CapturePending: time.Hour, RefundPending: 30 * time.Second, ClosedByAmazon: 30 * time.Second, ExpiredUnused: time.Minute,
	}, production.Timings)
	require.Equal(t, emulator.Limits{
		AuthorizationsPerOrder: 25, CapturesPerAuthorization: 1, RefundsPerCapture: 10, OverchargePercent: 15, OverchargeAmount: 75,
	}, production.Limits)

	sandbox, err := emulator.RulesOf("sandbox")
	require.NoError(t, err)
	require.Equal(t, 48*time.Hour, sandbox.Timings.AuthorizationLifetime)
	require.Equal(t, 30*time.Second, sandbox.Timings.CapturePending)
	sandbox.Timings.AuthorizationLifetime, sandbox.Timings.CapturePending = 30*24*time.Hour, time.Hour
	require.Equal(t, production, sandbox, "nothing else differs")

	_, err = emulator.RulesOf("Sandbox")
	require.ErrorContains(t, err, "write production or sandbox")
}

package emulator_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
)

func TestNewOrderID(t *testing.T) {
	for _, c := range []struct {
		env    emulator.Environment
		region emulator.Region
		a, b   uint32
		id     string
	}{
		{emulator.Sandbox, emulator.US, 4400112, 7788990, "S01-4400112-7788990"},
		{emulator.Sandbox, emulator.UK, 0, 9999999, "S02-0000000-9999999"},
		{emulator.Sandbox, emulator.DE, 1, 2, "S02-0000001-0000002"},
		{emulator.Sandbox, emulator.JP, 12, 34, "S03-0000012-0000034"},
		{emulator.Live, emulator.US, 4400112, 7788990, "P01-4400112-7788990"},
		{emulator.Live, emulator.JP, 10_000_001, 4_294_967_295, "P03-0000001-4967295"},
	} {
		t.Run(c.id, func(t *testing.T) {
			id := emulator.NewOrderID(c.env, c.region, c.a, c.b)
			require.Equal(t, c.id, id)
			require.NoError(t, emulator.CheckOrderID(id, c.env))
		})
	}
}

func TestCheckOrderID(t *testing.T) {
	for _, c := range []struct {
		name, id string
		env      emulator.Environment
		ok       bool
	}{
		{"sandbox", "S01-4400112-7788990", emulator.Sandbox, true},
		{"live", "P02-4400112-7788990", emulator.Live, true},
		{"any region", "S99-4400112-7788990", emulator.Sandbox, true},
		{"live in the sandbox", "P01-4400112-7788990", emulator.Sandbox, false},
		{"sandbox in live", "S01-4400112-7788990", emulator.Live, false},
		{"billing agreement", "C01-4400112-7788990", emulator.Sandbox, false},
		{"lower case", "s01-4400112-7788990", emulator.Sandbox, false},
		{"too short", "S01-4400112-778899", emulator.Sandbox, false},
		{"too long", "S01-4400112-77889900", emulator.Sandbox, false},
		{"letters", "S01-44OO112-7788990", emulator.Sandbox, false},
		{"dash missing", "S01-440011297788990", emulator.Sandbox, false},
		{"nothing", "", emulator.Sandbox, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := emulator.CheckOrderID(c.id, c.env)
			if c.ok {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, `"`+c.id+`"`)
			require.ErrorContains(t, err, "01-1234567-1234567")
		})
	}
}

func TestCheckChildID(t *testing.T) {
	for _, c := range []struct {
		name, tail string
		kind       emulator.Kind
		ok         bool
	}{
		{"authorization", "-A031744", emulator.KindAuthorization, true},
		{"capture", "-C031744", emulator.KindCapture, true},
		{"refund", "-R055120", emulator.KindRefund, true},
		{"as in older documents", "-0000001", emulator.KindAuthorization, true},
		{"another kind's letter", "-C031744", emulator.KindAuthorization, false},
		{"five digits", "-A03174", emulator.KindAuthorization, false},
		{"seven digits", "-A0317441", emulator.KindAuthorization, false},
		{"six digits, no letter", "-031744", emulator.KindAuthorization, false},
		{"no dash", "A031744", emulator.KindAuthorization, false},
		{"the order itself", "", emulator.KindAuthorization, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := emulator.CheckChildID(orderID+c.tail, c.kind, orderID)
			require.Equal(t, c.ok, err == nil, err)
		})
	}
	require.Error(t, emulator.CheckChildID("S01-0000000-0000000-A031744", emulator.KindAuthorization, orderID), "another order's")
}

func TestNewChildID(t *testing.T) {
	for _, c := range []struct {
		kind emulator.Kind
		n    uint32
		id   string
	}{
		{emulator.KindAuthorization, 31744, orderID + "-A031744"},
		{emulator.KindCapture, 0, orderID + "-C000000"},
		{emulator.KindRefund, emulator.ChildIDs - 1, orderID + "-R099999"},
	} {
		t.Run(c.id, func(t *testing.T) {
			id := emulator.NewChildID(orderID, c.kind, c.n)
			require.Equal(t, c.id, id)
			require.NoError(t, emulator.CheckChildID(id, c.kind, orderID))
			require.Equal(t, orderID, emulator.OrderOf(id))
		})
	}
}

func TestOrderOf(t *testing.T) {
	for id, order := range map[string]string{
		orderID:              orderID,
		orderID + "-A031744": orderID,
		orderID + "-0000001": orderID,
		orderID + "-":        orderID,
		orderID + "A":        orderID + "A",
		"S01":                "S01",
		"":                   "",
	} {
		require.Equal(t, order, emulator.OrderOf(id), id)
	}
}

func TestRegions(t *testing.T) {
	for region, own := range map[emulator.Region]emulator.Currency{
		emulator.US: emulator.USD, emulator.UK: emulator.GBP, emulator.DE: emulator.EUR, emulator.JP: emulator.JPY,
	} {
		require.True(t, region.Known())
		require.Equal(t, own, region.Currency())
		require.True(t, region.Takes(own))
		european := region == emulator.UK || region == emulator.DE
		for _, c := range append([]emulator.Currency{emulator.EUR, emulator.GBP}, emulator.MultiCurrency...) {
			require.Equal(t, european || c == own, region.Takes(c), "%s %s", region, c)
		}
		require.Equal(t, region == emulator.US, region.Takes(emulator.USD))
		require.Equal(t, region == emulator.JP, region.Takes(emulator.JPY))
	}
	require.False(t, emulator.Region("fr").Known())
	require.False(t, emulator.Region("").Known())
}

func TestDrawnIDs(t *testing.T) {
	drawing := func(digits ...uint32) func(uint32) uint32 {
		return func(n uint32) uint32 {
			require.Equal(t, uint32(100_000), n, "all six digits but the first, which is 0")
			require.NotEmpty(t, digits, "drawn once too often")
			d := digits[0]
			digits = digits[1:]
			return d
		}
	}
	apply := func(t *testing.T, o emulator.Order, c emulator.Command, v emulator.Verdict, digits ...uint32) emulator.Step {
		step, err := c.Apply(o, v, emulator.Env{Now: dawn, Rules: emulator.Production(), Digits: drawing(digits...)})
		require.NoError(t, err)
		return step
	}
	ten := emulator.Authorize{Order: orderID, Amount: money("10")}

	t.Run("a letter for the kind and six digits", func(t *testing.T) {
		o := opened(t, "100").order
		a := apply(t, o, ten, emulator.Verdict{}, 31744)
		require.Equal(t, orderID+"-A031744", a.Object)
		c := apply(t, a.Order, emulator.CaptureFunds{Authorization: a.Object, Amount: money("10")}, emulator.Verdict{}, 7)
		require.Equal(t, orderID+"-C000007", c.Object)
		r := apply(t, c.Order, emulator.RefundCapture{Capture: c.Object, Amount: money("10")}, emulator.Verdict{}, 99_999)
		require.Equal(t, orderID+"-R099999", r.Object)
	})
	t.Run("chosen ids are taken as they are", func(t *testing.T) {
		s := opened(t, "100")
		a := s.do(emulator.Authorize{Order: orderID, Amount: money("10"), ID: orderID + "-0000001"})
		require.Equal(t, orderID+"-0000001", a)
		c := s.do(emulator.CaptureFunds{Authorization: a, Amount: money("10"), ID: orderID + "-C000002"})
		require.Equal(t, orderID+"-C000002", c)
		require.Equal(t, orderID+"-R000003", s.do(emulator.RefundCapture{Capture: c, Amount: money("10"), ID: orderID + "-R000003"}))
	})
	t.Run("taken digits are drawn again", func(t *testing.T) {
		o := apply(t, opened(t, "100").order, ten, emulator.Verdict{}, 5).Order
		require.Equal(t, orderID+"-A000006", apply(t, o, ten, emulator.Verdict{}, 5, 5, 6).Object)
	})
	t.Run("an authorization avoids a capture's digits", func(t *testing.T) {
		a := apply(t, opened(t, "100").order, ten, emulator.Verdict{}, 1)
		c := apply(t, a.Order, emulator.CaptureFunds{Authorization: a.Object, Amount: money("10")}, emulator.Verdict{}, 2)
		require.Equal(t, orderID+"-A000003", apply(t, c.Order, ten, emulator.Verdict{}, 2, 3).Object)
	})
	t.Run("a capture avoids an authorization's digits", func(t *testing.T) {
		now := emulator.Authorize{Order: orderID, Amount: money("10"), Timeout: day, CaptureNow: true}
		pending := apply(t, opened(t, "100").order, now, emulator.Verdict{}, 1)
		a := apply(t, pending.Order, ten, emulator.Verdict{}, 2)
		c := apply(t, a.Order, emulator.CaptureFunds{Authorization: a.Object, Amount: money("10")}, emulator.Verdict{}, 1, 3)
		require.Equal(t, orderID+"-C000003", c.Object, "C000001 will be the capture of A000001")
	})
}

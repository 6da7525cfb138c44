package emulator_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
)

func TestSetDetails(t *testing.T) {
	t.Run("any number of times in Draft, the last wins", func(t *testing.T) {
		s := draft(t)
		s.do(emulator.SetDetails{Order: orderID, Total: money("100"), Attributes: emulator.AttributesPatch{
			SellerOrderID: new("web-1"), SellerNote: new("two paperbacks"), Categories: []string{"books"}, RequestPaymentAuthorization: new(true),
		}})
		s.do(emulator.SetDetails{Order: orderID, Total: money("84.20"), Attributes: emulator.AttributesPatch{SellerOrderID: new("web-2"), StoreName: new("Pine")}})
		s.told()
		require.Equal(t, money("84.20"), s.order.Total)
		require.Equal(t, &emulator.Attributes{
			SellerOrderID: "web-2", StoreName: "Pine", SellerNote: "two paperbacks", Categories: []string{"books"}, RequestPaymentAuthorization: true,
		}, s.order.Attributes, "what isn't named stays")
		s.do(emulator.SetDetails{Order: orderID, Total: money("84.20"), Attributes: emulator.AttributesPatch{SellerNote: new("")}})
		require.Empty(t, s.order.Attributes.SellerNote, "named, and empty")
	})
	t.Run("every attribute", func(t *testing.T) {
		s := draft(t)
		s.do(emulator.SetAttributes{Order: orderID, Attributes: emulator.AttributesPatch{
			SellerOrderID: new("a"), StoreName: new("b"), CustomInformation: new("c"), SupplementaryData: new("d"), Categories: []string{"e", "f"},
			SellerNote: new("g"), PlatformID: new("h"), RequestPaymentAuthorization: new(true), ProviderID: new("i"), ProviderOrderID: new("j"),
		}})
		require.Equal(t, &emulator.Attributes{
			SellerOrderID: "a", StoreName: "b", CustomInformation: "c", SupplementaryData: "d", Categories: []string{"e", "f"},
			SellerNote: "g", PlatformID: "h", RequestPaymentAuthorization: true, ProviderID: "i", ProviderOrderID: "j",
		}, s.order.Attributes)
	})
	for _, c := range []struct {
		name string
		to   func(*testing.T) *story
	}{
		{"Open", func(t *testing.T) *story { return opened(t, "100") }},
		{"Suspended", suspended},
		{"Canceled", func(t *testing.T) *story { s := draft(t); s.do(emulator.Cancel{Order: orderID}); return s }},
		{"Closed", func(t *testing.T) *story {
			s := opened(t, "100")
			s.do(emulator.CloseOrder{Order: orderID})
			return s
		}},
	} {
		t.Run("refused in "+c.name, func(t *testing.T) {
			s := c.to(t)
			e := s.refused(emulator.SetDetails{Order: orderID, Total: money("50")}, emulator.OrderNotModifiable)
			require.Equal(t, s.order.Status, e.Status)
			require.Equal(t, orderID, e.ID)
		})
	}
}

// What may change before confirmation, once after it, and always.
func TestSetAttributes(t *testing.T) {
	set := func(p emulator.AttributesPatch) emulator.SetAttributes {
		return emulator.SetAttributes{Order: orderID, Attributes: p}
	}
	total := emulator.SetAttributes{Order: orderID, Total: new(money("50"))}
	always := map[string]emulator.SetAttributes{
		"StoreName":         set(emulator.AttributesPatch{StoreName: new("Elm")}),
		"CustomInformation": set(emulator.AttributesPatch{CustomInformation: new("x")}),
		"SupplementaryData": set(emulator.AttributesPatch{SupplementaryData: new("{}")}),
		"SellerNote":        set(emulator.AttributesPatch{SellerNote: new("late")}),
		"PlatformId":        set(emulator.AttributesPatch{PlatformID: new("A1PLATFORM")}),
		"categories":        set(emulator.AttributesPatch{Categories: []string{"books"}}),
		"nothing":           set(emulator.AttributesPatch{}),
	}
	once := map[string]func(string) emulator.SetAttributes{
		"SellerOrderId":                 func(v string) emulator.SetAttributes { return set(emulator.AttributesPatch{SellerOrderID: &v}) },
		"PaymentServiceProviderId":      func(v string) emulator.SetAttributes { return set(emulator.AttributesPatch{ProviderID: &v}) },
		"PaymentServiceProviderOrderId": func(v string) emulator.SetAttributes { return set(emulator.AttributesPatch{ProviderOrderID: &v}) },
	}
	t.Run("in Draft all can change, and change again", func(t *testing.T) {
		s := draft(t)
		s.do(total)
		s.do(emulator.SetAttributes{Order: orderID, Total: new(money("60 JPY"))})
		require.Equal(t, money("60 JPY"), s.order.Total)
		for _, c := range always {
			s.do(c)
		}
		for _, c := range once {
			s.do(c("one"))
			s.do(c("two"))
		}
		s.do(set(emulator.AttributesPatch{RequestPaymentAuthorization: new(true)}))
		s.do(set(emulator.AttributesPatch{RequestPaymentAuthorization: new(false)}))
		s.do(emulator.Confirm{Order: orderID})
	})
	for _, state := range []struct {
		name string
		in   func(*testing.T) *story
	}{
		{"Open", func(t *testing.T) *story { return opened(t, "100") }},
		{"Suspended", suspended},
	} {
		t.Run(state.name, func(t *testing.T) {
			for name, c := range always {
				t.Run(name+" can change", func(t *testing.T) {
					s := state.in(t)
					s.do(c)
					s.do(c)
					s.told()
				})
			}
			for name, c := range once {
				t.Run(name+" can be set once", func(t *testing.T) {
					s := state.in(t)
					s.do(c("one"))
					s.do(c("one"))
					e := s.refused(c("two"), emulator.OrderNotModifiable)
					require.Contains(t, e.Why, "set already")
				})
			}
			t.Run("OrderTotal can't change, not even to what it is", func(t *testing.T) {
				s := state.in(t)
				s.refused(total, emulator.OrderNotModifiable)
				s.refused(emulator.SetAttributes{Order: orderID, Total: new(s.order.Total)}, emulator.OrderNotModifiable)
			})
			t.Run("RequestPaymentAuthorization can't change", func(t *testing.T) {
				s := state.in(t)
				s.do(set(emulator.AttributesPatch{RequestPaymentAuthorization: new(false)}))
				e := s.refused(set(emulator.AttributesPatch{RequestPaymentAuthorization: new(true)}), emulator.OrderNotModifiable)
				require.Contains(t, e.Why, "RequestPaymentAuthorization")
			})
			t.Run("one that can't change refuses all", func(t *testing.T) {
				s := state.in(t)
				s.do(once["SellerOrderId"]("one"))
				s.refused(set(emulator.AttributesPatch{StoreName: new("Elm"), SellerOrderID: new("two")}), emulator.OrderNotModifiable)
			})
		})
	}
	t.Run("ended orders take nothing", func(t *testing.T) {
		for _, end := range []emulator.Command{emulator.Cancel{Order: orderID}, emulator.CloseOrder{Order: orderID}} {
			s := opened(t, "100")
			s.do(end)
			for _, c := range always {
				s.refused(c, emulator.OrderNotModifiable)
			}
		}
	})
}

// A simulated constraint stays until another SellerNote takes its place.
func TestSimulatedConstraint(t *testing.T) {
	notAllowed := emulator.Verdict{Constraint: emulator.PaymentMethodNotAllowed}
	note := func(text string) emulator.AttributesPatch { return emulator.AttributesPatch{SellerNote: &text} }
	for _, c := range []struct {
		name           string
		command, plain emulator.Command
	}{
		{
			"SetOrderReferenceDetails",
			emulator.SetDetails{Order: orderID, Total: money("100"), Attributes: note("simulate")},
			emulator.SetDetails{Order: orderID, Total: money("90"), Attributes: note("plain")},
		},
		{
			"SetOrderAttributes",
			emulator.SetAttributes{Order: orderID, Total: new(money("100")), Attributes: note("simulate")},
			emulator.SetAttributes{Order: orderID, Attributes: note("plain")},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := draft(t)
			only := []emulator.ConstraintID{emulator.PaymentMethodNotAllowed}
			s.do(c.command, notAllowed)
			require.Equal(t, only, s.order.Constraints())
			s.do(c.command, notAllowed)
			require.Equal(t, only, s.order.Constraints(), "again, but once")
			s.do(emulator.SetDetails{Order: orderID, Total: money("90")})
			require.Equal(t, only, s.order.Constraints(), "no new note")
			s.refused(emulator.Confirm{Order: orderID}, emulator.OrderHasConstraints)
			s.do(emulator.SetAttributes{Order: orderID, Attributes: emulator.AttributesPatch{StoreName: new("Elm")}})
			require.Equal(t, only, s.order.Constraints(), "no new note here either")
			s.do(c.plain)
			require.Empty(t, s.order.Constraints())
			s.do(emulator.Confirm{Order: orderID})
		})
	}
	t.Run("not after confirmation", func(t *testing.T) {
		s := opened(t, "100")
		s.do(emulator.SetAttributes{Order: orderID, Attributes: note("simulate")}, notAllowed)
		require.Empty(t, s.order.Constraints())
	})
}

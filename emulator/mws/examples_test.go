package mws_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
)

// TestExamples lets the story of the reference's worked examples happen and
// holds every answer against testdata/examples: elements, their order and their
// texts, all but the ids that are drawn. Those files are not made by the face:
// they are what -update of the wire cases is to be trusted by.
func TestExamples(t *testing.T) {
	s := newShop(t)
	const order = "S01-4400112-7788990"
	_, err := s.account().Create(engine.Arrangement{ID: order, Environment: emulator.Sandbox, Buyer: buyer})
	require.NoError(t, err)
	ids := map[string]string{} // of the examples → drawn

	s.example(t, ids, "GetServiceStatus", "")
	s.example(t, ids, "SetOrderReferenceDetails", "",
		"AmazonOrderReferenceId", order, "OrderReferenceAttributes.OrderTotal.Amount", "84.20",
		"OrderReferenceAttributes.OrderTotal.CurrencyCode", "USD", "OrderReferenceAttributes.SellerNote", "Two paperbacks",
		"OrderReferenceAttributes.SellerOrderAttributes.SellerOrderId", "web-20417",
		"OrderReferenceAttributes.SellerOrderAttributes.StoreName", "Pine Street Books")

	s.until(t, "2021-03-04T05:09:41.310Z")
	s.example(t, ids, "ConfirmOrderReference", "", "AmazonOrderReferenceId", order)

	s.until(t, "2021-03-04T05:10:02.551Z")
	s.example(t, ids, "Authorize", "AmazonAuthorizationId", append(price("AuthorizationAmount", "84.20"),
		"AmazonOrderReferenceId", order, "AuthorizationReferenceId", "auth_20417_1", "TransactionTimeout", "0",
		"SellerAuthorizationNote", "Order web-20417")...)
	s.example(t, ids, "GetOrderReferenceDetails", "", "AmazonOrderReferenceId", order)

	s.until(t, "2021-03-05T09:00:00.412Z")
	s.example(t, ids, "Capture", "AmazonCaptureId", append(price("CaptureAmount", "84.20"),
		"AmazonAuthorizationId", ids["S01-4400112-7788990-A031744"], "CaptureReferenceId", "cap_20417_1",
		"SellerCaptureNote", "Parcel 1 of 1")...)

	s.until(t, "2021-03-09T11:20:00.007Z")
	s.example(t, ids, "Refund", "AmazonRefundId", append(price("RefundAmount", "10"),
		"AmazonCaptureId", ids["S01-4400112-7788990-C047210"], "RefundReferenceId", "ref_20417_1",
		"SellerRefundNote", "Returned item")...)
}

// until moves the clock to a moment.
func (s *shop) until(t *testing.T, moment string) {
	t.Helper()
	to, err := time.Parse(time.RFC3339, moment)
	require.NoError(t, err)
	_, err = s.engine.Advance(t.Context(), s.engine.Accounts(), true, engine.Advance{To: to})
	require.NoError(t, err)
}

// example makes a call and holds its answer against the example of the
// operation. The id in the given element is noted as that of the example.
func (s *shop) example(t *testing.T, ids map[string]string, action, drawn string, pairs ...string) {
	t.Helper()
	w := s.call(t, action, pairs...)
	require.Equal(t, 200, w.Code, w.Body)
	want := exampleOf(t, action)
	if drawn != "" {
		for _, l := range want {
			if l.name() == drawn {
				ids[l.text] = element(t, w, drawn)
			}
		}
	}
	for i, l := range want {
		if id, ok := ids[l.text]; ok {
			want[i].text = id
		}
	}
	got, err := flatten(w.Body.String())
	require.NoError(t, err)
	require.Equal(t, leafTexts(want), leafTexts(got))
}

// exampleOf reads an example as a list of leaves.
func exampleOf(t *testing.T, name string) []leaf {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "examples", name+".xml"))
	require.NoError(t, err)
	leaves, err := flatten(string(text))
	require.NoError(t, err)
	return leaves
}

// leafTexts writes leaves for comparison; request ids are drawn.
func leafTexts(leaves []leaf) []string {
	var list []string
	for _, l := range leaves {
		if strings.EqualFold(l.name(), "RequestId") {
			l.text = ""
		}
		list = append(list, l.String())
	}
	return list
}

func TestExamplesOfErrors(t *testing.T) {
	s := newShop(t)
	const order = "S01-4400112-7788990"
	total := emulator.Units(84, emulator.USD)
	_, err := s.account().Create(engine.Arrangement{ID: order, Environment: emulator.Sandbox, Buyer: buyer, Total: total, Confirmed: true})
	require.NoError(t, err)

	t.Run("of the service", func(t *testing.T) {
		w := s.call(t, "SetOrderReferenceDetails", append(price("OrderReferenceAttributes.OrderTotal", "84.20"), "AmazonOrderReferenceId", order)...)
		got, err := flatten(w.Body.String())
		require.NoError(t, err)
		require.Equal(t, leafTexts(exampleOf(t, "service-error")), leafTexts(got))
	})
	t.Run("of the gateway, in their form", func(t *testing.T) {
		w := s.call(t, "NoSuchOperation")
		got, err := flatten(w.Body.String())
		require.NoError(t, err)
		want := exampleOf(t, "gateway-error")
		require.Len(t, got, len(want))
		for i := range want {
			require.Equal(t, want[i].path, got[i].path)
		}
		require.True(t, strings.HasPrefix(w.Body.String(), "<?xml version=\"1.0\"?>\n<ErrorResponse "))
	})
}

// TestConstraintsExample holds the list of constraints against the one of the
// reference, section 5.4: both texts are what the service sends.
func TestConstraintsExample(t *testing.T) {
	s := newShop(t)
	b := *buyer
	b.Payment = ""
	o, err := s.account().Create(engine.Arrangement{Environment: emulator.Sandbox, Buyer: &b})
	require.NoError(t, err)
	w := s.call(t, "GetOrderReferenceDetails", "AmazonOrderReferenceId", o.ID)
	leaves, err := flatten(w.Body.String())
	require.NoError(t, err)
	var got []string
	for _, l := range leaves {
		if l.path[len(l.path)-2] == "Constraint" {
			got = append(got, l.name()+": "+l.text)
		}
	}
	require.Equal(t, []string{
		"ConstraintID: PaymentPlanNotSet",
		"Description: The buyer has not been able to select a Payment method for the given Order Reference.",
		"ConstraintID: AmountNotSet",
		"Description: The seller has not set the amount for the Order Reference.",
	}, got)
}

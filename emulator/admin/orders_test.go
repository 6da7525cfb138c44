package admin

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
)

func TestCreateOrder(t *testing.T) {
	w := newWorld(t)
	r := w.ok("POST order-references", "")
	require.Equal(t, http.StatusCreated, r.status)
	id := r.body["id"].(string)
	require.NoError(t, emulator.CheckOrderID(id, emulator.Sandbox))
	require.Equal(t, map[string]any{
		"id": id, "type": "order_reference", "seller_id": defaultSeller, "environment": "sandbox", "state": "Draft", "reason": "",
		"created": "2026-01-31T12:00:00.000Z", "updated": "2026-01-31T12:00:00.000Z", "reference": "", "amount": nil,
		"buyer": map[string]any{
			"name": "Ana Fields", "email": "ana@example.test", "phone": "541-555-0134", "address": map[string]any{
				"name": "Ana Fields", "line1": "12 Mill Row", "line2": "", "line3": "", "city": "Bend", "county": "", "district": "",
				"state": "OR", "postal_code": "97701", "country": "US", "phone": "541-555-0134",
			},
		},
		"payment_method": "visa", "constraints": []any{"AmountNotSet"},
		"alarms":           []any{map[string]any{"due": "2026-01-31T15:00:00.000Z", "what": "draft goes stale", "object": id}},
		"history_complete": true, "history": []any{map[string]any{"at": "2026-01-31T12:00:00.000Z", "type": "order_reference", "id": id, "from": "", "to": "Draft", "reason": ""}},
		"next": []any{
			map[string]any{"state": "Canceled", "reason": "AmazonCanceled"},
			map[string]any{"state": "Canceled", "reason": "Stale"},
			map[string]any{"state": "Closed", "reason": "AmazonClosed"},
		},
	}, r.body)
}

func TestCreateOrderInFull(t *testing.T) {
	w := newWorld(t)
	r := w.ok("POST order-references?seller=T1", `{
		"id":"P01-1234567-1234567","seller_id":"T1","environment":"live","state":"Open",
		"amount":{"amount":"0.01","currency":"USD"},"payment_method":"amex",
		"buyer":{"name":"Bo","email":"bo@example.test","address":{"line1":"1 Road","line2":"2","line3":"3","city":"C","county":"D",
			"district":"E","state":"F","postal_code":"G","country":"DE","phone":"5"}}}`)
	require.Equal(t, "P01-1234567-1234567", r.body["id"])
	require.Equal(t, "Open", r.body["state"])
	require.Equal(t, "live", r.body["environment"])
	require.Equal(t, "T1", r.body["seller_id"])
	require.Equal(t, "amex", r.body["payment_method"])
	require.Equal(t, map[string]any{"amount": "0.01", "currency": "USD"}, r.body["amount"])
	require.Equal(t, map[string]any{
		"name": "Bo", "email": "bo@example.test", "phone": "541-555-0134", "address": map[string]any{
			"name": "Bo", "line1": "1 Road", "line2": "2", "line3": "3", "city": "C", "county": "D", "district": "E", "state": "F",
			"postal_code": "G", "country": "DE", "phone": "5",
		},
	}, r.body["buyer"])
	require.Len(t, r.body["history"], 2)
	require.Empty(t, r.body["constraints"])

	r = w.refused(http.StatusConflict, "POST order-references?seller=T1", `{"id":"P01-1234567-1234567","environment":"live"}`)
	require.Equal(t, typeTaken, r.body["type"])
	w.ok("POST order-references?seller=T2", `{"id":"P01-1234567-1234567","environment":"live"}`)
}

func TestCreateOrderForTheDefaultBuyer(t *testing.T) {
	buyer := &emulator.Buyer{Name: "Cy", Payment: emulator.Mastercard}
	w := newWorld(t, func(_ *engine.Options, o *Options) { o.DefaultBuyer = func() *emulator.Buyer { return buyer } })
	r := w.ok("POST order-references", `{"buyer":{"email":"cy@example.test"}}`)
	require.Equal(t, map[string]any{"name": "Cy", "email": "cy@example.test", "phone": "", "address": nil}, r.body["buyer"])
	require.Equal(t, "mastercard", r.body["payment_method"])
	require.Equal(t, []any{"ShippingAddressNotSet", "AmountNotSet"}, r.body["constraints"])
	require.Equal(t, &emulator.Buyer{Name: "Cy", Payment: emulator.Mastercard}, buyer, "the default is nobody's to change")
}

func TestCreateOrderWithConstraints(t *testing.T) {
	w := newWorld(t)
	for _, id := range emulator.ConstraintIDs {
		r := w.ok("POST order-references", `{"constraints":["`+string(id)+`","`+string(id)+`","AmountNotSet"]}`)
		require.Contains(t, r.body["constraints"], string(id))
	}
	// What is missing goes when it is added.
	r := w.ok("POST order-references", `{"constraints":["AmountNotSet","PaymentPlanNotSet","ShippingAddressNotSet"]}`)
	require.Equal(t, "", r.body["payment_method"])
	id := r.body["id"].(string)
	r = w.ok("POST order-references/"+id+"/buyer", `{"payment_method":"visa","address":{"city":"Bend"}}`)
	require.Equal(t, []any{"AmountNotSet"}, r.body["constraints"])
	w.do(emulator.SetDetails{Order: id, Total: usd(1)})
	require.Empty(t, w.ok("GET objects/"+id, "").body["constraints"])
}

func TestCreateOrderRefusals(t *testing.T) {
	w := newWorld(t)
	w.ok("PUT sellers/DE1", `{"region":"de"}`)
	long := strings.Repeat("é", 256)
	amount := func(amount, currency string) string {
		return `{"amount":{"amount":"` + amount + `","currency":"` + currency + `"}}`
	}
	for body, path := range map[string]string{
		`{"id":""}`:                                         "id",
		`{"id":"S01-1234567-123456"}`:                       "id",
		`{"id":"S01-1234567-12345678"}`:                     "id",
		`{"id":"P01-1234567-1234567"}`:                      "id",
		`{"id":"S01-1234567-1234567","environment":"live"}`: "id",
		`{"environment":"Sandbox"}`:                         "environment",
		`{"environment":""}`:                                "environment",
		`{"state":"Closed"}`:                                "state",
		`{"state":"open"}`:                                  "state",
		`{"state":"Open"}`:                                  "amount",
		`{"state":"Open","amount":{"amount":"1","currency":"USD"},"constraints":["BuyerEqualsSeller"]}`:                   "state",
		`{"state":"Open","amount":{"amount":"1","currency":"USD"},"payment_method":"decline-payment-method-not-allowed"}`: "state",
		`{"payment_method":"Visa"}`:         "payment_method",
		`{"payment_method":""}`:             "payment_method",
		`{"constraints":["AmountMissing"]}`: "constraints[0]",
		`{"constraints":["AmountNotSet"],"amount":{"amount":"1","currency":"USD"}}`:     "constraints[0]",
		`{"constraints":["PaymentPlanNotSet"],"payment_method":"visa"}`:                 "constraints[0]",
		`{"constraints":["ShippingAddressNotSet"],"buyer":{"address":{"city":"Bend"}}}`: "constraints[0]",
		`{"buyer":{"name":"` + long + `"}}`:                                             "buyer.name",
		`{"buyer":{"email":"` + long + `"}}`:                                            "buyer.email",
		`{"buyer":{"phone":"1\n2"}}`:                                                    "buyer.phone",
		`{"buyer":{"address":{"line1":"` + long + `"}}}`:                                "buyer.address.line1",
		`{"buyer":{"address":{"country":"usa"}}}`:                                       "buyer.address.country",
		`{"buyer":{"address":{"country":"us"}}}`:                                        "buyer.address.country",
		`{"amount":{}}`:                                                                 "amount.amount",
		`{"amount":{"currency":"USD"}}`:                                                 "amount.amount",
		amount("1", "XXX"):                                                              "amount.currency",
		amount("1", "usd"):                                                              "amount.currency",
		amount("1", "EUR"):                                                              "amount.currency",
		amount("0", "USD"):                                                              "amount.amount",
		amount("0.004", "USD"):                                                          "amount.amount",
		amount("-1", "USD"):                                                             "amount.amount",
		amount("1e3", "USD"):                                                            "amount.amount",
		amount("1,5", "USD"):                                                            "amount.amount",
		amount("150000.01", "USD"):                                                      "amount.amount",
	} {
		r := w.refused(http.StatusBadRequest, "POST order-references", body)
		require.Contains(t, r.flaws(), path, r.text)
		require.Len(t, r.list("problems"), 1, r.text)
	}
	require.Empty(t, w.ok("GET objects", "").ids())
	w.ok("POST order-references", amount("150000", "USD"))
	w.ok("POST order-references?seller=DE1", amount("1", "EUR"))
	w.ok("POST order-references?seller=DE1", amount("1", "CHF"))
	w.ok("POST order-references", `{"buyer":{"name":"`+long[2:]+`"}}`)
}

func TestCreateOrderTellsAllFlawsAtOnce(t *testing.T) {
	w := newWorld(t)
	r := w.refused(http.StatusBadRequest, "POST order-references", `{"id":"x","amount":{"amount":"-1","currency":"USD"},"payment_method":"visaa",
		"environment":"sandbx","state":"Opn","constraints":["AmountNotSt"],"buyer":{"address":{"country":"x"}}}`)
	require.Len(t, r.list("problems"), 7)
	require.Equal(t, `"visaa" is not known; did you mean "visa"?`, r.flaws()["payment_method"])
	require.Equal(t, `"AmountNotSt" is not known; did you mean "AmountNotSet"?`, r.flaws()["constraints[0]"])
}

func TestChangeBuyer(t *testing.T) {
	w := newWorld(t)
	order := w.openOrder()
	w.ok("POST next", `{"on":"Authorize","then":{"state":"Declined","reason":"InvalidPaymentMethod"}}`)
	w.do(emulator.Authorize{Order: order, Reference: "a", Amount: usd(1)})
	require.Equal(t, "Suspended", w.ok("GET objects/"+order, "").body["state"])
	r := w.ok("POST order-references/"+order+"/buyer", `{"payment_method":"mastercard"}`)
	require.Equal(t, http.StatusOK, r.status)
	require.Equal(t, "mastercard", r.body["payment_method"])
	w.do(emulator.Confirm{Order: order})
	require.Equal(t, "Open", w.ok("GET objects/"+order, "").body["state"])

	r = w.ok("POST order-references/"+order+"/buyer", `{"address":{"line1":"9 New Road","country":"CA"}}`)
	address := r.body["buyer"].(map[string]any)["address"].(map[string]any)
	require.Equal(t, []any{"Ana Fields", "9 New Road", "CA", ""}, []any{address["name"], address["line1"], address["country"], address["city"]})
}

func TestChangeBuyerRefusals(t *testing.T) {
	w := newWorld(t)
	order := w.openOrder()
	authorization := w.do(emulator.Authorize{Order: order, Reference: "a", Amount: usd(1)}).Object
	target := "POST order-references/" + order + "/buyer"
	for body, path := range map[string]string{
		"":                                    "",
		"{}":                                  "",
		`{"payment_method":"cash"}`:           "payment_method",
		`{"address":{"country":"x"}}`:         "address.country",
		`{"address":{"city":"\u0000"}}`:       "address.city",
		`{"buyer":{"payment_method":"visa"}}`: "buyer",
	} {
		require.Contains(t, w.refused(http.StatusBadRequest, target, body).flaws(), path, body)
	}
	r := w.refused(http.StatusBadRequest, "POST order-references/"+authorization+"/buyer", `{"payment_method":"visa"}`)
	require.Equal(t, "use "+order, r.body["hint"])
	w.refused(http.StatusNotFound, "POST order-references/S01-0000000-0000000/buyer", `{"payment_method":"visa"}`)
	w.do(emulator.CloseOrder{Order: order})
	w.refused(http.StatusConflict, target, `{"payment_method":"visa"}`)
}

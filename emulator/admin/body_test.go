package admin

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestBodyMediaType(t *testing.T) {
	w := newWorld(t)
	const frozen = `{"mode":"frozen"}`
	for name, test := range map[string]struct {
		status int
		media  string
		body   string
	}{
		"JSON":                        {200, "application/json", frozen},
		"JSON in UTF-8":               {200, "Application/JSON; charset=UTF-8", frozen},
		"YAML":                        {200, "application/yaml", "mode: frozen # a comment\n"},
		"YAML by its old name":        {200, "application/x-yaml", "---\nmode: frozen\n"},
		"YAML as text":                {200, "text/yaml; charset=utf-8", frozen},
		"none":                        {415, "", frozen},
		"a form, as curl sends":       {415, "application/x-www-form-urlencoded", frozen},
		"text, as a web page may":     {415, "text/plain", frozen},
		"JSON in another encoding":    {415, "application/json; charset=latin1", frozen},
		"nonsense":                    {415, "application/", frozen},
		"YAML that claims to be JSON": {400, "application/json", "mode: frozen"},
		"two documents":               {400, "application/yaml", "mode: frozen\n---\nmode: follow\n"},
		"a broken document":           {400, "application/yaml", "mode: [frozen\n"},
		"an alias":                    {200, "application/yaml", "mode: &m frozen\nseller_id: A2EXAMPLESELLER\n"},
	} {
		t.Run(name, func(t *testing.T) {
			w := w.in(t)
			if test.status == 200 {
				require.Equal(t, "frozen", w.ok("PUT clock", test.body, "Content-Type", test.media).body["mode"])
				return
			}
			w.refused(test.status, "PUT clock", test.body, "Content-Type", test.media)
		})
	}
}

func TestBodyThatIsEmptyNeedsNoMediaType(t *testing.T) {
	w := newWorld(t)
	w.ok("POST order-references", "")
	w.ok("POST order-references", " \n", "Content-Type", "text/plain")
	w.ok("POST order-references", "# nothing\n", "Content-Type", "application/yaml")
	w.ok("POST order-references", "null")
	w.refused(http.StatusUnsupportedMediaType, "POST order-references", "{}", "Content-Type", "")
}

func TestBodySize(t *testing.T) {
	w := newWorld(t)
	const frozen = `{"mode":"frozen"}`
	w.ok("PUT clock", frozen+strings.Repeat(" ", largestBody-len(frozen)))
	r := w.refused(http.StatusRequestEntityTooLarge, "PUT clock", frozen+strings.Repeat(" ", largestBody-len(frozen)+1))
	require.Equal(t, typeTooLarge, r.body["type"])
}

func TestBodyFlaws(t *testing.T) {
	for name, test := range map[string]struct {
		body  string
		flaws map[string]string
	}{
		"an unknown field": {`{"pyment_method":"visa"}`, map[string]string{
			"pyment_method": `unknown field; did you mean "payment_method"?`,
		}},
		"a field in another spelling": {`{"paymentMethod":"visa"}`, map[string]string{
			"paymentMethod": `unknown field; did you mean "payment_method"?`,
		}},
		"an unknown field inside": {`{"buyer":{"address":{"zip":"1"}}}`, map[string]string{
			"buyer.address.zip": `unknown field; the fields are name, line1, line2, line3, city, county, district, state, postal_code, country, phone`,
		}},
		"a field twice": {`{"state":"Draft","state":"Open"}`, map[string]string{"state": "the field is there twice; send it once"}},
		"other kinds": {`{"id":7,"buyer":"Ana","constraints":"AmountNotSet","amount":{"amount":106.00,"currency":["USD"]}}`, map[string]string{
			"id":              `expected text, got a number; put it in quotes: "7"`,
			"buyer":           "expected an object, got text; write an object, such as {}",
			"constraints":     "expected a list, got text; ",
			"amount.amount":   `expected text, got a number; put it in quotes: "106.00"`,
			"amount.currency": "expected text, got a list; ",
		}},
		"a list":                   {`[]`, map[string]string{"": "expected an object, got a list; write an object, such as {}"}},
		"a text":                   {`"x"`, map[string]string{"": "expected an object, got text; write an object, such as {}"}},
		"an item of a list":        {`{"constraints":["AmountNotSet",true]}`, map[string]string{"constraints[1]": "expected text, got true or false; "}},
		"nested too deep":          {`{"buyer":` + strings.Repeat("[", deepest) + strings.Repeat("]", deepest) + `}`, map[string]string{"buyer" + strings.Repeat("[0]", deepest-1): "nested too deep; no request has more than a few levels"}},
		"nested too deep, objects": {`{"buyer":` + strings.Repeat(`{"a":`, deepest) + `[{}]` + strings.Repeat("}", deepest) + `,"id":"x"}`, map[string]string{"buyer" + strings.Repeat(".a", deepest-1): "nested too deep; no request has more than a few levels"}},
		"nested as deep as goes":   {`{"buyer":` + strings.Repeat("[", deepest-1) + strings.Repeat("]", deepest-1) + `}`, map[string]string{"buyer": "expected an object, got a list; write an object, such as {}"}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			r := w.refused(http.StatusBadRequest, "POST order-references", test.body)
			want := map[string]string{}
			for path, message := range test.flaws {
				want[path] = strings.TrimSuffix(message, "; ")
			}
			require.Equal(t, want, r.flaws())
			require.Empty(t, w.ok("GET objects", "").list("objects"))
		})
	}
}

func TestBodySyntax(t *testing.T) {
	w := newWorld(t)
	for name, test := range map[string]struct {
		body         string
		line, column float64
	}{
		"half an object":       {`{"by":"8d"`, 1, 10},
		"trailing garbage":     {"{\"by\":\"8d\"}\n x", 2, 2},
		"a second object":      {`{"by":"8d"}{"by":"8d"}`, 1, 12},
		"a comma at the end":   {"{\n \"by\":\"8d\",\n}", 3, 1},
		"single quotes":        {`{'by':'8d'}`, 1, 2},
		"an umlaut before it":  {`{"by":"äöü",}`, 1, 13},
		"depth without an end": {strings.Repeat("[", 100_000), 1, 10001},
	} {
		t.Run(name, func(t *testing.T) {
			r := w.in(t).refused(http.StatusBadRequest, "POST clock/advance", test.body)
			flaw := r.list("problems")[0]
			require.Contains(t, flaw["message"], "the body is not JSON")
			require.Equal(t, test.line, flaw["line"], r.text)
			require.Equal(t, test.column, flaw["column"], r.text)
		})
	}
	r := w.refused(http.StatusBadRequest, "POST clock/advance", "{\"by\":\"8\xffd\"}")
	require.Contains(t, r.body["detail"], "not UTF-8")
	r = w.refused(http.StatusBadRequest, "POST clock/advance", "by: 8d\nbyy: 9d\n", "Content-Type", "application/yaml")
	require.Equal(t, map[string]string{"byy": `unknown field; did you mean "by"?`}, r.flaws())
	r = w.refused(http.StatusBadRequest, "POST clock/advance", "by: 8d\nby: 9d\n", "Content-Type", "application/yaml")
	require.EqualValues(t, 2, r.list("problems")[0]["line"])
}

// An answer to nonsense is not much longer than it should be.
func TestBodyOfNonsenseHasAShortAnswer(t *testing.T) {
	w := newWorld(t)
	r := w.refused(http.StatusBadRequest, "POST clock/advance", `{"`+strings.Repeat("x", 500_000)+`":1}`)
	require.Less(t, len(r.text), 2000)
	var b strings.Builder
	for b.Len() < largestBody-100 {
		b.WriteString(`"field` + strings.Repeat("x", b.Len()%7) + `":1,`)
	}
	r = w.refused(http.StatusBadRequest, "POST clock/advance", `{`+b.String()+`"by":"1d"}`)
	require.Len(t, r.list("problems"), mostFlaws)
	require.Less(t, len(r.text), 50_000)
}

// A body in YAML means what it means in JSON.
func TestBodyInYAML(t *testing.T) {
	w := newWorld(t)
	r := w.ok("POST order-references", `
state: Open
amount: {amount: "106.00", currency: USD}
payment_method: visa
buyer:
  name: Bo Öst
  address: &home {line1: 1 Road, city: Bend, postal_code: "97701", country: US}
`, "Content-Type", "application/yaml")
	require.Equal(t, http.StatusCreated, r.status)
	require.Equal(t, "Open", r.body["state"])
	require.Equal(t, "Bo Öst", r.body["buyer"].(map[string]any)["name"])
	r = w.ok("PUT clock", "now: 2026-02-01T00:00:00Z\nrate: 0.5\n", "Content-Type", "application/yaml")
	require.Equal(t, "2026-02-01T00:00:00.000Z", r.body["now"])
	require.Equal(t, 0.5, r.body["rate"])
	for _, rate := range []string{".inf", ".nan", "1e999"} {
		w.refused(http.StatusBadRequest, "PUT clock", "rate: "+rate, "Content-Type", "application/yaml")
	}
	r = w.refused(http.StatusBadRequest, "POST reset", "seed: 1.5", "Content-Type", "application/yaml")
	require.Contains(t, r.flaws(), "seed")
}

// FuzzBody holds the readers of bodies to their laws: they never panic, take what
// the standard library takes as JSON, and every flaw says something.
func FuzzBody(f *testing.F) {
	for _, seed := range []string{
		`{"id":"S01-1234567-1234567","amount":{"amount":"106.00","currency":"USD"}}`, `{"constraints":["AmountNotSet"]}`,
		"buyer: &b {name: x}\n", "a: *b", `{"a":null,"a":[true,false,1e3]}`, "- [\n", "\"\\ud800\"", "a: !!binary x",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		fromJSON, flaws := readJSON(data)
		if !json.Valid(data) {
			require.NotEmpty(t, flaws)
		}
		fromYAML, more := readYAML(data)
		for _, v := range []value{fromJSON, fromYAML} {
			var request orderRequest
			more = append(more, bind(v, &request)...)
		}
		for _, flaw := range append(flaws, more...) {
			require.NotEmpty(t, flaw.Message)
		}
	})
}

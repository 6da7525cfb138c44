package admin

import (
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
)

// newHistory is a frozen world in which a bit of everything has happened.
func newHistory(t *testing.T) *world {
	w := newWorld(t, func(o *engine.Options, _ *Options) { o.ClockStart = start })
	capture := w.captured("captured")
	w.do(emulator.RefundCapture{Capture: capture, Reference: "refunded", Amount: usd(10)})
	_, err := w.account().Dispute(capture, usd(5), "")
	require.NoError(t, err)
	w.do(emulator.Authorize{
		Order: w.openOrder(), Reference: "pending", Amount: usd(50), Timeout: time.Hour, CaptureNow: true, Note: "a note",
		ProviderCredits: []emulator.ProviderCredit{{Provider: "A1PROVIDER", Amount: usd(1)}},
	})
	w.ok("POST next", `{"on":"Capture","then":{"state":"Declined","reason":"AmazonRejected","ipn":{"copies":2}}}`)
	w.ok("POST order-references?seller=A2OTHER", "")
	return w
}

func (w *world) state(query string) string { return w.ok("GET state"+query, "").text }

// set puts a value in place of what a path such as sellers[0].clock.now leads
// to; nil takes the field away.
func set(t *testing.T, document, path string, to any) string {
	var whole any
	decoder := json.NewDecoder(strings.NewReader(document))
	decoder.UseNumber()
	require.NoError(t, decoder.Decode(&whole))
	steps := strings.FieldsFunc(path, func(r rune) bool { return r == '.' || r == '[' || r == ']' })
	at := whole
	for _, step := range steps[:len(steps)-1] {
		if list, ok := at.([]any); ok {
			i, err := strconv.Atoi(step)
			require.NoError(t, err)
			at = list[i]
		} else {
			at = at.(map[string]any)[step]
		}
		require.NotNil(t, at, "%s: %s", path, step)
	}
	last := steps[len(steps)-1]
	switch container := at.(type) {
	case []any:
		i, err := strconv.Atoi(last)
		require.NoError(t, err)
		container[i] = to
	case map[string]any:
		if to == nil {
			delete(container, last)
		} else {
			container[last] = to
		}
	}
	text, err := json.Marshal(whole)
	require.NoError(t, err)
	return string(text)
}

func TestStateComesBack(t *testing.T) {
	w := newHistory(t)
	before := w.state("")
	require.Contains(t, before, `"version": 1`)
	w.captured("later")
	w.ok("POST clock/advance", `{"by":"8d"}`)
	w.ok("POST order-references?seller=A2THIRD", "")
	require.NotEqual(t, before, w.state(""))
	r := w.ok("PUT state", before)
	require.Equal(t, []any{defaultSeller, "A2OTHER"}, r.body["sellers"])
	require.Equal(t, before, w.state(""), "sellers that are not in it are gone")

	one := w.state("?seller=A2OTHER")
	require.NotContains(t, one, "template")
	w.ok("POST reset?seller=A2OTHER", "")
	w.ok("PUT state?seller=A2OTHER", one)
	require.Equal(t, before, w.state(""))
}

// What is wrong is told by its path, and nothing has changed.
func TestStateIsRefused(t *testing.T) {
	w := newHistory(t)
	good := w.state("")
	const order, pending = "sellers[0].orders[0]", "sellers[0].orders[1]"
	for name, test := range map[string]struct {
		path string
		to   any
		want string // path of the flaw, where it is another
	}{
		"an unknown field":                     {path: "sellers[0].clok", to: 1},
		"an unknown field of an order":         {path: order + ".sate", to: "Open"},
		"an unknown field at the top":          {path: "world", to: "all"},
		"another version":                      {path: "version", to: 2},
		"no version":                           {path: "version"},
		"no template":                          {path: "template"},
		"a list for an object":                 {path: "sellers", to: "none"},
		"draws that are no position":           {path: "sellers[0].draws.ids", to: "xyz"},
		"draws that are too short":             {path: "sellers[0].draws.ids", to: "00"},
		"a seller id that is none":             {path: "sellers[0].id", to: "with space"},
		"a seller twice":                       {path: "sellers[1].id", to: defaultSeller},
		"a region that is none":                {path: "sellers[0].region", to: "fr"},
		"a key without its secret":             {path: "sellers[0].secret_key", to: ""},
		"an IPN URL that is none":              {path: "sellers[0].ipn_url", to: "ftp://x"},
		"no time":                              {path: "sellers[0].clock.now"},
		"a part of a millisecond":              {path: "sellers[0].clock.now", to: "2026-01-31T12:00:00.0001Z"},
		"a clock that runs backwards":          {path: "sellers[0].clock.rate", to: -1},
		"a clock that runs too fast":           {path: "sellers[0].clock.rate", to: fastest + 1},
		"an order id that is none":             {path: order + ".id", to: "S01-1"},
		"an order id of the other environment": {path: order + ".environment", to: "live", want: order + ".id"},
		"an environment that is none":          {path: order + ".environment", to: "moon"},
		"a state that is none":                 {path: order + ".state", to: "Gone"},
		"a state with a wrong reason":          {path: order + ".reason", to: "Stale", want: order + ".state"},
		"a reached state before the creation":  {path: order + ".updated", to: "2020-01-01T00:00:00Z"},
		"no total although Open":               {path: order + ".total", want: order + ".total"},
		"an amount that is none":               {path: order + ".total.amount", to: "0.00"},
		"a currency that is none":              {path: order + ".total.currency", to: "XXX"},
		"another currency than the total's":    {path: order + ".captures[0].amount.currency", to: "EUR"},
		"a payment method that is none":        {path: order + ".buyer.payment_method", to: "cash"},
		"an authorization of another order":    {path: order + ".authorizations[0].id", to: "S01-0000000-0000000-A000000"},
		"an authorization that took less":      {path: order + ".authorizations[0].amount.amount", to: "1.00", want: order + ".authorizations[0].amount"},
		"a capture of no authorization":        {path: order + ".captures[0].authorization_id", to: "S01-0000000-0000000-A000000"},
		"a refund of no capture":               {path: order + ".refunds[0].capture_id", to: "S01-0000000-0000000-C000000"},
		"a refund of what was not taken":       {path: order + ".captures[0].state", to: "Declined", want: order + ".captures[0].state"},
		"a number twice":                       {path: order + ".captures[0].n", to: 1},
		"no number":                            {path: order + ".captures[0].n", to: 0},
		"a turn twice":                         {path: pending + ".turn", to: 1},
		"no turn although there are alarms":    {path: pending + ".turn"},
		"an alarm that is none":                {path: order + ".alarms[0].what", to: "the sky falls"},
		"an alarm about nothing":               {path: order + ".alarms[0].object", to: "S01-0000000-0000000"},
		"an alarm that was due":                {path: order + ".alarms[0].due", to: "2026-01-31T12:00:00Z"},
		"alarms that are not sorted":           {path: pending + ".alarms[0].due", to: "2030-01-31T12:00:00Z", want: pending + ".alarms[1].due"},
		"an alarm that can't be":               {path: order + ".alarms[0].what", to: "draft goes stale"},
		"a verdict with a state that is none":  {path: order + ".alarms[0].then", to: map[string]any{"state": "Gone"}, want: order + ".alarms[0].then.state"},
		"a verdict that can't be":              {path: order + ".alarms[0].then", to: map[string]any{"state": "Declined", "reason": "Stale"}, want: order + ".alarms"},
		"a dispute of something else":          {path: order + ".alarms[0].dispute", to: map[string]any{}},
		"a rule that can't be":                 {path: "sellers[0].script.next[0].source", to: `{"on":"Capture","then":{"state":"Open"}}`, want: "sellers[0].script"},
		"a wish about nothing":                 {path: "sellers[0].wishes", to: []any{map[string]any{"object": "S01", "ipn": map[string]any{"hold": true}}}, want: "sellers[0].wishes[0].object"},
		"an event that can't be":               {path: "sellers[0].journal.events[0].to", to: "Closed", want: "sellers[0].journal.events[0]"},
		"fewer events than there are":          {path: "sellers[0].journal.last", to: 1},
		"more were dropped than there are":     {path: "sellers[0].journal.dropped", to: 1000, want: "sellers[0].journal.last"},
		"a script that is none":                {path: "sellers[0].script", to: map[string]any{}},
		"a notification without bytes": {path: "sellers[0].ipns", to: map[string]any{"last": 1, "pending": []any{map[string]any{
			"n": 1, "message_id": "m", "group": "g", "type": "t", "object": "o", "url": "http://x/", "at": "2026-01-31T12:00:00Z",
		}}}, want: "sellers[0].ipns.pending[0].request"},
		"a notification with a number too high": {path: "sellers[0].ipns", to: map[string]any{"last": 0, "pending": []any{map[string]any{"n": 1}}}, want: "sellers[0].ipns.pending[0].n"},
	} {
		t.Run(name, func(t *testing.T) {
			w := w.in(t)
			r := w.refused(http.StatusBadRequest, "PUT state", set(t, good, test.path, test.to))
			want := test.want
			if want == "" {
				want = test.path
			}
			require.Contains(t, r.flaws(), want)
			require.Equal(t, good, w.state(""), "nothing has changed")
		})
	}
}

func TestStateThatIsNoDocument(t *testing.T) {
	w := newHistory(t)
	good := w.state("")
	for name, body := range map[string]string{
		"no JSON":              "state",
		"nothing":              " ",
		"cut off":              good[:len(good)/2],
		"two":                  good + good,
		"a list":               "[]",
		"null":                 "null",
		"a field twice":        `{"version":1,"version":1,"template":{},"sellers":[]}`,
		"a seller that is one": `{"version":1,"template":{},"sellers":["A2"]}`,
		"bytes that are none":  "{\"version\":1,\"sellers\":[{\"id\":\"\xff\"}]}",
		"nested without end":   `{"version":1,"sellers":[{"id":` + strings.Repeat("[", 5000) + strings.Repeat("]", 5000) + `}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			w := w.in(t)
			w.refused(http.StatusBadRequest, "PUT state", body)
			require.Equal(t, good, w.state(""))
		})
	}
	r := w.send(t.Context(), "PUT state", strings.NewReader(good), "Content-Type", "text/plain")
	require.Equal(t, http.StatusUnsupportedMediaType, r.status)
	w.refused(http.StatusBadRequest, "PUT state?seller=A2OTHER", good)
	w.refused(http.StatusBadRequest, "PUT state?seller="+defaultSeller, w.state("?seller=A2OTHER"))
}

// A state may be longer than any other body, and has a limit of its own.
func TestStateLimit(t *testing.T) {
	w := newHistory(t)
	good := w.state("")
	require.EqualValues(t, 1<<30, w.api.largestState)
	w.ok("PUT state", strings.Repeat(" ", largestBody+1)+good)
	w.api.largestState = 2 << 20
	for name, test := range map[string]struct {
		size   int64
		status int
	}{
		"at the limit": {2 << 20, http.StatusOK},
		"one past it":  {2<<20 + 1, http.StatusRequestEntityTooLarge},
	} {
		t.Run(name, func(t *testing.T) {
			w := w.in(t)
			body := io.MultiReader(io.LimitReader(blanks{}, test.size-int64(len(good))), strings.NewReader(good))
			r := w.send(t.Context(), "PUT state", body, "Content-Type", "application/json")
			require.Equal(t, test.status, r.status, r.text)
		})
	}
}

// blanks are spaces without end.
type blanks struct{}

func (blanks) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

// Many flaws are not all told.
func TestStateWithManyFlaws(t *testing.T) {
	w := newWorld(t)
	body := `{"version":1,"template":{},"sellers":[{"orders":[` + strings.TrimSuffix(strings.Repeat(`{},`, 1000), ",") + `]}]}`
	r := w.refused(http.StatusBadRequest, "PUT state", body)
	require.LessOrEqual(t, len(r.body["problems"].([]any)), mostFlaws)
}

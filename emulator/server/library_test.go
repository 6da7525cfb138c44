package server

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator/engine"
	"amazon-pay-emulator/scenarios"
)

// library has a test for each built-in scenario: what a shop meets under it,
// from its calls over HTTP to the notifications that it verifies.
var library = func() map[string]func(*checkout) {
	all := map[string]func(*checkout){}
	for _, part := range []map[string]func(*checkout){decidedLibrary, lostLibrary, toldLibrary} {
		maps.Copy(all, part)
	}
	return all
}()

// Every built-in scenario does what its description says, and every rule and
// event of it has its part in that.
func TestLibrary(t *testing.T) {
	var names []string
	for _, b := range scenarios.Builtin() {
		names = append(names, b.Name)
		t.Run(b.Name, func(t *testing.T) {
			require.Contains(t, library, b.Name, "a built-in scenario needs a test that runs it")
			c := openCheckout(t, b.Name)
			library[b.Name](c)
			c.advance(0)
			c.requireUsed()
		})
	}
	require.ElementsMatch(t, names, slices.Collect(maps.Keys(library)))
}

// checkout is an order of a shop under a scenario. Its methods say what is done
// and what is to come of it.
type checkout struct {
	*merchant
	order string // Open, over 100 dollars
	seen  int    // notifications
}

func openCheckout(t *testing.T, scenario string, change ...func(*Options)) *checkout {
	t.Helper()
	list, problems := scenarios.Load([]string{scenario}, Vocabulary())
	require.Empty(t, problems)
	return &checkout{merchant: openShop(t, append(change, func(o *Options) { o.Scenarios = list })...)}
}

// confirmed makes the order as a shop does: the buyer's Draft gets a total, and
// is confirmed.
func (c *checkout) confirmed() {
	c.t.Helper()
	var made struct{ ID string }
	c.admin(http.MethodPost, "order-references", &made)
	c.order = made.ID
	c.try("SetOrderReferenceDetails", "AmazonOrderReferenceId", c.order,
		"OrderReferenceAttributes.OrderTotal.Amount", "100", "OrderReferenceAttributes.OrderTotal.CurrencyCode", "USD").is(c.t, "Draft")
	c.try("ConfirmOrderReference", "AmazonOrderReferenceId", c.order).is(c.t, "ok")
}

// authorizes expects an answer to a synchronous Authorize over 10 dollars, and
// returns the id of what it made.
func (c *checkout) authorizes(reference, want string, more ...string) (id string) {
	c.t.Helper()
	if !slices.Contains(more, "TransactionTimeout") {
		more = append(more, "TransactionTimeout", "0")
	}
	r := c.try("Authorize", append([]string{
		"AmazonOrderReferenceId", c.order, "AuthorizationReferenceId", reference,
		"AuthorizationAmount.Amount", "10", "AuthorizationAmount.CurrencyCode", "USD",
	}, more...)...)
	r.is(c.t, want)
	return r.text("AmazonAuthorizationId")
}

// async makes an authorization asynchronous.
var async = []string{"TransactionTimeout", "60"}

// captures expects an answer to the Capture of a whole authorization.
func (c *checkout) captures(authorization, reference, want string) (id string) {
	c.t.Helper()
	r := c.try("Capture", captureOf(authorization, reference)...)
	r.is(c.t, want)
	return r.text("AmazonCaptureId")
}

func captureOf(authorization, reference string) []string {
	return []string{
		"AmazonAuthorizationId", authorization, "CaptureReferenceId", reference, "CaptureAmount.Amount", "10", "CaptureAmount.CurrencyCode", "USD",
	}
}

// refunds expects an answer to the Refund of a dollar.
func (c *checkout) refunds(capture, reference, want string) (id string) {
	c.t.Helper()
	r := c.try("Refund", "AmazonCaptureId", capture, "RefundReferenceId", reference, "RefundAmount.Amount", "1", "RefundAmount.CurrencyCode", "USD")
	r.is(c.t, want)
	return r.text("AmazonRefundId")
}

// finds expects the state of an object. No rule can be about this question, for
// it is no call of the API.
func (c *checkout) finds(id, want string) {
	c.t.Helper()
	var o struct{ State, Reason string }
	c.admin(http.MethodGet, "objects/"+id, &o)
	require.Equal(c.t, want, strings.TrimSpace(o.State+" "+o.Reason), id)
}

// receives expects the notifications that have arrived since the last time, in
// their order: such as "capture Declined AmazonRejected". All must verify, but
// for those with "forged " ahead.
func (c *checkout) receives(want ...string) []received {
	c.t.Helper()
	list, got := c.arrivals()
	require.Equal(c.t, want, got)
	return list
}

// arrivals are the notifications since the last time, and what they say in words.
func (c *checkout) arrivals() (list []received, told []string) {
	c.t.Helper()
	c.advance(0) // ends when nothing is on its way
	c.mu.Lock()
	defer c.mu.Unlock()
	list = slices.Clone(c.received[c.seen:])
	c.seen = len(c.received)
	for _, r := range list {
		word := strings.TrimSpace(words[r.kind] + " " + r.status)
		if r.err != nil {
			word = "forged " + word
		}
		told = append(told, word)
	}
	return list, told
}

var words = map[string]string{
	"OrderReferenceNotification": "order", "PaymentAuthorize": "authorization", "PaymentCapture": "capture", "PaymentRefund": "refund",
	"Chargeback Detailed Notification": "chargeback",
}

// requireUsed expects that each rule has decided something, and each event come.
func (c *checkout) requireUsed() {
	c.t.Helper()
	var active struct {
		Scenarios []struct{ Rules, Events []struct{ Hits int } }
	}
	c.admin(http.MethodGet, "scenarios", &active)
	require.Len(c.t, active.Scenarios, 1)
	for i, r := range slices.Concat(active.Scenarios[0].Rules, active.Scenarios[0].Events) {
		require.NotZero(c.t, r.Hits, "the test never comes to number %d of the rules and events", i+1)
	}
}

// admin makes an admin call and reads its answer.
func (c *checkout) admin(method, path string, answer any) {
	c.t.Helper()
	request, err := http.NewRequestWithContext(c.t.Context(), method, c.server.URL()+"/_emulator/"+path, nil)
	require.NoError(c.t, err)
	response, err := http.DefaultClient.Do(request)
	require.NoError(c.t, err)
	defer response.Body.Close()
	require.Less(c.t, response.StatusCode, 300)
	require.NoError(c.t, json.NewDecoder(response.Body).Decode(answer))
}

// try makes a signed API call, whatever comes of it.
func (c *checkout) try(action string, pairs ...string) reply {
	c.t.Helper()
	return c.tryUntil(c.t.Context(), action, pairs...)
}

// tryUntil is try for a caller who gives up when ctx ends.
func (c *checkout) tryUntil(ctx context.Context, action string, pairs ...string) reply {
	c.t.Helper()
	response, err := c.send(ctx, action, pairs...)
	if err != nil {
		return reply{err: err}
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return reply{status: response.StatusCode, body: string(body), err: err}
}

// reply is what a caller got.
type reply struct {
	status int
	body   string
	err    error // the answer never came, or not all of it
}

// text is that of the first such element.
func (r reply) text(element string) string {
	_, rest, _ := strings.Cut(r.body, "<"+element+">")
	text, _, _ := strings.Cut(rest, "<")
	return text
}

// is expects an answer: a state with its reason, a status with an error code, or
// what befell the connection.
func (r reply) is(t *testing.T, want string) {
	t.Helper()
	require.Equal(t, want, r.String(), "%v %s", r.err, r.body)
}

func (r reply) String() string {
	switch {
	case errors.Is(r.err, syscall.ECONNRESET):
		return "reset"
	case errors.Is(r.err, io.ErrUnexpectedEOF) && r.status != 0:
		return "truncated"
	case errors.Is(r.err, context.Canceled):
		return "given up"
	case r.err != nil:
		return r.err.Error()
	case r.status != http.StatusOK:
		return strconv.Itoa(r.status) + " " + r.text("Code")
	case r.text("State") == "":
		return "ok"
	}
	var soft string
	if r.text("SoftDecline") == "true" {
		soft = "softly"
	}
	return strings.Join(strings.Fields(r.text("State")+" "+r.text("ReasonCode")+" "+soft), " ")
}

// last is the record of the newest call of an operation.
func (c *checkout) last(operation string) engine.Record {
	c.t.Helper()
	list, _ := c.account().Records()
	i := slices.IndexFunc(list, func(r engine.Record) bool { return r.Operation == operation })
	require.GreaterOrEqual(c.t, i, 0)
	return list[i]
}

const (
	moment = time.Millisecond
	minute = time.Minute
	hour   = time.Hour
	day    = 24 * time.Hour
)

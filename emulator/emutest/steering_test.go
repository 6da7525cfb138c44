package emutest

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestCheckout(t *testing.T) {
	e := Start(t)
	for name, test := range map[string]struct {
		checkout Checkout
		want     Object
	}{
		"nothing said": {Checkout{}, Object{State: Draft, Environment: Sandbox}},
		"open":         {Checkout{Amount: "106.00", State: Open}, Object{State: Open, Environment: Sandbox, Amount: &Money{"106.00", "USD"}}},
		"all said": {
			Checkout{ID: "P01-1234567-1234567", Amount: "5", Environment: Live, PaymentMethod: "decline-amazon-rejected"},
			Object{ID: "P01-1234567-1234567", State: Draft, Environment: Live, Amount: &Money{"5.00", "USD"}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			e := e.within(t)
			id := e.CreateOrder(test.checkout)
			o := e.Object(id)
			if test.want.ID != "" {
				require.Equal(t, test.want.ID, id)
			}
			require.Equal(t, test.want.State, o.State)
			require.Equal(t, test.want.Environment, o.Environment)
			require.Equal(t, test.want.Amount, o.Amount)
			require.Equal(t, ClockStart, o.Created)
		})
	}
}

func TestAdvance(t *testing.T) {
	e := Start(t)
	order, authorization, capture := e.pay()
	require.Equal(t, Completed, e.Object(capture).State)
	require.Equal(t, []string{authorization}, e.Object(order).AuthorizationIDs)
	require.Equal(t, []string{capture}, e.Object(authorization).CaptureIDs)
	require.Empty(t, e.Advance(0))
	require.Empty(t, e.Advance(time.Millisecond))
	require.Equal(t, ClockStart.Add(time.Millisecond), e.Now())

	events := e.Advance(180 * 24 * time.Hour)
	require.Equal(t, []Event{{At: ClockStart.AddDate(0, 0, 180), Type: "order_reference", ID: order, From: Open, To: Closed, Reason: "Expired"}}, events)
	require.Equal(t, Closed, e.Object(order).State)
}

func TestAdvanceIsRefused(t *testing.T) {
	e := Start(t)
	for name, test := range map[string]struct {
		by   time.Duration
		want string
	}{
		"backwards":            {-time.Hour, "emutest: Advance(-1h0m0s): time goes forward, by whole milliseconds"},
		"less than resolution": {time.Microsecond, "emutest: Advance(1µs): time goes forward, by whole milliseconds"},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, test.want, e.ending(t, func(e *Emulator) { e.Advance(test.by) }))
		})
	}
	require.Equal(t, ClockStart, e.Now())
}

func TestNext(t *testing.T) {
	e := Start(t)
	e.Next(`{on: Capture, then: {state: Declined, reason: ProcessingFailure}}`)
	e.Next("{\"on\":\"Capture\",\"then\":{\"error\":{\"code\":\"InternalServerError\"}}}")
	order := e.CreateOrder(Checkout{Amount: "106.00", State: Open})
	authorization := e.authorize(order, "a").Value("AmazonAuthorizationId")
	declined := e.capture(authorization, "c1")
	require.Equal(t, "Declined", declined.Value("CaptureStatus.State"))
	require.Equal(t, "ProcessingFailure", declined.Value("CaptureStatus.ReasonCode"))
	require.Empty(t, declined.Code())
	refused := e.capture(authorization, "c2")
	require.Equal(t, http.StatusInternalServerError, refused.Status)
	require.Equal(t, "InternalServerError", refused.Code())
	require.Equal(t, "Completed", e.capture(authorization, "c2").Value("CaptureStatus.State"))
}

const declining = `
name: captures are declined
description: All captures.
rules:
  - on: Capture
    then: {state: Declined, reason: AmazonRejected}
`

func TestUse(t *testing.T) {
	e := Start(t)
	captured := func() string {
		order := e.CreateOrder(Checkout{Amount: "106.00", State: Open})
		return e.capture(e.authorize(order, order).Value("AmazonAuthorizationId"), order).Value("CaptureStatus.State")
	}
	e.Use(declining)
	require.Equal(t, "Declined", captured())
	e.Use(strings.ReplaceAll(declining, "AmazonRejected", "ProcessingFailure"), strings.ReplaceAll(declining, "captures", "others"))
	require.Equal(t, "Declined", captured())
	e.Use("refund-declined", "ipn-dropped")
	require.Equal(t, "Completed", captured())
	e.Use(declining)
	e.Use()
	require.Equal(t, "Completed", captured())
}

func TestDecide(t *testing.T) {
	e := Start(t)
	e.Next(`{on: Capture, then: {state: Completed, pending_for: 1h}}`)
	_, _, capture := e.pay()
	require.Equal(t, Pending, e.Object(capture).State)
	require.Equal(t, Declined, e.Decide(capture, Declined, "AmazonRejected").State)
	o := e.Await(capture, Declined)
	require.EqualValues(t, "AmazonRejected", o.Reason)
	require.Equal(t, "c", o.Reference)
}

// It comes true while it is awaited, or has by then.
func TestAwait(t *testing.T) {
	e := Start(t)
	e.Next(`{on: Capture, then: {state: Completed, pending_for: 1h}}`)
	_, _, capture := e.pay()
	var awaited Object
	ending := make(chan string)
	go func() {
		ending <- e.ending(t, func(e *Emulator) { awaited = e.Await(capture, Completed) })
	}()
	e.Advance(2 * time.Hour)
	require.Empty(t, <-ending)
	require.Equal(t, Completed, awaited.State)
}

// What can't be done ends the test, and says what there was instead.
func TestEndings(t *testing.T) {
	e := Start(t)
	_, _, capture := e.pay()
	for name, test := range map[string]struct {
		do   func(e *Emulator)
		want []string
	}{
		"no object":         {func(e *Emulator) { e.Object("S01-0000000-0000000") }, []string{`emutest: Object("S01-0000000-0000000"): `, "lists what there is"}},
		"an id with signs":  {func(e *Emulator) { e.Object("a/b?c=d") }, []string{`emutest: Object("a/b?c=d"): `}},
		"no such checkout":  {func(e *Emulator) { e.CreateOrder(Checkout{State: Open}) }, []string{"emutest: CreateOrder: ", "an Open order reference has an amount"}},
		"no such move":      {func(e *Emulator) { e.Decide(capture, Declined, "") }, []string{`Decide("` + capture + `", Declined, ): `, "Completed"}},
		"no such rule":      {func(e *Emulator) { e.Next(`{on: Captur, then: {state: Declined}}`) }, []string{"emutest: Next: ", "Captur", "Capture"}},
		"no such scenario":  {func(e *Emulator) { e.Use("lost-anser") }, []string{`emutest: Use(["lost-anser"]): `, "lost-answer"}},
		"no scenario":       {func(e *Emulator) { e.Use("rules: soon") }, []string{"emutest: Use: ", "name"}},
		"names and YAML":    {func(e *Emulator) { e.Use("lost-answer", declining) }, []string{`emutest: Use: ["lost-answer"] are names, the rest is YAML`}},
		"out of reach":      {func(e *Emulator) { e.Await(capture, Declined) }, []string{"emutest: Await(", "to be Declined; it is Completed since 2026-01-01T00:00:00.000Z"}},
		"an IPN given up":   {func(e *Emulator) { e.AwaitIPN(capture) }, []string{"emutest: AwaitIPN(", "PaymentCapture (n 2) is recorded after 0 attempts"}},
		"no such element":   {func(e *Emulator) { e.Call("GetServiceStatus").Value("Nothing") }, []string{"the answer has no Nothing: status 200", "<Status>GREEN</Status>"}},
		"no parameter":      {func(e *Emulator) { e.Call("Capture", "CaptureReferenceId") }, []string{`"CaptureReferenceId" is not a parameter; write NAME=VALUE`}},
		"no such filter":    {func(e *Emulator) { e.IPNs(IPNFilter{State: "lost"}) }, []string{"emutest: IPNs: ", "delivered"}},
		"an impossible one": {func(e *Emulator) { e.Requests(RequestFilter{Status: 99}) }, []string{"emutest: Requests: "}},
	} {
		t.Run(name, func(t *testing.T) {
			ending := e.ending(t, test.do)
			for _, want := range test.want {
				require.Contains(t, ending, want)
			}
		})
	}
}

// An emulator that is gone is named, not met with silence.
func TestEndingWithoutEmulator(t *testing.T) {
	s := &spy{name: t.Name()}
	e := Start(s)
	s.end()
	require.Contains(t, e.ending(t, func(e *Emulator) { e.Now() }), "connection refused")
	gone := e.within(s).Call("GetServiceStatus")
	require.Zero(t, gone.Status)
	require.ErrorContains(t, gone.Err, "connection refused")
}

func TestRequests(t *testing.T) {
	e := Start(t)
	_, authorization, capture := e.pay()
	e.Advance(time.Hour)
	e.Call("GetCaptureDetails", "AmazonCaptureId="+capture)
	e.Call("Nonsense")
	for name, test := range map[string]struct {
		filter RequestFilter
		want   []string
	}{
		"all, oldest first": {RequestFilter{}, []string{"Authorize", "Capture", "GetCaptureDetails", "Nonsense"}},
		"operation":         {RequestFilter{Operation: "Capture"}, []string{"Capture"}},
		"object":            {RequestFilter{Object: authorization}, []string{"Authorize", "Capture"}},
		"reference":         {RequestFilter{Reference: "c"}, []string{"Capture"}},
		"status":            {RequestFilter{Status: http.StatusNotFound}, []string{"Nonsense"}},
		"since":             {RequestFilter{Since: ClockStart.Add(time.Hour)}, []string{"GetCaptureDetails", "Nonsense"}},
		"since, just after": {RequestFilter{Since: ClockStart.Add(time.Hour + time.Millisecond)}, []string{}},
	} {
		t.Run(name, func(t *testing.T) {
			names := []string{}
			for _, r := range e.within(t).Requests(test.filter) {
				names = append(names, r.Operation)
			}
			require.Equal(t, test.want, names)
		})
	}
	r := e.Requests(RequestFilter{Operation: "Capture"})[0]
	require.Equal(t, capture, r.Object)
	require.Equal(t, "106.00", r.Parameters["CaptureAmount.Amount"])
	require.Contains(t, r.Answer, capture)
	require.Equal(t, e.Credentials().SellerID, r.SellerID)
}

// A list of more than one page of the admin API is whole, and in order.
func TestRequestsOfManyPages(t *testing.T) {
	e := Start(t)
	seen := 0
	for _, calls := range []int{pageSize, 1, pageSize} { // whole pages, one more, and more
		for range calls {
			e.Call("GetServiceStatus")
		}
		list := e.Requests(RequestFilter{})
		seen += calls
		require.Len(t, list, seen)
		for i, r := range list {
			require.EqualValues(t, i+1, r.N)
		}
	}
}

// A broken connection is an answer that a test can look at.
func TestLostAnswer(t *testing.T) {
	e := Start(t)
	e.Next(`{on: Capture, then: {fault: {kind: reset, applied: true}}}`)
	order := e.CreateOrder(Checkout{Amount: "106.00", State: Open})
	authorization := e.authorize(order, "a").Value("AmazonAuthorizationId")
	lost := e.capture(authorization, "c")
	require.Error(t, lost.Err)
	require.Zero(t, lost.Status)
	require.True(t, e.Requests(RequestFilter{Operation: "Capture"})[0].Applied)
	require.Equal(t, "Completed", e.capture(authorization, "c").Value("CaptureStatus.State"))
}

package admin

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator/engine"
)

// follower is a client of a stream of events.
type follower struct {
	*testing.T
	answer *http.Response
	lines  *bufio.Scanner
	last   string // the id to resume from
}

// reading opens a stream over HTTP.
func (w *world) reading(query string, headers ...string) *follower {
	w.Helper()
	server := httptest.NewServer(w.api)
	w.Cleanup(server.Close)
	request, err := http.NewRequestWithContext(w.Context(), http.MethodGet, server.URL+root+"events"+query, nil)
	require.NoError(w, err)
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	answer, err := http.DefaultClient.Do(request)
	require.NoError(w, err)
	w.Cleanup(func() { answer.Body.Close() })
	require.Equal(w, http.StatusOK, answer.StatusCode)
	require.Equal(w, "text/event-stream", answer.Header.Get("Content-Type"))
	return &follower{T: w.T, answer: answer, lines: bufio.NewScanner(answer.Body)}
}

// next reads an event as browsers do.
func (r *follower) next() (x happening) {
	r.Helper()
	name, data := "", ""
	for r.lines.Scan() {
		field, value, _ := strings.Cut(r.lines.Text(), ": ")
		switch field {
		case "id":
			r.last = value
		case "event":
			name = value
		case "data":
			data = value
		case "":
			if data == "" {
				continue // of a comment
			}
			require.NoError(r, json.Unmarshal([]byte(data), &x))
			schema, err := theDescription().schema([]string{"components", "schemas", "Happening"})
			require.NoError(r, err)
			value, err := jsonschema.UnmarshalJSON(strings.NewReader(data))
			require.NoError(r, err)
			require.NoError(r, schema.Validate(value), data)
			require.Equal(r, name, string(x.Type))
			require.Equal(r, r.last, fmt.Sprint(x.ID))
			return x
		}
	}
	require.Fail(r, "the stream has ended")
	return x
}

// told reads so many events, in a few words.
func (r *follower) told(n int) (list []string) {
	r.Helper()
	for range n {
		x := r.next()
		text := fmt.Sprintf("%s %s", x.Type, x.SellerID)
		switch x.Type {
		case ofState:
			text = fmt.Sprintf("%s %s→%s", x.State.Type, x.State.From, x.State.To)
		case ofRequest:
			text = fmt.Sprintf("%s %d", x.Request.Operation, x.Request.Status)
		case ofDelivery:
			text = fmt.Sprintf("%s attempt %d: %d", x.Delivery.Type, x.Delivery.Attempt, x.Delivery.Status)
		case ofClock:
			text = fmt.Sprintf("clock %s %s", x.Clock.Mode, time.Time(x.At).Sub(start))
		}
		list = append(list, text)
	}
	return list
}

// A stream tells what happens from when it was opened, of everybody.
func TestEvents(t *testing.T) {
	receiver := newReceiver(t)
	w := newWorld(t, withIPNs(receiver.URL))
	w.ok("POST order-references", "")
	r := w.reading("")
	order := w.openOrder()
	require.Equal(t, []string{"order_reference →Draft", "order_reference Draft→Open"}, r.told(2))
	require.Equal(t, []string{"OrderReferenceNotification attempt 1: 200"}, r.told(1))
	w.arrived(order)
	w.called(defaultSeller, "Capture", "1")
	w.called("", "Nonsense", "1")
	require.Equal(t, []string{"Capture 200", "Nonsense 200"}, r.told(2))
	w.ok("POST clock/advance?seller=T1", `{"by":"1h"}`)
	w.ok("PUT clock?seller=T1", `{"rate":60}`)
	w.ok("POST reset?seller=T1", "")
	require.Equal(t, []string{"clock frozen 1h0m0s", "clock follow 1h0m0s", "reset T1"}, r.told(3))
}

func TestEventsThatAreWanted(t *testing.T) {
	w := newWorld(t)
	w.ok("POST order-references", "")
	w.ok("POST order-references?seller=T1", "")
	w.called("T1", "Capture", "1")
	w.called(defaultSeller, "Refund", "1")
	w.ok("POST reset?seller=T1", "")
	for query, want := range map[string][]string{
		"?since=0":                              {"order_reference →Draft", "order_reference →Draft", "Capture 200", "Refund 200", "reset T1"},
		"?since=2":                              {"Capture 200", "Refund 200", "reset T1"},
		"?since=0&seller=T1":                    {"order_reference →Draft", "Capture 200", "reset T1"},
		"?since=0&type=request":                 {"Capture 200", "Refund 200"},
		"?since=0&type=reset,request&seller=T1": {"Capture 200", "reset T1"},
		"?since=1&type=state&seller=" + defaultSeller: {"order_reference →Draft"},
	} {
		t.Run(query, func(t *testing.T) {
			r := w.in(t).reading(query)
			if strings.HasPrefix(query, "?since=1") {
				w.ok("POST order-references", "") // the first after it
			}
			require.Equal(t, want, r.told(len(want)))
		})
	}
	r := w.reading("?since=0", lastEventID, "3")
	require.Equal(t, []string{"Refund 200"}, r.told(1), "the header is of a stream that was open before")
}

// A client that was cut off, or came too late, learns what it missed.
func TestEventsResumed(t *testing.T) {
	w := newWorld(t, func(eo *engine.Options, ao *Options) {
		ao.Feed = NewFeed(3)
		eo.Happened = ao.Feed.Happened
	})
	r := w.reading("")
	w.called(defaultSeller, "Capture", "1", "Refund", "2")
	require.Equal(t, []string{"Capture 200"}, r.told(1))
	last := r.last
	r.answer.Body.Close()
	w.called(defaultSeller, "Authorize", "3", "Capture", "4", "Refund", "5", "Authorize", "6")
	r = w.reading("", lastEventID, last)
	x := r.next()
	require.Equal(t, ofGap, x.Type)
	require.EqualValues(t, 1, x.Gap.After)
	require.EqualValues(t, 2, *x.Gap.Missed)
	require.EqualValues(t, 3, x.ID, "in the place of what it missed")
	require.Equal(t, []string{"Capture 200", "Refund 200", "Authorize 200"}, r.told(3))

	r = w.reading("?since=99")
	x = r.next()
	require.Equal(t, ofGap, x.Type)
	require.Nil(t, x.Gap.Missed, "of another run: nobody knows")
	require.Equal(t, []string{"Capture 200"}, r.told(1))
}

func TestEventsRefusals(t *testing.T) {
	w := newWorld(t)
	for query, path := range map[string]string{
		"?type=state,stat":            "?type",
		"?type=gap":                   "?type",
		"?type=,":                     "?type",
		"?since=-1":                   "?since",
		"?since=1.5":                  "?since",
		"?since=18446744073709551616": "?since",
		"?since=0&since=1":            "?since",
		"?seller=a/b":                 "?seller",
	} {
		require.Contains(t, w.refused(http.StatusBadRequest, "GET events"+query, "").flaws(), path, query)
	}
	require.Contains(t, w.refused(http.StatusBadRequest, "GET events", "", lastEventID, "x").flaws(), lastEventID)
	require.Empty(t, w.call("HEAD events?since=0", "").text)
}

// When nothing happens the stream says so now and then, with the place that has
// been reached, and ends when the emulator does.
func TestEventsHeartbeat(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		out, in := io.Pipe()
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			w.api.ServeHTTP(&piped{header: http.Header{}, PipeWriter: in}, httptest.NewRequestWithContext(t.Context(), http.MethodGet, root+"events?seller=T1", nil))
			in.Close()
		}()
		synctest.Wait()
		w.called(defaultSeller, "Capture", "1")
		lines := bufio.NewReader(out)
		for range 3 {
			began := time.Now()
			for _, want := range []string{": nothing new\n", "id: 1\n", "\n"} {
				got, err := lines.ReadString('\n')
				require.NoError(t, err)
				require.Equal(t, want, got)
			}
			require.Equal(t, heartbeat, time.Since(began))
		}
		w.api.options.Feed.Close()
		<-ended
		_, err := lines.ReadString('\n')
		require.ErrorIs(t, err, io.EOF)
	})
}

// piped is a response that is read as it is written.
type piped struct {
	header http.Header
	*io.PipeWriter
}

func (p *piped) Header() http.Header { return p.header }
func (p *piped) WriteHeader(int)     {}
func (p *piped) Flush()              {}

// A reader that takes nothing holds up nobody, and ends when it is cut.
func TestEventsSlowReader(t *testing.T) {
	w := newWorld(t)
	out, in := io.Pipe()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		w.api.ServeHTTP(&piped{header: http.Header{}, PipeWriter: in}, httptest.NewRequestWithContext(t.Context(), http.MethodGet, root+"events?since=0", nil))
	}()
	for range 3 * usualFeed / 2 {
		w.api.options.Feed.Happened(engine.Happening{Seller: defaultSeller, Reset: true})
	}
	require.Len(t, w.api.options.Feed.kept, usualFeed)
	require.NoError(t, out.CloseWithError(io.ErrClosedPipe)) // as a deadline does
	<-ended
}

package admin

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// stream is the answer of a handler that goes on until the client leaves or the
// emulator stops.
type stream func(http.ResponseWriter)

// heartbeat is how often a stream says something when nothing happens, in real
// time: often enough for every proxy, and to notice a client that has gone.
const heartbeat = 15 * time.Second

// lastEventID is the header by which a client that was cut off says where it
// was.
const lastEventID = "Last-Event-ID"

// eventFilter says which happenings a reader wants.
type eventFilter struct {
	seller string  // empty: everyone's
	topics []topic // none: all
}

func (f eventFilter) wants(x *happening) bool {
	return (f.seller == "" || x.SellerID == f.seller) && (len(f.topics) == 0 || slices.Contains(f.topics, x.Type))
}

// events is a stream of what happens: from now on, or from the id that the
// client names.
func (a *API) events(c *call) (any, error) {
	filter := eventFilter{seller: c.seller}
	var flaws []flaw
	if asked := c.parameter("type"); asked != "" {
		for _, word := range strings.Split(asked, ",") {
			flaws = append(flaws, oneOf("?type", topic(word), topics)...)
			filter.topics = append(filter.topics, topic(word))
		}
	}
	after := a.options.Feed.now()
	for _, from := range []struct{ path, text string }{{"?since", c.parameter("since")}, {lastEventID, c.Header.Get(lastEventID)}} {
		if from.text == "" {
			continue
		}
		id, err := strconv.ParseUint(from.text, 10, 64)
		if err != nil {
			flaws = append(flaws, flaw{Path: from.path, Message: fmt.Sprintf("%q is not the id of an event", shorten(from.text)), Suggestion: "send the id of the last event that you have, or 0 for all that are kept"})
		}
		after = id
	}
	if len(flaws) > 0 {
		return nil, invalid(flaws...)
	}
	return stream(func(w http.ResponseWriter) { a.stream(c, w, after, filter) }), nil
}

// stream writes what happens until it can't any more. A client that does not
// read is cut by the deadline of its connection.
func (a *API) stream(c *call, w http.ResponseWriter, after uint64, filter eventFilter) {
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("X-Accel-Buffering", "no") // proxies are not to collect it
	out := http.NewResponseController(w)
	if out.Flush() != nil || c.Method == http.MethodHead {
		return
	}
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	for {
		page := a.options.Feed.read(after, filter.wants)
		var text bytes.Buffer
		if page.gap != nil {
			writeEvent(&text, page.gap.event(filter.seller, a.account(c).Now(), a.engine.Real()))
		}
		for _, x := range page.list {
			writeEvent(&text, x)
		}
		after = page.upTo
		if text.Len() > 0 && !deliver(w, out, text.Bytes()) || page.end {
			return
		}
		if page.news == nil {
			continue
		}
		select {
		case <-page.news:
		case <-c.Context().Done():
			return
		case <-beat.C:
			// The id spares a client that wants little a look at all the rest, and a gap,
			// when it comes back.
			if !deliver(w, out, fmt.Appendf(nil, ": nothing new\nid: %d\n\n", after)) {
				return
			}
		}
	}
}

// deliver writes a part of a stream, and says whether the client is still there.
func deliver(w http.ResponseWriter, out *http.ResponseController, part []byte) bool {
	_, err := w.Write(part)
	return err == nil && out.Flush() == nil
}

// writeEvent writes a happening as a server-sent event.
func writeEvent(b *bytes.Buffer, x happening) {
	fmt.Fprintf(b, "id: %d\nevent: %s\ndata: ", x.ID, x.Type)
	encoder := json.NewEncoder(b)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(x) // ends the line; the documents of this package always encode
	b.WriteByte('\n')
}

package admin

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
)

// The page shows what there is, whatever it is called, and nothing of it runs.
func TestPage(t *testing.T) {
	w := newWorld(t)
	w.ok("PUT sellers/T1", `{"store_name":"<script>alert(1)</script>","ipn_url":"http://shop:hush@127.0.0.1/ipn"}`)
	w.ok("PUT scenarios", `{"names":["lost-answer"]}`)
	capture := w.captured("c")
	w.record(engine.Record{
		Seller: defaultSeller, Operation: "Capture", Status: 405, Code: "InvalidAuthorizationStatus", Object: capture,
		After: emulator.Status{State: emulator.Closed, Reason: emulator.ExpiredUnused}, Hint: "it <b>expired</b>",
	})
	r := w.ok("GET ", "")
	require.Equal(t, "text/html; charset=utf-8", r.header.Get("Content-Type"))
	require.Contains(t, r.header.Get("Content-Security-Policy"), "default-src 'none'")
	for _, shown := range []string{
		"v1.2.3", "&lt;script&gt;alert(1)&lt;/script&gt;", "<b>lost-answer</b>", `href="objects/` + capture, "405 InvalidAuthorizationStatus",
		"Closed ExpiredUnused", "it &lt;b&gt;expired&lt;/b&gt;", "/_emulator/clock/advance", "2026-01-31T12:00:00.000Z", "106.00 USD",
	} {
		require.Contains(t, r.text, shown)
	}
	for _, hidden := range []string{"<script", "hush", "example-secret-key"} {
		require.NotContains(t, r.text, hidden)
	}
	require.NotContains(t, w.ok("GET ?seller=T1", "").text, capture)
	w.refused(http.StatusBadRequest, "GET ?sellr=T1", "")
}

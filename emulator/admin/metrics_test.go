package admin

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
)

// settledMetrics is what metrics answer, without what differs from run to run.
func (w *world) settledMetrics() string {
	w.Helper()
	r := w.ok("GET metrics", "")
	require.Equal(w, prometheusText, r.header.Get("Content-Type"))
	requireExposition(w.T, r.text)
	text := strings.ReplaceAll(r.text, runtime.Version(), "GO")
	return regexp.MustCompile(`(?m)^(go_\w+) [1-9][0-9.e+]*$`).ReplaceAllString(text, "$1 N")
}

func TestMetrics(t *testing.T) {
	receiver := newReceiver(t)
	w := newWorld(t, withIPNs(receiver.URL))
	order := w.openOrder()
	w.arrived(order)
	authorization := w.do(emulator.Authorize{Order: order, Reference: "a", Amount: usd(106), Timeout: time.Hour}).Object
	w.called(defaultSeller, "Capture", "1", "Capture", "2", "Authorize", "3")
	w.record(engine.Record{Seller: defaultSeller, Operation: "Capture", Status: 405, Code: "InvalidAuthorizationStatus"})
	w.record(engine.Record{Operation: "Made\"up", Status: 404, Code: "InvalidAddress"})
	w.record(engine.Record{Operation: "Another", Status: 404, Code: "InvalidAddress"})
	w.record(engine.Record{Status: 404, Code: "InvalidAddress"})
	w.ok("POST order-references?seller=T1", "")
	require.Equal(t, `# HELP amazon_pay_emulator_build_info Which build this is.
# TYPE amazon_pay_emulator_build_info gauge
amazon_pay_emulator_build_info{version="v1.2.3",go_version="GO"} 1
# HELP amazon_pay_emulator_calls_total API calls answered, by operation, class of HTTP status, and error code.
# TYPE amazon_pay_emulator_calls_total counter
amazon_pay_emulator_calls_total{operation="",status="4xx",code="InvalidAddress"} 3
amazon_pay_emulator_calls_total{operation="Authorize",status="2xx",code=""} 1
amazon_pay_emulator_calls_total{operation="Capture",status="2xx",code=""} 2
amazon_pay_emulator_calls_total{operation="Capture",status="4xx",code="InvalidAuthorizationStatus"} 1
# HELP amazon_pay_emulator_objects Objects there are, by type and state.
# TYPE amazon_pay_emulator_objects gauge
amazon_pay_emulator_objects{type="order_reference",state="Draft"} 1
amazon_pay_emulator_objects{type="order_reference",state="Open"} 1
amazon_pay_emulator_objects{type="authorization",state="Pending"} 1
# HELP amazon_pay_emulator_ipn_attempts_total Attempts to deliver a notification, by what came of them.
# TYPE amazon_pay_emulator_ipn_attempts_total counter
amazon_pay_emulator_ipn_attempts_total{result="delivered"} 1
amazon_pay_emulator_ipn_attempts_total{result="refused"} 0
amazon_pay_emulator_ipn_attempts_total{result="unanswered"} 0
# HELP amazon_pay_emulator_pending_alarms Order references and notifications that have something due.
# TYPE amazon_pay_emulator_pending_alarms gauge
amazon_pay_emulator_pending_alarms 2
# HELP amazon_pay_emulator_accounts Sellers that were configured or seen.
# TYPE amazon_pay_emulator_accounts gauge
amazon_pay_emulator_accounts 2
# HELP go_goroutines Number of goroutines.
# TYPE go_goroutines gauge
go_goroutines N
# HELP go_memstats_heap_alloc_bytes Bytes of heap objects.
# TYPE go_memstats_heap_alloc_bytes gauge
go_memstats_heap_alloc_bytes N
`, w.settledMetrics())

	// Gauges follow what there is, counters never fall.
	w.ok("POST clock/advance", `{"by":"1m"}`)
	w.arrived(authorization)
	w.ok("DELETE requests", "")
	text := w.settledMetrics()
	require.Contains(t, text, `objects{type="authorization",state="Open"} 1`)
	require.NotContains(t, text, `state="Pending"`)
	require.Contains(t, text, `ipn_attempts_total{result="delivered"} 2`)
	w.ok("POST reset", "")
	text = w.settledMetrics()
	require.NotContains(t, text, "objects{")
	require.Contains(t, text, `calls_total{operation="Capture",status="2xx",code=""} 2`)
	require.Contains(t, text, `ipn_attempts_total{result="delivered"} 2`)
}

// How attempts end is told apart.
func TestMetricsOfAttempts(t *testing.T) {
	refusing := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(refusing.Close)
	gone := newReceiver(t)
	gone.Close()
	w := newWorld(t, withIPNs(gone.URL))
	for seller, timeout := range map[string]string{"T1": "1h", "T2": "100ms"} {
		if seller == "T1" { // one 4xx is the end
			w.ok("PUT sellers/T1", `{"ipn_url":"`+refusing.URL+`"}`)
		}
		order := w.ok("POST order-references?seller="+seller, `{"state":"Open","amount":{"amount":"1.00","currency":"USD"}}`).body["id"].(string)
		w.refused(http.StatusRequestTimeout, "POST await?seller="+seller, `{"ipn_for":"`+order+`","timeout":"`+timeout+`"}`)
	}
	text := w.settledMetrics()
	require.Contains(t, text, `{result="delivered"} 0`)
	require.Contains(t, text, `{result="refused"} 1`)
	require.Contains(t, text, `{result="unanswered"} 1`)
}

// The line grammar of the format: families, each with help and type before its
// samples, which have distinct labels and end with a number.
var (
	helpLine   = regexp.MustCompile(`^# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) \S.*$`)
	typeLine   = regexp.MustCompile(`^# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge)$`)
	sampleLine = regexp.MustCompile(`^([a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\[\\"n])*",?)+\})? -?[0-9.]+(e[+-][0-9]+)?$`)
)

func requireExposition(t *testing.T, text string) {
	t.Helper()
	require.True(t, strings.HasSuffix(text, "\n"))
	family, typed := "", ""
	seen := map[string]bool{}
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if m := helpLine.FindStringSubmatch(line); m != nil {
			require.False(t, seen[m[1]], "%s is there twice", m[1])
			family, seen[m[1]] = m[1], true
			continue
		}
		if m := typeLine.FindStringSubmatch(line); m != nil {
			require.Equal(t, family, m[1])
			require.Equal(t, strings.HasSuffix(family, "_total"), m[2] == "counter", line)
			typed = m[1]
			continue
		}
		m := sampleLine.FindStringSubmatch(line)
		require.NotNil(t, m, "%q is no sample", line)
		require.Equal(t, family, m[1])
		require.Equal(t, typed, m[1])
		require.False(t, seen[m[1]+"/"+m[2]], "%s is there twice", line)
		seen[m[1]+"/"+m[2]] = true
	}
}

func TestMetricLabelsAreEscaped(t *testing.T) {
	var m exposition
	m.family("x", "gauge", "A test.")
	m.sample(0.5, "a", "\\ \" \n ü", "b", "")
	require.Equal(t, "# HELP x A test.\n# TYPE x gauge\nx{a=\"\\\\ \\\" \\n ü\",b=\"\"} 0.5\n", m.String())
	requireExposition(t, m.String())
}

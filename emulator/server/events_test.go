package server

import (
	"bufio"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// events opens a stream of what happens.
func events(t *testing.T, s *Server, query string) *http.Response {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL()+"/_emulator/events"+query, nil)
	require.NoError(t, err)
	answer, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	t.Cleanup(func() { answer.Body.Close() })
	require.Equal(t, http.StatusOK, answer.StatusCode)
	return answer
}

// A stream tells of real calls, what they changed and who was told of it, and
// the metrics count them.
func TestEventsOfACapture(t *testing.T) {
	m := openShop(t)
	capture := m.capture(m.authorize(m.order(), "a"), "c")
	m.got(3)
	answer := events(t, m.server, "?since=0")
	var got []string
	deliveries := 0
	for lines := bufio.NewScanner(answer.Body); (len(got) < 3 || deliveries < 3) && lines.Scan(); {
		line := lines.Text()
		if line == "event: delivery" {
			deliveries++
		}
		for _, what := range []string{`"type":"state"`, `"operation":"Capture"`, `"type":"PaymentCapture"`} {
			if strings.Contains(line, capture) && strings.Contains(line, what) {
				got = append(got, what)
			}
		}
	}
	require.Equal(t, `"type":"state"`, got[0])
	require.ElementsMatch(t, []string{`"operation":"Capture"`, `"type":"PaymentCapture"`}, got[1:], "they cross")
	_, metrics := get(t, m.server.URL()+"/_emulator/metrics")
	require.Contains(t, metrics, `amazon_pay_emulator_calls_total{operation="Capture",status="2xx",code=""} 1`)
	require.Contains(t, metrics, `amazon_pay_emulator_objects{type="capture",state="Completed"}`)
	require.Contains(t, metrics, `amazon_pay_emulator_ipn_attempts_total{result="delivered"} 3`)
}

// A stop ends streams by itself: nobody has to be cut.
func TestStopEndsStreams(t *testing.T) {
	s := newServer(t)
	s.limits.grace = time.Hour
	start(t, s)
	answer := events(t, s, "")
	require.NoError(t, s.Stop(t.Context()))
	rest, err := io.ReadAll(answer.Body)
	require.NoError(t, err, "not in the middle of something")
	require.Empty(t, rest)
}

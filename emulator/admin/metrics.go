package admin

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"runtime"
	"runtime/metrics"
	"slices"
	"strconv"
	"strings"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
)

// prometheusText is the media type of the Prometheus text format.
const prometheusText = "text/plain; version=0.0.4; charset=utf-8"

// metricPrefix is how the names of the emulator's own metrics begin.
const metricPrefix = "amazon_pay_emulator_"

// metrics answers everything that is counted, in an order that does not change.
func (a *API) metrics(*call) (any, error) {
	calls, attempts := a.options.Feed.counted()
	accounts := a.engine.Accounts()
	objects := map[engine.Class]int{}
	pending := 0
	for _, account := range accounts {
		pending += account.Census(objects)
	}

	var m exposition
	m.family(metricPrefix+"build_info", "gauge", "Which build this is.")
	m.sample(1, "version", a.options.Version, "go_version", runtime.Version())

	m.family(metricPrefix+"calls_total", "counter", "API calls answered, by operation, class of HTTP status, and error code.")
	for _, class := range slices.SortedFunc(maps.Keys(calls), callClass.compare) {
		m.sample(float64(calls[class]), "operation", class.operation, "status", strconv.Itoa(class.status)+"xx", "code", class.code)
	}
	m.family(metricPrefix+"objects", "gauge", "Objects there are, by type and state.")
	for _, kind := range emulator.Kinds {
		for _, state := range states {
			if n := objects[engine.Class{Kind: kind, State: state}]; n > 0 {
				m.sample(float64(n), "type", string(kind), "state", string(state))
			}
		}
	}
	m.family(metricPrefix+"ipn_attempts_total", "counter", "Attempts to deliver a notification, by what came of them.")
	for _, result := range attemptResults {
		m.sample(float64(attempts[result]), "result", string(result))
	}
	m.family(metricPrefix+"pending_alarms", "gauge", "Order references and notifications that have something due.")
	m.sample(float64(pending))
	m.family(metricPrefix+"accounts", "gauge", "Sellers that were configured or seen.")
	m.sample(float64(len(accounts)))
	m.family("go_goroutines", "gauge", "Number of goroutines.")
	m.sample(float64(runtime.NumGoroutine()))
	m.family("go_memstats_heap_alloc_bytes", "gauge", "Bytes of heap objects.")
	m.sample(float64(heap()))
	return file{prometheusText, m.Bytes()}, nil
}

// heap is how many bytes the objects on the heap have.
func heap() uint64 {
	s := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(s) // unlike runtime.ReadMemStats it stops nobody
	return s[0].Value.Uint64()
}

func (c callClass) compare(d callClass) int {
	return cmp.Or(cmp.Compare(c.operation, d.operation), cmp.Compare(c.status, d.status), cmp.Compare(c.code, d.code))
}

// exposition writes the Prometheus text format.
type exposition struct {
	bytes.Buffer
	name string // of the present family
}

// family begins a family of samples.
func (m *exposition) family(name, kind, help string) {
	m.name = name
	fmt.Fprintf(m, "# HELP %s %s\n# TYPE %[1]s %[3]s\n", name, help, kind)
}

// escaped is a label's value.
var escaped = strings.NewReplacer(`\`, `\\`, "\n", `\n`, `"`, `\"`)

// sample writes a value with its labels, name and value in turn.
func (m *exposition) sample(value float64, labels ...string) {
	m.WriteString(m.name)
	for i := 0; i < len(labels); i += 2 {
		begin := ","
		if i == 0 {
			begin = "{"
		}
		fmt.Fprintf(m, `%s%s="%s"`, begin, labels[i], escaped.Replace(labels[i+1]))
	}
	if len(labels) > 0 {
		m.WriteByte('}')
	}
	fmt.Fprintf(m, " %s\n", strconv.FormatFloat(value, 'g', -1, 64))
}

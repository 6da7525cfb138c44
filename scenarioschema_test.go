package main_test

import (
	"fmt"
	"path"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/server"
	"amazon-pay-emulator/scenarios"
	"amazon-pay-emulator/strictyaml"
)

// node is a place in the schema of scenarios.
type node struct{ *strictyaml.Value }

// schema reads it as YAML, which JSON is too, to keep the order of its keys.
func schema(t *testing.T) node {
	t.Helper()
	documents, report := strictyaml.Read("schema.json", scenarios.Schema())
	require.Empty(t, report.Problems())
	return node{documents[0]}
}

func (n node) at(path ...string) node {
	for _, key := range path {
		found := node{&strictyaml.Value{}}
		for _, e := range n.entries() {
			if e.Name == key {
				found = node{e.Value}
			}
		}
		n = found
	}
	return n
}

func (n node) entries() []strictyaml.Entry {
	if n.Kind() != strictyaml.Map {
		return nil
	}
	return n.Entries()
}

func (n node) names() (names []string) {
	for _, e := range n.entries() {
		names = append(names, e.Name)
	}
	return names
}

func (n node) text(key string) string {
	text, _ := n.at(key).Scalar()
	return text
}

// ref is the name of the definition that something is like.
func (n node) ref() string { return path.Base(n.text("$ref")) }

// describe is what a definition says of itself.
func (n node) describe(definition string) string {
	return n.at("$defs", definition).text("description")
}

// values says what may be written here.
func (n node) values() string {
	var words []string
	for _, item := range n.list("enum") {
		word, _ := item.Scalar()
		words = append(words, code(word))
	}
	for _, item := range n.list("anyOf") {
		words = append(words, node{item}.values())
	}
	switch {
	case len(words) > 0:
		return strings.Join(words, ", ")
	case n.at("const").Present():
		return code(n.text("const"))
	case n.at("if").text("type") == "array":
		return n.at("else").values() + ", or a list"
	case n.at("else").Present():
		return n.at("else").values() + ", or " + n.at("then").values()
	case len(n.at("properties").names()) > 3:
		return "a map, see below"
	case n.at("properties").Present():
		return "a map of " + strings.Join(n.at("properties").names(), ", ")
	case n.at("$ref").Present():
		return map[string]string{
			"name": "text", "duration": "duration", "wait": "duration, not 0s", "when": "conditions", "limits": "limits", "outcome": "an outcome",
			"operation": "an operation", "error": "see error", "fault": "see fault", "ipn": "see ipn",
		}[n.ref()]
	}
	word := map[string]string{"boolean": "true or false", "string": "text", "integer": "number", "number": "number", "array": "a list"}[n.text("type")]
	if n.at("minimum").Present() {
		word += " from " + n.text("minimum") + " to " + n.text("maximum")
	}
	return word
}

func (n node) list(key string) []*strictyaml.Value {
	if v := n.at(key); v.Kind() == strictyaml.List {
		return v.Items()
	}
	return nil
}

func code(word string) string { return "`" + word + "`" }

// samples are outcomes in which a key is written as it may be.
var samples = map[string]string{
	"state": "", "reason": "", // see the table of states
	"pending_for":                "{pending_for: 1h}",
	"soft_decline":               "{state: Declined, reason: InvalidPaymentMethod, soft_decline: true}",
	"constraint":                 "{constraint: PaymentMethodNotAllowed}",
	"authorization":              "{state: Declined, reason: AmazonRejected, authorization: open}",
	"order":                      "{state: Declined, reason: AmazonRejected, order: open}",
	"payment_method_fixed_after": "{state: Declined, reason: InvalidPaymentMethod, payment_method_fixed_after: 1h}",
	"error":                      "{error: {code: InvalidTransactionId}}",
	"fault":                      "[{fault: {kind: reset}}, {}]",
	"throttle":                   "[{throttle: true}, {}]",
	"delay":                      "{delay: 1s}",
	"ipn":                        "{ipn: {drop: true}}",
}

// belongs lists the operations whose rules may have a key, by trying it with
// each.
func belongs(t *testing.T, key string) string {
	t.Helper()
	sample, ok := samples[key]
	require.True(t, ok, "write a sample of %s", key)
	if sample == "" {
		return "see [below](#states-and-reasons-that-a-rule-can-decide)"
	}
	words, others := server.Vocabulary(), 0
	var fits []string
	for _, o := range words.Operations {
		_, problems := scenarios.ParseRule("rule", fmt.Appendf(nil, "{on: %s, then: %s}", o.Name, sample), words)
		if problems.Err() != nil {
			others++
			continue
		}
		fits = append(fits, string(o.Name))
	}
	require.NotEmpty(t, fits, sample)
	if others == 0 {
		return "any"
	}
	return strings.Join(fits, ", ")
}

// timing is a duration under some rules, by its name in scenarios.
func timing(t *testing.T, r emulator.Rules, name string) string {
	t.Helper()
	return strictyaml.FormatDuration(field(t, r.Timings, name).(time.Duration))
}

// field is that of a struct which is called the same but for underscores.
func field(t *testing.T, of any, name string) any {
	t.Helper()
	v := reflect.ValueOf(of).FieldByNameFunc(func(n string) bool { return strings.EqualFold(n, strings.ReplaceAll(name, "_", "")) })
	require.True(t, v.IsValid(), name)
	return v.Interface()
}

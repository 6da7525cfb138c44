package scenarios_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/scenarios"
	"amazon-pay-emulator/strictyaml"
)

// inexpressible says why the schema takes the refused files.
var inexpressible = map[string]string{
	"belonging":  "which key belongs to which operation would need a schema per operation",
	"bounds":     "a schema compares no durations, and doesn't look into digits",
	"decisions":  "which decision an object knows depends on what comes before a point in after",
	"endless":    "which outcome is the last, and what status a code has, is beyond a schema",
	"pairs":      "which pair of state and reason fits depends on the operations in on",
	"parameters": "which operation takes which parameter would need a schema per operation",
	"patterns":   "a schema doesn't compile what is in a text",
}

func compileSchema(t testing.TB) *jsonschema.Schema {
	data, err := jsonschema.UnmarshalJSON(bytes.NewReader(scenarios.Schema()))
	require.NoError(t, err)
	c := jsonschema.NewCompiler()
	require.NoError(t, c.AddResource("scenario.json", data))
	s, err := c.Compile("scenario.json")
	require.NoError(t, err)
	require.Equal(t, 2020, s.DraftVersion)
	return s
}

// Each document of the files is held against the schema by itself: it takes the
// good and the refused ones, and no bad one; and Parse agrees.
func TestSchemaAndFilesAgree(t *testing.T) {
	s := compileSchema(t)
	for kind, valid := range map[string]bool{"good": true, "refused": true, "bad": false} {
		for name, data := range files(t, kind) {
			if kind == "refused" {
				require.Contains(t, inexpressible, strings.TrimSuffix(name, ".yaml"))
			}
			for i, document := range strings.Split(string(data), "\n---\n") {
				t.Run(fmt.Sprintf("%s/%s/%d", kind, name, i), func(t *testing.T) {
					_, problems := scenarios.Parse(name, []byte(document), words)
					values := asJSON(t, document)
					for _, v := range values {
						require.Equal(t, valid, s.Validate(v) == nil, "%s\n%v", document, s.Validate(v))
					}
					require.Equal(t, kind == "good", problems.Err() == nil, "%v", problems)
					require.Equal(t, kind != "good" || name != "empty.yaml", len(values) == 1)
				})
			}
		}
	}
	require.Len(t, files(t, "refused"), len(inexpressible))
}

func TestSchemaTakesTheBuiltinScenarios(t *testing.T) {
	s := compileSchema(t)
	for _, b := range scenarios.Builtin() {
		data, ok := scenarios.Source(b.Name)
		require.True(t, ok)
		for _, v := range asJSON(t, string(data)) {
			require.NoError(t, s.Validate(v), b.Name)
		}
	}
}

// What a definition of the schema lists.
type definition struct {
	Enum       []string
	Properties map[string]definition
}

// The words that the schema lists are those of the vocabulary and the domain.
func TestSchemaAndVocabularyAgree(t *testing.T) {
	var s struct {
		definition
		Defs map[string]definition `json:"$defs"`
	}
	require.NoError(t, json.Unmarshal(scenarios.Schema(), &s))
	var operations, parameters, codes, facts []string
	for _, o := range words.Operations {
		operations = append(operations, string(o.Name))
		parameters = append(parameters, o.Parameters...)
	}
	for _, f := range words.Failures {
		codes = append(codes, f.Code)
	}
	for _, f := range scenarios.Facts {
		facts = append(facts, f.Name)
	}
	parameters = append(parameters, words.Common...)
	plain := slices.DeleteFunc(distinct(parameters), func(name string) bool { return strings.Contains(name+".", ".N.") })
	outcome, ipn, fault := s.Defs["outcome"].Properties, s.Defs["ipn"].Properties, s.Defs["fault"].Properties
	var states []emulator.State
	for _, o := range emulator.Outcomes {
		states = append(states, o.State)
	}
	require.ElementsMatch(t, operations, s.Defs["operation"].Enum)
	require.ElementsMatch(t, plain, s.Defs["parameter"].Enum)
	require.ElementsMatch(t, codes, s.Defs["code"].Enum)
	require.ElementsMatch(t, facts, s.Defs["fact"].Enum)
	require.ElementsMatch(t, facts, slices.Collect(maps.Keys(s.Defs["when"].Properties)))
	require.ElementsMatch(t, texts(distinct(states)), outcome["state"].Enum)
	require.ElementsMatch(t, texts(emulator.Faults), fault["kind"].Enum)
	require.ElementsMatch(t, texts(emulator.Tampers), ipn["tamper"].Enum)
}

// All words are tried everywhere: the schema and Parse take the same.
func TestSchemaAndWordsAgree(t *testing.T) {
	s := compileSchema(t)
	states, reasons := []string{""}, []string{""}
	for _, m := range emulator.Moves {
		states, reasons = append(states, string(m.To)), append(reasons, string(m.Reason))
	}
	states, reasons = append(distinct(states), "Wrong"), append(distinct(reasons), "Wrong")
	var documents []string
	add := func(format string, a ...any) { documents = append(documents, fmt.Sprintf("name: x\n"+format, a...)) }
	for _, o := range words.Operations {
		for _, p := range slices.Concat(o.Parameters, words.Common, []string{"Wrong"}) {
			add("rules: [{on: %s, when: {%s: a*}, then: {delay: 1s}}]", o.Name, strings.ReplaceAll(p+".", ".N.", ".7.")[:len(p)])
		}
		add("events: [{after: %s, do: {state: %s}}]", o.Name, map[emulator.Operation]string{
			"Capture": "Completed", "Refund": "Completed", "Authorize": "Open", "CloseAuthorization": "Open",
		}[o.Name]+strings.Repeat("Suspended", strings.Count(string(o.Name), "Order")))
	}
	for _, c := range append(words.Failures, scenarios.Failure{Code: "Wrong"}) {
		add("rules: [{on: Capture, times: 1, then: {error: {code: %s}}}]", c.Code)
	}
	for _, f := range scenarios.Facts {
		for _, v := range slices.Concat(states, []string{
			"sandbox", "live", "true", "False", "1", `"> 1"`, `"> 1d"`, "1d", "106.00 USD", `"!= 1 EUR"`, "1 XYZ", "a*", "O*", "/O/", "/o/i", "/a", "null", `">="`, "[]", "{}",
			`"!= Open"`, `"> Open"`,
		}) {
			if v != "" {
				add("rules: [{on: Refund, when: {%s: %s}, then: {delay: 1s}}]", f.Name, v)
				add("rules: [{on: Refund, when: {%s: [%s, %[2]s]}, then: {delay: 1s}}]", f.Name, v)
			}
		}
	}
	for _, object := range []string{"OrderReference", "Authorization", "Capture", "Refund", "Wrong"} {
		for _, state := range states {
			add("events: [{after: %s.%s, delay: 1d, do: {state: %s}}]", object, state, map[string]string{
				"OrderReference": "Suspended", "Authorization": "Open", "Capture": "Completed", "Refund": "Completed",
			}[object])
		}
	}
	fits := func(document, reason string) bool { // one operation of many knows it
		for _, o := range words.Operations {
			_, problems := scenarios.Parse("words.yaml", []byte(strings.ReplaceAll(document, "OPERATION", string(o.Name))), words)
			if problems.Err() == nil {
				return true
			}
		}
		return false
	}
	for _, state := range states {
		for _, reason := range reasons {
			document := "name: x\nrules: [{on: OPERATION, then: {delay: 1s"
			if state != "" {
				document += ", state: " + state
			}
			if reason != "" {
				document += ", reason: " + reason
			}
			document += "}}]"
			taken := s.Validate(asJSON(t, strings.ReplaceAll(document, "OPERATION", "Capture"))[0]) == nil
			require.Equal(t, fits(document, reason), taken, document)
		}
	}
	taken := 0
	for _, document := range documents {
		_, problems := scenarios.Parse("words.yaml", []byte(document), words)
		err := s.Validate(asJSON(t, document)[0])
		if strings.Contains(problems.Error(), "fits none of them") {
			continue // see inexpressible
		}
		require.Equal(t, problems.Err() == nil, err == nil, "%s\nParse: %v\nschema: %v", document, problems, err)
		if err == nil {
			taken++
		}
	}
	require.Greater(t, taken, 300)
}

// Parse lists the keys that it knows where it meets an unknown one: the schema
// has the same.
func TestSchemaAndKeysAgree(t *testing.T) {
	var s struct {
		definition
		Defs map[string]definition `json:"$defs"`
	}
	require.NoError(t, json.Unmarshal(scenarios.Schema(), &s))
	for _, test := range []struct {
		name     string
		schema   definition
		document string
	}{
		{"scenario", s.definition, "{%s}"},
		{"timings", s.Properties["timings"], "timings: {%s}"},
		{"limits", s.Defs["limits"], "limits: {%s}"},
		{"rule", s.Defs["rule"], "rules: [{%s}]"},
		{"outcome", s.Defs["outcome"], "rules: [{then: {%s}}]"},
		{"error", s.Defs["error"], "rules: [{then: {error: {%s}}}]"},
		{"fault", s.Defs["fault"], "rules: [{then: {fault: {%s}}}]"},
		{"ipn", s.Defs["ipn"], "rules: [{then: {ipn: {%s}}}]"},
		{"event", s.Defs["event"], "events: [{%s}]"},
		{"do", s.Defs["event"].Properties["do"], "events: [{do: {%s}}]"},
		{"chargeback", s.Defs["event"].Properties["do"].Properties["chargeback"], "events: [{after: Capture, do: {chargeback: {%s}}}]"},
	} {
		_, problems := scenarios.Parse("keys.yaml", fmt.Appendf(nil, test.document, "unheard-of: 1"), words)
		i := slices.IndexFunc(problems, func(p scenarios.Problem) bool { return p.Message == "unknown key" })
		require.GreaterOrEqual(t, i, 0, test.name)
		known := strings.Split(strings.TrimPrefix(problems[i].Suggestion, "known here: "), ", ")
		require.ElementsMatch(t, slices.Collect(maps.Keys(test.schema.Properties)), known, test.name)
	}
}

func distinct[T ~string](list []T) []T {
	list = slices.Clone(list)
	slices.Sort(list)
	return slices.Compact(list)
}

func texts[T ~string](list []T) []string {
	words := make([]string, len(list))
	for i, w := range list {
		words[i] = string(w)
	}
	return words
}

// asJSON turns the documents of a file into what a JSON Schema is about.
func asJSON(t testing.TB, data string) []any {
	documents, report := strictyaml.Read("x.yaml", []byte(data))
	var values []any
	for _, d := range documents {
		values = append(values, convert(d))
	}
	require.Empty(t, report.Problems())
	return values
}

func convert(v *strictyaml.Value) any {
	switch v.Kind() {
	case strictyaml.List:
		list := []any{}
		for _, item := range v.Items() {
			list = append(list, convert(item))
		}
		return list
	case strictyaml.Map:
		keys := map[string]any{}
		for _, e := range v.Entries() {
			keys[e.Name] = convert(e.Value)
		}
		return keys
	case strictyaml.Text:
		text, _ := v.Text()
		return text
	case strictyaml.Boolean:
		b, _ := v.Bool()
		return b
	case strictyaml.Number:
		text, _ := v.Scalar()
		n, ok := new(big.Rat).SetString(strings.ReplaceAll(text, "_", ""))
		if !ok || len(text) > 30 {
			return nil // .inf and .nan are no JSON
		}
		return json.Number(n.FloatString(20))
	}
	return nil
}

package admin

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"amazon-pay-emulator/emulator"
)

// described is openapi.yaml as JSON values, with its schemas.
type described struct {
	document map[string]any
	compiler *jsonschema.Compiler
	mu       sync.Mutex
	schemas  map[string]*jsonschema.Schema
}

var theDescription = sync.OnceValue(func() *described {
	var document any
	if err := yaml.Unmarshal(description, &document); err != nil {
		panic(err)
	}
	data, err := json.Marshal(document)
	if err != nil {
		panic(err)
	}
	values, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		panic(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("openapi.json", values); err != nil {
		panic(err)
	}
	return &described{document: values.(map[string]any), compiler: c, schemas: map[string]*jsonschema.Schema{}}
})

// at is what a JSON pointer leads to, following references on the way, and where
// that stands.
func (d *described) at(pointer ...string) (found any, where []string) {
	found = d.document
	for _, name := range pointer {
		next, ok := found.(map[string]any)[name]
		if !ok {
			return nil, nil
		}
		found, where = next, append(where, name)
		if m, ok := next.(map[string]any); ok {
			if ref, ok := m["$ref"].(string); ok && len(m) == 1 {
				found, where = d.at(unescaped(ref)...)
			}
		}
	}
	return found, where
}

func unescaped(ref string) []string {
	names := strings.Split(strings.TrimPrefix(ref, "#/"), "/")
	for i := range names {
		names[i] = strings.NewReplacer("~1", "/", "~0", "~").Replace(names[i])
	}
	return names
}

// schema compiles the schema at a place.
func (d *described) schema(where []string) (*jsonschema.Schema, error) {
	names := make([]string, len(where))
	for i, name := range where {
		names[i] = strings.NewReplacer("~", "~0", "/", "~1", "{", "%7B", "}", "%7D").Replace(name)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	pointer := "openapi.json#/" + strings.Join(names, "/")
	if s, ok := d.schemas[pointer]; ok {
		return s, nil
	}
	s, err := d.compiler.Compile(pointer)
	d.schemas[pointer] = s
	return s, err
}

// checkAnswer holds an answer against what is said of its route.
func (d *described) checkAnswer(method, path string, answer response) error {
	media, _, _ := strings.Cut(answer.header.Get("Content-Type"), ";")
	where := []string{"components", "responses", "Problem", "content", media, "schema"} // of what is no route
	if method == http.MethodHead {
		method = http.MethodGet
	}
	if template := templateOf(method, path); template != "" {
		responses := []string{"paths", "/" + template, strings.ToLower(method), "responses"}
		status := fmt.Sprint(answer.status)
		if declared, _ := d.at(append(responses, status)...); declared == nil {
			status = "default"
			if answer.status < 300 {
				return fmt.Errorf("%s %s is not said to answer %d", method, template, answer.status)
			}
		}
		var found any
		if found, where = d.at(append(responses, status, "content", media, "schema")...); found == nil {
			return fmt.Errorf("%s %s is not said to answer %d with %s", method, template, answer.status, media)
		}
	}
	if !strings.HasSuffix(media, "json") {
		return nil
	}
	s, err := d.schema(where)
	if err != nil {
		return err
	}
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(answer.text))
	if err != nil {
		return err
	}
	return s.Validate(value)
}

// checkRequest holds a body that was taken against what is said of its route.
func (d *described) checkRequest(method, path, body string) error {
	operation := []string{"paths", "/" + templateOf(method, path), strings.ToLower(method), "requestBody"}
	_, where := d.at(append(operation, "content", "application/json", "schema")...)
	if where == nil {
		return fmt.Errorf("%s %s is not said to take a body", method, path)
	}
	s, err := d.schema(where)
	if err != nil {
		return err
	}
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(body))
	if err != nil || value == nil { // a null counts as left out
		return err
	}
	return s.Validate(value)
}

// templateOf is the path of the route that a call reaches; empty: none.
func templateOf(method, path string) string {
	path, _, _ = strings.Cut(path, "?")
	names := strings.Split(path, "/")
	best := ""
	for _, row := range table() {
		parts := strings.Split(row.path, "/")
		fits := row.method == method && len(parts) == len(names)
		for i := 0; fits && i < len(parts); i++ {
			fits = parts[i] == names[i] || parts[i] == "{id}" && names[i] != ""
		}
		if fits && (best == "" || strings.Contains(best, "{id}")) {
			best = row.path
		}
	}
	return best
}

// operations goes through every operation that is described.
func (d *described) operations(f func(method, path string, shared []any, operation map[string]any)) {
	for path, item := range d.document["paths"].(map[string]any) {
		item := item.(map[string]any)
		shared, _ := item["parameters"].([]any)
		for method, operation := range item {
			if method != "parameters" {
				f(strings.ToUpper(method), strings.TrimPrefix(path, "/"), shared, operation.(map[string]any))
			}
		}
	}
}

// resolve is a value, or what it refers to.
func (d *described) resolve(v any) map[string]any {
	m := v.(map[string]any)
	if ref, ok := m["$ref"].(string); ok {
		found, _ := d.at(unescaped(ref)...)
		return found.(map[string]any)
	}
	return m
}

// Routes, methods and parameters are those of the table: none is missing on
// either side.
func TestOpenAPIAndRoutesAgree(t *testing.T) {
	d := theDescription()
	got, want := map[string][]string{}, map[string][]string{}
	d.operations(func(method, path string, shared []any, operation map[string]any) {
		own, _ := operation["parameters"].([]any)
		parameters := []string{}
		for _, p := range slices.Concat(shared, own) {
			p := d.resolve(p)
			if p["in"] != "header" {
				parameters = append(parameters, fmt.Sprint(p["in"], " ", p["name"]))
			}
			require.Equal(t, p["in"] == "path", p["required"] == true, p["name"])
			require.NotEmpty(t, p["description"], p["name"])
			require.NotNil(t, p["schema"], p["name"])
		}
		slices.Sort(parameters)
		got[method+" "+path] = parameters
	})
	for _, row := range table() {
		parameters := []string{}
		if strings.Contains(row.path, "{id}") {
			parameters = append(parameters, "path id")
		}
		for _, name := range row.query {
			parameters = append(parameters, "query "+name)
		}
		slices.Sort(parameters)
		want[row.method+" "+row.path] = parameters
	}
	require.Equal(t, want, got)
}

// What a request may hold is what its route reads.
func TestOpenAPIAndBodiesAgree(t *testing.T) {
	requests := map[string]any{
		"PUT clock": clockRequest{}, "POST clock/advance": advanceRequest{}, "POST reset": resetRequest{}, "PUT sellers/{id}": sellerRequest{},
		"POST order-references": orderRequest{}, "POST order-references/{id}/buyer": buyerRequest{}, "POST objects/{id}/decide": decideRequest{},
		"POST next": ruleKeys{}, "PUT scenarios": scenarioNames{}, "POST access-tokens": tokenRequest{}, "PUT state": json.RawMessage{}, "POST await": awaitRequest{}, "POST ipns/sample": sampleRequest{},
		"POST ipns/{id}/resend": ofSeller{}, "POST ipns/{id}/release": ofSeller{},
	}
	d := theDescription()
	seen := 0
	d.operations(func(method, path string, _ []any, operation map[string]any) {
		body, has := operation["requestBody"]
		request, reads := requests[method+" "+path]
		require.Equal(t, reads, has, "%s %s", method, path)
		if !has {
			return
		}
		seen++
		content := d.resolve(body)["content"].(map[string]any)["application/json"].(map[string]any)
		d.requireFields(t, method+" "+path, reflect.TypeOf(request), content["schema"])
	})
	require.Len(t, requests, seen)
}

// ruleKeys are what a one-shot rule may hold, which scenarios read.
type ruleKeys struct {
	SellerID *string  `json:"seller_id"`
	Name     string   `json:"name"`
	On       any      `json:"on"`
	When     any      `json:"when"`
	Skip     *uint64  `json:"skip"`
	Chance   *float64 `json:"chance"`
	Times    *uint64  `json:"times"`
	Then     any      `json:"then"`
}

// requireFields holds the properties of a schema, and of those inside it,
// against the fields of a struct.
func (d *described) requireFields(t *testing.T, path string, of reflect.Type, schema any) {
	t.Helper()
	s := d.resolve(schema)
	if items, ok := s["items"]; ok && of.Kind() == reflect.Slice {
		d.requireFields(t, path+"[]", of.Elem(), items)
		return
	}
	if one, ok := s["oneOf"].([]any); ok { // or null
		s = d.resolve(one[0])
	}
	for of.Kind() == reflect.Pointer {
		of = of.Elem()
	}
	if _, reads := reflect.New(of).Interface().(interface{ UnmarshalText([]byte) error }); reads || of.Kind() != reflect.Struct {
		require.NotContains(t, s, "properties", path)
		return
	}
	require.Equal(t, false, s["additionalProperties"], "%s: unknown fields are refused", path)
	properties := s["properties"].(map[string]any)
	names, fields := fieldsOf(reflect.New(of).Elem())
	require.ElementsMatch(t, names, slices.Collect(maps.Keys(properties)), path)
	for name, field := range fields {
		d.requireFields(t, fieldPath(path, name), field.Type(), properties[name])
	}
}

// The words of the schemas are those that the emulator uses.
func TestOpenAPIAndWordsAgree(t *testing.T) {
	d := theDescription()
	for name, want := range map[string][]string{
		"ObjectType": words(emulator.Kinds), "State": words(states), "Reason": words(reasons), "Region": words(emulator.Regions),
		"PaymentMethod": words(emulator.PaymentMethods), "Constraint": words(emulator.ConstraintIDs), "IPNState": words(ipnStates),
		"Environment": {string(emulator.Sandbox), string(emulator.Live)},
	} {
		schema, _ := d.at("components", "schemas", name)
		var got []string
		for _, word := range schema.(map[string]any)["enum"].([]any) {
			got = append(got, word.(string))
		}
		require.ElementsMatch(t, want, got, name)
	}
	happening, _ := d.at("components", "schemas", "Happening", "properties", "type", "enum")
	require.Len(t, happening, len(topics)+1, "and gap")
	for _, x := range append(topics, ofGap) {
		require.Contains(t, happening, string(x))
	}
}

func words[T ~string](list []T) (texts []string) {
	for _, x := range list {
		texts = append(texts, string(x))
	}
	return texts
}

// The document is whole: references lead somewhere, nothing lies about unused,
// everything is described, schemas compile, and examples are as they say.
func TestOpenAPIIsWhole(t *testing.T) {
	d := theDescription()
	require.Equal(t, "3.1.0", d.document["openapi"])
	used := map[string]bool{}
	d.walk(nil, d.document, func(where []string, m map[string]any) {
		if ref, ok := m["$ref"].(string); ok {
			found, _ := d.at(unescaped(ref)...)
			require.NotNil(t, found, "%s: %s leads nowhere", strings.Join(where, "/"), ref)
			used[ref] = true
		}
		if schema, ok := m["schema"]; ok && !slices.Contains(where, "properties") {
			require.NotNil(t, schema)
			s, err := d.schema(append(slices.Clone(where), "schema"))
			require.NoError(t, err, strings.Join(where, "/"))
			examples, _ := m["examples"].(map[string]any)
			for name, example := range examples {
				require.NoError(t, s.Validate(example.(map[string]any)["value"]), "%s: %s", strings.Join(where, "/"), name)
			}
			if example, ok := m["example"]; ok {
				require.NoError(t, s.Validate(example), strings.Join(where, "/"))
			}
		}
	})
	for kind, list := range d.document["components"].(map[string]any) {
		for name := range list.(map[string]any) {
			require.True(t, kind == "securitySchemes" || used["#/components/"+kind+"/"+name], "%s %s is not used", kind, name)
		}
	}
	var tags []string
	for _, tag := range d.document["tags"].([]any) {
		tags = append(tags, tag.(map[string]any)["name"].(string))
	}
	ids := map[string]bool{}
	tagged := map[string]bool{}
	d.operations(func(method, path string, _ []any, operation map[string]any) {
		name := method + " " + path
		id, _ := operation["operationId"].(string)
		require.NotEmpty(t, id, name)
		require.False(t, ids[id], "%s is there twice", id)
		ids[id] = true
		require.NotEmpty(t, operation["summary"], name)
		for _, tag := range operation["tags"].([]any) {
			require.Contains(t, tags, tag, name)
			tagged[tag.(string)] = true
		}
		responses := operation["responses"].(map[string]any)
		require.Contains(t, responses, "default", name)
		for status, r := range responses {
			require.NotEmpty(t, d.resolve(r)["description"], "%s: %s", name, status)
			require.NotEmpty(t, d.resolve(r)["content"], "%s: %s", name, status)
		}
		_, isOpen := operation["security"]
		require.Equal(t, slices.Contains(public, path), isOpen, "%s: wants the token, or not", name)
	})
	require.Len(t, tagged, len(tags))
}

// walk goes through all the objects of the document.
func (d *described) walk(where []string, v any, f func(where []string, m map[string]any)) {
	switch v := v.(type) {
	case map[string]any:
		f(where, v)
		for name, inner := range v {
			d.walk(append(slices.Clone(where), name), inner, f)
		}
	case []any:
		for i, inner := range v {
			d.walk(append(slices.Clone(where), fmt.Sprint(i)), inner, f)
		}
	}
}

// A check that can't fail proves nothing: answers that are not as described are
// told.
func TestOpenAPIComplains(t *testing.T) {
	w := newWorld(t)
	d := theDescription()
	good := w.ok("GET clock", "")
	require.NoError(t, d.checkAnswer("GET", "clock", good))
	for name, change := range map[string]func(*response){
		"a member too many":  func(r *response) { r.text = strings.Replace(r.text, "{", `{"more":1,`, 1) },
		"a member too few":   func(r *response) { r.text = strings.Replace(r.text, `"pending":0,`, "", 1) },
		"another kind":       func(r *response) { r.text = strings.Replace(r.text, `"pending":0`, `"pending":"0"`, 1) },
		"no time":            func(r *response) { r.text = strings.Replace(r.text, "2026-01-31T", "2026-13-31T", 1) },
		"another word":       func(r *response) { r.text = strings.Replace(r.text, "frozen", "cold", 1) },
		"another status":     func(r *response) { r.status = http.StatusCreated },
		"another media type": func(r *response) { r.header = http.Header{"Content-Type": {"text/plain"}} },
		"a problem that isn't": func(r *response) {
			r.status = 400
			r.header = http.Header{"Content-Type": {"application/problem+json"}}
		},
	} {
		r := good
		change(&r)
		require.Error(t, d.checkAnswer("GET", "clock", r), name)
	}
}

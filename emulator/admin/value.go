package admin

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"amazon-pay-emulator/strictyaml"
)

// value is a body, or a part of one, whether it was written in JSON or YAML.
type value struct {
	kind   kind
	text   string  // of a text or number, or true
	items  []value // of a list
	fields []field // of an object, each name once
}

type field struct {
	name  string
	value value
}

// plain is the value as encoding/json writes it.
func (v value) plain() any {
	switch v.kind {
	case isText:
		return v.text
	case isNumber:
		return plainNumber(v.text)
	case isBoolean:
		return v.text != ""
	case isList:
		list := make([]any, len(v.items))
		for i, item := range v.items {
			list[i] = item.plain()
		}
		return list
	case isObject:
		object := make(map[string]any, len(v.fields))
		for _, f := range v.fields {
			object[f.name] = f.value.plain()
		}
		return object
	}
	return nil
}

// plainNumber is a number as JSON has it. YAML has more ways to write one: .5, 1.
// and +1; what is none for JSON in any way, such as 0x10, stays text.
func plainNumber(text string) any {
	if json.Valid([]byte(text)) {
		return json.Number(text)
	}
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsInf(n, 0) || math.IsNaN(n) || strings.ContainsAny(text, "xX_") {
		return text
	}
	return n
}

// kind tells apart what can be written. Its text is for messages.
type kind string

const (
	isNull    kind = "null"
	isText    kind = "text"
	isNumber  kind = "a number"
	isBoolean kind = "true or false"
	isList    kind = "a list"
	isObject  kind = "an object"
)

// deepest is how many levels of lists and objects a body may have: more than
// any request has.
const deepest = 100

// readJSON reads one JSON value and nothing after it.
func readJSON(data []byte) (value, []flaw) {
	if !utf8.Valid(data) {
		return value{}, []flaw{{Message: "the body is not UTF-8", Suggestion: "send it in UTF-8"}}
	}
	var whole json.RawMessage
	if err := json.Unmarshal(data, &whole); err != nil { // the tokens below would let some mistakes pass
		f := flaw{Message: "the body is not JSON: " + err.Error(), Suggestion: "send one JSON object, such as {\"by\":\"8d\"}"}
		var syntax *json.SyntaxError
		if errors.As(err, &syntax) {
			before := data[:min(max(int(syntax.Offset)-1, 0), len(data))]
			f.Line = bytes.Count(before, []byte("\n")) + 1
			f.Column = utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:]) + 1
		}
		return value{}, []flaw{f}
	}
	r := jsonReader{tokens: json.NewDecoder(bytes.NewReader(data))}
	r.tokens.UseNumber()
	v := r.read("", 0)
	return v, r.flaws
}

// jsonReader turns tokens, known to be valid, into values.
type jsonReader struct {
	tokens *json.Decoder
	flaws  []flaw
}

func (r *jsonReader) read(path string, depth int) value {
	token, _ := r.tokens.Token()
	switch t := token.(type) {
	case string:
		return value{kind: isText, text: t}
	case json.Number:
		return value{kind: isNumber, text: t.String()}
	case bool:
		if t {
			return value{kind: isBoolean, text: "true"}
		}
		return value{kind: isBoolean}
	case json.Delim:
		if depth == deepest {
			r.skip(path)
			return value{}
		}
		if t == '[' {
			return r.list(path, depth)
		}
		return r.object(path, depth)
	}
	return value{kind: isNull}
}

// skip gives up a list or object that is nested too deep.
func (r *jsonReader) skip(path string) {
	r.flaws = append(r.flaws, flaw{Path: path, Message: "nested too deep", Suggestion: "no request has more than a few levels"})
	for open := 1; open > 0; {
		switch token, _ := r.tokens.Token(); token {
		case json.Delim('['), json.Delim('{'):
			open++
		case json.Delim(']'), json.Delim('}'):
			open--
		}
	}
}

func (r *jsonReader) list(path string, depth int) value {
	v := value{kind: isList}
	for r.tokens.More() {
		v.items = append(v.items, r.read(itemPath(path, len(v.items)), depth+1))
	}
	_, _ = r.tokens.Token()
	return v
}

func (r *jsonReader) object(path string, depth int) value {
	v := value{kind: isObject}
	seen := map[string]bool{}
	for r.tokens.More() {
		token, _ := r.tokens.Token()
		name, _ := token.(string)
		at := fieldPath(path, name)
		if seen[name] {
			r.flaws = append(r.flaws, flaw{Path: at, Message: "the field is there twice", Suggestion: "send it once"})
		}
		seen[name] = true
		v.fields = append(v.fields, field{name: name, value: r.read(at, depth+1)})
	}
	_, _ = r.tokens.Token()
	return v
}

// readYAML reads one YAML document; an empty one is null.
func readYAML(data []byte) (value, []flaw) {
	documents, report := strictyaml.Read("", data)
	v := value{kind: isNull}
	if len(documents) > 0 {
		v = fromYAML(documents[0])
	}
	var flaws []flaw
	for _, p := range report.Problems() {
		flaws = append(flaws, flaw{Line: p.Line, Column: p.Column, Path: shorten(p.Path), Message: p.Message, Suggestion: p.Suggestion})
	}
	if len(documents) > 1 {
		at := documents[1].Place()
		flaws = append(flaws, flaw{Line: at.Line, Column: at.Column, Message: "there is a second document", Suggestion: "send one document"})
	}
	return v, flaws
}

func fromYAML(y *strictyaml.Value) value {
	switch y.Kind() {
	case strictyaml.List:
		v := value{kind: isList}
		for _, item := range y.Items() {
			v.items = append(v.items, fromYAML(item))
		}
		return v
	case strictyaml.Map:
		v := value{kind: isObject}
		for _, e := range y.Entries() {
			v.fields = append(v.fields, field{name: e.Name, value: fromYAML(e.Value)})
		}
		return v
	case strictyaml.Boolean:
		if yes, _ := y.Bool(); !yes {
			return value{kind: isBoolean}
		}
		return value{kind: isBoolean, text: "true"}
	case strictyaml.Number:
		digits, _ := y.Scalar()
		return value{kind: isNumber, text: digits}
	case strictyaml.Text:
		words, _ := y.Text()
		return value{kind: isText, text: words}
	}
	return value{kind: isNull}
}

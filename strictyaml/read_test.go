package strictyaml_test

import (
	"bytes"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/strictyaml"
)

func TestSyntaxErrors(t *testing.T) {
	for name, test := range map[string]struct{ yaml, want string }{
		"in the first line":     {"\ta: 1", "f.yaml:1:1: not YAML: a tab in the indentation; indent with spaces"},
		"in a later line":       {"a:\n  - b: 1\n \t  c: 1", "f.yaml:3:2: not YAML: a tab in the indentation; indent with spaces"},
		"below a value":         {"a:\n- on: x\n\tb: 1\n", "f.yaml:3:1: not YAML: a tab in the indentation; indent with spaces"},
		"a colon too many":      {"a: 1\n  b: c: 1", "f.yaml:2:6: not YAML: mapping values are not allowed in this context; put quotes around a value with a colon in it"},
		"in the first value":    {"name: ä: b\n", "f.yaml:1:7: not YAML: mapping values are not allowed in this context; put quotes around a value with a colon in it"},
		"in an item":            {"a:\n  - b: c: d", "f.yaml:2:8: not YAML: mapping values are not allowed in this context; put quotes around a value with a colon in it"},
		"indented too far":      {"a: 1\nb:\n- c: x\n   d: 1", "f.yaml:4:4: not YAML: mapping values are not allowed in this context; indent the line like those beside it"},
		"wrong indentation":     {"a:\n  b: 1\n c: 2\n", "f.yaml:3:2: not YAML: did not find expected key; indent the line like those beside it"},
		"further down":          {"a:\n- b: x\n  c:\n    d: 1\n    e: 1\n   f: 1\n  g: 1\n", "f.yaml:6:4: not YAML: did not find expected key; indent the line like those beside it"},
		"a key among items":     {"a:\n  - b: 1\n  - c: 1\n  d: 1\n", "f.yaml:4:3: not YAML: did not find expected '-' indicator; indent the line like those beside it"},
		"in the second of two":  {"a: 1\n---\nb:\n  c: 1\n d: 2\n", "f.yaml:5:2: not YAML: did not find expected key; indent the line like those beside it"},
		"an open bracket":       {"a: [1,\nb: 2\n", "f.yaml:1:4: not YAML: the [ is never closed; write ] where it ends"},
		"an open brace":         {"a:\n- b: {c: d, e: f\n- g: {h: 1}\n", "f.yaml:2:6: not YAML: the { is never closed; write } where it ends"},
		"open to the end":       {"a: [{b: c, d: {e: 1}\n", "f.yaml:1:5: not YAML: the { is never closed; write } where it ends"},
		"a comma left out":      {"a: 1\nb: {c: d e: f}\n", "f.yaml:2:10: not YAML: a second key without a comma before it; write a comma before e"},
		"one after quotes":      {"b: {c: \"d\" e: f}\n", "f.yaml:1:12: not YAML: there is no comma after the text in quotes; write a comma, or put the quotes around all of it"},
		"more after quotes":     {"a:\n  b: 'c'd'\n", "f.yaml:2:9: not YAML: something follows the text in quotes; put the quotes around all of it"},
		"an open quote":         {"a: 'x\n\n", "f.yaml:1:4: not YAML: the quote is never closed; write another ' where the text ends"},
		"one further down":      {"# it's\na: it's\nb: |\n  'x\n  \"y\nc: \"x\nd: 1\n", "f.yaml:6:4: not YAML: the quote is never closed; write another \" where the text ends"},
		"one before a document": {"a: 'it''s'\nb: \"x\nc: 1\n---\nd: 1\n", "f.yaml:2:4: not YAML: the quote is never closed; write another \" where the text ends"},
		"one after a document":  {"a: [\n{b: 1}]\n---\nc: \"x\n", "f.yaml:4:4: not YAML: the quote is never closed; write another \" where the text ends"},
		"an unknown escape":     {"a: \"\\t\"\nb: {c: \"ä^web-\\d+$\"}\n", `f.yaml:2:15: not YAML: the backslash has no meaning in "\d"; use single quotes, in which it stands for itself`},
		"an escape cut short":   {"a: \"\\x41\\u12\"\n", `f.yaml:1:9: not YAML: the backslash has no meaning in "\u"; use single quotes, in which it stands for itself`},
		"in the second part":    {"a: 1\n---\nb: [\n", "f.yaml:3:4: not YAML: the [ is never closed; write ] where it ends"},
		"beside its marker":     {"a: 1\n--- {b: 'x\n", "f.yaml:2:9: not YAML: the quote is never closed; write another ' where the text ends"},
		"another version":       {"%YAML 3.0\n---\na: 1", "f.yaml:1:1: not YAML: found incompatible YAML document"},
		"a version in the text": {"a: 1\n%YAML 1.2\n---\n", "f.yaml:1:1: not YAML: found incompatible YAML document"},
		"an unknown anchor":     {"a: 1\nb: [2, *x]\n", "f.yaml:2:8: not YAML: the alias *x stands for nothing: there is no anchor &x before it"},
		"a control character":   {"a: 1\nb: x\x01", "f.yaml:2:5: not YAML: the character U+0001 is not allowed; save the file as plain text in UTF-8"},
		"after a mark":          {"\ufeffa: \x01", "f.yaml:1:4: not YAML: the character U+0001 is not allowed; save the file as plain text in UTF-8"},
		"Latin-1":               {"a: ä\nb: \xe4", "f.yaml:2:4: not YAML: the byte 0xe4 is no UTF-8; save the file as plain text in UTF-8"},
		"UTF-16":                {"\xff\xfea\x00", "f.yaml:1:1: not YAML: the byte 0xff is no UTF-8; save the file as plain text in UTF-8"},
		"an unquoted star":      {"a:\n  - b: *\n    c: 1\n", "f.yaml:2:8: not YAML: did not find expected alphabetic or numeric character; put quotes around what begins with *"},
		"an unquoted > sign":    {"a:\n  b: >= 1\n  c: 1\n", "f.yaml:2:6: not YAML: did not find expected comment or line break; put quotes around what begins with >"},
		"one in braces":         {"a: 1\nb: {c: > 7d}\n", "f.yaml:2:8: not YAML: found character that cannot start any token; put quotes around what begins with >"},
		"one in brackets":       {"a: [*]\n", "f.yaml:1:5: not YAML: did not find expected alphabetic or numeric character; put quotes around what begins with *"},
		"nested beyond measure": {strings.Repeat("[", 20_000), "f.yaml:1:1: not YAML: exceeded max depth of 10000"},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, []string{test.want}, read(test.yaml, walk))
		})
	}
}

func TestDocumentsBeforeAMistakeAreRead(t *testing.T) {
	problems := read("nam: x\n---\n[", func(d *strictyaml.Value) { d.Fields("name") })
	require.Equal(t, []string{
		"f.yaml:1:1: nam: unknown key; did you mean name?",
		"f.yaml:3:1: not YAML: the [ is never closed; write ] where it ends",
	}, problems)
}

// A file may say that it is YAML 1.2, where directives stand, and nowhere else.
func TestVersions(t *testing.T) {
	for yaml, want := range map[string][]string{
		"%YAML 1.2\n---\na: 1\n":                           {`{"a"a number"1" }`},
		"\ufeff%YAML \t1.2 # x\r\n---\r\na: 1\r\n":         {`{"a"a number"1" }`},
		"# x\n%YAML 1.1\n---\na: 1\n...\n%YAML 1.2\n--- b": {`{"a"a number"1" }`, `text"b"`},
		"%YAML 1.2\n---\n- \"\n%YAML 1.2\"\n":              {`[text" %YAML 1.2" ]`},
	} {
		documents, report := strictyaml.Read("f.yaml", []byte(yaml))
		require.Empty(t, report.Problems(), yaml)
		var got []string
		for _, d := range documents {
			got = append(got, tree(d))
		}
		require.Equal(t, want, got, yaml)
	}
}

func TestSource(t *testing.T) {
	for name, test := range map[string]struct {
		yaml string
		want []string
	}{
		"one":                       {"a: 1", []string{"a: 1"}},
		"with its comments":         {"# x\na: 1 # y\n\n# z\n", []string{"# x\na: 1 # y\n\n# z\n"}},
		"several":                   {"a: 1\n---\n# x\nb: 2\n--- # y\nc: 3\n", []string{"a: 1\n", "# x\nb: 2\n", "c: 3\n"}},
		"beside its marker":         {"--- {a: 1}\n--- [b]\n", []string{"--- {a: 1}\n", "--- [b]\n"}},
		"beside a marker, later":    {"--- # x\na: 1\n", []string{"a: 1\n"}},
		"ended":                     {"a: 1\n...\n# between\n---\nb: 2\n...", []string{"a: 1\n", "b: 2\n"}},
		"empty ones between":        {"---\n---\na: 1\n---\n", []string{"a: 1\n"}},
		"dashes that are no marker": {"a: |\n ---\n ...\n---b: 1\n", []string{"a: |\n ---\n ...\n---b: 1\n"}},
		"other ends of lines":       {"a: 1\r\n---\r\nb: 2\r---\rc: 3", []string{"a: 1\r\n", "b: 2\r", "c: 3"}},
	} {
		t.Run(name, func(t *testing.T) {
			documents, report := strictyaml.Read("f.yaml", []byte(test.yaml))
			require.Empty(t, report.Problems())
			var got []string
			for _, d := range documents {
				got = append(got, d.Source())
				if d.Kind() == strictyaml.Map {
					require.Empty(t, d.Entries()[0].Value.Source(), "of a part")
				}
			}
			require.Equal(t, test.want, got)
		})
	}
}

func TestEmptyFiles(t *testing.T) {
	for _, yaml := range []string{"", "\n", "# nothing\n", "---\n", "---\n---\n# x\n", "~", "\ufeff"} {
		documents, report := strictyaml.Read("f.yaml", []byte(yaml))
		require.Empty(t, documents, "%q", yaml)
		require.Empty(t, report.Problems(), "%q", yaml)
	}
}

func TestAliases(t *testing.T) {
	list := func(d *strictyaml.Value) {
		f := d.Fields("base", "steps")
		f.Get("base").Fields("do", "with")
		for _, v := range f.Get("steps").Items() {
			s := v.Fields("do", "with")
			s.Need("do", "").Text()
			s.Need("with", "").Int(0, 9)
		}
	}
	for name, test := range map[string]struct {
		yaml string
		want []string
	}{
		"an alias":                 {"steps: [&s {do: x, with: 1}, *s]", nil},
		"a wrong alias":            {"base: &b {do: x}\nsteps:\n  - {do: *b, with: 1}", []string{"f.yaml:3:10: steps[0].do: a map of keys and values is not text"}},
		"wrong in both, said once": {"steps: [&s {do: x, with: 10}, *s]", []string{"f.yaml:1:26: steps[0].with: 10 is out of bounds; write a number from 0 to 9"}},
		"an alias as key":          {"base: {&d do: x, with: 1}\nsteps: [{*d : x, with: 1}]", nil},
		"a merge":                  {"base: &b {do: x, with: 1}\nsteps: [{<<: *b}, {<<: *b, with: 2}, {with: 2, <<: *b}]", nil},
		"a merge of several":       {"steps: [{<<: [{do: x}, {do: 5, with: 1}]}]", nil},
		"a merge of merges":        {"base: &b {do: x}\nsteps: [&s {<<: *b, with: 1}, {<<: *s}]", nil},
		"a merge of nothing":       {"steps: [{<<: 5, do: x, with: 1}]", []string{"f.yaml:1:14: steps[0].<<: 5 is not a map of keys and values; write key: value"}},
		"a merge of the unknown":   {"base: &b {do: x}\nsteps: [{<<: {dont: 1}, do: x, with: 1}]", []string{"f.yaml:2:15: steps[0].dont: unknown key; known here: do, with"}},
		"a merged value is wrong":  {"base: &b {do: 5}\nsteps: [{<<: *b, with: 1}]", []string{`f.yaml:1:15: steps[0].do: 5 is not text; write "5"`}},
		"a merge leaves out":       {"base: &b {do: x}\nsteps: [{<<: *b}]", []string{"f.yaml:2:9: steps[0].with: left out, but needed"}},
	} {
		t.Run(name, func(t *testing.T) { require.Equal(t, test.want, read(test.yaml, list)) })
	}
}

// Files that are small and unfold to something immense, or to no end.
func TestBombs(t *testing.T) {
	laughs := "a: &a [1,1,1,1,1,1,1,1,1,1]\n"
	for c := 'b'; c < 'k'; c++ {
		laughs += strings.ReplaceAll("X: &X [*Y,*Y,*Y,*Y,*Y,*Y,*Y,*Y,*Y,*Y]\n", "X", string(c))
		laughs = strings.ReplaceAll(laughs, "Y", string(c-1))
	}
	for name, test := range map[string]struct{ yaml, want string }{
		"laughs":                     {laughs, "the file's aliases unfold to more than 100000 values; write fewer of them"},
		"a list in itself":           {"a: &a [*a]", "nested more than 100 levels deep"},
		"a map in itself":            {"a: &a {b: *a}", "nested more than 100 levels deep"},
		"a list twice in itself":     {"a: &a [*a, *a]", "the file's aliases unfold to more than 100000 values; write fewer of them"},
		"a map merged into itself":   {"a: &a {<<: *a}", "nested more than 100 levels deep"},
		"twice merged into itself":   {"a: &a {<<: [*a, *a]}", "the file's aliases unfold to more than 100000 values; write fewer of them"},
		"deep without any alias too": {"a: " + strings.Repeat("[", 200) + strings.Repeat("]", 200), "nested more than 100 levels deep"},
	} {
		t.Run(name, func(t *testing.T) {
			problems := strings.Join(read(test.yaml, walk), "\n")
			require.Contains(t, problems, test.want)
		})
	}
}

// walk visits everything that is written, and calls every getter.
func walk(v *strictyaml.Value) {
	switch v.Kind() {
	case strictyaml.List:
		for _, item := range v.Items() {
			walk(item)
		}
	case strictyaml.Map:
		for _, e := range v.Entries() {
			walk(e.Value)
		}
	default:
		v.Scalar()
	}
}

// tree writes down all that a value holds.
func tree(v *strictyaml.Value) string {
	switch v.Kind() {
	case strictyaml.List:
		text := "["
		for _, item := range v.Items() {
			text += tree(item) + " "
		}
		return text + "]"
	case strictyaml.Map:
		text := "{"
		for _, e := range v.Entries() {
			text += strconv.Quote(e.Name) + tree(e.Value) + " "
		}
		return text + "}"
	}
	text, _ := v.Scalar()
	return string(v.Kind()) + strconv.Quote(text)
}

// Whatever the file: reading ends, problems lie within it, and a document can be
// read from its source again.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		"a: 1\nb: [x, {y: z}]\n---\n- |\n  text\n", "&a [*a]", "<<: {a: 1}", "? [a]\n: !x y", "a: 'x\n\n", "\ufeffa: {", "%YAML 1.2\n--- *x",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		documents, report := strictyaml.Read("f.yaml", data)
		for _, d := range documents {
			walk(d)
			d.Fields("a", "b").Get("a").Items()
			if bytes.Contains(data, []byte("%")) {
				continue // directives stand before a document
			}
			again, _ := strictyaml.Read("f.yaml", []byte(d.Source()))
			require.Len(t, again, 1)
			require.Equal(t, tree(d), tree(again[0]))
		}
		lines := 1
		for _, c := range string(data) {
			if strings.ContainsRune("\n\r\u0085\u2028\u2029", c) {
				lines++
			}
		}
		for _, p := range report.Problems() {
			require.NotEmpty(t, p.Message)
			require.GreaterOrEqual(t, p.Line, 1)
			require.LessOrEqual(t, p.Line, lines, "%s", p)
			require.GreaterOrEqual(t, p.Column, 1)
			require.LessOrEqual(t, p.Column, utf8.RuneCount(data)+1, "%s", p)
		}
	})
}

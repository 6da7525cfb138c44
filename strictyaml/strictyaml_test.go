package strictyaml_test

import (
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/strictyaml"
)

// read reads a file with fn, document by document, and lists its problems.
func read(data string, fn func(*strictyaml.Value)) []string {
	documents, report := strictyaml.Read("f.yaml", []byte(data))
	for _, d := range documents {
		fn(d)
	}
	var lines []string
	for _, p := range report.Problems() {
		lines = append(lines, p.String())
	}
	return lines
}

func TestGetters(t *testing.T) {
	type color string
	text := func(v *strictyaml.Value) (any, bool) { return pair(v.Text()) }
	upTo := func(v *strictyaml.Value) (any, bool) { return pair(v.TextUpTo(5)) }
	number := func(v *strictyaml.Value) (any, bool) { return pair(v.Int(-10, 1000)) }
	share := func(v *strictyaml.Value) (any, bool) { return pair(v.Number(0, 1)) }
	boolean := func(v *strictyaml.Value) (any, bool) { return pair(v.Bool()) }
	scalar := func(v *strictyaml.Value) (any, bool) { return pair(v.Scalar()) }
	one := func(v *strictyaml.Value) (any, bool) { return pair(strictyaml.OneOf[color](v, "red", "green", "blue")) }
	matching := func(v *strictyaml.Value) (any, bool) {
		return pair(v.Matching(regexp.MustCompile(`^[a-z]+$`), "a word", "write small letters"))
	}
	duration := func(v *strictyaml.Value) (any, bool) {
		d, ok := v.Duration()
		return strictyaml.FormatDuration(d), ok
	}
	for _, test := range []struct {
		name    string
		get     func(*strictyaml.Value) (any, bool)
		written string
		want    any    // nil: a problem
		problem string // without its place
	}{
		{"text", text, `hello`, "hello", ""},
		{"text in quotes", text, `"97701"`, "97701", ""},
		{"text that is a date", text, `2026-01-31`, "2026-01-31", ""},
		{"text of several lines", text, "|\n  a\n  b", "a\nb", ""},
		{"text that says yes", text, `yes`, "yes", ""},
		{"text that is a merge sign", text, `<<`, "<<", ""},
		{"a number for text", text, `97701`, nil, `97701 is not text; write "97701"`},
		{"true for text", text, `true`, nil, `true is not text; write "true"`},
		{"nothing for text", text, ``, nil, `an empty value is not text`},
		{"null for text", text, `~`, nil, `an empty value is not text`},
		{"a list for text", text, `[a]`, nil, `a list is not text`},
		{"a map for text", text, `{a: 1}`, nil, `a map of keys and values is not text`},
		{"a tag", text, `!!str 5`, nil, `the tag !!str means nothing here; remove it`},
		{"short text", upTo, `äöü`, "äöü", ""},
		{"empty text", upTo, `""`, nil, `empty; write something, or leave the key out`},
		{"long text", upTo, `abcdef`, nil, `6 characters are too many; write at most 5`},
		{"no text at all", upTo, `1`, nil, `1 is not text; write "1"`},
		{"text of a form", matching, `abc`, "abc", ""},
		{"text of another form", matching, `a b`, nil, `"a b" is not a word; write small letters`},
		{
			"very long text of another form", matching, `A23456789012345678901234567890123456789012345678901234567890123`, nil,
			`"A23456789012345678901234567890123456789012345678901234567890…" is not a word; write small letters`,
		},
		{"a number", number, `42`, int64(42), ""},
		{"a negative number", number, `-7`, int64(-7), ""},
		{"a number in quotes", number, `"42"`, nil, `"42" is not a whole number; write a number from -10 to 1000`},
		{"a number with decimals", number, `4.2`, nil, `4.2 is not a whole number; write a number from -10 to 1000`},
		{"a hexadecimal number", number, `0x10`, nil, `0x10 is not a whole number; write a number from -10 to 1000`},
		{"a number in groups", number, `1_0`, nil, `1_0 is not a whole number; write a number from -10 to 1000`},
		{"a number that is too large", number, `1001`, nil, `1001 is out of bounds; write a number from -10 to 1000`},
		{"a number that is far too large", number, `99999999999999999999`, nil, `99999999999999999999 is out of bounds; write a number from -10 to 1000`},
		{"a number that is too small", number, `-11`, nil, `-11 is out of bounds; write a number from -10 to 1000`},
		{"a share", share, `0.3`, 0.3, ""},
		{"the least share", share, `0`, 0.0, ""},
		{"the greatest share", share, `1.0`, 1.0, ""},
		{"a share with an exponent", share, `3e-1`, 0.3, ""},
		{"a share without its nought", share, `.5`, 0.5, ""},
		{"a share without decimals", share, `1.`, 1.0, ""},
		{"no digits at all", share, `.`, nil, `"." is not a number; write a number from 0 to 1`},
		{"a share beyond", share, `1.01`, nil, `1.01 is out of bounds; write a number from 0 to 1`},
		{"a negative share", share, `-0.01`, nil, `-0.01 is out of bounds; write a number from 0 to 1`},
		{"a share in quotes", share, `"0.3"`, nil, `"0.3" is not a number; write a number from 0 to 1`},
		{"a share without measure", share, `.inf`, nil, `.inf is not a number; write a number from 0 to 1`},
		{"no share at all", share, `.nan`, nil, `.nan is not a number; write a number from 0 to 1`},
		{"a hexadecimal share", share, `0x1`, nil, `0x1 is not a number; write a number from 0 to 1`},
		{"true", boolean, `true`, true, ""},
		{"false", boolean, `False`, false, ""},
		{"yes for true", boolean, `yes`, nil, `yes is not true or false; write true`},
		{"Off for false", boolean, `Off`, nil, `Off is not true or false; write false`},
		{"yes in quotes", boolean, `"yes"`, nil, `"yes" is not true or false; write true or false, without quotes`},
		{"true in quotes", boolean, `'true'`, nil, `"true" is not true or false; write true or false, without quotes`},
		{"any text", scalar, `106.00 USD`, "106.00 USD", ""},
		{"any number", scalar, `106.00`, "106.00", ""},
		{"no single value", scalar, `[]`, nil, `a list is not a single value`},
		{"one of some", one, `green`, color("green"), ""},
		{"one in other case", one, `Green`, nil, `"Green" is not known here; did you mean green?`},
		{"one mistyped", one, `gren`, nil, `"gren" is not known here; did you mean green?`},
		{"none of them", one, `black`, nil, `"black" is not known here; write red, green or blue`},
		{"a list of them", one, `[red]`, nil, `a list is not known here; write red, green or blue`},
		{"a duration", duration, `1d2h`, "1d2h", ""},
		{"a duration without unit", duration, `30`, nil, `30 is not a duration; write 8d, 1h30m or 250ms`},
		{"no duration", duration, `soon`, nil, `"soon" is not a duration; write 8d, 1h30m or 250ms`},
		{"a negative duration", duration, `-8d`, nil, `"-8d" is negative; write it without the minus sign`},
	} {
		t.Run(test.name, func(t *testing.T) {
			problems := read("# first\nkey: "+test.written, func(d *strictyaml.Value) {
				got, ok := test.get(d.Fields("key").Get("key"))
				require.Equal(t, test.want != nil, ok)
				if ok {
					require.Equal(t, test.want, got)
				}
				// What is left out is no problem.
				_, ok = test.get(d.Fields("key", "other").Get("other"))
				require.False(t, ok)
			})
			var want []string
			if test.problem != "" {
				place := "f.yaml:2:6: key: "
				if test.written == "" {
					place = "f.yaml:2:1: key: "
				}
				want = []string{place + test.problem}
			}
			require.Equal(t, want, problems)
		})
	}
}

func pair[T any](v T, ok bool) (any, bool) { return v, ok }

func TestFields(t *testing.T) {
	form := func(d *strictyaml.Value) {
		f := d.Fields("name", "steps")
		f.Need("name", "write name: x").Text()
		for _, v := range f.Get("steps").Items() {
			v.Fields("do", "with")
		}
	}
	for name, test := range map[string]struct {
		yaml string
		want []string
	}{
		"right":            {"name: x\nsteps: [{do: 1}]", nil},
		"several":          {"name: x\n---\nname: y", nil},
		"left out":         {"steps: []", []string{"f.yaml:1:1: name: left out, but needed; write name: x"}},
		"empty":            {"name:\nsteps: []", []string{"f.yaml:1:1: name: an empty value is not text"}},
		"mistyped":         {"nam: x\nname: x", []string{"f.yaml:1:1: nam: unknown key; did you mean name?"}},
		"swapped":          {"name: x\nstesp: x", []string{"f.yaml:2:1: stesp: unknown key; did you mean steps?"}},
		"cut":              {"name: x\nste: x", []string{"f.yaml:2:1: ste: unknown key; did you mean steps?"}},
		"unheard of":       {"name: x\nwhatever: x", []string{"f.yaml:2:1: whatever: unknown key; known here: name, steps"}},
		"strange":          {"name: x\n\"a b\": {}", []string{`f.yaml:2:1: ["a b"]: unknown key; known here: name, steps`}},
		"twice":            {"name: x\nname: 5", []string{"f.yaml:2:1: name: the key is written twice; the first is at 1:1"}},
		"a number":         {"name: x\n5: x", []string{"f.yaml:2:1: 5: 5 is not a key; keys are words"}},
		"a list as key":    {"name: x\n? [a]\n: x", []string{"f.yaml:2:3: [0]: a list is not a key; keys are words"}},
		"no map":           {"- name", []string{"f.yaml:1:1: a list is not a map of keys and values; write key: value"}},
		"no list":          {"name: x\nsteps: {do: 1}", []string{"f.yaml:2:8: steps: a map of keys and values is not a list; begin each item with a dash and a space"}},
		"deep":             {"name: x\nsteps:\n  - do: x\n  - {with: x, doo: x}", []string{"f.yaml:4:15: steps[1].doo: unknown key; did you mean do?"}},
		"an empty item":    {"name: x\nsteps:\n  - do: x\n  -\n", []string{"f.yaml:4:4: steps[1]: an empty value is not a map of keys and values; write key: value"}},
		"all in one run":   {"nam: x\nsteps: [{doo: 1}, 5]", []string{"f.yaml:1:1: nam: unknown key; did you mean name?", "f.yaml:1:1: name: left out, but needed; write name: x", "f.yaml:2:10: steps[0].doo: unknown key; did you mean do?", "f.yaml:2:19: steps[1]: 5 is not a map of keys and values; write key: value"}},
		"second document":  {"name: x\n---\nnam: x\nname: x", []string{"f.yaml:3:1: nam: unknown key; did you mean name?"}},
		"wide characters":  {"name: x\nsteps: [{do: äöü, doo: 1}]", []string{"f.yaml:2:19: steps[0].doo: unknown key; did you mean do?"}},
		"tagged":           {"name: !secret x", []string{"f.yaml:1:7: name: the tag !secret means nothing here; remove it, or put quotes around what begins with !"}},
		"a tagged map":     {"name: x\nsteps: [!!map {do: 1}]", []string{"f.yaml:2:9: steps[0]: the tag !!map means nothing here; remove it"}},
		"a whole null":     {"---\n---\nname: x\n---\n", nil},
		"windows newlines": {"name: x\r\nnam: x\r\n", []string{"f.yaml:2:1: nam: unknown key; did you mean name?"}},
	} {
		t.Run(name, func(t *testing.T) { require.Equal(t, test.want, read(test.yaml, form)) })
	}
}

func TestEntriesKeepTheirOrder(t *testing.T) {
	var names []string
	problems := read("z: 1\na: 2\nk.x: 3", func(d *strictyaml.Value) {
		for _, e := range d.Entries() {
			names = append(names, e.Name)
			e.Value.Warn("odd", "")
			e.Key.Problem("bad", "")
		}
	})
	require.Equal(t, []string{"z", "a", "k.x"}, names)
	require.Equal(t, []string{
		"f.yaml:1:1: z: bad", "f.yaml:1:4: z: warning: odd", "f.yaml:2:1: a: bad", "f.yaml:2:4: a: warning: odd",
		"f.yaml:3:1: k.x: bad", "f.yaml:3:6: k.x: warning: odd",
	}, problems)
}

func TestKinds(t *testing.T) {
	for yaml, want := range map[string]strictyaml.Kind{
		"k: a":          strictyaml.Text,
		"k: 2026-01-31": strictyaml.Text,
		"k: '5'":        strictyaml.Text,
		"k: 5":          strictyaml.Number,
		"k: 5.0":        strictyaml.Number,
		"k: true":       strictyaml.Boolean,
		"k: ~":          strictyaml.Null,
		"k: []":         strictyaml.List,
		"k: {}":         strictyaml.Map,
		"l: 1":          strictyaml.Missing,
		"k: !x 1":       strictyaml.Missing,
	} {
		read(yaml, func(d *strictyaml.Value) {
			v := d.Fields("k", "l").Get("k")
			require.Equal(t, want, v.Kind(), yaml)
			require.Equal(t, want != strictyaml.Missing, v.Present(), yaml)
			require.Equal(t, yaml == "k: a", v.Is("a"))
		})
	}
}

func TestProblems(t *testing.T) {
	place := strictyaml.Place{File: "f.yaml", Line: 3, Column: 4, Path: "a.b"}
	warning := place.Problem("odd", "")
	warning.Warning = true
	require.NoError(t, strictyaml.Problems{warning}.Err())
	require.NoError(t, strictyaml.Problems(nil).Err())
	both := strictyaml.Problems{strictyaml.Place{File: "g.yaml"}.Problem("gone", "look elsewhere"), place.Problem("wrong", "right it"), warning}
	require.EqualError(t, both.Err(), "g.yaml: gone; look elsewhere\nf.yaml:3:4: a.b: wrong; right it\nf.yaml:3:4: a.b: warning: odd")
	both.Sort()
	require.Equal(t, "f.yaml", both[0].File)
	require.Equal(t, "wrong", both[0].Message)
	for want, p := range map[string]strictyaml.Place{
		"f.yaml":          {File: "f.yaml"},
		"f.yaml: a.b":     {File: "f.yaml", Path: "a.b"},
		"f.yaml:3:4":      {File: "f.yaml", Line: 3, Column: 4},
		"3:4":             {Line: 3, Column: 4},
		"3:4: a.b":        {Line: 3, Column: 4, Path: "a.b"},
		"f.yaml:3:4: a.b": place,
		"":                {},
	} {
		require.Equal(t, want, p.String())
	}
	require.Equal(t, "wrong", strictyaml.Place{}.Problem("wrong", "").String())
}

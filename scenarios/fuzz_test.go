package scenarios_test

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/scenarios"
	"amazon-pay-emulator/strictyaml"
)

// Whatever the file: problems lie within it, what the schema refuses is refused,
// and what is taken is taken again from its source.
func FuzzParse(f *testing.F) {
	for _, kind := range []string{"good", "bad", "refused", "broken"} {
		for _, data := range files(f, kind) {
			for _, document := range bytes.Split(data, []byte("\n---\n")) {
				f.Add(document)
			}
		}
	}
	schema := compileSchema(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		list, problems := scenarios.Parse("fuzz.yaml", data, words)
		within(t, data, problems)
		_, alone := scenarios.ParseRule("fuzz.yaml", data, words)
		within(t, data, alone)
		if problems.Err() != nil {
			require.Empty(t, list)
			return
		}
		documents, report := strictyaml.Read("fuzz.yaml", data)
		for _, d := range documents {
			v := convert(d)
			require.Empty(t, report.Problems())
			require.NoError(t, schema.Validate(v))
		}
		if bytes.Contains(data, []byte("%")) {
			return // directives stand before a document
		}
		for _, s := range list {
			again, problems := scenarios.Parse("fuzz.yaml", []byte(s.Source), words)
			require.NoError(t, problems.Err())
			require.Len(t, again, 1)
			require.Equal(t, describe(s), describe(again[0]))
			require.Equal(t, s.Source, again[0].Source)
		}
	})
}

func within(t *testing.T, data []byte, problems scenarios.Problems) {
	lines := 1 // as YAML counts them
	for _, c := range string(data) {
		if strings.ContainsRune("\n\r\u0085\u2028\u2029", c) {
			lines++
		}
	}
	for _, p := range problems {
		require.NotEmpty(t, p.Message)
		require.GreaterOrEqual(t, p.Line, 1)
		require.GreaterOrEqual(t, p.Column, 1)
		require.LessOrEqual(t, p.Line, lines, "%s", p)
		require.LessOrEqual(t, p.Column, utf8.RuneCount(data)+1, "%s", p)
	}
}

package params

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestParse(t *testing.T) {
	tests := []struct {
		name  string
		query string
		body  string
		want  []Pair
	}{
		{"nothing", "", "", []Pair{}},
		{"body", "", "A=1&B=2", []Pair{{"A", "1"}, {"B", "2"}}},
		{"query", "A=1&B=2", "", []Pair{{"A", "1"}, {"B", "2"}}},
		{"query before body, each in its order", "Z=1&Y=2", "B=3&A=4", []Pair{{"Z", "1"}, {"Y", "2"}, {"B", "3"}, {"A", "4"}}},
		{"plus is a space", "", "A=a+b+&+B=+", []Pair{{"A", "a b "}, {" B", " "}}},
		{"escapes of any letter case", "", "A%2e%2E=%c3%A9%C3%a9%0a%00", []Pair{{"A..", "éé\n\x00"}}},
		{"escaped separators", "", "A=%26%3D%25%2B", []Pair{{"A", "&=%+"}}},
		{"escape at the very end", "", "A=%41", []Pair{{"A", "A"}}},
		{"semicolon is ordinary", "", "A=1;B=2", []Pair{{"A", "1;B=2"}}},
		{"equals sign in a value", "", "A=b=c==", []Pair{{"A", "b=c=="}}},
		{"question mark and slash", "a?b/c=d?e", "", []Pair{{"a?b/c", "d?e"}}},
		{"no equals sign", "", "A&B", []Pair{{"A", ""}, {"B", ""}}},
		{"empty value", "", "A=&B=", []Pair{{"A", ""}, {"B", ""}}},
		{"empty name", "", "=1", []Pair{{"", "1"}}},
		{"empty segments", "&&", "&A=1&&B=2&", []Pair{{"A", "1"}, {"B", "2"}}},
		{"unescaped UTF-8", "", "A=é€😀", []Pair{{"A", "é€😀"}}},
		{"a character half escaped", "", "A=\xc3%A9", []Pair{{"A", "é"}}},
		{"many escapes share a buffer", "a%20=b%20", "c%20=d%20&e=f&g%20=h%20", []Pair{{"a ", "b "}, {"c ", "d "}, {"e", "f"}, {"g ", "h "}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			form, err := Parse(tt.query, []byte(tt.body))
			require.NoError(t, err)
			require.Equal(t, tt.want, form.Pairs())
			_, doubled := form.Doubled()
			require.False(t, doubled)
		})
	}
}

func TestParseMalformed(t *testing.T) {
	tests := []struct {
		name string
		raw  string
		want Malformed
		text string
	}{
		{"lone percent", "A=%", Malformed{BadEscape, "A", "%"}, `params: parameter "A": malformed percent escape`},
		{"one digit", "A=%4", Malformed{BadEscape, "A", "%4"}, `params: parameter "A": malformed percent escape`},
		{"digits of the next pair", "A=%4&B=1", Malformed{BadEscape, "A", "%4"}, `params: parameter "A": malformed percent escape`},
		{"not hex", "A=1&B=a%4g", Malformed{BadEscape, "B", "a%4g"}, `params: parameter "B": malformed percent escape`},
		{"first digit not hex", "A=%G4", Malformed{BadEscape, "A", "%G4"}, `params: parameter "A": malformed percent escape`},
		{"in a name", "%zz=1", Malformed{BadEscape, "%zz", "1"}, `params: parameter "%zz": malformed percent escape`},
		{"half a character", "A=%C3", Malformed{BadUTF8, "A", "\xc3"}, `params: parameter "A": not UTF-8`},
		{"raw byte", "A=\xff", Malformed{BadUTF8, "A", "\xff"}, `params: parameter "A": not UTF-8`},
		{"overlong", "A=%C0%80", Malformed{BadUTF8, "A", "\xc0\x80"}, `params: parameter "A": not UTF-8`},
		{"surrogate", "A=%ED%A0%80", Malformed{BadUTF8, "A", "\xed\xa0\x80"}, `params: parameter "A": not UTF-8`},
		{"name not UTF-8", "%FF=1", Malformed{BadUTF8, "\xff", "1"}, `params: parameter "\xff": not UTF-8`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, source := range []string{"query", "body"} {
				query, body := tt.raw, ""
				if source == "body" {
					query, body = "First=1", tt.raw
				}
				form, err := Parse(query, []byte(body))
				require.Nil(t, form)
				var malformed *Malformed
				require.ErrorAs(t, err, &malformed, source)
				require.Equal(t, tt.want, *malformed)
				require.EqualError(t, err, tt.text)
			}
		})
	}
}

func TestParseLimit(t *testing.T) {
	many := func(from, to int) string {
		var b strings.Builder
		for i := from; i < to; i++ {
			fmt.Fprintf(&b, "&P%d=%d", i, i)
		}
		return b.String()
	}
	tests := []struct {
		name        string
		query, body string
		ok          bool
	}{
		{"as many as allowed", "", many(0, MaxPairs), true},
		{"as many as allowed in both together", many(0, 1), many(1, MaxPairs), true},
		{"empty segments don't count", strings.Repeat("&", 2*MaxPairs), many(0, MaxPairs), true},
		{"one more", "", many(0, MaxPairs+1), false},
		{"one more in both together", many(0, 1), many(1, MaxPairs+1), false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			form, err := Parse(tt.query, []byte(tt.body))
			if tt.ok {
				require.NoError(t, err)
				require.Len(t, form.Pairs(), MaxPairs)
				value, sent := form.Get("P999")
				require.True(t, sent)
				require.Equal(t, "999", value)
				return
			}
			require.Nil(t, form)
			require.Equal(t, &Malformed{Fault: TooMany}, err)
			require.EqualError(t, err, "params: more than 1000 parameters")
		})
	}
}

func TestParseKeepsNoReferenceToBody(t *testing.T) {
	body := []byte("Name=value&Other=a%20b")
	form, err := Parse("", body)
	require.NoError(t, err)
	for i := range body {
		body[i] = 'x'
	}
	require.Equal(t, []Pair{{"Name", "value"}, {"Other", "a b"}}, form.Pairs())
}

func TestFormGet(t *testing.T) {
	form, err := Parse("b=1&a.b=2", []byte("A=3&a=&ab=4"))
	require.NoError(t, err)
	tests := []struct {
		name  string
		value string
		sent  bool
	}{
		{"a", "", true},
		{"A", "3", true},
		{"a.b", "2", true},
		{"ab", "4", true},
		{"b", "1", true},
		{"B", "", false},
		{"", "", false},
		{"a.", "", false},
		{"z", "", false},
	}
	for _, tt := range tests {
		t.Run("name "+tt.name, func(t *testing.T) {
			value, sent := form.Get(tt.name)
			require.Equal(t, tt.value, value)
			require.Equal(t, tt.sent, sent)
		})
	}
	var zero Form
	_, sent := zero.Get("a")
	require.False(t, sent)
}

func TestFormDoubled(t *testing.T) {
	tests := []struct {
		name        string
		query, body string
		want        Pair
		doubled     bool
	}{
		{"none", "A=1", "a=1&B=1", Pair{}, false},
		{"in the body", "", "A=1&B=2&A=3", Pair{"A", "3"}, true},
		{"in the query", "A=1&A=1", "", Pair{"A", "1"}, true},
		{"in both", "A=1", "B=2&A=3", Pair{"A", "3"}, true},
		{"encoded differently", "", "A.B=1&A%2EB=2", Pair{"A.B", "2"}, true},
		{"the first of several", "", "B=1&A=2&C=3&C=4&A=5&B=6", Pair{"C", "4"}, true},
		{"three times", "", "A=1&A=2&A=3", Pair{"A", "2"}, true},
		{"empty names", "", "=1&=2", Pair{"", "2"}, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			form, err := Parse(tt.query, []byte(tt.body))
			require.NoError(t, err)
			got, doubled := form.Doubled()
			require.Equal(t, tt.want, got)
			require.Equal(t, tt.doubled, doubled)
			if doubled {
				value, _ := form.Get(got.Name)
				require.Contains(t, []string{"1", "2", "3"}, value, "Get returns the first value")
			}
		})
	}
	var zero Form
	_, doubled := zero.Doubled()
	require.False(t, doubled)
}

func TestEncode(t *testing.T) {
	tests := []struct {
		name  string
		pairs []Pair
		want  string
	}{
		{"nothing", nil, ""},
		{"order is kept", []Pair{{"B", "1"}, {"A", "2"}}, "B=1&A=2"},
		{"empty value", []Pair{{"A", ""}}, "A="},
		{"unreserved", []Pair{{"A-_.~", "az09"}}, "A-_.~=az09"},
		{"space, star, plus", []Pair{{"A", " *+"}}, "A=%20%2A%2B"},
		{"separators", []Pair{{"A&=", "&=;%"}}, "A%26%3D=%26%3D%3B%25"},
		{"UTF-8", []Pair{{"A", "é"}}, "A=%C3%A9"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { require.Equal(t, tt.want, Encode(tt.pairs)) })
	}
}

package sigv2

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestStringToSignQuery(t *testing.T) {
	tests := []struct {
		name  string
		pairs []Pair
		want  string
	}{
		{"nothing", nil, ""},
		{"empty value keeps its equals sign", []Pair{{"A", ""}}, "A="},
		{"names by bytes, capitals first", []Pair{{"b", "1"}, {"B", "2"}, {"_", "3"}, {"B.a", "4"}, {"B1", "5"}}, "B=2&B.a=4&B1=5&_=3&b=1"},
		{"one name twice keeps its order", []Pair{{"A", "2"}, {"A", "1"}}, "A=2&A=1"},
		{"Signature is left out, wherever it stands", []Pair{{"Signature", "x"}, {"Z", "1"}, {"Signature", "y"}}, "Z=1"},
		{"SignatureMethod and others stay", []Pair{{"SignatureMethod", "m"}, {"signature", "s"}}, "SignatureMethod=m&signature=s"},
		{"unreserved", []Pair{{"A", "AZaz09-_.~"}}, "A=AZaz09-_.~"},
		{"reserved", []Pair{{"A", " !\"#$%&'()*+,/:;<=>?@[\\]^`{|}"}}, "A=%20%21%22%23%24%25%26%27%28%29%2A%2B%2C%2F%3A%3B%3C%3D%3E%3F%40%5B%5C%5D%5E%60%7B%7C%7D"},
		{"names are encoded too", []Pair{{"A b", "c"}}, "A%20b=c"},
		{"bytes outside ASCII", []Pair{{"A", "é€\x00\x7f\xff"}}, "A=%C3%A9%E2%82%AC%00%7F%FF"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := Request{Method: "GET", Host: "h", Path: "/p", Pairs: tt.pairs}
			require.Equal(t, "GET\nh\n/p\n"+tt.want, r.StringToSign(Variant{}))
		})
	}
}

func TestStringToSignEncodings(t *testing.T) {
	r := Request{Pairs: []Pair{{"A", "a b+!'()*/é"}}}
	tests := []struct {
		encoding Encoding
		want     string
	}{
		{EncodingRFC3986, "A=a%20b%2B%21%27%28%29%2A%2F%C3%A9"},
		{EncodingPlus, "A=a+b%2B%21%27%28%29%2A%2F%C3%A9"},
		{EncodingLowerHex, "A=a%20b%2B%21%27%28%29%2a%2F%C3%A9"},
	}
	for _, tt := range tests {
		t.Run(tt.encoding.String(), func(t *testing.T) {
			require.Equal(t, "\n\n/\n"+tt.want, r.StringToSign(Variant{Encoding: tt.encoding}))
		})
	}
}

func TestHostLine(t *testing.T) {
	tests := []struct {
		host string
		rule HostRule
		want string
	}{
		{"mws.amazonservices.com", HostReceived, "mws.amazonservices.com"},
		{"MWS.AmazonServices.com:443", HostReceived, "mws.amazonservices.com"},
		{"localhost:80", HostReceived, "localhost"},
		{"localhost:8443", HostReceived, "localhost:8443"},
		{"localhost:4430", HostReceived, "localhost:4430"},
		{"[::1]:443", HostReceived, "[::1]"},
		{"[::1]:8443", HostReceived, "[::1]:8443"},
		{"[::443]", HostReceived, "[::443]"},
		{"::443", HostReceived, "::443"},
		{"localhost:", HostReceived, "localhost:"},
		{"", HostReceived, ""},
		{":443", HostReceived, ""},
		{"LocalHost:443", HostVerbatim, "LocalHost:443"},
		{"localhost:8443", HostNA, "mws.amazonservices.com"},
		{"localhost:8443", HostEU, "mws-eu.amazonservices.com"},
		{"localhost:8443", HostJP, "mws.amazonservices.jp"},
		{"localhost:8080", HostWithScheme, "http://localhost:8080"},
		{"LocalHost:8443", HostWithoutPort, "localhost"},
		{"[::1]:8443", HostWithoutPort, "[::1]"},
		{"localhost:84x3", HostWithoutPort, "localhost:84x3"},
		{"localhost:8443", HostNone, ""},
	}
	for _, tt := range tests {
		t.Run(tt.host+" "+tt.rule.String(), func(t *testing.T) {
			require.Equal(t, tt.want, tt.rule.line(tt.host))
		})
	}
}

func TestPathLine(t *testing.T) {
	tests := []struct {
		path string
		rule PathRule
		want string
	}{
		{"", PathReceived, "/"},
		{"/", PathReceived, "/"},
		{"/a%20b/", PathReceived, "/a%20b/"},
		{"", PathOtherSlash, "/"},
		{"/", PathOtherSlash, "/"},
		{"/a/", PathOtherSlash, "/a"},
		{"/a", PathOtherSlash, "/a/"},
		{"/a", PathNone, ""},
	}
	for _, tt := range tests {
		t.Run(tt.path+" "+tt.rule.String(), func(t *testing.T) {
			require.Equal(t, tt.want, tt.rule.line(tt.path))
		})
	}
}

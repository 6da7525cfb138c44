package tunnel

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestParseTarget(t *testing.T) {
	for text, want := range map[string]Target{
		"images.example.com":     {"images.example.com", 443},
		"Images.Example.COM.":    {"images.example.com", 443},
		"localhost:8443":         {"localhost", 8443},
		"emu_lator:1":            {"emu_lator", 1},
		"xn--bcher-kva.ex:65535": {"xn--bcher-kva.ex", 65535},
		"192.0.2.1":              {"192.0.2.1", 443},
		"192.0.2.1:80":           {"192.0.2.1", 80},
		"::1":                    {"::1", 443},
		"[::1]:8443":             {"::1", 8443},
		"::ffff:192.0.2.1":       {"192.0.2.1", 443},
		"2001:DB8:0:0::1":        {"2001:db8::1", 443},
	} {
		got, err := ParseTarget(text)
		require.NoError(t, err, text)
		require.Equal(t, want, got, text)
		again, err := ParseTarget(got.String())
		require.NoError(t, err)
		require.Equal(t, got, again)
	}
	for text, want := range map[string]string{
		"":                        "is not a host",
		".":                       "is not a host",
		"..":                      "is not a host",
		"a..b":                    "is not a host",
		"a.example..":             "is not a host",
		"*.example.com":           "there are no wildcards",
		"*":                       "there are no wildcards",
		"https://example.com":     "is not a host",
		"example.com/":            "is not a host",
		"example.com:":            "is not a host",
		"example.com:0":           "is not a host",
		"example.com:65536":       "is not a host",
		"example.com:-1":          "is not a host",
		"example.com:https":       "is not a host",
		"example.com:1:2":         "is not a host",
		"[::1]":                   "is not a host",
		"[example.com]:443":       "is not a host",
		"[192.0.2.1]:443":         "is not a host",
		"user@example.com":        "is not a host",
		"example.com\x00.test":    "is not a host",
		"bücher.example":          "is not a host",
		"-a.example":              "is not a host",
		strings.Repeat("a", 64):   "is not a host",
		strings.Repeat("a.", 127): "",
	} {
		_, err := ParseTarget(text)
		if want == "" {
			require.NoError(t, err) // 253 characters and a final dot
			continue
		}
		require.ErrorContains(t, err, want, text)
	}
	_, err := ParseTarget(strings.Repeat("a.", 127) + "a")
	require.Error(t, err)
}

// Whatever a client or setting names: what is taken has one spelling.
func FuzzParseTarget(f *testing.F) {
	for _, text := range []string{"a", "A.b.:443", "[::1]:1", "::ffff:1.2.3.4", "1.2.3.4:5", "[fe80::1%25eth0]:443", "fe80::1%a:443", "ſ:1"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		target, ok := parseAuthority(text)
		if !ok {
			return
		}
		again, ok := parseAuthority(target.String())
		require.True(t, ok)
		require.Equal(t, target, again)
		if _, isAddress := target.Address(); !isAddress {
			require.Equal(t, strings.ToLower(target.Host), target.Host)
			require.False(t, strings.HasSuffix(target.Host, "."))
		}
	})
}

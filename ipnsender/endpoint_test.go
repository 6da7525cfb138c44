package ipnsender_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/ipnsender"
)

func TestCheckURL(t *testing.T) {
	for name, c := range map[string]struct {
		url  string
		want string // in the error; empty: none
	}{
		"plain":                   {"http://shop.example/ipn", ""},
		"TLS, port and query":     {"https://shop.example:8443/ipn?shop=1&x=%2F", ""},
		"no path":                 {"http://127.0.0.1:3000", ""},
		"IPv6":                    {"http://[::1]:3000/ipn", ""},
		"user and password":       {"https://user:sesame@shop.example/ipn", ""},
		"at sign in the path":     {"https://shop.example/@ipn", ""},
		"upper case":              {"HTTP://SHOP.example/ipn", ""},
		"nothing":                 {"", "must begin with http"},
		"no scheme":               {"shop.example/ipn", "must begin with http"},
		"host as scheme":          {"localhost:3000/ipn", "must begin with http"},
		"other scheme":            {"ftp://user:sesame@shop.example/", "must begin with http"},
		"no host":                 {"http:///ipn", "names no host"},
		"port only":               {"http://:3000/ipn", "names no host"},
		"port too large":          {"http://user:sesame@shop.example:65536/ipn", "port"},
		"port 0":                  {"http://shop.example:0/ipn", "port"},
		"fragment":                {"http://user:sesame@shop.example/ipn#top", "fragment"},
		"bad port":                {"http://shop.example:port/ipn", "can't be read"},
		"bad escape":              {"http://shop.example/%zz", "can't be read"},
		"control character":       {"http://shop.example/\n", "can't be read"},
		"slash in the password":   {"http://user:ses/ame@shop.example/", "can't be read"},
		"escape in the password":  {"http://user:ses%ame@shop.example/", "can't be read"},
		"scheme forgotten":        {"user:sesame@shop.example/ipn", "must begin with http"},
		"slashes forgotten":       {"http:user:sesame@shop.example/ipn", "names no host"},
		"one slash forgotten":     {"http:/user:sesame@shop.example/ipn", "names no host"},
		"host lost":               {"http:///user:sesame@shop.example/ipn", "names no host"},
		"scheme of slashes only":  {"//user:sesame@shop.example/ipn", "must begin with http"},
		"blank in front":          {" http://user:sesame@shop.example/ipn", "can't be read"},
		"opaque, no slashes":      {"https:sesame@shop.example", "names no host"},
		"password, but no host":   {"http://user:sesame@/ipn", "names no host"},
		"question mark in secret": {"http://user:se?same@shop.example/", "can't be read"},
	} {
		t.Run(name, func(t *testing.T) {
			err := ipnsender.CheckURL(c.url)
			shown := ipnsender.Redacted(c.url)
			for _, secret := range []string{"sesame", "ses/ame", "ses%", ":se", ":ses"} {
				require.NotContains(t, shown, secret)
				if err != nil {
					require.NotContains(t, err.Error(), secret)
				}
			}
			if c.want == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, c.want)
		})
	}
}

func TestRedacted(t *testing.T) {
	for url, want := range map[string]string{
		"":                                 "",
		"http://shop.example/a?b=%2f":      "http://shop.example/a?b=%2f",
		"http://user:pw@shop.example/":     "http://user:xxxxx@shop.example/",
		"http://shop.example/?mail=a@b.cc": "http://shop.example/?mail=a@b.cc",
		"user:pw@shop.example":             "(unreadable URL)",
		"http://user:p/w@shop.example/":    "(unreadable URL)",
	} {
		require.Equal(t, want, ipnsender.Redacted(url))
	}
}

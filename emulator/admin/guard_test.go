package admin

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator/engine"
)

func TestGuard(t *testing.T) {
	w := newWorld(t, func(_ *engine.Options, o *Options) { o.Hosts = []string{"Emulator.Test:80"} })
	const get, post = "GET clock", "POST reset"
	for name, test := range map[string]struct {
		target  string
		allowed bool
		headers []string
	}{
		"a program":                           {post, true, nil},
		"a program under any name":            {post, true, []string{"Host", "amazon-pay:2729"}},
		"the own page":                        {post, true, []string{"Host", "localhost:2729", "Origin", "http://localhost:2729", "Sec-Fetch-Site", "same-origin"}},
		"the own page, old browser":           {post, true, []string{"Host", "localhost:2729", "Origin", "http://localhost:2729"}},
		"the own page by address":             {post, true, []string{"Host", "[::1]:2729", "Origin", "http://[::1]:2729"}},
		"typed into the address bar":          {get, true, []string{"Sec-Fetch-Site", "none", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document"}},
		"a link on another page":              {get, true, []string{"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document"}},
		"a listed name":                       {post, true, []string{"Host", "emulator.test:2729", "Sec-Fetch-Site", "same-origin"}},
		"another page":                        {post, false, []string{"Origin", "https://evil.example", "Sec-Fetch-Site", "cross-site"}},
		"another page, old browser":           {post, false, []string{"Origin", "https://evil.example"}},
		"another page that reads":             {get, false, []string{"Origin", "https://evil.example", "Sec-Fetch-Site", "cross-site"}},
		"another page, only the site":         {get, false, []string{"Sec-Fetch-Site", "cross-site"}},
		"a neighbouring page":                 {get, false, []string{"Sec-Fetch-Site", "same-site"}},
		"a form of text, another page":        {post, false, []string{"Origin", "https://evil.example", "Content-Type", "text/plain"}},
		"a wrong origin, whatever else":       {get, false, []string{"Origin", "http://localhost:3000"}},
		"another page's script tag":           {get, false, []string{"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "no-cors", "Sec-Fetch-Dest", "script"}},
		"another page's frame":                {get, false, []string{"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "iframe"}},
		"another page's form":                 {post, false, []string{"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document"}},
		"another port":                        {post, false, []string{"Host", "localhost:2729", "Origin", "http://localhost:3000", "Sec-Fetch-Site", "same-site"}},
		"a page without an origin":            {post, false, []string{"Origin", "null"}},
		"a name pointed here":                 {get, false, []string{"Host", "evil.example:2729", "Sec-Fetch-Site", "same-origin"}},
		"a name pointed here, own origin":     {post, false, []string{"Host", "evil.example:2729", "Origin", "http://evil.example:2729"}},
		"a name that only begins well":        {get, false, []string{"Host", "localhost.evil.example", "Sec-Fetch-Site", "same-origin"}},
		"an address that is not this machine": {get, false, []string{"Host", "192.0.2.1:2729", "Sec-Fetch-Site", "same-origin"}},
		"a name pointed here, over http":      {get, false, []string{"Host", "evil.example", "User-Agent", "Mozilla/5.0 (X11)"}},
		"a name pointed here, by its page":    {get, false, []string{"Host", "evil.example", "Referer", "http://evil.example/"}},
		"a listed name, over http":            {get, true, []string{"Host", "emulator.test:2729", "User-Agent", "Mozilla/5.0 (X11)"}},
		"an address, over http":               {get, true, []string{"Host", "192.0.2.1:2729", "User-Agent", "Mozilla/5.0 (X11)"}},
		"a name pointed here, only the mode":  {get, false, []string{"Host", "evil.example", "Sec-Fetch-Mode", "cors"}},
	} {
		t.Run(name, func(t *testing.T) {
			w := w.in(t)
			if test.allowed {
				w.ok(test.target, "", test.headers...)
				return
			}
			r := w.refused(http.StatusForbidden, test.target, "", test.headers...)
			require.Equal(t, typeForeign, r.body["type"])
			require.Empty(t, r.header.Get("Access-Control-Allow-Origin"))
		})
	}
}

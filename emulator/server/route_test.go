package server

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// named answers with its name and the path it saw.
func named(name string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { _, _ = w.Write([]byte(name + " " + r.URL.Path)) }
}

func TestWhoAnswers(t *testing.T) {
	h := &router{face: named("face"), admin: named("admin"), login: named("login"), log: logTo(&lockedBuffer{})}
	for path, want := range map[string]string{
		"/_emulator/ready":                      "admin /_emulator/ready",
		"/_emulator/":                           "admin /_emulator/",
		"/_emulator":                            "admin /_emulator",
		"/_emulator?seller=A2X":                 "admin /_emulator",
		"/%5Femulator/ready":                    "admin /_emulator/ready",
		"/_emulator/../OffAmazonPayments":       "admin /_emulator/../OffAmazonPayments",
		"/_emulators":                           "face /_emulators",
		"/x/_emulator/ready":                    "face /x/_emulator/ready",
		"//_emulator/ready":                     "face //_emulator/ready",
		"/":                                     "face /",
		"/OffAmazonPayments_Sandbox/2013-01-01": "face /OffAmazonPayments_Sandbox/2013-01-01",
		"/OffAmazonPayments/2013-01-01/?a=b":    "face /OffAmazonPayments/2013-01-01/",
		"/auth/o2/tokeninfo?access_token=x":     "login /auth/o2/tokeninfo",
		"/user/profile":                         "login /user/profile",
		"/user/profile/":                        "face /user/profile/",
	} {
		t.Run(path, func(t *testing.T) {
			w := httptest.NewRecorder()
			r := httptest.NewRequest(http.MethodPost, path, nil)
			h.ServeHTTP(w, r)
			require.Equal(t, want, w.Body.String())
		})
	}
}

// A panic is answered, told in the log with its stack, and survived.
func TestPanics(t *testing.T) {
	for name, test := range map[string]struct {
		handler http.HandlerFunc
		status  int // 0: no answer
		logged  bool
	}{
		"before the answer": {
			handler: func(http.ResponseWriter, *http.Request) { panic("a bug") },
			status:  http.StatusInternalServerError, logged: true,
		},
		"with an error": {
			handler: func(http.ResponseWriter, *http.Request) { panic(errors.New("a bug")) },
			status:  http.StatusInternalServerError, logged: true,
		},
		"in the middle of the answer": {
			handler: func(w http.ResponseWriter, _ *http.Request) {
				_, _ = w.Write([]byte("half of it"))
				panic("a bug")
			},
			logged: true,
		},
		"on purpose, to cut the connection": {
			handler: func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
		},
	} {
		for _, path := range []string{"/_emulator/x", "/x"} {
			t.Run(name+" "+path, func(t *testing.T) {
				var log lockedBuffer
				s := newServer(t, func(o *Options) { o.Log = logTo(&log) })
				fine := named("fine")
				h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					if strings.HasSuffix(r.URL.Path, "/x") {
						test.handler(w, r)
					}
					fine(w, r)
				})
				s.wire(h, h)
				start(t, s)
				response, err := http.Get(s.URL() + path)
				if test.status == 0 {
					require.Error(t, err)
				} else {
					require.NoError(t, err)
					response.Body.Close()
					require.Equal(t, test.status, response.StatusCode)
				}
				require.Equal(t, test.logged, strings.Contains(log.String(), "a bug"), log.String())
				require.Equal(t, test.logged, strings.Contains(log.String(), "route_test.go"), log.String())
				status, _ := get(t, s.URL()+"/again")
				require.Equal(t, http.StatusOK, status)
			})
		}
	}
}

// Pages of others can't call the API for a developer who has them open.
func TestForeignPages(t *testing.T) {
	s := newServer(t)
	start(t, s)
	host := s.Addrs()[0]
	const refused, asked = "Calls from web pages of others are refused.", "MissingAuthenticationToken"
	for name, c := range map[string]struct {
		headers []string
		want    string
	}{
		"a shop":                {nil, asked}, // it should have signed
		"a page of others":      {[]string{"Sec-Fetch-Site", "cross-site"}, refused},
		"another port":          {[]string{"Sec-Fetch-Site", "same-site"}, refused},
		"an old browser":        {[]string{"Origin", "http://evil.test"}, refused},
		"nobody's page":         {[]string{"Origin", "null"}, refused},
		"the emulator's page":   {[]string{"Sec-Fetch-Site", "same-origin", "Origin", "http://" + host}, asked},
		"the page, old browser": {[]string{"Origin", "http://" + host}, asked},
		"somebody who types it": {[]string{"Sec-Fetch-Site", "none"}, asked},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := http.NewRequest(http.MethodPost, s.URL()+"/OffAmazonPayments_Sandbox/2013-01-01", strings.NewReader("Action=GetServiceStatus"))
			require.NoError(t, err)
			for i := 0; i < len(c.headers); i += 2 {
				r.Header.Set(c.headers[i], c.headers[i+1])
			}
			response, err := http.DefaultClient.Do(r)
			require.NoError(t, err)
			defer response.Body.Close()
			body, err := io.ReadAll(response.Body)
			require.NoError(t, err)
			require.Equal(t, http.StatusForbidden, response.StatusCode)
			require.Contains(t, string(body), c.want)
		})
	}
}

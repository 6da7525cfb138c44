package lwa

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const (
	asPHP   = "GET /user/profile HTTP/1.1\r\nHost: api.amazon.com\r\nx-amz-access-token : Atza|x : y\r\n\r\n"
	mended  = "GET /user/profile HTTP/1.1\r\nHost: api.amazon.com\r\nx-amz-access-token:  Atza|x : y\r\n\r\n"
	another = "x-amz-access-token : no header\r\n"
)

// cases are connections and what a Mender makes of them; the same, when it is
// left out.
var cases = map[string]struct{ sent, want string }{
	"as PHP sends it":           {asPHP, mended},
	"three in a row":            {asPHP + asPHP + asPHP, mended + mended + mended},
	"in capitals":               {"GET / HTTP/1.1\r\nX-AMZ-Access-Token : x\r\n\r\n", "GET / HTTP/1.1\r\nX-AMZ-Access-Token:  x\r\n\r\n"},
	"several spaces and a tab":  {"GET / HTTP/1.1\r\nx-amz-access-token \t : x\r\n\r\n", "GET / HTTP/1.1\r\nx-amz-access-token:\t   x\r\n\r\n"},
	"a tab":                     {"GET / HTTP/1.1\r\nx-amz-access-token\t: x\r\n\r\n", "GET / HTTP/1.1\r\nx-amz-access-token:  x\r\n\r\n"},
	"lines without CR":          {"GET / HTTP/1.1\nx-amz-access-token : x\n\n" + asPHP, "GET / HTTP/1.1\nx-amz-access-token:  x\n\n" + mended},
	"behind an empty body":      {"GET / HTTP/1.1\r\nContent-Length: 0\r\n\r\n" + asPHP, "GET / HTTP/1.1\r\nContent-Length: 0\r\n\r\n" + mended},
	"right already":             {"GET / HTTP/1.1\r\nx-amz-access-token: x : y\r\n\r\n", ""},
	"another name":              {"GET / HTTP/1.1\r\nx-amz-access-tokens : x\r\nx-amz-access : x\r\ny-x-amz-access-token : x\r\n\r\n", ""},
	"in a body":                 {"POST / HTTP/1.1\r\ncontent-length:32\r\n\r\n" + another, ""},
	"in a body with an end":     {"POST / HTTP/1.1\r\nContent-Length: 36\r\n\r\n\r\n\r\n" + another + asPHP, "POST / HTTP/1.1\r\nContent-Length: 36\r\n\r\n\r\n\r\n" + another + mended},
	"behind a body in chunks":   {"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n20\r\n" + another + "\r\n0\r\n\r\n" + asPHP, ""},
	"after an odd length":       {"POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n" + asPHP, ""},
	"after a negative length":   {"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n" + asPHP, ""},
	"after a length too long":   {"POST / HTTP/1.1\r\nContent-Length: " + strings.Repeat("0", 50) + "1\r\n\r\n" + asPHP, ""},
	"in a folded line":          {"GET / HTTP/1.1\r\nA: b\r\n " + another + "\r\n", ""},
	"in a long line":            {"GET /" + strings.Repeat("x", 5000) + " HTTP/1.1\r\n\r\n" + asPHP, "GET /" + strings.Repeat("x", 5000) + " HTTP/1.1\r\n\r\n" + mended},
	"without a colon":           {"GET / HTTP/1.1\r\nx-amz-access-token x\r\n\r\n", "GET / HTTP/1.1\r\nx-amz-access-token:\x00\r\n\r\n"},
	"without anything behind":   {"GET / HTTP/1.1\r\nx-amz-access-token \r\n\r\n", "GET / HTTP/1.1\r\nx-amz-access-token:\x00\n\r\n"},
	"without even CR behind it": {"GET / HTTP/1.1\r\nx-amz-access-token \nA: b\r\n\r\n", "GET / HTTP/1.1\r\nx-amz-access-token:\x00A: b\r\n\r\n"},
}

// However the bytes come in, the same comes out.
func TestMender(t *testing.T) {
	require.Len(t, another, 32)
	for name, test := range cases {
		t.Run(name, func(t *testing.T) {
			want := test.want
			if want == "" {
				want = test.sent
			}
			for size := 1; size <= 70; size++ {
				require.Equal(t, want, mendIn(test.sent, size), "%d at a time", size)
			}
			require.Equal(t, want, mendIn(test.sent, len(test.sent)))
		})
	}
}

// mendIn lets a Mender see a text in parts.
func mendIn(text string, size int) string {
	var m Mender
	p := []byte(text)
	for i := 0; i < len(p); i += size {
		m.Mend(p[i:min(i+size, len(p))])
	}
	return string(p)
}

// mendingConn is a connection as a server with a Mender reads it.
type mendingConn struct {
	net.Conn
	mender Mender
}

func (c *mendingConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.mender.Mend(p[:n])
	return n, err
}

type mendingListener struct{ net.Listener }

func (l mendingListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &mendingConn{Conn: c}, nil
}

// What net/http makes of it: mended headers arrive, pipelined and between bodies
// that arrive whole, and what is no such header is refused as before.
func TestMenderBeforeNetHTTP(t *testing.T) {
	var server http.Server
	server.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		_, _ = io.WriteString(w, r.Header.Get("X-Amz-Access-Token")+"/"+string(body))
	})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	ended := make(chan error)
	go func() { ended <- server.Serve(mendingListener{l}) }()
	defer func() {
		server.Close()
		<-ended
	}()
	const post = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 32\r\n\r\n" + another
	const chunks = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n20\r\n" + another + "\r\n0\r\n\r\n"
	for name, test := range map[string]struct {
		sent string
		want []string // empty: 400
	}{
		"alone":           {asPHP, []string{"Atza|x : y/"}},
		"pipelined":       {asPHP + post + asPHP + post + asPHP, []string{"Atza|x : y/", "/" + another, "Atza|x : y/", "/" + another, "Atza|x : y/"}},
		"before chunks":   {asPHP + chunks + chunks, []string{"Atza|x : y/", "/" + another, "/" + another}},
		"without a colon": {"GET / HTTP/1.1\r\nHost: a\r\nx-amz-access-token x\r\n\r\n", []string{""}},
		"with nothing":    {"GET / HTTP/1.1\r\nHost: a\r\nx-amz-access-token \nA: b\r\n\r\n", []string{""}},
		"another header":  {"GET / HTTP/1.1\r\nHost: a\r\nx-amz-token : x\r\n\r\n", []string{""}},
	} {
		t.Run(name, func(t *testing.T) {
			c, err := net.Dial("tcp", l.Addr().String())
			require.NoError(t, err)
			defer c.Close()
			_, err = io.WriteString(c, test.sent)
			require.NoError(t, err)
			answers := bufio.NewReader(c)
			for _, want := range test.want {
				response, err := http.ReadResponse(answers, nil)
				require.NoError(t, err)
				body, err := io.ReadAll(response.Body)
				require.NoError(t, err)
				if want == "" {
					require.Equal(t, http.StatusBadRequest, response.StatusCode)
					continue
				}
				require.Equal(t, want, string(body))
			}
		})
	}
}

// Whatever is sent: the length stays, nothing but the token's header changes, and
// it does not matter how it was cut.
func FuzzMender(f *testing.F) {
	for _, test := range cases {
		f.Add(test.sent, 3)
	}
	f.Fuzz(func(t *testing.T, text string, size int) {
		whole := mendIn(text, max(1, len(text)))
		require.Len(t, whole, len(text))
		require.Equal(t, whole, mendIn(text, 1+max(0, size)%100))
		if !strings.Contains(strings.ToLower(text), tokenHeader) {
			require.Equal(t, text, whole)
		}
	})
}

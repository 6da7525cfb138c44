package mws_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator/mws"
	"amazon-pay-emulator/emulator/mws/params"
	"amazon-pay-emulator/emulator/mws/sigv2"
)

// listen puts the shop's face behind a real server and returns its address.
func (s *shop) listen(t *testing.T) string {
	t.Helper()
	server := httptest.NewServer(s.face)
	t.Cleanup(server.Close)
	return strings.TrimPrefix(server.URL, "http://")
}

// signedFor signs a call for a host, which need not be the one it is sent to.
func signedFor(t *testing.T, method, host, path string, pairs []params.Pair) string {
	t.Helper()
	signature, err := sigv2.NewKey(secretKey).Sign(sigv2.Request{Method: method, Host: host, Path: path, Pairs: pairs})
	require.NoError(t, err)
	return params.Encode(append(pairs, params.Pair{Name: "Signature", Value: signature}))
}

// TestHTTP sends calls over real connections, each as some client does.
func TestHTTP(t *testing.T) {
	s := newShop(t)
	address := s.listen(t)
	name, _, err := net.SplitHostPort(address)
	require.NoError(t, err)
	const formType = "application/x-www-form-urlencoded"

	for client, tt := range map[string]struct {
		method, signed, path string // signed: the host in the string to sign
		query                bool
		header               http.Header
		hint                 string
	}{
		"official SDKs":         {"POST", address, sandbox, false, http.Header{"Content-Type": {formType}}, ""},
		"boto":                  {"POST", name, sandbox, true, http.Header{"Content-Type": {"text/plain; charset=UTF-8"}}, "host without its port"},
		"WooCommerce":           {"GET", address, sandbox + "/", true, http.Header{}, ""},
		"curl":                  {"POST", address, sandbox, false, http.Header{"Content-Type": {formType}, "Expect": {"100-continue"}}, ""},
		"an old host in Docker": {"POST", "mws.amazonservices.com", sandbox, false, http.Header{"Content-Type": {formType}}, "host mws.amazonservices.com"},
		"asking for gzip":       {"POST", address, sandbox, false, http.Header{"Accept-Encoding": {"gzip, deflate"}}, ""},
	} {
		t.Run(client, func(t *testing.T) {
			text := signedFor(t, tt.method, tt.signed, tt.path, form("GetServiceStatus"))
			target, body := "http://"+address+tt.path, text
			if tt.query {
				target, body = target+"?"+text, ""
			}
			r, err := http.NewRequest(tt.method, target, strings.NewReader(body))
			require.NoError(t, err)
			r.Header = tt.header.Clone()
			answer, err := http.DefaultTransport.RoundTrip(r)
			require.NoError(t, err)
			defer answer.Body.Close()
			got, err := io.ReadAll(answer.Body)
			require.NoError(t, err)
			require.Equal(t, 200, answer.StatusCode, string(got))
			require.Equal(t, []string{"text/xml"}, answer.Header["Content-Type"])
			require.Equal(t, int64(len(got)), answer.ContentLength)
			require.Empty(t, answer.TransferEncoding)
			require.Contains(t, string(got), "<Status>GREEN</Status>")
			if tt.hint == "" {
				require.Empty(t, answer.Header.Get("X-Emulator-Hint"))
			} else {
				require.Contains(t, answer.Header.Get("X-Emulator-Hint"), tt.hint)
			}
		})
	}
}

// exchangeBytes writes bytes to a connection of its own, closes its writing half and
// reads the answer.
func exchangeBytes(t *testing.T, address, text string) (*http.Response, string) {
	t.Helper()
	c, err := net.Dial("tcp", address)
	require.NoError(t, err)
	defer c.Close()
	_, err = io.WriteString(c, text)
	require.NoError(t, err)
	require.NoError(t, c.(*net.TCPConn).CloseWrite())
	answer, err := http.ReadResponse(bufio.NewReader(c), &http.Request{Method: text[:strings.IndexByte(text, ' ')]})
	require.NoError(t, err)
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	return answer, string(body)
}

// TestHTTPBytes sends requests that no good client would.
func TestHTTPBytes(t *testing.T) {
	s := newShop(t)
	address := s.listen(t)
	good := signedFor(t, "POST", "example.com", sandbox, form("GetServiceStatus"))
	head := "POST " + sandbox + " HTTP/1.1\r\nHost: example.com\r\nConnection: close\r\n"
	for name, tt := range map[string]struct {
		request string
		status  int
		says    string
	}{
		"a whole request":    {head + "Content-Length: " + strconv.Itoa(len(good)) + "\r\n\r\n" + good, 200, "GREEN"},
		"HTTP/1.0":           {"POST " + sandbox + " HTTP/1.0\r\nHost: example.com\r\nContent-Length: " + strconv.Itoa(len(good)) + "\r\n\r\n" + good, 200, "GREEN"},
		"chunked":            {head + "Transfer-Encoding: chunked\r\n\r\n" + fmt.Sprintf("%x", len(good)) + "\r\n" + good + "\r\n0\r\n\r\n", 200, "GREEN"},
		"as to a proxy":      {strings.Replace(head, "POST ", "POST http://example.com", 1) + "Content-Length: " + strconv.Itoa(len(good)) + "\r\n\r\n" + good, 200, "GREEN"},
		"cut short":          {head + "Content-Length: " + strconv.Itoa(len(good)+1) + "\r\n\r\n" + good, 400, "InputStreamDisconnected"},
		"cut short, chunked": {head + "Transfer-Encoding: chunked\r\n\r\n" + fmt.Sprintf("%x", len(good)+9) + "\r\n" + good, 400, "InputStreamDisconnected"},
		"a bad chunk":        {head + "Transfer-Encoding: chunked\r\n\r\nzz\r\n" + good, 400, "InputStreamDisconnected"},
		"announced too long": {head + "Content-Length: " + strconv.Itoa(mws.MaxBody+1) + "\r\n\r\n", 400, "The request is too large."},
		"HEAD":               {"HEAD " + sandbox + "?" + good + " HTTP/1.1\r\nHost: example.com\r\nConnection: close\r\n\r\n", 404, ""},
	} {
		t.Run(name, func(t *testing.T) {
			answer, body := exchangeBytes(t, address, tt.request)
			require.Equal(t, tt.status, answer.StatusCode, body)
			require.Contains(t, body, tt.says)
			require.Equal(t, "text/xml", answer.Header.Get("Content-Type"))
			require.NotEmpty(t, answer.Header.Get("X-Mws-Request-Id"))
		})
	}
}

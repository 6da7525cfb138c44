package ipnsender_test

import (
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/ipnsender"
	"amazon-pay-emulator/ipnsender/sns"
)

var quiet = log.New(io.Discard, "", 0)

// hang waits until the other side has given up.
func hang(c net.Conn) { io.Copy(io.Discard, c) }

// drip writes something bit by bit for ever, as fast as the other side reads.
func drip(c net.Conn, bit string) {
	for {
		if _, err := io.WriteString(c, bit); err != nil {
			return
		}
	}
}

func TestBadMerchants(t *testing.T) {
	for name, c := range map[string]struct {
		serve  func(net.Conn)
		status int
		err    string
		answer string
	}{
		"hangs":                {serve: hang, err: "no answer within 1s"},
		"closes at once":       {serve: func(net.Conn) {}, err: "EOF"},
		"resets":               {serve: func(c net.Conn) { c.(*net.TCPConn).SetLinger(0) }, err: "reset"},
		"garbage":              {serve: func(c net.Conn) { io.WriteString(c, "\x00\xffwhat?\r\n\r\n") }, err: "malformed"},
		"garbage without end":  {serve: func(c net.Conn) { drip(c, "garbage") }, err: "exceeded"},
		"headers without end":  {serve: func(c net.Conn) { io.WriteString(c, "HTTP/1.1 200 OK\r\n"); drip(c, "X-A: b\r\n") }, err: "exceeded"},
		"interim without end":  {serve: func(c net.Conn) { drip(c, "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n") }, err: "exceeded"},
		"hangs in the headers": {serve: func(c net.Conn) { io.WriteString(c, "HTTP/1.1 200 OK\r\nX-A: "); hang(c) }, err: "no answer within"},
		"hangs in the body":    {serve: func(c net.Conn) { io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nthe"); hang(c) }, status: 200, answer: "the"},
		"closes in the body":   {serve: func(c net.Conn) { io.WriteString(c, "HTTP/1.1 503 Oops\r\nContent-Length: 9\r\n\r\nthe") }, status: 503, answer: "the"},
		"body without end":     {serve: func(c net.Conn) { io.WriteString(c, "HTTP/1.1 200 OK\r\n\r\n"); drip(c, "abcdefgh") }, status: 200, answer: strings.Repeat("abcdefgh", 512)},
		"bad chunks":           {serve: func(c net.Conn) { io.WriteString(c, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n") }, status: 200},
		"switches protocols": {serve: func(c net.Conn) {
			io.WriteString(c, "HTTP/1.1 101 Go\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n")
			hang(c)
		}, status: 101},
		"redirects": {serve: func(c net.Conn) {
			io.WriteString(c, "HTTP/1.1 302 Found\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n")
		}, status: 302},
		"redirects, 307": {serve: func(c net.Conn) {
			io.WriteString(c, "HTTP/1.1 307 Go\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n")
		}, status: 307},
		"redirects to nonsense": {serve: func(c net.Conn) {
			io.WriteString(c, "HTTP/1.1 302 Found\r\nLocation: http://%zz\r\nContent-Length: 0\r\n\r\n")
		}, status: 302},
		"HTTP/1.0":                {serve: func(c net.Conn) { io.WriteString(c, "HTTP/1.0 200 OK\r\n\r\nold") }, status: 200, answer: "old"},
		"status of three hundred": {serve: func(c net.Conn) { io.WriteString(c, "HTTP/1.1 300\r\nContent-Length: 0\r\n\r\n") }, status: 300},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			served := make(chan struct{}, 10)
			address := listen(t, func(conn net.Conn, _ string) {
				c.serve(conn)
				served <- struct{}{}
			})
			w := newWorld(t, policy("1m"), func(o *ipnsender.Options) {
				if strings.Contains(name, "hangs") {
					o.Timeout = time.Second
				}
			})
			n := w.send("http://" + address)
			w.settle()
			d := w.delivery(n)
			require.Len(t, d.Attempts, 1)
			require.Equal(t, c.status, d.Attempts[0].Status)
			require.Equal(t, c.answer, d.Attempts[0].Answer)
			require.Contains(t, d.Attempts[0].Err, c.err)
			require.Equal(t, c.err == "", d.Attempts[0].Err == "")
			require.Less(t, len(d.Attempts[0].Err), 400)
			if c.status >= 200 && c.status < 300 {
				require.Equal(t, ipnsender.Delivered, d.State)
			} else {
				require.Equal(t, ipnsender.Waiting, d.State)
				require.Equal(t, start.Add(time.Minute), d.Next)
			}
			<-served // the connection is not kept open for what nobody reads
		})
	}
}

func TestUnreachable(t *testing.T) {
	for name, c := range map[string]struct{ url, err string }{
		"refused":           {"http://127.0.0.1:1/", "refused"},
		"unknown host":      {"http://merchant:sesame@nowhere.invalid/", "nowhere.invalid"},
		"unusable URL":      {"http://merchant:ses/ame@127.0.0.1/", "the URL can't be used"},
		"unusable scheme":   {"gopher://merchant:sesame@127.0.0.1/", "scheme"},
		"no host":           {"http://", "Host"},
		"plain text to TLS": {"https://" + listen(t, func(net.Conn, string) {}) + "/", ""},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, policy("amazon"))
			d := w.until(w.send(c.url), ipnsender.Failed)
			require.Len(t, d.Attempts, 1)
			require.Zero(t, d.Attempts[0].Status)
			require.Contains(t, d.Attempts[0].Err, c.err)
			for _, text := range []string{d.URL, d.Attempts[0].Err} {
				require.NotContains(t, text, "sesame")
				require.NotContains(t, text, ":ses")
			}
		})
	}
}

func TestHangingHandshakeLeavesNothing(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	transport := ipnsender.NewTransport(nil)
	transport.TLSHandshakeTimeout = 200 * time.Millisecond
	require.NotZero(t, ipnsender.NewTransport(nil).TLSHandshakeTimeout)
	w := newWorld(t, policy("amazon"), func(o *ipnsender.Options) { o.Transport, o.Timeout = transport, 50*time.Millisecond })
	n := w.send("https://" + l.Addr().String())
	c, err := l.Accept()
	require.NoError(t, err)
	defer c.Close()
	require.Equal(t, "no answer within 50ms", w.until(n, ipnsender.Failed).Attempts[0].Err)
	hang(c) // returns when the other side has closed
}

func TestLargeAnswerIsNotRead(t *testing.T) {
	written := make(chan int, 1)
	m := newMerchant(t, func(_ int, w http.ResponseWriter, _ *http.Request) {
		total, chunk := 0, make([]byte, 64<<10)
		for total < 1<<30 {
			n, err := w.Write(chunk)
			if total += n; err != nil {
				break
			}
		}
		written <- total
	})
	w := newWorld(t)
	d := w.until(w.send(m.URL), ipnsender.Delivered)
	require.Len(t, d.Attempts[0].Answer, 4<<10)
	require.Less(t, <-written, 100<<20, "more than the buffers on the way were read")
}

func TestWhatCanNotBeMadeIsNotTriedAgain(t *testing.T) {
	m := newMerchant(t, nil)
	w := newWorld(t)
	made := 0
	n := w.send(m.URL, func(m *ipnsender.Message) {
		m.Request = func() (sns.Request, error) { made++; return sns.Request{}, errors.New("no key") }
	})
	d := w.until(n, ipnsender.Failed)
	require.Equal(t, "the notification could not be made: no key", d.Attempts[0].Err)
	require.Len(t, d.Attempts, 1)
	require.Zero(t, w.pending())
	_, _, err := w.Show(seller, "1")
	require.EqualError(t, err, "no key")
	require.Equal(t, 1, made)
	require.Empty(t, m.bodies())
}

func TestAnswersOfManyAttemptsAreNotAllKept(t *testing.T) {
	m := newMerchant(t, statuses(500))
	w := newWorld(t, policy("amazon"))
	n := w.send(m.URL)
	w.advance(30 * time.Hour)
	d := w.delivery(n)
	require.Len(t, d.Attempts, 31)
	require.Empty(t, d.Attempts[14].Answer)
	require.Equal(t, "answer 16", d.Attempts[15].Answer)
	require.Equal(t, "answer 31", d.Attempts[30].Answer)
}

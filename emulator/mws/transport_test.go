package mws_test

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
	"amazon-pay-emulator/emulator/mws"
)

// wrapping is a listener whose connections hide what they are made of.
type wrapping struct{ net.Listener }

func (w wrapping) Accept() (net.Conn, error) {
	c, err := w.Listener.Accept()
	return wrapped{c}, err
}

type wrapped struct{ net.Conn }

func (w wrapped) NetConn() net.Conn { return w.Conn }

// carriers are the ways for a call to come in.
var carriers = []struct {
	name         string
	wrapped, tls bool
}{
	{name: "TCP"},
	{name: "TLS", tls: true},
	{name: "TCP that is wrapped", wrapped: true},
	{name: "TLS over TCP that is wrapped", wrapped: true, tls: true},
}

// line is a real server in front of a shop.
type line struct {
	server *httptest.Server
	tls    bool
}

func (s *shop) open(t *testing.T, wrapped, tls bool) line {
	t.Helper()
	server := httptest.NewUnstartedServer(s.face)
	if wrapped {
		server.Listener = wrapping{server.Listener}
	}
	if tls {
		server.StartTLS()
	} else {
		server.Start()
	}
	t.Cleanup(server.Close)
	return line{server, tls}
}

// dial sends a call on a connection of its own.
func (l line) dial(t *testing.T, action string, pairs ...string) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", l.server.Listener.Addr().String())
	require.NoError(t, err)
	t.Cleanup(func() { c.Close() })
	if l.tls {
		c = tls.Client(c, &tls.Config{RootCAs: l.server.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs, ServerName: "example.com"})
	}
	_, err = io.WriteString(c, rawCall(t, action, pairs...))
	require.NoError(t, err)
	return c
}

// rawCall is a call as bytes.
func rawCall(t *testing.T, action string, pairs ...string) string {
	t.Helper()
	body := signedFor(t, "POST", "example.com", sandbox, form(action, pairs...))
	return "POST " + sandbox + " HTTP/1.1\r\nHost: example.com\r\nContent-Length: " + strconv.Itoa(len(body)) + "\r\n\r\n" + body
}

// befallen says what a client sees of a fault: all that comes, and how it ends.
var befallen = map[emulator.Fault]func(t *testing.T, got string, err error){
	emulator.FaultReset: func(t *testing.T, got string, err error) {
		require.ErrorIs(t, err, syscall.ECONNRESET)
		require.Empty(t, got)
	},
	emulator.FaultHang: func(t *testing.T, got string, err error) {
		require.NoError(t, err)
		require.Empty(t, got)
	},
	emulator.FaultTruncate: func(t *testing.T, got string, err error) {
		require.NoError(t, err)
		header, body, found := strings.Cut(got, "\r\n\r\n")
		require.True(t, found, got)
		require.True(t, strings.HasPrefix(header, "HTTP/1.1 200 OK\r\n"), header)
		require.Contains(t, header, "\r\nContent-Type: text/xml\r\n")
		require.Contains(t, header, "\r\nX-Emulator-Rule: ruling\r\n")
		_, length, _ := strings.Cut(header, "Content-Length: ")
		length, _, _ = strings.Cut(length, "\r\n")
		whole, err := strconv.Atoi(length)
		require.NoError(t, err)
		require.Len(t, body, whole/2)
		require.True(t, strings.HasPrefix(body, "<?xml "), body)
	},
	emulator.FaultGarbage: func(t *testing.T, got string, err error) {
		require.NoError(t, err)
		require.Equal(t, "\x00\xff\xfe garbage \x1b\x07\r\n\r\n", got)
	},
	emulator.FaultEmpty: func(t *testing.T, got string, err error) {
		require.NoError(t, err) // closed as it should be, with TLS's goodbye
		require.Empty(t, got)
	},
}

// TestFaults: what a client sees of each fault, what is recorded, and what has
// become of the call. A second try finds either the same capture or none.
func TestFaults(t *testing.T) {
	for _, carrier := range carriers {
		for _, fault := range emulator.Faults {
			for _, applied := range []bool{false, true} {
				t.Run(carrier.name+"/"+string(fault)+"/applied "+strconv.FormatBool(applied), func(t *testing.T) {
					transport := emulator.Transport{Delay: time.Millisecond, Fault: fault, After: time.Millisecond, Applied: applied}
					s := newShop(t, ruled(once(emulator.OpCapture, transport)))
					_, authorization := s.authorized(t, "106.00")
					capture := append(price("CaptureAmount", "106.00"), "AmazonAuthorizationId", authorization, "CaptureReferenceId", "c")
					got, err := io.ReadAll(s.open(t, carrier.wrapped, carrier.tls).dial(t, "Capture", capture...))
					befallen[fault](t, string(got), err)

					list, _ := s.account().Records()
					r := list[0]
					require.Equal(t, string(fault), r.Fault)
					require.Equal(t, applied, r.Applied)
					require.Equal(t, time.Millisecond, r.Delay)
					require.Equal(t, "ruling", r.Rule)
					require.Empty(t, r.Code)
					if fault == emulator.FaultTruncate {
						require.Equal(t, 200, r.Status)
						_, body, _ := strings.Cut(string(got), "\r\n\r\n")
						require.Equal(t, body, string(r.Body), "what was sent")
					} else {
						require.Zero(t, r.Status)
						require.Empty(t, r.Body)
					}
					made := s.account().Objects(emulator.KindCapture, "")
					if applied {
						require.Len(t, made, 1)
						require.Equal(t, made[0].ID, r.Object)
					} else {
						require.Empty(t, made)
						require.Equal(t, authorization, r.Object)
						require.Equal(t, emulator.Open, r.After.State)
					}
					again := s.call(t, "Capture", capture...)
					require.Equal(t, "Completed", requireOK(t, again, "State"))
					made = s.account().Objects(emulator.KindCapture, "")
					require.Len(t, made, 1)
					require.Equal(t, made[0].ID, value(again, "AmazonCaptureId"))
					list, _ = s.account().Records()
					require.Equal(t, applied, list[0].Replay)
				})
			}
		}
	}
	require.Len(t, befallen, len(emulator.Faults))
}

// TestFaultsOfOtherCalls: calls that change nothing, and replays, fare the same.
func TestFaultsOfOtherCalls(t *testing.T) {
	s := newShop(t, ruled(func(q emulator.Question) (tr emulator.Transport, _ emulator.Delivery) {
		if q.Replay || q.Operation == "GetServiceStatus" || q.Operation == "GetCaptureDetails" {
			tr.Fault = emulator.FaultEmpty
		}
		return tr, emulator.Delivery{}
	}))
	_, authorization := s.authorized(t, "106.00")
	pairs := append(price("CaptureAmount", "106.00"), "AmazonAuthorizationId", authorization, "CaptureReferenceId", "c")
	capture := requireOK(t, s.call(t, "Capture", pairs...), "AmazonCaptureId")
	open := s.open(t, false, false)
	for name, c := range map[string]net.Conn{
		"a replay":      open.dial(t, "Capture", pairs...),
		"a read":        open.dial(t, "GetCaptureDetails", "AmazonCaptureId", capture),
		"about nothing": open.dial(t, "GetServiceStatus"),
	} {
		t.Run(name, func(t *testing.T) {
			got, err := io.ReadAll(c)
			befallen[emulator.FaultEmpty](t, string(got), err)
		})
	}
}

// TestTruncatedError: an error's answer can be cut, too.
func TestTruncatedError(t *testing.T) {
	s := newShop(t, ruled(always("GetServiceStatus", emulator.Transport{Fault: emulator.FaultTruncate, Error: &emulator.Failure{Code: "InternalServerError"}})))
	got, err := io.ReadAll(s.open(t, false, false).dial(t, "GetServiceStatus"))
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(string(got), "HTTP/1.1 500 "), string(got))
	require.NotContains(t, string(got), "</ErrorResponse>")
	list, _ := s.account().Records()
	require.Equal(t, 500, list[0].Status)
	require.Equal(t, "InternalServerError", list[0].Code)
}

// TestFaultsWithoutConnection: where there is nothing to take over, net/http is
// asked to cut.
func TestFaultsWithoutConnection(t *testing.T) {
	for _, fault := range emulator.Faults {
		t.Run(string(fault), func(t *testing.T) {
			s := newShop(t, ruled(always("GetServiceStatus", emulator.Transport{Fault: fault})))
			require.PanicsWithValue(t, http.ErrAbortHandler, func() { s.call(t, "GetServiceStatus") })
			list, _ := s.account().Records()
			require.Equal(t, string(fault), list[0].Fault)
		})
	}
}

// taken is an answer whose connection can be taken over, and tells when it is.
type taken struct {
	*httptest.ResponseRecorder
	hijack func()
}

func (w taken) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	w.hijack()
	client, server := net.Pipe()
	go func() { _, _ = io.Copy(io.Discard, client) }()
	return server, nil, nil
}

// TestNotificationsOfLostAnswers: they leave once the fault has happened, which
// a hang does as soon as it begins.
func TestNotificationsOfLostAnswers(t *testing.T) {
	for fault, before := range map[emulator.Fault]bool{
		emulator.FaultReset: false, emulator.FaultGarbage: false, emulator.FaultEmpty: false, emulator.FaultHang: true,
	} {
		t.Run(string(fault), func(t *testing.T) {
			var told []engine.Publication
			s := newShop(t, ruled(always(emulator.OpCapture, emulator.Transport{Fault: fault, After: time.Millisecond, Applied: true})),
				func(eo *engine.Options, _ *mws.Options) {
					eo.Publish = func(p engine.Publication) { told = append(told, p) }
				})
			_, authorization := s.authorized(t, "106.00")
			told = nil
			leaves := func() bool {
				require.NotEmpty(t, told)
				select {
				case <-told[0].Answered:
					return true
				default:
					return false
				}
			}
			hijacked := false
			r := request("POST", "example.com", sandbox, signedFor(t, "POST", "example.com", sandbox, form("Capture",
				append(price("CaptureAmount", "106.00"), "AmazonAuthorizationId", authorization, "CaptureReferenceId", "c")...)))
			s.face.ServeHTTP(taken{httptest.NewRecorder(), func() {
				hijacked = true
				require.Equal(t, before, leaves())
			}}, r)
			require.True(t, hijacked)
			require.True(t, leaves())
		})
	}
}

// TestHangingCalls: a thousand of them keep nobody from being answered, and each
// ends when its caller leaves.
func TestHangingCalls(t *testing.T) {
	const many = 1000
	s := newShop(t, ruled(always("GetServiceStatus", emulator.Transport{Fault: emulator.FaultHang})))
	var hanging sync.WaitGroup
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		hanging.Add(1)
		defer hanging.Done()
		s.face.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	text := rawCall(t, "GetServiceStatus")
	var callers []net.Conn
	for range many {
		c, err := net.Dial("tcp", server.Listener.Addr().String())
		require.NoError(t, err)
		defer c.Close()
		callers = append(callers, c)
		_, err = io.WriteString(c, text)
		require.NoError(t, err)
	}
	require.Eventually(t, func() bool {
		list, _ := s.account().Records()
		return len(list) == many
	}, time.Minute, time.Millisecond)

	order := s.order(t, "106.00")
	requireOK(t, s.call(t, "GetOrderReferenceDetails", "AmazonOrderReferenceId", order), "State")
	answer, body := exchangeBytes(t, server.Listener.Addr().String(), strings.Replace(
		rawCall(t, "GetOrderReferenceDetails", "AmazonOrderReferenceId", order), "\r\n", "\r\nConnection: close\r\n", 1))
	require.Equal(t, 200, answer.StatusCode, body)

	for _, c := range callers {
		require.NoError(t, c.Close())
	}
	hanging.Wait()
}

// TestTransportInTheLog: a line says what happened, and other lines are as they
// were.
func TestTransportInTheLog(t *testing.T) {
	var lines bytes.Buffer
	s := newShop(t, ruled(once("GetServiceStatus", emulator.Transport{Delay: time.Millisecond, Error: &emulator.Failure{Code: "InternalServerError"}, Applied: true})),
		func(_ *engine.Options, mo *mws.Options) { mo.Log = slog.New(slog.NewTextHandler(&lines, nil)) })
	requireRefused(t, s.call(t, "GetServiceStatus"), 500, "InternalServerError")
	require.Contains(t, lines.String(), `status=500 code=InternalServerError`)
	require.Contains(t, lines.String(), `rule=ruling hint="the call took effect all the same"`)
	require.Contains(t, lines.String(), `fault="" applied=true delay=1ms`)
	lines.Reset()
	requireOK(t, s.call(t, "GetServiceStatus"), "Status")
	require.NotContains(t, lines.String(), "fault")
}

package emutest

import (
	"net/http"
	"os"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator/server"
)

func TestStart(t *testing.T) {
	s := &spy{name: t.Name()}
	e := Start(s)
	require.Equal(t, Credentials{"A2EXAMPLESELLER", "AKIAEXAMPLEACCESSKEY", "example-secret-key"}, e.Credentials())
	require.Equal(t, ClockStart, e.Now())
	require.Equal(t, e.URL+"/OffAmazonPayments_Sandbox/2013-01-01", e.Endpoint(Sandbox))
	require.Equal(t, e.URL+"/OffAmazonPayments/2013-01-01", e.Endpoint(Live))
	require.Empty(t, e.TLSURL)
	require.Equal(t, http.StatusOK, e.Call("GetServiceStatus").Status)
	require.Equal(t, http.StatusOK, e.CallIn(Live, "GetServiceStatus").Status)
	s.end()
	_, err := http.Get(e.URL)
	require.ErrorIs(t, err, syscall.ECONNREFUSED)
	require.Empty(t, s.logged(), "a test that passes says nothing")
}

// The same test sees the same ids and times in every run, whatever runs beside it.
func TestRunsAreTheSame(t *testing.T) {
	run := func(opts ...Option) []string {
		s := &spy{name: "TestOfAShop"}
		defer s.end()
		e := Start(s, opts...)
		order, authorization, capture := e.pay()
		second := e.Seller(s)
		other, _, _ := second.pay()
		return []string{order, authorization, capture, second.Credentials().SellerID, other, e.Object(capture).Created.String()}
	}
	first := run()
	require.Equal(t, first, run())
	require.NotEqual(t, first[0], first[4])
	require.NotEqual(t, first[0], run(Seed(2))[0])
	require.NotEqual(t, first[5], run(StartAt(ClockStart.AddDate(1, 0, 0)))[5])
}

// Keys are made, and stay in memory.
func TestDiskIsLeftAlone(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("XDG_CONFIG_HOME", home)
	e := Start(t, TLS())
	e.ReceiveIPNs()
	_, _, capture := e.pay()
	e.AwaitIPN(capture)
	e.Client()
	left, err := os.ReadDir(home)
	require.NoError(t, err)
	require.Empty(t, left)
}

func TestOptions(t *testing.T) {
	start := time.Date(2030, time.March, 4, 5, 6, 7, 0, time.UTC)
	e := Start(t, StartAt(start), TLS(), With(func(o *server.Options) { o.Default.ID, o.Signature = "A2OTHER", "strict" }))
	require.Equal(t, start, e.Now())
	require.Equal(t, "A2OTHER", e.Credentials().SellerID)
	require.Equal(t, http.StatusOK, e.Call("GetServiceStatus").Status)

	response, err := e.Client().Get(e.TLSURL + "/_emulator/ready")
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	require.Equal(t, http.StatusOK, response.StatusCode)
}

func TestStartFails(t *testing.T) {
	for name, test := range map[string]struct {
		change func(*server.Options)
		want   string
	}{
		"options": {func(o *server.Options) { o.IPNURL = "nowhere" }, "emutest: the emulator can't be made: "},
		"port":    {func(o *server.Options) { o.Listen = []string{"192.0.2.1:0"} }, "emutest: the emulator can't be started: "},
	} {
		t.Run(name, func(t *testing.T) {
			s := &spy{name: t.Name()}
			require.Contains(t, s.run(func() { Start(s, With(test.change)) }), test.want)
			s.end()
		})
	}
}

func TestUnknownEnvironment(t *testing.T) {
	e := Start(t)
	require.Equal(t, `emutest: "prod" is no environment; use sandbox or live`, e.ending(t, func(e *Emulator) { e.Endpoint("prod") }))
}

// A test that failed is told what was called, and what the emulator logged.
func TestFailedTestIsTold(t *testing.T) {
	s := &spy{name: t.Name()}
	e := Start(s, TLS())
	e.Call("Capture", "AmazonAuthorizationId=S01-1234567-1234567-A000001")
	_, err := http.Get(e.TLSURL) // does not trust the certificate, and says so to the emulator
	require.Error(t, err)
	own := e.Seller(s)
	own.Call("GetServiceStatus")
	s.run(func() { s.Fatalf("for some reason") })
	s.end()
	require.Contains(t, s.logged(), "emutest: the last calls of seller A2EXAMPLESELLER:\n1. Capture ")
	require.Contains(t, s.logged(), "emutest: the last calls of seller "+own.Credentials().SellerID+":\n1. GetServiceStatus  200")
	require.Contains(t, s.logged(), "emutest: the emulator's log:\n")
	require.Contains(t, s.logged(), "a TLS handshake failed")
}

func TestFailedTestIsToldOfNoCalls(t *testing.T) {
	s := &spy{name: t.Name()}
	Start(s)
	s.run(func() { s.Fatalf("for some reason") })
	s.end()
	require.Equal(t, "emutest: the last calls of seller A2EXAMPLESELLER: none\n", s.logged())
}

func TestVerbose(t *testing.T) {
	s := &spy{name: t.Name()}
	e := Start(s, TLS(), Verbose())
	_, err := http.Get(e.TLSURL)
	require.Error(t, err)
	s.end()
	require.Contains(t, s.logged(), "emulator: time=")
	require.Contains(t, s.logged(), "a TLS handshake failed")
}

func TestJournalIsBounded(t *testing.T) {
	s := &spy{name: t.Name(), failed: true}
	j := &journal{t: s}
	half := make([]byte, longestJournal/2)
	for i := range half {
		half[i] = 'x'
	}
	for _, line := range [][]byte{half, half, []byte("one too many")} {
		n, err := j.Write(line)
		require.NoError(t, err)
		require.Equal(t, len(line), n)
	}
	j.tell()
	require.Len(t, s.logged(), len("emutest: the emulator's log:\n\n")+longestJournal)
	_, err := j.Write([]byte("after the end"))
	require.NoError(t, err)
	require.NotContains(t, s.logged(), "after the end")
}

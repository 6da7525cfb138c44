package server

import (
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
	"amazon-pay-emulator/emulator/mws"
)

// treatment is a script that treats every call the same.
type treatment emulator.Transport

func (d treatment) Decide(emulator.Question) emulator.Plan {
	return emulator.Plan{By: "treatment", Transport: emulator.Transport(d)}
}

func (treatment) Follow(emulator.Happened) []emulator.Happening { return nil }
func (treatment) Rules(usual emulator.Rules) emulator.Rules     { return usual }
func (treatment) Reset()                                        {}
func (treatment) Save() ([]byte, error)                         { return []byte("null"), nil }
func (treatment) Restore([]byte) error                          { return nil }

// treated makes a face that treats every call so.
func treated(t *testing.T, how emulator.Transport) (*mws.Face, *engine.Account) {
	t.Helper()
	e, err := engine.New(engine.Options{
		Real: time.Now, Sellers: []engine.Seller{engine.Seller(example)},
		Script: func(string) engine.Script { return treatment(how) },
	})
	require.NoError(t, err)
	t.Cleanup(e.Close)
	return mws.New(e, mws.Options{Signature: mws.Off}), e.Account(example.ID)
}

const statusCall = "GET /OffAmazonPayments/2013-01-01?Action=GetServiceStatus&SellerId=A2EXAMPLESELLER HTTP/1.1\r\nHost: a\r\n\r\n"

// A wait that was decided for a call takes as long as it was decided, whatever
// the limits of the connection, and is followed by a whole answer.
func TestWaitsAreNotCut(t *testing.T) {
	for name, tt := range map[string]struct {
		how  emulator.Transport
		want string // how what comes begins
		ends string
	}{
		"a delay":                    {emulator.Transport{Delay: long}, "HTTP/1.1 200 OK\r\n", "</GetServiceStatusResponse>\n"},
		"a delay before an error":    {emulator.Transport{Delay: long, Error: &emulator.Failure{Code: "InternalServerError"}}, "HTTP/1.1 500 Internal Server Error\r\n", "</ErrorResponse>\n"},
		"before a fault":             {emulator.Transport{After: long, Fault: emulator.FaultGarbage}, "\x00\xff\xfe garbage", "\r\n"},
		"a delay before it and more": {emulator.Transport{Delay: long / 2, After: long / 2, Fault: emulator.FaultEmpty}, "", ""},
		"a hanging call":             {emulator.Transport{After: long, Fault: emulator.FaultHang}, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				face, _ := treated(t, tt.how)
				c := serve(t, face.ServeHTTP, nil).dial()
				began := time.Now()
				answer, err := exchange(t, c, strings.Replace(statusCall, "\r\n\r\n", "\r\nConnection: close\r\n\r\n", 1), 2*long)
				require.NoError(t, err)
				require.Equal(t, long, time.Since(began))
				require.True(t, strings.HasPrefix(answer, tt.want), answer)
				require.True(t, strings.HasSuffix(answer, tt.ends), answer)
			})
		})
	}
}

// A connection serves the next call as any other after a long one.
func TestConnectionAfterADelay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		face, account := treated(t, emulator.Transport{Delay: long})
		c := serve(t, face.ServeHTTP, nil).dial()
		began := time.Now()
		answer, err := exchange(t, c, statusCall+statusCall, 10*long)
		require.NoError(t, err)
		require.Equal(t, 2, strings.Count(answer, "HTTP/1.1 200 OK"))
		require.Equal(t, 2*long+standard.idle, time.Since(began), "two calls, and then it was idle")
		list, _ := account.Records()
		require.Len(t, list, 2)
	})
}

// A caller that doesn't take the answer for which it had to wait is cut.
func TestDelayedAnswerIsNotTaken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		face, _ := treated(t, emulator.Transport{Delay: long})
		c := serve(t, face.ServeHTTP, nil).dial()
		_, err := io.WriteString(c, statusCall)
		require.NoError(t, err)
		require.True(t, wait(t.Context(), long+standard.write+time.Second))
		got, _ := io.ReadAll(c)
		require.Empty(t, got)
	})
}

// A wait ends when its caller leaves.
func TestCallersThatLeave(t *testing.T) {
	for name, how := range map[string]emulator.Transport{
		"during a delay":            {Delay: long},
		"before a fault":            {After: long, Fault: emulator.FaultGarbage},
		"during a hang":             {Fault: emulator.FaultHang},
		"during a hang with an end": {After: long, Fault: emulator.FaultHang},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				face, account := treated(t, how)
				ended := make(chan time.Time, 1)
				c := serve(t, func(w http.ResponseWriter, r *http.Request) {
					defer func() { ended <- time.Now() }()
					face.ServeHTTP(w, r)
				}, nil).dial()
				began := time.Now()
				_, err := io.WriteString(c, statusCall)
				require.NoError(t, err)
				synctest.Wait()
				require.NoError(t, c.Close())
				require.Equal(t, began, <-ended)
				list, _ := account.Records()
				require.Len(t, list, 1)
				if how.Fault != emulator.FaultHang {
					require.Contains(t, list[0].Hint, "the caller left, or the emulator stopped, before 10m0s were over")
				}
			})
		})
	}
}

// A server with calls that wait stops in time: at once when they hang on
// connections that net/http has let go, else after the grace.
func TestStopDuringWaits(t *testing.T) {
	for name, how := range map[string]emulator.Transport{
		"a delay":        {Delay: time.Hour},
		"a hanging call": {Fault: emulator.FaultHang},
	} {
		t.Run(name, func(t *testing.T) {
			s := newServer(t)
			face, account := treated(t, how)
			entered, ended := make(chan struct{}), make(chan struct{})
			s.wire(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				defer close(ended)
				close(entered)
				face.ServeHTTP(w, r)
			}), nil)
			start(t, s)
			c, err := net.Dial("tcp", s.Addrs()[0])
			require.NoError(t, err)
			defer c.Close()
			_, err = io.WriteString(c, statusCall)
			require.NoError(t, err)
			<-entered
			if how.Fault == emulator.FaultHang { // which the record precedes
				require.Eventually(t, func() bool { list, _ := account.Records(); return len(list) == 1 }, time.Minute, time.Millisecond)
			}
			began := time.Now()
			require.NoError(t, s.Stop(t.Context()))
			require.Less(t, time.Since(began), 2*time.Second)
			<-ended
			_, _ = io.Copy(io.Discard, c) // returns because it was closed
		})
	}
}

// The fault reaches the connection through all that the server puts around it.
func TestResetThroughTheServer(t *testing.T) {
	s := newServer(t)
	face, _ := treated(t, emulator.Transport{Fault: emulator.FaultReset})
	s.wire(face, nil)
	start(t, s)
	c, err := net.Dial("tcp", s.Addrs()[0])
	require.NoError(t, err)
	defer c.Close()
	_, err = io.WriteString(c, statusCall)
	require.NoError(t, err)
	_, err = io.ReadAll(c)
	require.ErrorIs(t, err, syscall.ECONNRESET)
}

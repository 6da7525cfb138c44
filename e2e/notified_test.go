package e2e

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// shop receives notifications. It hangs at first.
type shop struct {
	*httptest.Server
	ids  chan string // of what it was sent, also when it hangs
	open chan struct{}
}

func newShop(t *testing.T) *shop {
	s := &shop{ids: make(chan string, 100), open: make(chan struct{})}
	s.Server = httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		s.ids <- r.Header.Get("x-amz-sns-message-id")
		select {
		case <-s.open:
		case <-r.Context().Done():
		}
	}))
	t.Cleanup(s.Close)
	return s
}

// next is the id of what is sent next.
func (s *shop) next(t *testing.T) string {
	t.Helper()
	select {
	case id := <-s.ids:
		return id
	case <-time.After(20 * time.Second):
		require.FailNow(t, "nothing was sent")
		return ""
	}
}

// A notification that an emulator which was killed had not delivered is delivered
// by the next one, under the same id; one that was delivered is not sent again.
func TestKilledBeforeItHasTold(t *testing.T) {
	requireE2E(t)
	dir, s := t.TempDir(), newShop(t)
	flags := []string{"--clock", "frozen", "--ipn-url", s.URL}
	v := raise(t, dir, flags...)
	_, err := v.capture("told")
	require.NoError(t, err)
	first := s.next(t) // it hangs; what follows waits behind it
	v.kill()
	close(s.open)

	v = raise(t, dir, flags...)
	require.Equal(t, first, s.next(t))
	// Time moves only when every attempt is over, and what became of it is written.
	_, err = v.post("/_emulator/clock/advance", "application/json", `{"by":"1s"}`)
	require.NoError(t, err)
	v.kill()
	seen := map[string]bool{first: true}
	for len(s.ids) > 0 {
		id := s.next(t)
		require.False(t, seen[id], "%s came twice", id)
		seen[id] = true
	}
	require.Len(t, seen, 3, "of the authorization, the capture, and the authorization that is Closed by it")

	v = raise(t, dir, flags...)
	_, err = v.post("/_emulator/clock/advance", "application/json", `{"by":"1h"}`)
	require.NoError(t, err)
	v.kill()
	require.Empty(t, s.ids, "all was delivered")
}

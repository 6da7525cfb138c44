package tunnel

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// What is refused is told without passwords, and not at any length.
func TestRefusalsTellNoPasswords(t *testing.T) {
	var log bytes.Buffer
	p := New(Options{Log: slog.New(slog.NewTextHandler(&log, nil)), Serves: func(string) bool { return false }})
	for _, target := range []string{"user:hush@evil.test:443", "a@b:hush@" + strings.Repeat("x", 60_000)} {
		r := httptest.NewRequest(http.MethodConnect, "http://proxy.test", nil)
		r.RequestURI = target
		w := httptest.NewRecorder()
		p.Connect(w, r)
		require.Equal(t, http.StatusBadRequest, w.Code)
		require.NotContains(t, w.Body.String()+log.String(), "hush")
		require.Less(t, w.Body.Len(), 2*longestTarget)
	}
	require.Less(t, log.Len(), 2000)
}

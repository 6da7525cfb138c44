package admin

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator/engine"
)

// Every admin call has one line in the log, and only at debug level.
func TestOneLineForEachCall(t *testing.T) {
	for level, lines := range map[slog.Level]int{slog.LevelDebug: 1, slog.LevelInfo: 0} {
		var log bytes.Buffer
		w := newWorld(t, withToken, func(_ *engine.Options, o *Options) {
			o.Log = slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: level}))
		})
		for target, status := range map[string]int{
			"GET clock?seller=T1":  http.StatusUnauthorized,
			"GET nowhere":          http.StatusUnauthorized,
			"GET health":           http.StatusOK,
			"DELETE health":        http.StatusMethodNotAllowed,
			"GET ca.pem":           http.StatusNotFound,
			"GET health?s3cret=ab": http.StatusBadRequest,
		} {
			log.Reset()
			w.call(target, "")
			require.Equal(t, lines, strings.Count(log.String(), "\n"), target)
			if lines == 0 {
				continue
			}
			var line struct {
				Msg, Method, Path string
				Status            int
			}
			require.NoError(t, json.Unmarshal(log.Bytes(), &line))
			method, path, _ := strings.Cut(target, " ")
			path, _, _ = strings.Cut(path, "?")
			require.Equal(t, []any{"admin call", method, root + path, status}, []any{line.Msg, line.Method, line.Path, line.Status})
		}
	}
}

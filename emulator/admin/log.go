package admin

import (
	"log/slog"
	"net/http"
)

// watched is a response that remembers its status for the log.
type watched struct {
	http.ResponseWriter
	status int
}

func (w *watched) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *watched) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// logged handles a call and logs one line about it. Queries and bodies are not
// in it: they may hold secrets.
func (a *API) logged(w http.ResponseWriter, r *http.Request, handle func(http.ResponseWriter)) {
	log := a.options.Log
	if !log.Enabled(r.Context(), slog.LevelDebug) {
		handle(w)
		return
	}
	answer := &watched{ResponseWriter: w, status: http.StatusOK}
	handle(answer)
	log.LogAttrs(r.Context(), slog.LevelDebug, "admin call",
		slog.String("method", r.Method), slog.String("path", shorten(r.URL.Path)), slog.Int("status", answer.status))
}

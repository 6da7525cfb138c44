package server

import (
	"log/slog"
	"net/http"
	"time"
)

// limits keep clients that are slow, stuck or hostile from holding more than a
// connection, and that not for ever.
type limits struct {
	header time.Duration // until a request's header is there, first byte included
	read   time.Duration // until its body is there too
	write  time.Duration // until the answer is taken; in the admin API: each part of it
	idle   time.Duration // between two requests
	grace  time.Duration // from Stop until requests in flight are cut
}

var standard = limits{
	header: 10 * time.Second,
	read:   30 * time.Second,
	write:  30 * time.Second,
	idle:   2 * time.Minute,
	grace:  time.Second,
}

// maxHeader is the largest request header in bytes. It has room for a call with
// all its parameters in the query.
const maxHeader = 64 << 10

// httpServer makes the server that holds a handler's clients to the limits. It
// speaks HTTP/1.1 only, as the service's clients do.
func (l limits) httpServer(h http.Handler, log *slog.Logger) *http.Server {
	var protocols http.Protocols
	protocols.SetHTTP1(true)
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: l.header,
		ReadTimeout:       l.read,
		WriteTimeout:      l.write,
		IdleTimeout:       l.idle,
		MaxHeaderBytes:    maxHeader,
		Protocols:         &protocols,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
}

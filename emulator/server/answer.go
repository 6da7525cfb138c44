package server

import (
	"io"
	"net/http"
	"time"
)

// answer is a response on its way. It knows whether it has begun, and can be
// patient.
//
// The deadlines that net/http sets for a connection count from the request's
// header on. That suits API calls, which are answered at once, but would cut an
// admin call that rightly takes long: moving the clock, waiting for an event, a
// stream of them. A patient answer turns them into what they are meant for: the
// read deadline ends with the body, and the write deadline counts anew for each
// part that is written, so that only a client that doesn't take its answer is
// cut.
type answer struct {
	http.ResponseWriter
	begun bool
	write time.Duration // of a patient answer; 0: not patient
}

// Unwrap lets http.ResponseController reach the connection.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

func (a *answer) WriteHeader(status int) {
	a.begun = a.begun || status >= 200
	a.ResponseWriter.WriteHeader(status)
}

func (a *answer) Write(p []byte) (int, error) {
	a.begun = true
	a.extend()
	return a.ResponseWriter.Write(p)
}

// FlushError sends what was written so far.
func (a *answer) FlushError() error {
	a.begun = true
	a.extend()
	return http.NewResponseController(a.ResponseWriter).Flush()
}

// bePatient lets the call take as long as it needs.
func (a *answer) bePatient(r *http.Request, write time.Duration) {
	a.write = write
	c := http.NewResponseController(a.ResponseWriter)
	_ = c.SetWriteDeadline(time.Time{}) // a writer without deadlines needs no patience
	if r.Body == nil || r.Body == http.NoBody {
		_ = c.SetReadDeadline(time.Time{})
		return
	}
	r.Body = &patientBody{ReadCloser: r.Body, ended: func() { _ = c.SetReadDeadline(time.Time{}) }}
}

// extend gives the client time to take the next part.
func (a *answer) extend() {
	if a.write > 0 {
		_ = http.NewResponseController(a.ResponseWriter).SetWriteDeadline(time.Now().Add(a.write))
	}
}

// patientBody says when it has been read to its end.
type patientBody struct {
	io.ReadCloser
	ended func()
}

func (b *patientBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if err == io.EOF && b.ended != nil {
		b.ended()
		b.ended = nil
	}
	return n, err
}

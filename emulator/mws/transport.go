package mws

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
)

// How long things may take, in real time.
const (
	// earlyLimit is how long an answer waits for notifications that are to arrive
	// before it.
	earlyLimit = 5 * time.Second
	// takeLimit is how long the caller has to take an answer that was kept back.
	takeLimit = 30 * time.Second
)

// garbage is what is sent in the place of an answer that is to be no HTTP.
const garbage = "\x00\xff\xfe garbage \x1b\x07\r\n\r\n"

// wait lets pass, side by side, the time that was decided for the call and that
// of the notifications which are to arrive before its answer. The former ends
// when the caller leaves or the emulator stops.
func (c *call) wait(w http.ResponseWriter, ans engine.Answer) {
	delay := ans.Transport.Delay
	if f := ans.Transport.Fault; f != "" && f != emulator.FaultHang {
		delay += ans.Transport.After
	}
	early := ans.Early()
	if delay <= 0 && early == nil {
		return
	}
	caller := c.request.Context()
	over, cancel := context.WithTimeout(caller, delay)
	defer cancel()
	if delay > 0 {
		bePatient(w)
	}
	if early != nil {
		select {
		case <-early:
		case <-time.After(earlyLimit):
		}
	}
	if delay <= 0 {
		return
	}
	<-over.Done()
	if caller.Err() != nil {
		c.note(fmt.Sprintf("the caller left, or the emulator stopped, before %s were over", delay))
	}
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(takeLimit))
}

// bePatient takes away the deadlines that net/http has set for the connection:
// they count from the request on, and would end a long wait. That for reading
// would, too: a caller whom nobody can hear any more counts as gone.
func bePatient(w http.ResponseWriter) {
	c := http.NewResponseController(w)
	_ = c.SetReadDeadline(time.Time{}) // a writer without deadlines needs no patience
	_ = c.SetWriteDeadline(time.Time{})
}

// befall has the fault happen to the connection that was decided for the call.
// The record comes first, so that whoever sees the fault finds it there.
func (c *call) befall(w http.ResponseWriter, ans engine.Answer) {
	fault := ans.Transport.Fault
	if fault == emulator.FaultTruncate {
		c.truncate(w, ans)
	}
	c.record(ans, 0, "", nil, c.hint)
	if fault == emulator.FaultHang {
		ans.Written() // it never will be, and what waits for it need not wait as long as the caller does
	}
	connection, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler) // net/http cuts what nobody can take over
	}
	defer connection.Close()
	switch fault {
	case emulator.FaultReset:
		reset(connection)
	case emulator.FaultHang:
		hang(c.request.Context(), connection, ans.Transport.After)
	case emulator.FaultGarbage:
		_ = connection.SetWriteDeadline(time.Now().Add(takeLimit))
		_, _ = io.WriteString(connection, garbage)
	}
}

// truncate sends the answer up to the middle of its body, and ends the
// connection. It does not return.
func (c *call) truncate(w http.ResponseWriter, ans engine.Answer) {
	status, code, hint := http.StatusOK, "", c.hint
	var body []byte
	if ans.Transport.Error != nil {
		r := c.failed(ans)
		status, code, hint, body = r.status, r.code, r.hint, r.body(ans.RequestID)
	} else {
		body = success(c.operation, view{Answer: ans, consent: c.consent})
	}
	half := body[:len(body)/2]
	c.record(ans, status, code, half, hint)
	head(w, status, len(body), ans, hint)
	_, _ = w.Write(half)
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler)
}

// reset closes a connection so that the caller's TCP gets an RST. What lies
// above TCP, such as TLS, would say goodbye first, and so is closed after it.
func reset(connection net.Conn) {
	for c := connection; c != nil; {
		if tcp, ok := c.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0)
			_ = tcp.Close()
			return
		}
		above, ok := c.(interface{ NetConn() net.Conn })
		if !ok {
			return
		}
		c = above.NetConn()
	}
}

// hang keeps a connection without a byte on it: for so long, or with 0 until the
// caller leaves, and no longer than the emulator runs.
func hang(running context.Context, connection net.Conn, length time.Duration) {
	if length > 0 {
		_ = connection.SetReadDeadline(time.Now().Add(length))
	}
	defer context.AfterFunc(running, func() { _ = connection.Close() })()
	_, _ = io.Copy(io.Discard, connection)
}

// note adds to the hint of a call.
func (c *call) note(text string) {
	if c.hint != "" {
		text = c.hint + "; " + text
	}
	c.hint = text
}

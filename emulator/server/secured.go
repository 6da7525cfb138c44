package server

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log/slog"
	"net"
	"time"

	"amazon-pay-emulator/emulator/lwa"
	"amazon-pay-emulator/emulator/tunnel"
)

// securing is a listener whose connections speak TLS.
type securing struct {
	net.Listener
	config *tls.Config
	ctx    context.Context // of the server
	limit  time.Duration   // of the handshake
	log    *slog.Logger
}

func (l securing) Accept() (net.Conn, error) {
	raw, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	c := &secured{Conn: tls.Server(raw, l.config), by: l}
	if t, ok := raw.(*tunnel.Conn); ok {
		c.login = kindOf(t.Target.Host) == loginHost
	}
	return c, nil
}

// secured is a connection that speaks TLS. It is no *tls.Conn for net/http, so
// that it can mend what a client sends; and so it does itself what net/http does
// for a *tls.Conn, which is to shake hands within a limit.
type secured struct {
	*tls.Conn
	by     securing
	login  bool // to a host of Login with Amazon
	mender lwa.Mender
	shaken bool
	failed bool
}

// ConnectionState shakes hands first: net/http asks for the state before it reads,
// with no other goroutine at work on the connection.
func (c *secured) ConnectionState() tls.ConnectionState {
	c.shakeHands()
	return c.Conn.ConnectionState()
}

func (c *secured) Read(p []byte) (int, error) {
	if !c.shakeHands() {
		return 0, io.EOF // the client was told, and the log
	}
	n, err := c.Conn.Read(p)
	if c.login {
		c.mender.Mend(p[:n])
	}
	return n, err
}

// shakeHands does so once, and says whether it went well.
func (c *secured) shakeHands() bool {
	if c.shaken {
		return !c.failed
	}
	c.shaken = true
	ctx, cancel := context.WithTimeout(c.by.ctx, c.by.limit)
	defer cancel()
	err := c.HandshakeContext(ctx)
	if err == nil {
		c.login = c.login || kindOf(c.Conn.ConnectionState().ServerName) == loginHost
		return true
	}
	if record := (tls.RecordHeaderError{}); errors.As(err, &record) && record.Conn != nil && isMethod(record.RecordHeader) {
		_ = record.Conn.SetWriteDeadline(time.Now().Add(c.by.limit))
		_, _ = io.WriteString(record.Conn, "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\nThis port speaks TLS: write https.\n")
	}
	c.failed = true
	c.by.log.Warn("a TLS handshake failed", "client", c.RemoteAddr().String(), "error", err)
	return false
}

// isMethod says whether the bytes look like the beginning of plain HTTP.
func isMethod(header [5]byte) bool {
	for _, b := range header {
		if (b < 'A' || b > 'Z') && b != ' ' && b != '/' {
			return false
		}
	}
	return true
}

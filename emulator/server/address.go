package server

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"syscall"
)

// CheckAddress says what is wrong with an address to listen on: it has the form
// HOST:PORT, where the host may be empty for all of the machine's and the port 0
// for any free one.
func CheckAddress(address string) error {
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		return fmt.Errorf("%q is not an address; write HOST:PORT, such as %s or :2729", address, DefaultListen)
	}
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		return fmt.Errorf("%q has no port; write a number from 0 to 65535 after the colon, 0 for any free one", address)
	}
	return nil
}

// listen opens all the addresses, or none.
func listen(ctx context.Context, addresses []string) ([]net.Listener, error) {
	var config net.ListenConfig
	var open []net.Listener
	for _, address := range addresses {
		l, err := config.Listen(ctx, "tcp", address)
		if err != nil {
			closeAll(open)
			return nil, err
		}
		open = append(open, l)
	}
	return open, nil
}

// TLSListenError is the error of opening a port for TLS.
type TLSListenError struct{ Err error }

func (e *TLSListenError) Error() string { return e.Err.Error() }

func (e *TLSListenError) Unwrap() error { return e.Err }

// listenTLS opens the addresses for TLS, or none. Of several, one that this
// process has no right to open is left out with a warning: the image asks for
// 443 wherever it may have it.
func (s *Server) listenTLS(ctx context.Context) ([]net.Listener, error) {
	var open []net.Listener
	var refused error
	for _, address := range s.opts.TLSListen {
		one, err := listen(ctx, []string{address})
		switch {
		case errors.Is(err, syscall.EACCES) && len(s.opts.TLSListen) > 1:
			s.opts.Log.Warn("no right to listen there; the other addresses are served", "address", address, "error", err)
			refused = &TLSListenError{err}
		case err != nil && s.opts.TLSOptional:
			s.opts.Log.Warn("TLS is off; --tls-listen chooses another address", "error", err)
		case err != nil:
			closeAll(open)
			return nil, &TLSListenError{err}
		}
		open = append(open, one...)
	}
	if len(open) == 0 {
		return nil, refused
	}
	return open, nil
}

func closeAll(listeners []net.Listener) {
	for _, l := range listeners {
		l.Close()
	}
}

// Reachable is an address under which a listener's address can be called from
// this machine: a wildcard is replaced by the loopback address. What is no IP
// address with a port is returned unchanged.
func Reachable(address string) string {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return address
	}
	if ip, err := netip.ParseAddr(host); host == "" || err == nil && ip.IsUnspecified() {
		return net.JoinHostPort("127.0.0.1", port)
	}
	return address
}

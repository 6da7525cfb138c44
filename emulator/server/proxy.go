package server

import (
	"crypto/tls"
	"net"

	"amazon-pay-emulator/emulator/pki"
	"amazon-pay-emulator/emulator/tunnel"
)

// CheckPassthrough says what is wrong with a host that tunnels may lead to.
func CheckPassthrough(text string) error {
	_, err := tunnel.ParseTarget(text)
	return err
}

// newProxy makes the proxy for what the options say.
func (s *Server) newProxy() *tunnel.Proxy {
	var passthrough []tunnel.Target
	for _, text := range s.opts.ProxyPassthrough {
		t, _ := tunnel.ParseTarget(text) // which the check of the options has tried
		passthrough = append(passthrough, t)
	}
	return tunnel.New(tunnel.Options{
		Serves: s.opts.stoodInFor, Own: s.own, Passthrough: passthrough,
		DialTimeout: s.limits.header, Idle: s.limits.idle, Log: s.opts.Log,
	})
}

// secure makes a listener speak TLS.
func (s *Server) secure(l net.Listener) net.Listener {
	return securing{Listener: l, config: s.tlsConfig(), ctx: s.ctx, limit: s.limits.header, log: s.opts.Log}
}

// tlsConfig is how TLS clients are met: with the user's certificate, or with one
// for the name that the client asks for. A client in a tunnel that asks for none
// means the host that the tunnel is for.
func (s *Server) tlsConfig() *tls.Config {
	if own := s.opts.TLSCertificate; own != nil {
		return ownTLS(*own)
	}
	config := s.ipns.authority.TLS(pki.TLSOptions{Refused: s.refusedName})
	byName := config.GetCertificate
	config.GetCertificate = func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
		if t, ok := hello.Conn.(*tunnel.Conn); ok && hello.ServerName == "" {
			named := *hello
			named.ServerName = t.Target.Host
			hello = &named
		}
		return byName(hello)
	}
	return config
}

// refusedName tells of a name that a TLS client asked for in vain.
func (s *Server) refusedName(name string) {
	s.opts.Log.Warn("a TLS client asked for a host that there is no certificate for; --tls-host adds one", "host", name)
}

// ownTLS meets clients with the user's own certificate, whatever name they ask
// for: which names it is for is between the two of them.
func ownTLS(certificate tls.Certificate) *tls.Config {
	return &tls.Config{
		MinVersion:   tls.VersionTLS12,
		NextProtos:   []string{"http/1.1"},
		Certificates: []tls.Certificate{certificate},
	}
}

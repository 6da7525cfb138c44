package pki

import (
	"context"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// handshake lets a client and a server meet, and returns what the client sees.
func handshake(t testing.TB, server, client *tls.Config) (tls.ConnectionState, error) {
	t.Helper()
	a, b := net.Pipe()
	defer a.Close()
	defer b.Close()
	done := make(chan error, 1)
	s := tls.Server(a, server)
	go func() {
		err := s.HandshakeContext(context.Background())
		if err != nil {
			a.Close()
		}
		done <- err
	}()
	c := tls.Client(b, client)
	err := c.Handshake()
	b.Close()
	<-done
	return c.ConnectionState(), err
}

// clientOf trusts an authority.
func clientOf(t testing.TB, a *Authority, name string) *tls.Config {
	t.Helper()
	return &tls.Config{RootCAs: trust(t, a), ServerName: name, Time: a.now}
}

func TestTLSByName(t *testing.T) {
	a := shared()
	server := a.TLS(TLSOptions{})
	for _, name := range append(slices.Clone(AmazonHosts), "localhost", "LocalHost", "MWS.AmazonServices.com", "emulator.test", "emu_lator") {
		state, err := handshake(t, server, clientOf(t, a, name))
		require.NoError(t, err, name)
		leaf := state.PeerCertificates[0]
		require.Equal(t, strings.ToLower(name), leaf.DNSNames[0])
		require.Len(t, state.PeerCertificates, 1)
		require.IsType(t, (*ecdsa.PublicKey)(nil), leaf.PublicKey)
		require.Equal(t, []string{testCRL}, leaf.CRLDistributionPoints)
		require.LessOrEqual(t, leaf.NotAfter.Sub(leaf.NotBefore), 398*24*time.Hour)
		if leaf.DNSNames[0] != localhost {
			require.Len(t, leaf.DNSNames, 1)
			require.Empty(t, leaf.IPAddresses)
		}
		again, err := handshake(t, server, clientOf(t, a, name))
		require.NoError(t, err)
		require.Equal(t, leaf.Raw, again.PeerCertificates[0].Raw)
	}
}

// A client that connects to an address sends no name.
func TestTLSWithoutName(t *testing.T) {
	a := shared()
	for _, address := range []string{"127.0.0.1", "::1", "192.168.7.9"} {
		state, err := handshake(t, a.TLS(TLSOptions{}), clientOf(t, a, address))
		require.NoError(t, err, address)
		require.Equal(t, []string{"localhost", "emulator.test", "emu_lator"}, state.PeerCertificates[0].DNSNames)
	}
	blind := &tls.Config{InsecureSkipVerify: true}
	state, err := handshake(t, a.TLS(TLSOptions{Default: "mws-eu.amazonservices.com"}), blind)
	require.NoError(t, err)
	require.Equal(t, []string{"mws-eu.amazonservices.com"}, state.PeerCertificates[0].DNSNames)
}

func TestTLSRefusesOtherNames(t *testing.T) {
	a := shared()
	for _, name := range []string{
		"www.amazon.com", "amazon.com", "x.mws.amazonservices.com", "amazonservices.com", "mws.amazonservices.com.example", "sns.amazonaws.com",
		"sns.eu-central-1.amazonaws.com", "x.localhost", "bank.example", "1",
	} {
		for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
			var refused []string
			server := a.TLS(TLSOptions{Refused: func(name string) { refused = append(refused, name) }})
			_, err := handshake(t, server, &tls.Config{ServerName: name, InsecureSkipVerify: true, MaxVersion: version})
			require.ErrorContains(t, err, "unrecognized name", name)
			require.Equal(t, []string{name}, refused)
			_, err = handshake(t, a.TLS(TLSOptions{}), &tls.Config{ServerName: name, InsecureSkipVerify: true, MaxVersion: version})
			require.Error(t, err, name)
		}
	}
}

// Some clients send an address as a name.
func TestLeafForAddress(t *testing.T) {
	a := shared()
	for name, want := range map[string]bool{
		"127.0.0.1": true, "::1": true, "192.168.7.9": true, "::ffff:127.0.0.1": true,
		"127.0.0.2": false, "10.0.0.1": false, "::2": false,
	} {
		_, known := a.leafFor(name)
		require.Equal(t, want, known, name)
	}
}

// Whatever a client calls itself after: a certificate is only for the hosts that
// are listed.
func FuzzLeafFor(f *testing.F) {
	for _, name := range []string{"", "localhost", "MWS.amazonservices.com", "mws.amazonservices.com.", "::ffff:7f00:1", "K", "ſns.us-east-1.amazonaws.com"} {
		f.Add(name)
	}
	h, err := newHosts([]string{"k", "10.1.2.3"})
	require.NoError(f, err)
	a := &Authority{hosts: h}
	a.leaves = a.newLeaves()
	f.Fuzz(func(t *testing.T, name string) {
		host, known := a.leafFor(name)
		if !known {
			return
		}
		require.Contains(t, h.names, host)
		if host != localhost {
			require.True(t, strings.EqualFold(name, host))
		}
	})
}

func TestTLSOffersHTTP1Only(t *testing.T) {
	a := shared()
	client := clientOf(t, a, "mws.amazonservices.com")
	client.NextProtos = []string{"h2", "http/1.1"}
	state, err := handshake(t, a.TLS(TLSOptions{}), client)
	require.NoError(t, err)
	require.Equal(t, "http/1.1", state.NegotiatedProtocol)
	require.Equal(t, uint16(tls.VersionTLS13), state.Version)

	client.MaxVersion = tls.VersionTLS11
	client.MinVersion = tls.VersionTLS10
	_, err = handshake(t, a.TLS(TLSOptions{}), client)
	require.Error(t, err)
}

func TestTLSForClientsWithoutEllipticKeys(t *testing.T) {
	a := shared()
	client := clientOf(t, a, "sns.eu-west-1.amazonaws.com")
	client.MaxVersion = tls.VersionTLS12
	client.CipherSuites = []uint16{tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256}
	state, err := handshake(t, a.TLS(TLSOptions{}), client)
	require.NoError(t, err)
	require.IsType(t, (*rsa.PublicKey)(nil), state.PeerCertificates[0].PublicKey)
	require.Equal(t, []string{"sns.eu-west-1.amazonaws.com"}, state.PeerCertificates[0].DNSNames)
}

// Certificates are made when they are wanted, and again before they end.
func TestTLSCertificatesAreRenewed(t *testing.T) {
	now := &clock{now: start}
	o := options(newDir(t, nil))
	o.Now = now.Now
	a := open(t, o)
	serial := func() string {
		state, err := handshake(t, a.TLS(TLSOptions{}), clientOf(t, a, "api.amazon.com"))
		require.NoError(t, err)
		return state.PeerCertificates[0].SerialNumber.String()
	}
	first := serial()
	now.Set(start.Add(leafLife - renewAhead - time.Second))
	require.Equal(t, first, serial())
	now.Set(start.Add(leafLife - renewAhead))
	second := serial()
	require.NotEqual(t, first, second)
	require.Equal(t, second, serial())
}

func TestTLSHandshakesAtOnce(t *testing.T) {
	a := open(t, options(newDir(t, nil)))
	server := a.TLS(TLSOptions{})
	client := clientOf(t, a, "")
	var all sync.WaitGroup
	got := make([]*x509.Certificate, 40)
	for i := range got {
		all.Go(func() {
			c := client.Clone()
			c.ServerName = AmazonHosts[i%4]
			state, err := handshake(t, server, c)
			if err == nil {
				got[i] = state.PeerCertificates[0]
			}
		})
	}
	all.Wait()
	for i, c := range got {
		require.NotNil(t, c)
		require.Equal(t, got[i%4].Raw, c.Raw)
	}
}

func TestLongHost(t *testing.T) {
	long := strings.Repeat("long.", 20) + "test"
	o := options(newDir(t, func(f map[string][]byte) { clear(f) }))
	o.Hosts = []string{long}
	a := open(t, o)
	state, err := handshake(t, a.TLS(TLSOptions{}), clientOf(t, a, long))
	require.NoError(t, err)
	require.Empty(t, state.PeerCertificates[0].Subject.CommonName)
}

func BenchmarkHandshake(b *testing.B) {
	a := shared()
	for name, suite := range map[string]uint16{"elliptic": tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, "rsa": tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256} {
		client := clientOf(b, a, "mws.amazonservices.com")
		client.MaxVersion, client.CipherSuites = tls.VersionTLS12, []uint16{suite}
		server := a.TLS(TLSOptions{})
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				_, err := handshake(b, server, client)
				require.NoError(b, err)
			}
		})
	}
}

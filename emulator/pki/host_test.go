package pki

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestCheckHost(t *testing.T) {
	for _, host := range []string{"emulator", "Emulator.Test", "emu_lator", "a.b-c.example", "xn--bcher-kva.example", "10.1.2.3", "::1", "2001:db8::7", "::ffff:10.1.2.3", strings.Repeat("a.", 126) + "a"} {
		require.NoError(t, CheckHost(host), host)
	}
	for host, want := range map[string]string{
		"":                        "is not a host",
		".":                       "is not a host",
		"emulator.test.":          "is not a host",
		".test":                   "is not a host",
		"a..b":                    "is not a host",
		"emulator:2730":           "without a port",
		"127.0.0.1:2730":          "without a port",
		"[::1]":                   "is not a host",
		"https://emulator":        "is not a host",
		"bücher.example":          "is not a host",
		"a b":                     "is not a host",
		"-a.example":              "is not a host",
		"a-.example":              "is not a host",
		"*.example":               "there are no wildcards",
		"0.0.0.0":                 "not an address that a certificate can be for",
		"fe80::1%eth0":            "not an address that a certificate can be for",
		strings.Repeat("a", 64):   "is not a host",
		strings.Repeat("a.", 127): "is not a host",
		"a.example\x00.test":      "is not a host",
	} {
		require.ErrorContains(t, CheckHost(host), want, host)
		_, err := Open(Options{Hosts: []string{"good.example", host}})
		require.ErrorContains(t, err, want, host)
	}
}

func TestNewHosts(t *testing.T) {
	h, err := newHosts([]string{"B.example", "b.example", "mws.amazonservices.com", "LOCALHOST", "10.1.2.3", "::ffff:10.1.2.3", "127.0.0.1"})
	require.NoError(t, err)
	require.Equal(t, append(append([]string{}, AmazonHosts...), "localhost", "b.example"), h.names)
	require.Equal(t, []string{"b.example"}, h.own)
	require.Equal(t, []netip.Addr{netip.MustParseAddr("10.1.2.3"), netip.MustParseAddr("127.0.0.1")}, h.addresses)
}

// AmazonHosts is a list that clients outside depend on.
func TestAmazonHosts(t *testing.T) {
	require.Len(t, AmazonHosts, 19)
	for _, host := range AmazonHosts {
		require.NoError(t, CheckHost(host))
		require.Regexp(t, `\.(amazonservices|amazon|amazonaws|payments-amazon|ssl-images-amazon)\.(com|jp|co\.uk|de|co\.jp)$`, host)
	}
}

package pki

import (
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"
)

// AmazonHosts are the names of Amazon Pay that the official SDKs, the plug-ins
// and the pages of shops call (observed): the API, Login with Amazon, the
// signing certificates of IPNs, the scripts.
var AmazonHosts = []string{
	"mws.amazonservices.com", "mws-eu.amazonservices.com", "mws.amazonservices.jp",
	"api.amazon.com", "api.amazon.co.uk", "api.amazon.de", "api.amazon.co.jp",
	"api-sandbox.amazon.co.jp",
	"api.sandbox.amazon.com", "api.sandbox.amazon.co.uk", "api.sandbox.amazon.de", "api.sandbox.amazon.co.jp",
	"sns.us-east-1.amazonaws.com", "sns.eu-west-1.amazonaws.com", "sns.us-west-2.amazonaws.com",
	"static-na.payments-amazon.com", "static-eu.payments-amazon.com", "static-fe.payments-amazon.com",
	"origin-na.ssl-images-amazon.com",
}

// localhost stands for the loopback certificate, whatever names it has beside.
const localhost = "localhost"

// loopback are the addresses that the authority may vouch for.
var loopback = []*net.IPNet{
	{IP: net.IPv4(127, 0, 0, 0).To4(), Mask: net.CIDRMask(8, 32)},
	{IP: net.IPv6loopback, Mask: net.CIDRMask(128, 128)},
}

// The addresses that the loopback certificate is for in any case.
var (
	loopback4 = netip.AddrFrom4([4]byte{127, 0, 0, 1})
	loopback6 = netip.IPv6Loopback()
)

// hosts are the names and addresses that the authority has to cover.
type hosts struct {
	names     []string // of AmazonHosts, localhost, and the user's own
	addresses []netip.Addr
	own       []string // of names: the user's
}

func newHosts(further []string) (hosts, error) {
	h := hosts{names: append(slices.Clone(AmazonHosts), localhost)}
	for _, text := range further {
		name, address, err := parseHost(text)
		switch {
		case err != nil:
			return hosts{}, err
		case address.IsValid():
			if !slices.Contains(h.addresses, address) {
				h.addresses = append(h.addresses, address)
			}
		case !slices.Contains(h.names, name):
			h.names, h.own = append(h.names, name), append(h.own, name)
		}
	}
	return h, nil
}

// CheckHost says what is wrong with a host that a certificate is wanted for
// beside AmazonHosts: it is a name in ASCII or an IP address, without a port.
func CheckHost(host string) error {
	_, _, err := parseHost(host)
	return err
}

func parseHost(text string) (string, netip.Addr, error) {
	if address, err := netip.ParseAddr(text); err == nil {
		if address.Zone() != "" || address.IsUnspecified() {
			return "", netip.Addr{}, fmt.Errorf("%q is not an address that a certificate can be for", text)
		}
		return "", address.Unmap(), nil
	}
	name := strings.ToLower(text)
	switch {
	case strings.HasPrefix(name, "*."):
		return "", netip.Addr{}, fmt.Errorf("%q: name every host, there are no wildcards", text)
	case len(name) > 253 || slices.ContainsFunc(strings.Split(name, "."), badLabel):
		return "", netip.Addr{}, fmt.Errorf("%q is not a host; write a name such as emulator.test, or an IP address, without a port", text)
	}
	return name, netip.Addr{}, nil
}

// badLabel allows the underscore, which names of containers have.
func badLabel(label string) bool {
	const letters = "abcdefghijklmnopqrstuvwxyz0123456789-_"
	return label == "" || len(label) > 63 || strings.Trim(label, letters) != "" ||
		label[0] == '-' || label[len(label)-1] == '-'
}

// ips are the user's addresses as package x509 wants them.
func (h hosts) ips() []net.IP {
	var ips []net.IP
	for _, a := range h.addresses {
		ips = append(ips, a.AsSlice())
	}
	return ips
}

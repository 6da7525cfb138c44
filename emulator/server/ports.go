package server

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
)

// Ports is what the ports file holds: the addresses under which a running
// server can be called from its machine.
type Ports struct {
	HTTP  []string `json:"http"`
	HTTPS []string `json:"https"`
}

// URL is the first of the plain addresses.
func (p Ports) URL() string { return "http://" + p.HTTP[0] }

// String is the first address of each sort, as URLs.
func (p Ports) String() string {
	if len(p.HTTPS) == 0 {
		return p.URL()
	}
	return p.URL() + " https://" + p.HTTPS[0]
}

// has says whether one of the addresses has the port.
func (p Ports) has(port uint16) bool {
	return slices.ContainsFunc(slices.Concat(p.HTTP, p.HTTPS), func(address string) bool {
		a, err := netip.ParseAddrPort(address)
		return err == nil && a.Port() == port
	})
}

// isOfThisMachine says whether the address is one of the machine's own.
func isOfThisMachine(address netip.Addr) bool {
	own, err := net.InterfaceAddrs()
	return err == nil && slices.ContainsFunc(own, func(a net.Addr) bool {
		prefix, err := netip.ParsePrefix(a.String())
		return err == nil && prefix.Addr() == address
	})
}

// portsOf are the ports of the listeners for plain HTTP and for TLS.
func portsOf(plain, secure []net.Listener) Ports {
	reachable := func(listeners []net.Listener) []string {
		list := make([]string, len(listeners)) // an empty list, never null
		for i, l := range listeners {
			list[i] = Reachable(l.Addr().String())
		}
		return list
	}
	return Ports{HTTP: reachable(plain), HTTPS: reachable(secure)}
}

// write puts the ports into a file in one step: whoever sees the file sees all
// of it.
func (p Ports) write(name string) error {
	content, err := json.Marshal(p)
	if err != nil {
		return err
	}
	file, err := os.CreateTemp(filepath.Dir(name), filepath.Base(name)+".*")
	if err != nil {
		return fmt.Errorf("ports file %s: %w", name, err)
	}
	defer os.Remove(file.Name()) // nothing is left of it once it was renamed
	_, err = file.Write(append(content, '\n'))
	err = errors.Join(err, file.Chmod(0o644), file.Close())
	if err == nil {
		err = os.Rename(file.Name(), name)
	}
	if err != nil {
		return fmt.Errorf("ports file %s: %w", name, err)
	}
	return nil
}

// removePorts takes a ports file away, if there is one.
func removePorts(name string) error {
	if name == "" {
		return nil
	}
	if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("ports file %s: %w", name, err)
	}
	return nil
}

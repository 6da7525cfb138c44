package command

import (
	"cmp"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"

	"amazon-pay-emulator/emulator/server"
)

// The flags that say where the emulator is, and what it is known by.
const (
	urlFlag = "url"
	caFlag  = "ca"
)

// endpoint is where a running emulator is.
type endpoint struct {
	url *string // as given; empty: see address
	ca  *string // a file with what it is known by over TLS, as given; empty: the environment's, else the system's
}

// endpointFlags adds the flags that all commands have that call an emulator.
func endpointFlags(flags *flag.FlagSet) endpoint {
	return endpoint{
		url: flags.String(urlFlag, "", "`URL` of the emulator (default $"+twinOf(urlFlag)+", else http://"+server.DefaultListen+")"),
		ca:  flags.String(caFlag, "", "`FILE` with the certificate (PEM) to trust when the URL begins with https (default $"+twinOf(caFlag)+", else the system's)"),
	}
}

// address is where the emulator is: at the URL that was given, by the flag or by
// the environment, else where serve would listen in this environment, which is
// what a health check inside a container needs.
func (e endpoint) address(p *Program) (*url.URL, error) {
	given := *e.url
	environment, _ := readEnvironment(p.Environ)
	source := "--" + urlFlag
	if given == "" {
		given, source = environment[twinOf(urlFlag)], twinOf(urlFlag)
	}
	if given == "" {
		given, source = "http://"+server.DefaultListen, ""
		first := splitList(environment[twinOf("listen")])[0]
		if _, port, err := net.SplitHostPort(first); err == nil && port != "0" {
			given = "http://" + server.Reachable(first)
		}
	}
	u, err := url.Parse(given)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return nil, misused("%s: %q is not a URL; write http://%s", source, given, server.DefaultListen)
	}
	if u.Path == "" {
		u.Path = "/" // JoinPath makes a relative path of none
	}
	return u, nil
}

// dialer connects, in a time after which nobody is there.
var dialer = &net.Dialer{Timeout: 5 * time.Second}

// send speaks to the emulator without a proxy, whatever the environment says:
// the emulator is near, and a proxy is not.
func (e endpoint) send(p *Program, r *http.Request) (*http.Response, error) {
	transport := &http.Transport{DialContext: dialer.DialContext, DisableKeepAlives: true}
	environment, _ := readEnvironment(p.Environ)
	if file := cmp.Or(*e.ca, environment[twinOf(caFlag)]); file != "" && r.URL.Scheme == "https" {
		pem, err := readCA(file)
		if err != nil {
			return nil, misused("--%s: %w", caFlag, err)
		}
		pool := x509.NewCertPool()
		pool.AppendCertsFromPEM(pem)
		transport.TLSClientConfig = &tls.Config{RootCAs: pool}
	}
	response, err := (&http.Client{Transport: transport}).Do(r)
	if err != nil {
		return nil, unreachable(r, err)
	}
	return response, nil
}

// exchange sends a request and returns the whole answer.
func (e endpoint) exchange(p *Program, r *http.Request) (status int, header http.Header, body []byte, err error) {
	response, err := e.send(p, r)
	if err != nil {
		return 0, nil, nil, err
	}
	defer response.Body.Close()
	body, err = io.ReadAll(response.Body)
	if err != nil {
		return 0, nil, nil, fmt.Errorf("%s: the answer broke off: %w", r.URL, err)
	}
	return response.StatusCode, response.Header, body, nil
}

// unreachable adds what to do to an error of sending a request, unless somebody
// was there who gave no answer.
func unreachable(r *http.Request, err error) error {
	var outer *url.Error
	if errors.As(err, &outer) {
		err = outer.Err // it repeats method and URL
	}
	var untrusted *tls.CertificateVerificationError
	if errors.As(err, &untrusted) {
		return fmt.Errorf("%s://%s: %w\nname the emulator's CA with --%s; %s %s prints it over plain HTTP", r.URL.Scheme, r.URL.Host, err, caFlag, name, caFlag)
	}
	if dialing := new(net.OpError); !errors.As(err, &dialing) || dialing.Op != "dial" {
		return fmt.Errorf("%s: no answer came: %w", r.URL, err)
	}
	return fmt.Errorf("no emulator answers at %s://%s: %w\nstart one with %s serve, or say with --%s where it is",
		r.URL.Scheme, r.URL.Host, err, name, urlFlag)
}

package command

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"amazon-pay-emulator/emulator/server"
)

const urlFlag = "url"

// client calls the admin API of a running emulator.
type client struct {
	url    *string // as given; empty: see address
	seller *string
	json   *bool
}

// clientFlags adds the flags that all client commands have.
func clientFlags(flags *flag.FlagSet) client {
	return client{
		url:    addressFlag(flags),
		seller: flags.String("seller", "", "`ID` only this seller; otherwise every seller or, where one is meant, the default one"),
		json:   flags.Bool("json", false, "print the admin API's answer as it is"),
	}
}

func addressFlag(flags *flag.FlagSet) *string {
	return flags.String(urlFlag, "", "`URL` of the emulator (default $"+twinOf(urlFlag)+", else http://"+server.DefaultListen+")")
}

// address is where the emulator is: at the URL that was given, by the flag or by
// the environment, else where serve would listen in this environment, which is
// what a health check inside a container needs.
func (p *Program) address(given string) (*url.URL, error) {
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

// direct speaks to the emulator without a proxy, whatever the environment says:
// the emulator is near, and a proxy is not.
var direct = &http.Client{Transport: &http.Transport{
	DialContext: (&net.Dialer{Timeout: 5 * time.Second}).DialContext,
}}

// problem is how the admin API refuses a call.
type problem struct {
	Title  string
	Status int
	Detail string
	Hint   string
}

// call sends a request and returns the document that answers it. Body is sent as
// JSON unless it is nil or a yamlBody.
func (c client) call(ctx context.Context, p *Program, method, path string, query url.Values, body any) ([]byte, error) {
	u, err := p.address(*c.url)
	if err != nil {
		return nil, err
	}
	if *c.seller != "" {
		if query == nil {
			query = url.Values{}
		}
		query.Set("seller", *c.seller)
	}
	u = u.JoinPath("_emulator", path)
	u.RawQuery = query.Encode()
	var content io.Reader
	contentType := ""
	switch b := body.(type) {
	case nil:
	case yamlBody:
		content, contentType = bytes.NewReader(b), "application/yaml"
	default:
		data, err := json.Marshal(body)
		if err != nil {
			return nil, err
		}
		content, contentType = bytes.NewReader(data), "application/json"
	}
	request, err := http.NewRequestWithContext(ctx, method, u.String(), content)
	if err != nil {
		return nil, err
	}
	if body != nil {
		request.Header.Set("Content-Type", contentType)
	}
	status, _, answer, err := exchange(request)
	if err != nil {
		return nil, err
	}
	if status/100 != 2 {
		return nil, refused(u, status, answer)
	}
	return answer, nil
}

// exchange sends a request and returns the whole answer.
func exchange(r *http.Request) (status int, header http.Header, body []byte, err error) {
	response, err := direct.Do(r)
	if err != nil {
		return 0, nil, nil, unreachable(r, err)
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
	if dialing := new(net.OpError); !errors.As(err, &dialing) || dialing.Op != "dial" {
		return fmt.Errorf("%s: no answer came: %w", r.URL, err)
	}
	return fmt.Errorf("no emulator answers at %s://%s: %w\nstart one with %s serve, or say with --%s where it is",
		r.URL.Scheme, r.URL.Host, err, name, urlFlag)
}

// refused makes an error of an answer that is none of success. A request that
// was not valid is an error of usage.
func refused(u *url.URL, status int, answer []byte) error {
	var why problem
	if json.Unmarshal(answer, &why) != nil || why.Title == "" {
		return fmt.Errorf("%s answered %d %s: is this the emulator?", u, status, http.StatusText(status))
	}
	text := strings.ToLower(why.Title[:1]) + why.Title[1:]
	if rest, repeated := strings.CutPrefix(why.Detail, text); repeated {
		text += rest
	} else {
		text += ": " + why.Detail
	}
	if why.Hint != "" {
		text += "\n" + why.Hint
	}
	err := &refusal{status, text}
	if status == http.StatusBadRequest {
		return misused("%w", err)
	}
	return err
}

// refusal is an error answer of the admin API.
type refusal struct {
	status int
	text   string
}

func (r *refusal) Error() string { return r.text }

// print shows an answer: as it is with --json, else in the words of the command.
func (c client) print(p *Program, answer []byte, show func() error) error {
	if *c.json {
		_, err := p.Stdout.Write(append(bytes.TrimRight(answer, "\n"), '\n'))
		return err
	}
	return show()
}

// ask is call and print for an answer that is read into a document.
func ask[T any](ctx context.Context, p *Program, c client, method, path string, body any, show func(T) error) error {
	answer, err := c.call(ctx, p, method, path, nil, body)
	if err != nil {
		return err
	}
	return c.print(p, answer, func() error {
		var document T
		if err := json.Unmarshal(answer, &document); err != nil {
			return fmt.Errorf("the answer can't be read: %w", err)
		}
		return show(document)
	})
}

package command

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
)

const adminTokenFlag = "admin-token"

// client calls the admin API of a running emulator.
type client struct {
	endpoint
	token  *string // as given; empty: the environment's
	seller *string
	json   *bool
}

// clientFlags adds the flags that all client commands have.
func clientFlags(flags *flag.FlagSet) client {
	return client{
		endpoint: endpointFlags(flags),
		token:    flags.String(adminTokenFlag, "", "`TOKEN` of the emulator's admin API (default $"+twinOf(adminTokenFlag)+")"),
		seller:   flags.String("seller", "", "`ID` only this seller; otherwise every seller or, where one is meant, the default one"),
		json:     flags.Bool("json", false, "print the admin API's answer as it is"),
	}
}

// token is what proves that the command may use the admin API; empty: nothing.
func (p *Program) token(c client) string {
	environment, _ := readEnvironment(p.Environ)
	return cmp.Or(*c.token, environment[twinOf(adminTokenFlag)])
}

// problem is how the admin API refuses a call.
type problem struct {
	Title  string
	Status int
	Detail string
	Hint   string
}

// call sends a request and returns the document that answers it. Body is sent as
// JSON unless it is nil, a yamlBody, or JSON already: an io.Reader.
func (c client) call(ctx context.Context, p *Program, method, path string, query url.Values, body any) ([]byte, error) {
	u, request, err := c.request(ctx, p, method, path, query, body)
	if err != nil {
		return nil, err
	}
	status, _, answer, err := c.exchange(p, request)
	if err != nil {
		return nil, err
	}
	if status/100 != 2 {
		return nil, refused(u, status, answer)
	}
	return answer, nil
}

// request makes the request of a call.
func (c client) request(ctx context.Context, p *Program, method, path string, query url.Values, body any) (*url.URL, *http.Request, error) {
	u, err := c.address(p)
	if err != nil {
		return nil, nil, err
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
	case io.Reader:
		content, contentType = b, "application/json"
	case yamlBody:
		content, contentType = bytes.NewReader(b), "application/yaml"
	default:
		data, err := json.Marshal(body)
		if err != nil {
			return nil, nil, err
		}
		content, contentType = bytes.NewReader(data), "application/json"
	}
	request, err := http.NewRequestWithContext(ctx, method, u.String(), content)
	if err != nil {
		return nil, nil, err
	}
	if body != nil {
		request.Header.Set("Content-Type", contentType)
	}
	if token := p.token(c); token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	return u, request, nil
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

package mws

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
	"amazon-pay-emulator/emulator/mws/params"
)

// The sections of the API, with the environment that each means.
const (
	sandboxPath = "/OffAmazonPayments_Sandbox/2013-01-01"
	livePath    = "/OffAmazonPayments/2013-01-01"
	version     = "2013-01-01"
)

// MaxBody is the largest request body in bytes.
const MaxBody = 1 << 20

// call is one request on its way through the checks.
type call struct {
	face        *Face
	request     *http.Request
	real        time.Time
	environment emulator.Environment
	form        *params.Form
	operation   *operation
	account     *engine.Account // nil until the caller is known
	simulation  emulator.Verdict
	consent     bool                     // the caller may see who the buyer is
	hint        string                   // for a call that succeeds all the same
	mismatch    *engine.SignatureRefusal // nil: the signature was not refused
}

// answer takes a request through the checks of mws-api 2.3, in their order
// (assumed), and then to its operation. The answer carries a request id in any
// case.
func (c *call) answer() (engine.Answer, error) {
	for _, check := range []func() error{
		c.section,
		c.read,
		c.action,
		c.common,
		c.authenticate,
	} {
		if err := check(); err != nil {
			return c.unheard(), err
		}
	}
	seller, _ := c.form.Get("SellerId")
	if seller == "" {
		seller = c.face.engine.Default()
	}
	c.account = c.face.engine.Account(seller)
	if err := c.throttle(); err != nil {
		return c.account.Ask(), err
	}
	ans, err := c.operation.do(c)
	if ans.RequestID == "" {
		ans = c.account.Ask()
	}
	return ans, err
}

// unheard is the answer to a call that is refused before it reaches an account:
// from the account it names, if there is one, so that it is found in its
// records.
func (c *call) unheard() engine.Answer {
	if c.form != nil {
		if seller, ok := c.form.Get("SellerId"); ok {
			if a, known := c.face.engine.Lookup(seller); known {
				c.account = a
				return a.Ask()
			}
		}
	}
	return c.face.engine.Stray()
}

// section finds the environment by the path, with or without a trailing slash.
func (c *call) section() error {
	switch path := strings.TrimSuffix(c.request.URL.Path, "/"); path {
	case sandboxPath:
		c.environment = emulator.Sandbox
	case livePath:
		c.environment = emulator.Live
	default:
		return notHere(c.request.URL.Path).because("the API is at %s and %s", sandboxPath, livePath)
	}
	if m := c.request.Method; m != http.MethodPost && m != http.MethodGet {
		return notHere(c.request.URL.Path).because("the API takes POST and GET, not %s", m)
	}
	return nil
}

// notHere refuses an unknown section, version or operation (documented: 404).
func notHere(path string) *refusal {
	return gateway(http.StatusNotFound, "InvalidAddress",
		fmt.Sprintf("Resource %s is not found on this server. API Section is missing or you have provided an invalid operation name.", path))
}

// read takes the parameters from query and body alike, whatever the content
// type says.
func (c *call) read() error {
	body, err := c.body()
	if err != nil {
		return err
	}
	c.form, err = params.Parse(c.request.URL.RawQuery, body)
	var malformed *params.Malformed
	if errors.As(err, &malformed) {
		return badValue(malformed.Name, malformed.Value).because("%v", malformed)
	}
	return err
}

func (c *call) body() ([]byte, error) {
	tooLarge := gateway(http.StatusBadRequest, "InvalidParameterValue", "The request is too large.").
		because("a request body may have %d bytes", MaxBody)
	n := c.request.ContentLength
	if n > MaxBody {
		return nil, tooLarge
	}
	// Room grows with what arrives: an announced length is only a promise.
	var body bytes.Buffer
	body.Grow(int(min(max(n, 0), 8<<10)) + bytes.MinRead)
	switch _, err := body.ReadFrom(io.LimitReader(c.request.Body, MaxBody+1)); {
	case err != nil:
		return nil, disconnected(err)
	case body.Len() > MaxBody:
		return nil, tooLarge
	case n > 0 && int64(body.Len()) < n:
		return nil, disconnected(io.ErrUnexpectedEOF)
	}
	return body.Bytes(), nil
}

func disconnected(err error) error {
	return gateway(http.StatusBadRequest, "InputStreamDisconnected", "The request body could not be read.").because("%v", err)
}

// action finds the operation. Its name is case sensitive.
func (c *call) action() error {
	name, sent := c.form.Get("Action")
	if !sent || name == "" {
		return missing("Action")
	}
	op, known := operations[name]
	if !known {
		return notHere(c.request.URL.Path).because("no operation is called %q; the nearest is %s", name, nearest(name))
	}
	c.operation = op
	return nil
}

// missing refuses a call without a common parameter.
func missing(name string) *refusal {
	return gateway(http.StatusBadRequest, "MissingParameter", fmt.Sprintf("The request must contain the parameter %s.", name))
}

// badValue refuses a value of a common parameter, or one that can't be read.
func badValue(name, value string) *refusal {
	return gateway(http.StatusBadRequest, "InvalidParameterValue", fmt.Sprintf("The Value '%s' is invalid for the Parameter '%s'", value, name))
}

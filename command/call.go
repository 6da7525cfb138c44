package command

import (
	"bytes"
	"cmp"
	"context"
	"flag"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/mws/sigv2"
)

// firstCall is what a newcomer may try: it captures the authorization of the
// built-in fixture that Amazon's own documents show.
const firstCall = "call Capture AmazonAuthorizationId=S23-1234567-1234567-0000001 " +
	"CaptureReferenceId=first CaptureAmount.Amount=106.00 CaptureAmount.CurrencyCode=USD"

// apiPaths are the paths of the API in the two environments.
var apiPaths = map[emulator.Environment]string{
	emulator.Sandbox: "/OffAmazonPayments_Sandbox/2013-01-01",
	emulator.Live:    "/OffAmazonPayments/2013-01-01",
}

// credentials are those that a call is signed with.
type credentials struct{ seller, accessKey, secretKey string }

// call signs one API call and sends it.
func call(flags *flag.FlagSet) action {
	at := endpointFlags(flags)
	environment := flags.String("environment", string(emulator.Sandbox), "`sandbox|live` whose objects the call is about")
	var given credentials
	flags.StringVar(&given.seller, "seller-id", "", "`ID` the seller (default $APAY_SELLER_ID, else "+exampleSeller.ID+")")
	flags.StringVar(&given.seller, "seller", "", "`ID` the same as --seller-id")
	flags.StringVar(&given.accessKey, "access-key", "", "`KEY` (default $APAY_ACCESS_KEY, else "+exampleSeller.AccessKey+")")
	flags.StringVar(&given.secretKey, "secret-key", "", "`SECRET` (default $APAY_SECRET_KEY, else "+exampleSeller.SecretKey+")")
	return func(ctx context.Context, p *Program, args []string) error {
		u, err := at.address(p)
		if err != nil {
			return err
		}
		path, known := apiPaths[emulator.Environment(*environment)]
		if !known {
			return misused("--environment: %w", oneOf("an environment", *environment, emulator.Sandbox, emulator.Live))
		}
		u = u.JoinPath(path)
		pairs, err := parametersOf(args)
		if err != nil {
			return err
		}
		request, err := p.as(given).sign(ctx, u, pairs, p.Now())
		if err != nil {
			return err
		}
		return at.print(p, request)
	}
}

// as fills in the credentials that were not given.
func (p *Program) as(c credentials) credentials {
	environment, _ := readEnvironment(p.Environ)
	return credentials{
		seller:    cmp.Or(c.seller, environment[twinOf("seller-id")], exampleSeller.ID),
		accessKey: cmp.Or(c.accessKey, environment[twinOf("access-key")], exampleSeller.AccessKey),
		secretKey: cmp.Or(c.secretKey, environment[twinOf("secret-key")], exampleSeller.SecretKey),
	}
}

// parametersOf reads OPERATION NAME=VALUE...
func parametersOf(args []string) ([]sigv2.Pair, error) {
	pairs := []sigv2.Pair{{Name: "Action", Value: args[0]}}
	if strings.Contains(args[0], "=") {
		return nil, misused("%q is not an operation; write it first, as in call GetServiceStatus", args[0])
	}
	for _, arg := range args[1:] {
		name, value, ok := strings.Cut(arg, "=")
		if !ok || name == "" {
			return nil, misused("%q is not a parameter; write NAME=VALUE, as in CaptureAmount.Amount=106.00", arg)
		}
		pairs = append(pairs, sigv2.Pair{Name: name, Value: value})
	}
	return pairs, nil
}

// sign makes the request of a call. Parameters that every call needs are added
// unless they are there, so that a wrong one can be sent on purpose.
func (c credentials) sign(ctx context.Context, u *url.URL, pairs []sigv2.Pair, now time.Time) (*http.Request, error) {
	has := func(name string) bool {
		return slices.ContainsFunc(pairs, func(p sigv2.Pair) bool { return p.Name == name })
	}
	for _, common := range []sigv2.Pair{
		{Name: "AWSAccessKeyId", Value: c.accessKey},
		{Name: "SellerId", Value: c.seller},
		{Name: "SignatureMethod", Value: string(sigv2.HmacSHA256)},
		{Name: "SignatureVersion", Value: "2"},
		{Name: "Timestamp", Value: now.UTC().Format("2006-01-02T15:04:05.000Z")},
		{Name: "Version", Value: "2013-01-01"},
	} {
		if !has(common.Name) {
			pairs = append(pairs, common)
		}
	}
	if !has("Signature") {
		signature, err := sigv2.NewKey(c.secretKey).Sign(sigv2.Request{Method: http.MethodPost, Host: u.Host, Path: u.EscapedPath(), Pairs: pairs})
		if err != nil {
			return nil, misused("%w", err)
		}
		pairs = append(pairs, sigv2.Pair{Name: "Signature", Value: signature})
	}
	var form strings.Builder
	for i, p := range pairs {
		if i > 0 {
			form.WriteByte('&')
		}
		form.WriteString(url.QueryEscape(p.Name) + "=" + url.QueryEscape(p.Value))
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, u.String(), strings.NewReader(form.String()))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return request, nil
}

// print sends a call and prints the answer to a call, and what the emulator has to say about it on
// standard error. An error answer ends the program with exit code 1.
func (e endpoint) print(p *Program, request *http.Request) error {
	status, header, answer, err := e.exchange(p, request)
	if err != nil {
		return err
	}
	if _, err := p.Stdout.Write(append(bytes.TrimRight(answer, "\n"), '\n')); err != nil {
		return err
	}
	for _, about := range []string{"Rule", "Hint"} {
		if text := header.Get("X-Emulator-" + about); text != "" {
			fmt.Fprintf(p.Stderr, "%s: %s\n", strings.ToLower(about), text)
		}
	}
	if status != http.StatusOK {
		return failedQuietly()
	}
	return nil
}

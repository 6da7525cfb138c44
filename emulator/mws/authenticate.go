package mws

import (
	"fmt"
	"net/http"
	"regexp"

	"amazon-pay-emulator/emulator/engine"
	"amazon-pay-emulator/emulator/mws/sigv2"
)

// common checks that the parameters that every call needs are there and can be
// understood.
func (c *call) common() error {
	if p, doubled := c.form.Doubled(); doubled {
		return badValue(p.Name, p.Value).because("the parameter %s was sent twice", p.Name)
	}
	required := []string{"SellerId"}
	if c.face.opts.Signature != Off {
		required = []string{"AWSAccessKeyId", "SellerId", "SignatureMethod", "SignatureVersion", "Timestamp", "Signature"}
		if c.absent("AWSAccessKeyId") && c.absent("Signature") {
			return gateway(http.StatusForbidden, "MissingAuthenticationToken", "The request is not signed.").
				because("an SDK signs with AWSAccessKeyId and Signature; with --signature off nothing has to be signed")
		}
	}
	for _, name := range required {
		// Ruby's SDK sends no SellerId with GetServiceStatus (observed).
		if c.absent(name) && !(name == "SellerId" && c.operation.anonymous) {
			return missing(name)
		}
	}
	if id, _ := c.form.Get("SellerId"); id != "" && !sellerID.MatchString(id) {
		return badValue("SellerId", shortened(id)).because("a seller id has up to 64 letters, digits and . _ ~ -")
	}
	// The path carries the version; WooCommerce sends none (observed).
	if v, sent := c.form.Get("Version"); sent && v != version {
		return notHere(c.request.URL.Path).because("the parameter Version is %q, and the API's is %s", v, version)
	}
	return nil
}

// sellerID is what a seller can be called: what comes into being with the first
// call of one can be addressed by the admin API too. Real ids have 14 capital
// letters and digits or so.
var sellerID = regexp.MustCompile(`^[A-Za-z0-9._~-]{1,64}$`)

func (c *call) absent(name string) bool {
	v, sent := c.form.Get(name)
	return !sent || v == ""
}

// authenticate checks who calls: signature method, key, signature, timestamp,
// and whether the key may act for the seller.
func (c *call) authenticate() error {
	if c.face.opts.Signature == Off {
		return nil
	}
	if v, _ := c.form.Get("SignatureVersion"); v != "2" {
		return badValue("SignatureVersion", v)
	}
	if m, _ := c.form.Get("SignatureMethod"); !sigv2.Algorithm(m).Supported() {
		return badValue("SignatureMethod", m).because("write %s or %s", sigv2.HmacSHA256, sigv2.HmacSHA1)
	}
	accessKey, _ := c.form.Get("AWSAccessKeyId")
	seller, _ := c.form.Get("SellerId")
	credential, configured := c.face.engine.Credential(accessKey, seller)
	strict := c.face.opts.Signature == Strict
	if !configured && strict {
		return gateway(http.StatusForbidden, "InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records.").
			because("no seller is configured with the access key %s", accessKey)
	}
	if configured {
		if err := c.signature(credential); err != nil {
			return err
		}
	} else {
		c.hint = shortened("the access key " + accessKey + " is not configured: the signature was not checked")
	}
	if err := c.timestamp(); err != nil {
		return err
	}
	if strict {
		return c.mayActFor(seller, credential)
	}
	return nil
}

// signature checks the signature by a configured key.
func (c *call) signature(by engine.Credential) error {
	mode := sigv2.Lenient
	if c.face.opts.Signature == Strict {
		mode = sigv2.Strict
	}
	request := sigv2.Request{
		Method: c.request.Method, Host: c.request.Host, Path: c.request.URL.EscapedPath(), Pairs: c.form.Pairs(),
	}
	result := c.face.key(by.SecretKey).Verify(request, mode)
	if !result.Matched {
		return gateway(http.StatusForbidden, "SignatureDoesNotMatch",
			"The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.").
			because("%s", c.explain(request, by))
	}
	if !result.Variant.Documented() {
		c.hint = fmt.Sprintf("the signature is accepted, but not as documented: %s", result.Variant)
	}
	return nil
}

// timestamp holds the call's Timestamp against the machine's clock, never the
// emulated one: moving time must not break every signed call.
func (c *call) timestamp() error {
	text, _ := c.form.Get("Timestamp")
	t, err := sigv2.ParseTimestamp(text)
	if err != nil {
		return badValue("Timestamp", text).because("%v", err)
	}
	if !sigv2.Fresh(t, c.real) {
		return badValue("Timestamp", text).because("it is %s here, and %s either way is allowed",
			c.real.UTC().Format(timestampFormat), sigv2.Window)
	}
	return nil
}

// authToken is the form of an MWSAuthToken (documented: amzn.mws. and a UUID).
var authToken = regexp.MustCompile(`^amzn\.mws\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

// mayActFor checks, in strict mode, that the key is the seller's own, or comes
// with a token by which the seller lets a solution provider act.
func (c *call) mayActFor(seller string, by engine.Credential) error {
	if seller == "" || by.Seller == seller {
		return nil
	}
	if token, _ := c.form.Get("MWSAuthToken"); authToken.MatchString(token) {
		return nil
	}
	return gateway(http.StatusUnauthorized, "AccessDenied", "Access denied").
		because("the access key %s belongs to seller %s, not to %s", by.AccessKey, by.Seller, seller)
}

package mws_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator/engine"
	"amazon-pay-emulator/emulator/mws"
	"amazon-pay-emulator/emulator/mws/sigv2"
)

const token = "amzn.mws.4ea38b7b-f563-7709-4bae-87aea1f4e5a9"

// newGuarded makes a shop with two configured sellers and a signature mode.
func newGuarded(t *testing.T, m mws.Mode) *shop {
	return newShop(t, func(eo *engine.Options, mo *mws.Options) {
		mo.Signature = m
		eo.Sellers = append(eo.Sellers, engine.Seller{ID: "A9OTHER", AccessKey: "AKIAOTHER", SecretKey: "other-secret"})
	})
}

// TestSignatureModes is what each mode makes of each sort of caller; "" is an
// answer of the service.
func TestSignatureModes(t *testing.T) {
	callers := []struct {
		name               string
		spoil              func(*attempt)
		strict, known, off string
	}{
		{"own key", func(*attempt) {}, "", "", ""},
		{"HmacSHA1", func(a *attempt) { a.set("SignatureMethod", "HmacSHA1") }, "", "", ""},
		{"unsigned", func(a *attempt) { a.drop("AWSAccessKeyId"); a.unsigned = true }, "MissingAuthenticationToken", "MissingAuthenticationToken", ""},
		{"signature missing", func(a *attempt) { a.unsigned = true }, "MissingParameter", "MissingParameter", ""},
		{"empty key", func(a *attempt) { a.set("AWSAccessKeyId", "") }, "MissingParameter", "MissingParameter", ""},
		{"wrong secret", func(a *attempt) { a.secret = "other-secret" }, "SignatureDoesNotMatch", "SignatureDoesNotMatch", ""},
		{"signature of another call", func(a *attempt) { a.signature = "AQqya4Km0wGQYs2TLgNO1RgQY/FKKKdhal0RHz/TTVg=" }, "SignatureDoesNotMatch", "SignatureDoesNotMatch", ""},
		{"parameter put behind", func(a *attempt) { a.tail = "&PlatformId=A1" }, "SignatureDoesNotMatch", "SignatureDoesNotMatch", ""},
		{"key that nobody configured", func(a *attempt) { a.set("AWSAccessKeyId", "AKIANOBODY") }, "InvalidAccessKeyId", "", ""},
		{"key in small letters", func(a *attempt) { a.set("AWSAccessKeyId", "akiaexampleaccesskey") }, "InvalidAccessKeyId", "", ""},
		{"another seller's key", func(a *attempt) { a.set("AWSAccessKeyId", "AKIAOTHER"); a.secret = "other-secret" }, "AccessDenied", "", ""},
		{"another seller's key and a token", func(a *attempt) {
			a.set("AWSAccessKeyId", "AKIAOTHER")
			a.secret = "other-secret"
			a.set("MWSAuthToken", token)
		}, "", "", ""},
		{"another seller's key and a bad token", func(a *attempt) {
			a.set("AWSAccessKeyId", "AKIAOTHER")
			a.secret = "other-secret"
			a.set("MWSAuthToken", "amzn.mws.stolen")
		}, "AccessDenied", "", ""},
		{"a seller that nobody configured", func(a *attempt) { a.set("SellerId", "A0NOBODY") }, "AccessDenied", "", ""},
		{"signature version 4", func(a *attempt) { a.set("SignatureVersion", "4") }, "InvalidParameterValue", "InvalidParameterValue", ""},
		{"method in small letters", func(a *attempt) { a.set("SignatureMethod", "hmacsha256") }, "InvalidParameterValue", "InvalidParameterValue", ""},
		{"old", func(a *attempt) { a.set("Timestamp", "2021-03-04T05:06:07Z") }, "InvalidParameterValue", "InvalidParameterValue", ""},
		{"old, by a key that nobody configured", func(a *attempt) {
			a.set("AWSAccessKeyId", "AKIANOBODY")
			a.set("Timestamp", "2021-03-04T05:06:07Z")
		}, "InvalidAccessKeyId", "InvalidParameterValue", ""},
	}
	for _, mode := range []mws.Mode{mws.Strict, mws.Known, mws.Off} {
		s := newGuarded(t, mode)
		for _, tt := range callers {
			t.Run(string(mode)+"/"+tt.name, func(t *testing.T) {
				a := newAttempt("GetServiceStatus")
				tt.spoil(a)
				w := s.send(t, a)
				switch code := map[mws.Mode]string{mws.Strict: tt.strict, mws.Known: tt.known, mws.Off: tt.off}[mode]; code {
				case "":
					require.Equal(t, "GREEN", requireOK(t, w, "Status"))
				default:
					requireRefused(t, w, statusOf[code], code)
				}
			})
		}
	}
}

// signAs computes a signature over another form of the string to sign.
func signAs(a *attempt, host, path string, v sigv2.Variant) {
	text := sigv2.Request{Method: a.method, Host: host, Path: path, Pairs: a.pairs}.StringToSign(v)
	mac := hmac.New(sha256.New, []byte(a.secret))
	mac.Write([]byte(text))
	a.signature = base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// TestSignatureVariants sends the forms of mws-api 2.3 that clients sign with:
// accepted with a hint in mode known, refused in mode strict.
func TestSignatureVariants(t *testing.T) {
	const received = "localhost:2729"
	for name, tt := range map[string]struct {
		host, path string
		variant    sigv2.Variant
		documented bool
	}{
		"as documented":                  {received, sandbox, sigv2.Variant{}, true},
		"North America's host":           {"mws.amazonservices.com", sandbox, sigv2.Variant{}, false},
		"Europe's host":                  {"mws-eu.amazonservices.com", sandbox, sigv2.Variant{}, false},
		"Japan's host":                   {"mws.amazonservices.jp", sandbox, sigv2.Variant{}, false},
		"without the port: boto, npm":    {"localhost", sandbox, sigv2.Variant{}, false},
		"http:// before the host: Java":  {received, sandbox, sigv2.Variant{Host: sigv2.HostWithScheme}, false},
		"no host and path: C#":           {received, sandbox, sigv2.Variant{Host: sigv2.HostNone, Path: sigv2.PathNone}, false},
		"a trailing slash":               {received, sandbox + "/", sigv2.Variant{}, false},
		"spaces as +: qor":               {received, sandbox, sigv2.Variant{Encoding: sigv2.EncodingPlus}, false},
		"small hex digits: npm":          {received, sandbox, sigv2.Variant{Encoding: sigv2.EncodingLowerHex}, false},
		"North America's host and slash": {"mws.amazonservices.com", sandbox + "/", sigv2.Variant{}, false},
	} {
		t.Run(name, func(t *testing.T) {
			for _, mode := range []mws.Mode{mws.Known, mws.Strict} {
				s := newGuarded(t, mode)
				a := newAttempt("GetServiceStatus", "Note", "a b * c")
				a.host = received
				signAs(a, tt.host, tt.path, tt.variant)
				w := s.send(t, a)
				hint := w.Header().Get("X-Emulator-Hint")
				switch {
				case tt.documented:
					requireOK(t, w, "Status")
					require.Empty(t, hint)
				case mode == mws.Strict:
					requireRefused(t, w, 403, "SignatureDoesNotMatch")
				default:
					requireOK(t, w, "Status")
					require.Contains(t, hint, "not as documented")
				}
			}
		})
	}
}

// TestSignatureVector is the test vector of mws-api 2.2 through the whole face,
// with a space sent as + in the body, as the Python SDK does.
func TestSignatureVector(t *testing.T) {
	const body = "AWSAccessKeyId=AKIDEMO0000000000001&Action=Capture&AmazonAuthorizationId=S01-4400112-7788990-A000001" +
		"&CaptureAmount.Amount=19.95&CaptureAmount.CurrencyCode=USD&CaptureReferenceId=cap_demo-1" +
		"&SellerCaptureNote=Parcel+1/2+~+caf%c3%a9+%26+more*&SellerId=A0DEMOSELLER01&SignatureMethod=HmacSHA256" +
		"&SignatureVersion=2&Timestamp=2021-03-04T05:06:07.000Z&Version=2013-01-01&Signature="
	s := newShop(t, func(eo *engine.Options, mo *mws.Options) {
		mo.Signature = mws.Strict
		eo.Real = func() time.Time { return start }
		eo.Sellers = []engine.Seller{{ID: "A0DEMOSELLER01", AccessKey: "AKIDEMO0000000000001", SecretKey: "demoSecretKey/0123456789+abcdefghijklmno"}}
	})
	for host, signature := range map[string]string{
		"mws.amazonservices.com":     "AQqya4Km0wGQYs2TLgNO1RgQY%2FFKKKdhal0RHz%2FTTVg%3D",
		"MWS.amazonservices.com:443": "AQqya4Km0wGQYs2TLgNO1RgQY%2FFKKKdhal0RHz%2FTTVg%3D",
		"localhost:8443":             "qaMWilmo3RsMJ2zj5cBnH6CZ%2BShzm7gWDZ%2BVNeTKWOk%3D",
	} {
		t.Run(host, func(t *testing.T) {
			w := s.serve(request("POST", host, sandbox, body+signature))
			requireRefused(t, w, 404, "InvalidTransactionId") // and not the signature
		})
	}
}

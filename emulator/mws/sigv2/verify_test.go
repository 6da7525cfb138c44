package sigv2

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// demoQuery is the signed query of demoRequest, written out by hand.
const demoQuery = "AWSAccessKeyId=AKIDEMO0000000000001&Action=Capture&AmazonAuthorizationId=S01-4400112-7788990-A000001" +
	"&CaptureAmount.Amount=19.95&CaptureAmount.CurrencyCode=USD&CaptureReferenceId=cap_demo-1" +
	"&SellerCaptureNote=Parcel%201%2F2%20~%20caf%C3%A9%20%26%20more%2A&SellerId=A0DEMOSELLER01" +
	"&SignatureMethod=HmacSHA256&SignatureVersion=2&Timestamp=2021-03-04T05%3A06%3A07.000Z&Version=2013-01-01"

const demoPath = "/OffAmazonPayments_Sandbox/2013-01-01"

// mac signs a text without any code of this package.
func mac(text string) string {
	h := hmac.New(sha256.New, []byte(demoSecret))
	h.Write([]byte(text))
	return base64.StdEncoding.EncodeToString(h.Sum(nil))
}

func TestVerifyVariants(t *testing.T) {
	plus := strings.ReplaceAll(demoQuery, "%20", "+")
	lower := strings.ReplaceAll(demoQuery, "%2A", "%2a")
	tests := []struct {
		name   string
		host   string // Host header
		path   string // path received
		signed string // text the client signs
		want   Variant
	}{
		{"documented", "mws-eu.amazonservices.com", demoPath, "POST\nmws-eu.amazonservices.com\n" + demoPath + "\n" + demoQuery, Variant{}},
		{"default port in the Host header only", "mws.amazonservices.com:443", demoPath, "POST\nmws.amazonservices.com\n" + demoPath + "\n" + demoQuery, Variant{}},
		{"capitals in the Host header only", "LocalHost:8443", demoPath, "POST\nlocalhost:8443\n" + demoPath + "\n" + demoQuery, Variant{}},
		{"path with slash, signed as received", "localhost:8443", demoPath + "/", "POST\nlocalhost:8443\n" + demoPath + "/\n" + demoQuery, Variant{}},
		{"empty path is signed as the root", "localhost:8443", "", "POST\nlocalhost:8443\n/\n" + demoQuery, Variant{}},
		{"default port signed", "mws.amazonservices.com:443", demoPath, "POST\nmws.amazonservices.com:443\n" + demoPath + "\n" + demoQuery, Variant{Host: HostVerbatim}},
		{"capitals signed", "LocalHost:8443", demoPath, "POST\nLocalHost:8443\n" + demoPath + "\n" + demoQuery, Variant{Host: HostVerbatim}},
		{"Amazon's host in America", "localhost:8443", demoPath, "POST\nmws.amazonservices.com\n" + demoPath + "\n" + demoQuery, Variant{Host: HostNA}},
		{"Amazon's host in Europe", "localhost:8443", demoPath, "POST\nmws-eu.amazonservices.com\n" + demoPath + "\n" + demoQuery, Variant{Host: HostEU}},
		{"Amazon's host in Japan", "localhost:8443", demoPath, "POST\nmws.amazonservices.jp\n" + demoPath + "\n" + demoQuery, Variant{Host: HostJP}},
		{"Java with an http override", "localhost:8080", demoPath, "POST\nhttp://localhost:8080\n" + demoPath + "\n" + demoQuery, Variant{Host: HostWithScheme}},
		{"boto, no port", "localhost:8443", demoPath, "POST\nlocalhost\n" + demoPath + "\n" + demoQuery, Variant{Host: HostWithoutPort}},
		{"C# with a test URL", "localhost:8443", "/anything", "POST\n\n\n" + demoQuery, Variant{Host: HostNone, Path: PathNone}},
		{"slash signed, not sent", "localhost:8443", demoPath, "POST\nlocalhost:8443\n" + demoPath + "/\n" + demoQuery, Variant{Path: PathOtherSlash}},
		{"slash sent, not signed", "localhost:8443", demoPath + "/", "POST\nlocalhost:8443\n" + demoPath + "\n" + demoQuery, Variant{Path: PathOtherSlash}},
		{"go-qor, a space as plus", "localhost:8443", demoPath, "POST\nlocalhost:8443\n" + demoPath + "\n" + plus, Variant{Encoding: EncodingPlus}},
		{"npm, star in small hex", "mws.amazonservices.com", demoPath, "POST\nmws.amazonservices.com\n" + demoPath + "\n" + lower, Variant{Encoding: EncodingLowerHex}},
		{"npm directly: no port, slash, small hex", "localhost:8443", demoPath, "POST\nlocalhost\n" + demoPath + "/\n" + lower, Variant{HostWithoutPort, PathOtherSlash, EncodingLowerHex}},
		{"go-qor for Amazon's host behind a proxy", "emulator:9000", demoPath, "POST\nmws-eu.amazonservices.com\n" + demoPath + "\n" + plus, Variant{Host: HostEU, Encoding: EncodingPlus}},
	}
	key := NewKey(demoSecret)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := demoRequest()
			r.Host, r.Path = tt.host, tt.path
			require.Equal(t, tt.signed, r.StringToSign(tt.want))
			r = r.with("Signature", mac(tt.signed))

			lenient := key.Verify(r, Lenient)
			require.Equal(t, Result{Matched: true, Variant: tt.want}, lenient)

			strict := key.Verify(r, Strict)
			require.Equal(t, tt.want.Documented(), strict.Matched)
		})
	}
}

func TestVerifyTakesTimestampAsSent(t *testing.T) {
	r := demoRequest().with("Timestamp", "2021-03-04T05:06:07z")
	signed := "POST\nmws.amazonservices.com\n" + demoPath + "\n" +
		strings.ReplaceAll(demoQuery, "07.000Z", "07z")
	require.True(t, NewKey(demoSecret).Verify(r.with("Signature", mac(signed)), Strict).Matched)
}

func TestVerifyExplainsRefusal(t *testing.T) {
	r := demoRequest().with("Signature", "bm90IGl0")
	documented := "POST\nmws.amazonservices.com\n" + demoPath + "\n" + demoQuery
	key := NewKey(demoSecret)

	strict := key.Verify(r, Strict)
	require.Equal(t, Result{
		Given:        "bm90IGl0",
		Computed:     mac(documented),
		StringToSign: documented,
		Tried:        []Variant{{}},
	}, strict)

	lenient := key.Verify(r, Lenient)
	require.False(t, lenient.Matched)
	require.Equal(t, documented, lenient.StringToSign)
	require.Equal(t, Variant{}, lenient.Tried[0])
	texts := map[string]Variant{}
	for _, v := range lenient.Tried {
		text := r.StringToSign(v)
		require.NotContains(t, texts, text, "%v repeats %v", v, texts[text])
		texts[text] = v
	}
}

func TestVerifyTries(t *testing.T) {
	simple := demoRequest().with("SellerCaptureNote", "-")
	tests := []struct {
		name    string
		request Request
		host    string
		path    string
		want    int
	}{
		{"Amazon's host", simple, "mws.amazonservices.com", demoPath, 9},
		{"own host", simple, "localhost:8443", demoPath, 13},
		{"root path", simple, "localhost:8443", "/", 7},
		{"a space", simple.with("SellerCaptureNote", "a b"), "localhost:8443", demoPath, 25},
		{"everything", demoRequest(), "LocalHost:8443", demoPath, MaxTries},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.request.Host, tt.request.Path = tt.host, tt.path
			require.Len(t, NewKey(demoSecret).Verify(tt.request, Lenient).Tried, tt.want)
		})
	}
}

func TestVerifyRefuses(t *testing.T) {
	key := NewKey(demoSecret)
	good, err := key.Sign(demoRequest())
	require.NoError(t, err)
	signed := demoRequest().with("Signature", good)
	tests := []struct {
		name    string
		request Request
	}{
		{"no signature", demoRequest()},
		{"empty signature", demoRequest().with("Signature", "")},
		{"signature without padding", demoRequest().with("Signature", strings.TrimRight(good, "="))},
		{"signature with a line end", demoRequest().with("Signature", good+"\n")},
		{"signature in small letters", demoRequest().with("Signature", strings.ToLower(good))},
		{"another method", func() Request { r := signed; r.Method = "GET"; return r }()},
		{"another path", func() Request { r := signed; r.Path = "/OffAmazonPayments/2013-01-01"; return r }()},
		{"another seller", signed.with("SellerId", "A0DEMOSELLER02")},
		{"an added parameter", signed.with("SoftDescriptor", "X")},
		{"another algorithm named", signed.with("SignatureMethod", "HmacSHA1")},
		{"unknown algorithm", signed.with("SignatureMethod", "HmacMD5")},
		{"an earlier false Signature wins", func() Request {
			r := signed
			r.Pairs = append([]Pair{{"Signature", "AAAA"}}, r.Pairs...)
			return r
		}()},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			require.False(t, key.Verify(tt.request, Lenient).Matched)
			require.False(t, key.Verify(tt.request, Strict).Matched)
		})
	}
	t.Run("another secret", func(t *testing.T) {
		require.False(t, NewKey(demoSecret+"p").Verify(signed, Lenient).Matched)
	})
	t.Run("unknown algorithm is explained", func(t *testing.T) {
		r := signed.with("SignatureMethod", "HmacMD5")
		require.Equal(t, Result{Given: good, StringToSign: r.StringToSign(Variant{})}, key.Verify(r, Lenient))
	})
}

func TestVariantString(t *testing.T) {
	tests := []struct {
		variant Variant
		want    string
	}{
		{Variant{}, "as documented"},
		{Variant{Host: HostNone, Path: PathNone}, "no host, no path"},
		{Variant{HostWithoutPort, PathOtherSlash, EncodingLowerHex}, "host without its port, path with the trailing slash added or removed, !'()* in lower-case hex"},
		{Variant{Host: 99}, "unknown rule"},
	}
	for _, tt := range tests {
		t.Run(tt.want, func(t *testing.T) { require.Equal(t, tt.want, tt.variant.String()) })
	}
	names := map[string]bool{}
	for _, v := range variants {
		names[v.String()] = true
	}
	require.Len(t, names, MaxTries, "every variant has a name of its own")
}

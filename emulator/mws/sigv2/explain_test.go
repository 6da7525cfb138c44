package sigv2

import (
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// macBy is mac with another secret.
func macBy(secret, text string) string {
	h := hmac.New(sha256.New, []byte(secret))
	h.Write([]byte(text))
	return base64.StdEncoding.EncodeToString(h.Sum(nil))
}

// TestExplain signs what clients are known to sign by mistake, written out by
// hand, and wants it found, in words, with the very text.
func TestExplain(t *testing.T) {
	const head = "POST\nlocalhost:8443\n" + demoPath + "\n"
	request := demoRequest().with("Note", "~!*")
	request.Host = "localhost:8443"
	query := "AWSAccessKeyId=AKIDEMO0000000000001&Action=Capture&AmazonAuthorizationId=S01-4400112-7788990-A000001" +
		"&CaptureAmount.Amount=19.95&CaptureAmount.CurrencyCode=USD&CaptureReferenceId=cap_demo-1&Note=~%21%2A" +
		"&SellerCaptureNote=Parcel%201%2F2%20~%20caf%C3%A9%20%26%20more%2A&SellerId=A0DEMOSELLER01" +
		"&SignatureMethod=HmacSHA256&SignatureVersion=2&Timestamp=2021-03-04T05%3A06%3A07.000Z&Version=2013-01-01"
	swap := func(pairs ...string) string { return strings.NewReplacer(pairs...).Replace(query) }
	tests := map[string]struct{ text, cause string }{
		"method":              {"GET" + head[4:] + query, "signed GET where it sent POST"},
		"method and host":     {"GET\nlocalhost\n" + demoPath + "\n" + query, "signed GET where it sent POST; it wrote the string to sign in another way than documented: host without its port"},
		"small method":        {"post" + head[4:] + query, "signed the method in small letters"},
		"tilde":               {head + swap("~", "%7E"), "encoded ~ as %7E"},
		"encodeURIComponent":  {head + swap("%21", "!", "%2A", "*"), "left !'()* unencoded, as encodeURIComponent does"},
		"URLEncoder":          {head + swap("%20", "+", "%2A", "*", "~", "%7E"), "encoded as a form does (space as +, * as it is, ~ as %7E): URLEncoder, URLSearchParams"},
		"urlencode":           {head + swap("%20", "+", "~", "%7E"), "encoded as a form does (space as +, ~ as %7E): urlencode"},
		"small hex":           {head + swap("%2F", "%2f", "%C3%A9", "%c3%a9", "%2A", "%2a", "%3A", "%3a"), "wrote the escapes in lower-case hex"},
		"HttpUtility":         {head + swap("%20", "+", "%2F", "%2f", "%C3%A9", "%c3%a9", "%2A", "*", "%21", "!", "%3A", "%3a", "~", "%7e"), "encoded with spaces as + and lower-case hex: HttpUtility.UrlEncode"},
		"slash":               {head + swap("%2F", "/"), "left / unencoded, as Python's quote does by default"},
		"colon":               {head + swap("%3A", ":"), "left : unencoded"},
		"encodeURI":           {head + swap("%3A", ":", "%2F", "/", "%26", "&", "%21", "!", "%2A", "*"), "encoded with encodeURI, which leaves reserved characters alone"},
		"not encoded":         {head + swap("%3A", ":", "%2F", "/", "%26", "&", "%21", "!", "%2A", "*", "%20", " ", "%C3%A9", "é"), "signed the parameters without encoding them"},
		"encoded twice":       {head + swap("%", "%25"), "encoded the parameters twice"},
		"without letter case": {head + strings.Replace(query, "AWSAccessKeyId=AKIDEMO0000000000001&Action=Capture&AmazonAuthorizationId=S01-4400112-7788990-A000001", "Action=Capture&AmazonAuthorizationId=S01-4400112-7788990-A000001&AWSAccessKeyId=AKIDEMO0000000000001", 1), "sorted the parameters without regard to letter case"},
		"empty Signature":     {head + strings.Replace(query, "&SignatureMethod", "&Signature=&SignatureMethod", 1), "signed an empty Signature among the parameters"},
		"no parameters":       {head, "signed no parameters"},
		"https":               {"POST\nhttps://localhost:8443\n" + demoPath + "\n" + query, "signed https:// before the host"},
		"no host":             {"POST\n\n" + demoPath + "\n" + query, "signed an empty host line"},
		"root":                {"POST\nlocalhost:8443\n/\n" + query, "signed the path /"},
		"no path":             {"POST\nlocalhost:8443\n\n" + query, "signed an empty path line"},
		"path without slash":  {"POST\nlocalhost:8443\n" + demoPath[1:] + "\n" + query, "signed the path without its first slash"},
		"live":                {"POST\nlocalhost:8443\n/OffAmazonPayments/2013-01-01\n" + query, "signed the live path where it called the sandbox"},
		"line end":            {head + query + "\n", "ended the string to sign with a line end"},
		"CR LF":               {strings.ReplaceAll(head, "\n", "\r\n") + query, "separated the lines by CR LF"},
		"backslash n":         {strings.ReplaceAll(head, "\n", `\n`) + query, "separated the lines by a backslash and an n"},
		"no line ends":        {strings.ReplaceAll(head, "\n", "") + query, "left out the line ends"},
		"added":               {head + strings.Replace(query, "&Note=~%21%2A", "", 1), "added the parameter Note after signing"},
		"a variant":           {"POST\nlocalhost\n" + demoPath + "\n" + query, "wrote the string to sign in another way than documented: host without its port"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			e := Explain(request.with("Signature", mac(tt.text)), demoSecret, nil)
			require.Equal(t, tt.cause, e.Cause)
			require.Equal(t, tt.text, e.ClientText(request))
			require.Equal(t, name == "a variant", e.Lenient)
			require.False(t, e.GaveUp)
		})
	}
	t.Run("not sorted", func(t *testing.T) {
		var parts []string
		for _, p := range request.Pairs {
			parts = append(parts, p.Name+"="+string(documentedEscaping.append(nil, p.Value)))
		}
		text := head + strings.Join(parts, "&")
		e := Explain(request.with("Signature", mac(text)), demoSecret, nil)
		require.Equal(t, "did not sort the parameters", e.Cause)
		require.Equal(t, text, e.ClientText(request.with("Signature", "x")))
	})
	t.Run("items by text", func(t *testing.T) {
		r := Request{Method: "POST", Host: "h", Path: "/", Pairs: []Pair{{"I.1", "a"}, {"I.10", "b"}, {"SignatureMethod", "HmacSHA256"}, {"E", ""}}}
		e := Explain(r.with("Signature", mac("POST\nh\n/\nE=&I.10=b&I.1=a&SignatureMethod=HmacSHA256")), demoSecret, nil)
		require.Equal(t, "sorted name=value texts instead of names", e.Cause)
		e = Explain(r.with("Signature", mac("POST\nh\n/\nI.1=a&I.10=b&SignatureMethod=HmacSHA256")), demoSecret, nil)
		require.Equal(t, "left empty parameters out", e.Cause)
		e = Explain(r.with("Signature", mac("POST\nh:443\n/\nE=&I.1=a&I.10=b&SignatureMethod=HmacSHA256")), demoSecret, nil)
		require.Equal(t, "signed the port 443 with the host", e.Cause)
		e = Explain(r.with("Signature", mac("POST\nh:80\n/\nE=&I.1=a&I.10=b&SignatureMethod=HmacSHA256")), demoSecret, nil)
		require.Equal(t, "signed the port 80 with the host", e.Cause)
	})
	t.Run("the sandbox's path", func(t *testing.T) {
		r := request
		r.Path = "/OffAmazonPayments/2013-01-01"
		e := Explain(r.with("Signature", mac(head+query)), demoSecret, nil)
		require.Equal(t, "signed the sandbox's path where it called the live one", e.Cause)
	})
	t.Run("a POST", func(t *testing.T) {
		r := request
		r.Method = "GET"
		e := Explain(r.with("Signature", mac(head+query)), demoSecret, nil)
		require.Equal(t, "signed POST where it sent GET", e.Cause)
	})
}

// TestExplainSecrets signs the documented text with what a client may have read
// as its secret.
func TestExplainSecrets(t *testing.T) {
	r := demoRequest()
	text := r.StringToSign(Variant{})
	others := []Secret{{"another", "used the secret of AKIAOTHER"}, {demoSecret, "never"}}
	for name, tt := range map[string]struct{ secret, cause string }{
		"line end":         {demoSecret + "\n", "used its secret with a line end behind it"},
		"Windows line end": {demoSecret + "\r\n", "used its secret with a line end behind it"},
		"space behind":     {demoSecret + " ", "used its secret with a space behind it"},
		"space before":     {" " + demoSecret, "used its secret with a space before it"},
		"quoted":           {`"` + demoSecret + `"`, "used its secret with quotation marks around it"},
		"single quotes":    {"'" + demoSecret + "'", "used its secret with quotation marks around it"},
		"access key":       {"AKIDEMO0000000000001", "used its access key as the secret"},
		"empty":            {"", "used an empty secret"},
		"other key":        {"another", "used the secret of AKIAOTHER"},
	} {
		t.Run(name, func(t *testing.T) {
			e := Explain(r.with("Signature", macBy(tt.secret, text)), demoSecret, others)
			require.Equal(t, tt.cause, e.Cause)
			require.Equal(t, text, e.ClientText(r))
		})
	}
	t.Run("white space configured", func(t *testing.T) {
		e := Explain(r.with("Signature", mac(text)), demoSecret+"\n", nil)
		require.Equal(t, "used its secret without the white space that is configured around it", e.Cause)
	})
	t.Run("with a variant", func(t *testing.T) {
		plus := r.StringToSign(Variant{Encoding: EncodingPlus})
		e := Explain(r.with("Signature", macBy("another", plus)), demoSecret, others)
		require.Equal(t, "used the secret of AKIAOTHER; it wrote the string to sign in another way than documented: spaces as +", e.Cause)
	})
	t.Run("unknown", func(t *testing.T) {
		e := Explain(r.with("Signature", macBy("whatever", text)), demoSecret, others)
		require.Empty(t, e.Cause)
		require.False(t, e.Malformed)
		require.False(t, e.GaveUp)
		require.Equal(t, "as documented", e.Tried[0])
		require.Contains(t, e.Tried, "host mws-eu.amazonservices.com, path with the trailing slash added or removed")
		require.Contains(t, e.Tried, "used the secret of AKIAOTHER")
		require.Contains(t, e.Tried, "signed GET where it sent POST")
		require.NotContains(t, e.Tried, "never")
		require.NotContains(t, strings.Join(e.Tried, "\n"), demoSecret)
		require.Equal(t, text, e.ClientText(r))
	})
}

// TestExplainSpelling sends the right digest, or one that is named wrongly, in a
// spelling that no service takes.
func TestExplainSpelling(t *testing.T) {
	r := demoRequest()
	text := r.StringToSign(Variant{})
	h := hmac.New(sha256.New, []byte(demoSecret))
	h.Write([]byte(text))
	sum := h.Sum(nil)
	short := hmac.New(sha1.New, []byte(demoSecret))
	short.Write([]byte(text))
	plus := r // its signature has both a + and a /
	for i := 0; ; i++ {
		plus = r.with("CaptureReferenceId", strings.Repeat("x", i))
		if s := mac(plus.StringToSign(Variant{})); strings.Contains(s, "+") && strings.Contains(s, "/") {
			break
		}
	}
	good := mac(plus.StringToSign(Variant{}))
	for name, tt := range map[string]struct {
		request      Request
		given, cause string
	}{
		"hex":              {r, hex.EncodeToString(sum), "sent its signature in hex instead of base64"},
		"capital hex":      {r, strings.ToUpper(hex.EncodeToString(sum)), "sent its signature in hex instead of base64"},
		"base64 of hex":    {r, base64.StdEncoding.EncodeToString([]byte(hex.EncodeToString(sum))), "sent the base64 of the digest's hex text, not of its bytes"},
		"plus as space":    {plus, strings.ReplaceAll(good, "+", " "), "sent its signature without percent-encoding, so that a + arrived as a space"},
		"encoded twice":    {plus, strings.NewReplacer("+", "%2B", "/", "%2F", "=", "%3D").Replace(good), "sent its signature percent-encoded twice"},
		"alphabet of URLs": {plus, strings.NewReplacer("+", "-", "/", "_").Replace(good), "sent its signature in the base64 alphabet for URLs"},
		"no padding":       {plus, strings.TrimRight(good, "="), "sent its signature with other padding than base64 has"},
		"line end":         {plus, good + "\n", "sent a line end with its signature"},
		"HmacSHA1":         {r, base64.StdEncoding.EncodeToString(short.Sum(nil)), "signed by HmacSHA1 where SignatureMethod says HmacSHA256"},
	} {
		t.Run(name, func(t *testing.T) {
			e := Explain(tt.request.with("Signature", tt.given), demoSecret, nil)
			require.Equal(t, tt.cause, e.Cause)
			require.False(t, e.Lenient)
		})
	}
	for name, given := range map[string]string{
		"none": "", "a word": "none", "another length": base64.StdEncoding.EncodeToString(sum[:31]), "not base64": strings.Repeat("*", 44),
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, Explanation{Malformed: true}, Explain(r.with("Signature", given), demoSecret, nil))
		})
	}
}

// TestExplainIsBounded: a call of ordinary size is searched to the end, and one
// as large as a call may be is not.
func TestExplainIsBounded(t *testing.T) {
	wrong := macBy("whatever", "")
	ordinary := demoRequest().with("SellerCaptureNote", strings.Repeat("* ", 2_000)).with("Signature", wrong)
	require.False(t, Explain(ordinary, demoSecret, nil).GaveUp)

	huge := demoRequest().with("SellerCaptureNote", strings.Repeat("* ", 1<<19)).with("Signature", wrong)
	require.True(t, Explain(huge, demoSecret, nil).GaveUp)

	many := demoRequest()
	for i := range maxDropped + 1 {
		many.Pairs = append(many.Pairs, Pair{"P" + strings.Repeat("x", i), ""})
	}
	e := Explain(many.with("Signature", wrong), demoSecret, nil)
	require.False(t, e.GaveUp)
	added := 0
	for _, words := range e.Tried {
		if strings.HasPrefix(words, "added the parameter ") {
			added++
		}
	}
	require.Equal(t, maxDropped, added)
}

func TestFirstDifference(t *testing.T) {
	const server = "POST\nlocalhost:1\n/p\nA=1&Note=a%20b&Z="
	for name, tt := range map[string]struct {
		client string
		want   Difference
	}{
		"method":         {"GET\nlocalhost:1\n/p\nA=1", Difference{0, "the method", "P", "G"}},
		"end of method":  {"POSTS", Difference{4, "the method", "a line end", "S"}},
		"host":           {"POST\nlocalhost\n/p\n", Difference{14, "the host", ":", "a line end"}},
		"CR":             {"POST\r\nlocalhost", Difference{4, "the method", "a line end", "a carriage return"}},
		"path":           {"POST\nlocalhost:1\n/p/\n", Difference{19, "the path", "a line end", "/"}},
		"parameter":      {"POST\nlocalhost:1\n/p\nA=1&Note=a+b&Z=", Difference{30, "the parameter Note", "%", "+"}},
		"space":          {"POST\nlocalhost:1\n/p\nA=1&Note=a b&Z=", Difference{30, "the parameter Note", "%", "a space"}},
		"no ASCII":       {"POST\nlocalhost:1\n/p\nA=1&Note=a\xe9", Difference{30, "the parameter Note", "%", "the byte 0xE9"}},
		"name":           {"POST\nlocalhost:1\n/p\nB=1", Difference{20, "the parameter A", "A", "B"}},
		"client is more": {server + "\n", Difference{len(server), "the parameter Z", "the end", "a line end"}},
		"server is more": {server[:len(server)-1], Difference{len(server) - 1, "the parameter Z", "=", "the end"}},
	} {
		t.Run(name, func(t *testing.T) {
			got, ok := FirstDifference(server, tt.client)
			require.True(t, ok)
			require.Equal(t, tt.want, got)
		})
	}
	_, ok := FirstDifference(server, server)
	require.False(t, ok)
	d, _ := FirstDifference("POST\nh\n/\n", "POST\nh\n/\nA=")
	require.Equal(t, "byte 9, in the parameters, is the end here and A there", d.String())
}

// FuzzExplain: whatever is signed by a mistake is found, be it under another
// name that gives the same text; whatever is signed by an unknown secret is not.
func FuzzExplain(f *testing.F) {
	f.Add("POST", "localhost:8443", "/OffAmazonPayments_Sandbox/2013-01-01", "SellerNote", "a b*~", "a", "é", uint8(0), "wrong")
	f.Add("GET", "", "", "", "", "Z.10", "%\n", uint8(42), "")
	f.Add("POST", "H:443", "/OffAmazonPayments/2013-01-01/", "A", "1", "a", "", uint8(17), demoSecret+" ")
	f.Fuzz(func(t *testing.T, method, host, path, name1, value1, name2, value2 string, which uint8, secret string) {
		r := Request{Method: method, Host: host, Path: path, Pairs: []Pair{{"SignatureMethod", "HmacSHA256"}}}
		for _, p := range []Pair{{name1, value1}, {name2, value2}} {
			if p.Name != nameSignature && p.Name != nameAlgorithm {
				r.Pairs = append(r.Pairs, p)
			}
		}
		all := r.mistakes()
		d := r.newDraft()
		all[int(which)%len(all)].spoil(d)
		text := string(d.text(0, 0, d.query()))
		e := Explain(r.with(nameSignature, mac(text)), demoSecret, nil)
		require.False(t, e.Malformed)
		if text != r.StringToSign(Variant{}) {
			require.NotEmpty(t, e.Cause)
		}
		require.Equal(t, text, e.ClientText(r))
		if difference, differs := FirstDifference(r.StringToSign(Variant{}), text); differs {
			require.NotEmpty(t, difference.String())
		}

		e = Explain(r.with(nameSignature, macBy("certainly none of those \x00", secret)), demoSecret, []Secret{{secret, "used another"}})
		require.Empty(t, e.Cause)
		Explain(r.with(nameSignature, value1), secret, nil)
	})
}

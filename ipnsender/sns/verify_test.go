package sns

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestVerify(t *testing.T) {
	for _, v := range Versions {
		r := newSigner(t, v).Sign(newNotification(t)).Request("http://shop.example/ipn")
		require.NoError(t, r.Verify(testCertificate()))
	}
}

func TestVerifyRefuses(t *testing.T) {
	e := newSigner(t, V1).Sign(newNotification(t)).Request("").envelope(t)
	elliptical, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	shorter := e.Signature[:len(e.Signature)-4] // whole groups of four
	loose := e.Signature[:len(e.Signature)-3] + "h=="
	for name, test := range map[string]struct {
		change      func(*Envelope)
		certificate *x509.Certificate
		reason      error
		want        string
	}{
		"a subscription":                {func(e *Envelope) { e.Type = "SubscriptionConfirmation" }, nil, ErrType, `"SubscriptionConfirmation"`},
		"another message":               {func(e *Envelope) { e.Message += " " }, nil, ErrSignature, "over another text"},
		"another id":                    {func(e *Envelope) { e.MessageID += " " }, nil, ErrSignature, "over another text"},
		"another topic":                 {func(e *Envelope) { e.TopicARN += "X" }, nil, ErrSignature, "over another text"},
		"another time":                  {func(e *Envelope) { e.Timestamp = "2024-03-09T08:15:31.448Z" }, nil, ErrSignature, "over another text"},
		"signed by version 1":           {func(e *Envelope) { e.SignatureVersion = "2" }, nil, ErrVersion, "the envelope says 2, but it was signed as version 1 is"},
		"version 3":                     {func(e *Envelope) { e.SignatureVersion = "3" }, nil, ErrVersion, `"3"; there are 1 and 2`},
		"no base64":                     {func(e *Envelope) { e.Signature = "?" }, nil, ErrSignature, "not base64"},
		"base64 over two lines":         {func(e *Envelope) { e.Signature = e.Signature[:4] + "\n" + e.Signature[4:] }, nil, ErrSignature, "not base64"},
		"another spelling":              {func(e *Envelope) { e.Signature = loose }, nil, ErrSignature, "not base64"},
		"a part of the signature":       {func(e *Envelope) { e.Signature = shorter }, nil, ErrSignature, "another key"},
		"zeros":                         {func(e *Envelope) { e.Signature = base64.StdEncoding.EncodeToString(make([]byte, 256)) }, nil, ErrSignature, "another key"},
		"a plain URL":                   {func(e *Envelope) { e.SigningCertURL = strings.Replace(e.SigningCertURL, "https", "http", 1) }, nil, ErrCertificateURL, "not https"},
		"another host":                  {func(e *Envelope) { e.SigningCertURL = "https://sns.example.com/x.pem" }, nil, ErrCertificateURL, "not sns.REGION"},
		"a longer host":                 {func(e *Envelope) { e.SigningCertURL = "https://sns.us-east-1.amazonaws.com.example/x.pem" }, nil, ErrCertificateURL, "not sns.REGION"},
		"a user that looks like it":     {func(e *Envelope) { e.SigningCertURL = "https://sns.us-east-1.amazonaws.com@x.example/x.pem" }, nil, ErrCertificateURL, "not sns.REGION"},
		"a user":                        {func(e *Envelope) { e.SigningCertURL = "https://x@sns.us-east-1.amazonaws.com/x.pem" }, nil, ErrCertificateURL, "not sns.REGION"},
		"a port":                        {func(e *Envelope) { e.SigningCertURL = "https://sns.us-east-1.amazonaws.com:8443/x.pem" }, nil, ErrCertificateURL, "not sns.REGION"},
		"another file":                  {func(e *Envelope) { e.SigningCertURL = "https://sns.us-east-1.amazonaws.com/x.txt?.pem" }, nil, ErrCertificateURL, "does not end in .pem"},
		"no URL":                        {func(e *Envelope) { e.SigningCertURL = "https://%zz/x.pem" }, nil, ErrCertificateURL, "invalid URL escape"},
		"no certificate":                {nil, nil, ErrCertificate, "there is none"},
		"a certificate by another name": {func(*Envelope) {}, newCertificate("sns.example.com", testKey().Public()), ErrCertificate, `"sns.example.com", not sns.amazonaws.com`},
		"another kind of key":           {func(*Envelope) {}, newCertificate(CertificateName, elliptical.Public()), ErrCertificate, "not an RSA key"},
		"another key":                   {func(*Envelope) {}, newCertificate(CertificateName, newKey(2).Public()), ErrSignature, "another key"},
	} {
		t.Run(name, func(t *testing.T) {
			changed := e
			if test.change != nil {
				test.change(&changed)
				if test.certificate == nil {
					test.certificate = testCertificate()
				}
			}
			err := Verify(changed.Render(), test.certificate)
			require.ErrorIs(t, err, test.reason)
			require.ErrorContains(t, err, test.want)
		})
	}
}

// A subject is signed when there is one, as AWS's validators have it.
func TestVerifyReadsASubject(t *testing.T) {
	e := newSigner(t, V1).Sign(newNotification(t)).Request("").envelope(t)
	var values bodyValues
	require.NoError(t, json.Unmarshal(e.Render(), &values))
	values["Subject"] = ""
	body, err := json.Marshal(values)
	require.NoError(t, err)
	require.ErrorIs(t, Verify(body, testCertificate()), ErrSignature)

	values["Signature"] = base64.StdEncoding.EncodeToString(newSigner(t, V1).sign(values.stringToSign()))
	body, err = json.Marshal(values)
	require.NoError(t, err)
	require.NoError(t, Verify(body, testCertificate()))
}

func TestVerifyHeaders(t *testing.T) {
	r := newSigner(t, V1).Sign(newNotification(t)).Request("")
	received := http.Header{}
	for _, h := range r.Headers {
		received.Set(h.Name, h.Value)
	}
	require.NoError(t, VerifyHeaders(received.Get, r.Body))

	for _, name := range []string{typeHeader, idHeader, topicHeader} {
		for change, other := range map[string]http.Header{"changed": received.Clone(), "missing": received.Clone()} {
			t.Run(name+" "+change, func(t *testing.T) {
				other.Set(name, "other")
				if change == "missing" {
					other.Del(name)
				}
				err := VerifyHeaders(other.Get, r.Body)
				require.ErrorIs(t, err, ErrHeaders)
				require.ErrorContains(t, err, name)
			})
		}
	}
	require.ErrorIs(t, VerifyHeaders(received.Get, nil), ErrMalformed)
}

// envelope reads the request's body.
func (r Request) envelope(t testing.TB) Envelope {
	t.Helper()
	e, err := ParseEnvelope(r.Body)
	require.NoError(t, err)
	return e
}

// Nothing that arrives makes the verification panic, and what it accepts was
// signed.
func FuzzVerify(f *testing.F) {
	whole := newSigner(f, V1).Sign(newNotification(f)).Request("")
	f.Add(whole.Body)
	for _, how := range Tamperings {
		spoilt, err := whole.Tamper(how)
		require.NoError(f, err)
		f.Add(spoilt.Body)
	}
	f.Add([]byte(`{"Type":null}`))
	f.Add([]byte(`[]`))
	want := whole.envelope(f)
	f.Fuzz(func(t *testing.T, body []byte) {
		err := Verify(body, testCertificate())
		for _, how := range Tamperings {
			_, _ = Request{Body: body}.Tamper(how)
		}
		if err == nil {
			require.Equal(t, want.StringToSign(), Request{Body: body}.envelope(t).StringToSign())
			return
		}
		reasons := []error{ErrMalformed, ErrType, ErrVersion, ErrCertificateURL, ErrCertificate, ErrSignature}
		for _, reason := range reasons {
			if strings.HasPrefix(err.Error(), reason.Error()) {
				require.ErrorIs(t, err, reason)
				return
			}
		}
		t.Errorf("no reason: %v", err)
	})
}

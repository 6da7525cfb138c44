package sns

import (
	"encoding/base64"
	"encoding/json"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// Each tampering changes one thing, and is refused for that thing.
func TestTamper(t *testing.T) {
	for _, v := range Versions {
		whole := newSigner(t, v).Sign(newNotification(t)).Request("http://shop.example/ipn")
		before := whole.envelope(t)
		for how, test := range map[Tampering]struct {
			reason error
			bodyOK bool
			// repair undoes the one change, by hand.
			repair func(*Envelope, []Header)
		}{
			TamperSignature:      {ErrSignature, false, func(e *Envelope, _ []Header) { e.Signature = before.Signature }},
			TamperBody:           {ErrSignature, false, func(e *Envelope, _ []Header) { e.Message = message }},
			TamperTopic:          {ErrHeaders, true, func(_ *Envelope, h []Header) { h[2].Value = before.TopicARN }},
			TamperCertificateURL: {ErrCertificateURL, false, func(e *Envelope, _ []Header) { e.SigningCertURL = before.SigningCertURL }},
			TamperVersion:        {ErrVersion, false, func(e *Envelope, _ []Header) { e.SignatureVersion = string(v) }},
		} {
			t.Run(string(how)+" of version "+string(v), func(t *testing.T) {
				spoilt, err := whole.Tamper(how)
				require.NoError(t, err)
				require.ErrorIs(t, spoilt.Verify(testCertificate()), test.reason)
				require.Equal(t, test.bodyOK, Verify(spoilt.Body, testCertificate()) == nil)
				again, err := whole.Tamper(how)
				require.NoError(t, err)
				require.Equal(t, spoilt, again)
				require.NoError(t, whole.Verify(testCertificate()), "the original was changed")

				e, headers := spoilt.envelope(t), slices.Clone(spoilt.Headers)
				test.repair(&e, headers)
				require.Equal(t, whole, Request{headers, e.Render()})
			})
		}
	}
	require.Len(t, Tamperings, 5)
}

func TestTamperedValues(t *testing.T) {
	whole := newSigner(t, V1).Sign(newNotification(t)).Request("http://shop.example/ipn")
	spoilt := func(how Tampering) (Request, Envelope) {
		r, err := whole.Tamper(how)
		require.NoError(t, err)
		return r, r.envelope(t)
	}
	_, e := spoilt(TamperSignature)
	require.Len(t, e.Signature, 344)
	signature, err := base64.StdEncoding.DecodeString(e.Signature)
	require.NoError(t, err)
	require.Less(t, signature[0], byte(0x80))

	_, e = spoilt(TamperBody)
	require.True(t, json.Valid([]byte(e.Message)))
	require.Contains(t, e.Message, `<Amount>29.95<\/Amount>`)

	r, _ := spoilt(TamperTopic)
	require.Equal(t, newTopic(t).ARN()+"X", r.Header(topicHeader))
	require.Equal(t, whole.Body, r.Body)

	_, e = spoilt(TamperCertificateURL)
	require.Equal(t, "https://sns.us-east-1.amazonaws.com.invalid/"+certificateFile, e.SigningCertURL)
}

func TestTamperBody(t *testing.T) {
	for message, want := range map[string]string{
		`<Amount>48.2<\/Amount><Amount>0.0`: `<Amount>58.2<\/Amount><Amount>0.0`,
		`<Amount>0.0`:                       `<Amount>1.0`,
		`<Amount>9.0`:                       `<Amount>1.0`,
		`<Amount>-1`:                        `<Amount>-1 `,
		`<Amount>`:                          `<Amount> `,
		`{"a":1}`:                           `{"a":1} `,
		``:                                  ` `,
	} {
		require.Equal(t, want, otherMessage(message))
	}
}

func TestTamperRefuses(t *testing.T) {
	whole := newSigner(t, V1).Sign(newNotification(t)).Request("")
	_, err := whole.Tamper("colour")
	require.ErrorContains(t, err, `there is no tampering "colour"; write one of [signature body topic certificate_url version]`)

	_, err = Request{Body: []byte("{}")}.Tamper(TamperBody)
	require.ErrorIs(t, err, ErrMalformed)

	_, err = Request{Body: append(whole.Body, '\n')}.Tamper(TamperBody)
	require.ErrorIs(t, err, ErrMalformed)
}

// Even the shortest signature becomes another one.
func TestOtherSignature(t *testing.T) {
	for i := range 256 {
		signature := base64.StdEncoding.EncodeToString([]byte{byte(i)})
		other, err := otherSignature(signature)
		require.NoError(t, err)
		require.NotEqual(t, signature, other)
	}
}

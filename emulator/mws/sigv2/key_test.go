package sigv2

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

const demoSecret = "demoSecretKey/0123456789+abcdefghijklmno"

// demoRequest is the Capture call of the published test vectors, its
// parameters in the order in which a client might send them.
func demoRequest() Request {
	return Request{
		Method: "POST",
		Host:   "mws.amazonservices.com",
		Path:   "/OffAmazonPayments_Sandbox/2013-01-01",
		Pairs: []Pair{
			{"Action", "Capture"},
			{"SellerCaptureNote", "Parcel 1/2 ~ café & more*"},
			{"AWSAccessKeyId", "AKIDEMO0000000000001"},
			{"AmazonAuthorizationId", "S01-4400112-7788990-A000001"},
			{"CaptureAmount.CurrencyCode", "USD"},
			{"CaptureAmount.Amount", "19.95"},
			{"CaptureReferenceId", "cap_demo-1"},
			{"SellerId", "A0DEMOSELLER01"},
			{"Timestamp", "2021-03-04T05:06:07.000Z"},
			{"SignatureMethod", "HmacSHA256"},
			{"SignatureVersion", "2"},
			{"Version", "2013-01-01"},
		},
	}
}

// with returns the request with one parameter set to another value, or added.
func (r Request) with(name, value string) Request {
	pairs := make([]Pair, 0, len(r.Pairs)+1)
	for _, p := range r.Pairs {
		if p.Name != name {
			pairs = append(pairs, p)
		}
	}
	r.Pairs = append(pairs, Pair{name, value})
	return r
}

func TestSignVectors(t *testing.T) {
	local := demoRequest()
	local.Host = "localhost:8443"
	tests := []struct {
		name    string
		request Request
		want    string
	}{
		{"HmacSHA256", demoRequest(), "AQqya4Km0wGQYs2TLgNO1RgQY/FKKKdhal0RHz/TTVg="},
		{"host with a port", local, "qaMWilmo3RsMJ2zj5cBnH6CZ+Shzm7gWDZ+VNeTKWOk="},
		{"HmacSHA1", demoRequest().with("SignatureMethod", "HmacSHA1"), "yCl8aaIGXe7k6GQnBUnyc2xvntY="},
	}
	key := NewKey(demoSecret)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := key.Sign(tt.request)
			require.NoError(t, err)
			require.Equal(t, tt.want, got)

			signed := tt.request.with("Signature", got)
			require.True(t, key.Verify(signed, Strict).Matched)

			again, err := key.Sign(signed)
			require.NoError(t, err)
			require.Equal(t, got, again, "a Signature among the pairs must not be signed")
		})
	}
}

func TestSignRefusesOtherAlgorithms(t *testing.T) {
	for _, name := range []string{"", "HMACSHA256", "HmacSHA512", "hmacsha1"} {
		t.Run("SignatureMethod="+name, func(t *testing.T) {
			_, err := NewKey(demoSecret).Sign(demoRequest().with("SignatureMethod", name))
			require.ErrorIs(t, err, ErrAlgorithm)
		})
	}
	t.Run("absent", func(t *testing.T) {
		_, err := NewKey(demoSecret).Sign(Request{Method: "POST"})
		require.ErrorIs(t, err, ErrAlgorithm)
	})
}

func TestKeyDoesNotShowItsSecret(t *testing.T) {
	key := NewKey(demoSecret)
	_, err := key.Sign(demoRequest())
	require.NoError(t, err)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x"} {
		shown := fmt.Sprintf(verb, key)
		require.NotContains(t, shown, demoSecret)
		require.NotContains(t, shown, fmt.Sprintf("%x", demoSecret))
	}
}

func TestKeyIsSafeForConcurrentUse(t *testing.T) {
	key := NewKey(demoSecret)
	var group sync.WaitGroup
	for n := range 8 {
		group.Go(func() {
			request := demoRequest().with("SellerCaptureNote", strings.Repeat("x", n*50))
			for range 50 {
				signature, err := key.Sign(request)
				if err != nil || !key.Verify(request.with("Signature", signature), Strict).Matched {
					t.Errorf("request %d: signature %q not accepted (%v)", n, signature, err)
					return
				}
			}
		})
	}
	group.Wait()
}

func TestEmptySecretSigns(t *testing.T) {
	key := NewKey("")
	signature, err := key.Sign(demoRequest())
	require.NoError(t, err)
	require.True(t, key.Verify(demoRequest().with("Signature", signature), Strict).Matched)
}

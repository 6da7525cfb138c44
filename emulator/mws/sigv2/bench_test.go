package sigv2

import (
	"strconv"
	"strings"
	"testing"
)

// signedCapture is a Capture call as an SDK sends it: twelve parameters and
// the signature.
func signedCapture(tb testing.TB) Request {
	tb.Helper()
	r := demoRequest()
	signature, err := NewKey(demoSecret).Sign(r)
	if err != nil {
		tb.Fatal(err)
	}
	return r.with("Signature", signature)
}

func BenchmarkVerify(b *testing.B) {
	key, r := NewKey(demoSecret), signedCapture(b)
	b.ReportAllocs()
	for b.Loop() {
		if !key.Verify(r, Lenient).Matched {
			b.Fatal("refused")
		}
	}
}

func BenchmarkVerifyParallel(b *testing.B) {
	key, r := NewKey(demoSecret), signedCapture(b)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if !key.Verify(r, Lenient).Matched {
				b.Fatal("refused")
			}
		}
	})
}

func BenchmarkVerifyRefused(b *testing.B) {
	for _, host := range []string{"mws.amazonservices.com", "LocalHost:8443"} {
		b.Run(host, func(b *testing.B) {
			key, r := NewKey(demoSecret), demoRequest().with("Signature", "AAAA")
			r.Host = host
			b.ReportAllocs()
			for b.Loop() {
				if key.Verify(r, Lenient).Matched {
					b.Fatal("accepted")
				}
			}
		})
	}
}

func BenchmarkSign(b *testing.B) {
	key, r := NewKey(demoSecret), demoRequest()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := key.Sign(r); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParseTimestamp(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ParseTimestamp("2021-03-04T05:06:07.000Z"); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkExplain is what a refused call costs on top of the check: one of
// ordinary size, one of a single long value, and one of as many parameters as
// there may be.
func BenchmarkExplain(b *testing.B) {
	many := demoRequest()
	for i := range 60_000 {
		many.Pairs = append(many.Pairs, Pair{"p" + strconv.Itoa(i), "*"})
	}
	for name, r := range map[string]Request{
		"ordinary": demoRequest(), "long": demoRequest().with("SellerCaptureNote", strings.Repeat("* ", 1<<19)), "many": many,
	} {
		b.Run(name, func(b *testing.B) {
			r = r.with("Signature", macBy("another", ""))
			b.ReportAllocs()
			for b.Loop() {
				if Explain(r, demoSecret, nil).Cause != "" {
					b.Fatal("explained")
				}
			}
		})
	}
}

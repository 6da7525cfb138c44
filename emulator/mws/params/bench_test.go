package params

import (
	"fmt"
	"strings"
	"testing"
)

type capture struct {
	Authorization string   `param:"AmazonAuthorizationId,required"`
	Reference     string   `param:"CaptureReferenceId,required,ref"`
	Amount        price    `param:"CaptureAmount.,required"`
	Note          *string  `param:"SellerCaptureNote,max=255"`
	Descriptor    *string  `param:"SoftDescriptor,max=16"`
	Credits       []credit `param:"ProviderCreditList.member.N."`
}

// captureBody is a Capture call as an SDK sends it, signature included.
const captureBody = "AWSAccessKeyId=AKIDEMO0000000000001&Action=Capture&AmazonAuthorizationId=S01-4400112-7788990-A000001" +
	"&CaptureAmount.Amount=19.95&CaptureAmount.CurrencyCode=USD&CaptureReferenceId=cap_demo-1" +
	"&SellerCaptureNote=Parcel%201%2F2%20~%20caf%C3%A9%20%26%20more%2A&SellerId=A0DEMOSELLER01" +
	"&SignatureMethod=HmacSHA256&SignatureVersion=2&Timestamp=2021-03-04T05%3A06%3A07.000Z&Version=2013-01-01" +
	"&Signature=AQqya4Km0wGQYs2TLgNO1RgQY%2FFKKKdhal0RHz%2FTTVg%3D"

func BenchmarkParse(b *testing.B) {
	body := []byte(captureBody)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse("", body); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkParseLargest is the dearest form there is: as many parameters as
// allowed, in an order that is bad for sorting.
func BenchmarkParseLargest(b *testing.B) {
	var text strings.Builder
	for i := range MaxPairs {
		fmt.Fprintf(&text, "&Name%03d=%%20", i*7919%MaxPairs)
	}
	body := []byte(text.String())
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse("", body); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkGet(b *testing.B) {
	form := parsed(b, captureBody)
	b.ReportAllocs()
	for b.Loop() {
		if _, sent := form.Get("Timestamp"); !sent {
			b.Fatal("absent")
		}
	}
}

func BenchmarkDecode(b *testing.B) {
	form := parsed(b, captureBody)
	b.ReportAllocs()
	for b.Loop() {
		var dst capture
		if err := Decode(form, &dst); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDecodeRefused(b *testing.B) {
	form := parsed(b, "CaptureReferenceId=a.b&CaptureAmount.Amount=0")
	b.ReportAllocs()
	for b.Loop() {
		var dst capture
		if err := Decode(form, &dst); err == nil {
			b.Fatal("accepted")
		}
	}
}

func BenchmarkEncode(b *testing.B) {
	pairs := parsed(b, captureBody).Pairs()
	b.ReportAllocs()
	for b.Loop() {
		Encode(pairs)
	}
}

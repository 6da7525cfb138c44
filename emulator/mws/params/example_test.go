package params_test

import (
	"errors"
	"fmt"
	"reflect"

	"amazon-pay-emulator/emulator/mws/params"
)

type refundInput struct {
	Capture   string  `param:"AmazonCaptureId,required"`
	Reference string  `param:"RefundReferenceId,required,ref"`
	Note      *string `param:"SellerRefundNote,max=10"`
}

func ExampleDecode() {
	form, err := params.Parse("", []byte("RefundReferenceId=no+blanks&SellerRefundNote=Returned+item"))
	if err != nil {
		fmt.Println(err)
		return
	}
	var in refundInput
	var invalid *params.Invalid
	if errors.As(params.Decode(form, &in), &invalid) {
		for _, p := range invalid.Problems {
			fmt.Println(p.Clause())
		}
	}
	// Output:
	// Value null at 'amazonCaptureId' failed to satisfy constraint: Member must not be null
	// Value 'no blanks' at 'refundReferenceId' failed to satisfy constraint: Member must satisfy regular expression pattern: [A-Za-z0-9_-]{1,32}
	// Value 'Returned item' at 'sellerRefundNote' failed to satisfy constraint: Member must have length less than or equal to 10
}

func ExampleDescribe() {
	for _, p := range params.Describe(reflect.TypeFor[refundInput]()) {
		fmt.Println(p.Name, p.Type, p.Required, p.Limit)
	}
	// Output:
	// AmazonCaptureId text true 0
	// RefundReferenceId text true 32
	// SellerRefundNote text false 10
}

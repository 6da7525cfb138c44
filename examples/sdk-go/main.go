// Takes an order from checkout to refund with qor/amazon-pay-sdk-go, and then
// receives notifications (IPNs) with its handler on 127.0.0.1:3000.
//
//	go get github.com/qor/amazon-pay-sdk-go
//	eval "$(amazon-pay-emulator env go)"
//	go run . "$(amazon-pay-emulator order create)" 127.0.0.1:2730
//
// The first argument is the order reference that Amazon's widgets made for a buyer.
// The second one is where the emulator speaks TLS; without it the SDK calls
// Amazon's host. The SDK signs a space as +, which --signature strict refuses.
package main

import (
	"fmt"
	"log"
	"net/http"
	"os"

	amazonpay "github.com/qor/amazon-pay-sdk-go"
)

func main() {
	config := &amazonpay.Config{
		MerchantID: "A2EXAMPLESELLER",
		AccessKey:  "AKIAEXAMPLEACCESSKEY",
		SecretKey:  "example-secret-key",
		Sandbox:    true,
		Region:     "us",
	}
	if len(os.Args) > 2 {
		config.Endpoint = os.Args[2]
	}
	checkout(amazonpay.New(config), os.Args[1])

	http.HandleFunc("POST /ipn", func(w http.ResponseWriter, r *http.Request) {
		ipn, authentic := amazonpay.VerifyIPNRequest(r)
		if !authentic {
			fmt.Println("refused")
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		message, err := ipn.GetMessage()
		check(err)
		fmt.Println("accepted:", message.NotificationType)
	})
	log.Fatal(http.ListenAndServe("127.0.0.1:3000", nil))
}

func checkout(pay *amazonpay.AmazonPay, order string) {
	total := amazonpay.Price{Amount: "106.00", CurrencyCode: "USD"}
	_, err := pay.SetOrderReferenceDetails(order, amazonpay.OrderReferenceAttributes{
		OrderTotal: amazonpay.OrderTotal{Amount: total.Amount, CurrencyCode: total.CurrencyCode},
	})
	check(err)
	check(pay.ConfirmOrderReference(order))

	authorized, err := pay.Authorize(order, order+"-a", total, amazonpay.AuthorizeInput{})
	check(err)
	authorization := authorized.AuthorizeResult.AuthorizationDetails
	fmt.Println("authorization", authorization.AuthorizationStatus.State)

	captured, err := pay.Capture(authorization.AmazonAuthorizationID, order+"-c", total, amazonpay.CaptureInput{})
	check(err)
	capture := captured.CaptureResult.CaptureDetails
	fmt.Println("capture", capture.CaptureStatus.State)

	refunded, err := pay.Refund(capture.AmazonCaptureID, order+"-r", total, amazonpay.RefundInput{})
	check(err)
	fmt.Println("refund", refunded.RefundResult.RefundDetails.RefundStatus.State)
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

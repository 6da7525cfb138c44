// Client is a shop that knows Amazon's names and nothing else: it takes the order
// that its argument names to a capture at mws.amazonservices.com, over TLS, with
// the CAs that the environment says. It prints a line for each step.
package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"
	"time"
)

const (
	host = "mws.amazonservices.com"
	path = "/OffAmazonPayments_Sandbox/2013-01-01"
)

func main() {
	log.SetFlags(0)
	order := os.Args[1]
	call("SetOrderReferenceDetails", "AmazonOrderReferenceId", order,
		"OrderReferenceAttributes.OrderTotal.Amount", "106.00", "OrderReferenceAttributes.OrderTotal.CurrencyCode", "USD")
	call("ConfirmOrderReference", "AmazonOrderReferenceId", order)
	answer := call("Authorize", "AmazonOrderReferenceId", order, "AuthorizationReferenceId", "A", "TransactionTimeout", "0",
		"AuthorizationAmount.Amount", "106.00", "AuthorizationAmount.CurrencyCode", "USD")
	answer = call("Capture", "AmazonAuthorizationId", element(answer, "AmazonAuthorizationId"), "CaptureReferenceId", "C",
		"CaptureAmount.Amount", "106.00", "CaptureAmount.CurrencyCode", "USD")
	call("GetCaptureDetails", "AmazonCaptureId", element(answer, "AmazonCaptureId"))

	// The hosts of certificates and of Login are the emulator's too.
	for _, name := range []string{"sns.us-east-1.amazonaws.com", "api.sandbox.amazon.de"} {
		response, err := http.Get("https://" + name + "/_emulator/health")
		if err != nil {
			log.Fatal(err)
		}
		response.Body.Close()
		fmt.Println(name, response.StatusCode)
	}
}

// call sends one signed call and returns its answer.
func call(action string, parameters ...string) string {
	form := url.Values{
		"Action":           {action},
		"AWSAccessKeyId":   {"AKIAEXAMPLEACCESSKEY"},
		"SellerId":         {"A2EXAMPLESELLER"},
		"SignatureMethod":  {"HmacSHA256"},
		"SignatureVersion": {"2"},
		"Timestamp":        {time.Now().UTC().Format(time.RFC3339)},
		"Version":          {"2013-01-01"},
	}
	for i := 0; i < len(parameters); i += 2 {
		form.Set(parameters[i], parameters[i+1])
	}
	query := strings.ReplaceAll(form.Encode(), "+", "%20") // Encode sorts by name
	mac := hmac.New(sha256.New, []byte("example-secret-key"))
	io.WriteString(mac, "POST\n"+host+"\n"+path+"\n"+query)
	form.Set("Signature", base64.StdEncoding.EncodeToString(mac.Sum(nil)))

	response, err := http.PostForm("https://"+host+path, form)
	if err != nil {
		log.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(action, response.StatusCode, element(string(body), "State"))
	if response.StatusCode != http.StatusOK || response.Header.Get("X-Emulator-Hint") != "" {
		log.Fatalf("%s\n%s", body, response.Header.Get("X-Emulator-Hint"))
	}
	return string(body)
}

// element is the text of the first element of a name, or "".
func element(body, name string) string {
	match := regexp.MustCompile("<" + name + ">([^<]*)<").FindStringSubmatch(body)
	if match == nil {
		return ""
	}
	return match[1]
}

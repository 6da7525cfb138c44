// Command ipn-receiver-go receives Instant Payment Notifications of Amazon Pay,
// verifies them, and prints a line for each. It needs the standard library only
// and knows of the emulator just where certificates come from: without
// --certificates-from it is ready for the real service.
//
//	go run . --certificates-from http://127.0.0.1:2729
//
// verify.go holds all that makes a notification trustworthy.
package main

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"strings"
	"time"
)

func main() {
	listen := flag.String("listen", "127.0.0.1:3000", "`address` to receive notifications at; port 0 picks one")
	from := flag.String("certificates-from", "", "`origin` to fetch certificates from in place of Amazon, such as http://127.0.0.1:2729")
	flag.Parse()

	listener, err := net.Listen("tcp", *listen)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("listening on http://%s/ipn\n", listener.Addr())
	http.Handle("POST /ipn", &receiver{verifier: newVerifier(*from)})
	server := http.Server{ReadTimeout: 10 * time.Second}
	log.Fatal(server.Serve(listener))
}

type receiver struct{ verifier *verifier }

// ServeHTTP answers with what Amazon is to do next: 200, done; 400, this will
// never be right, so don't repeat it; 503, try again later.
func (r *receiver) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	const limit = 256 << 10 // the largest message of SNS
	body, err := io.ReadAll(http.MaxBytesReader(w, request.Body, limit))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	message, err := r.verifier.verify(request.Header, body)
	var later *unavailableError
	switch {
	case errors.As(err, &later):
		fmt.Printf("not now: %v\n", err)
		http.Error(w, err.Error(), http.StatusServiceUnavailable)
	case err != nil:
		fmt.Printf("refused: %v\n", err)
		http.Error(w, err.Error(), http.StatusBadRequest)
	default:
		fmt.Println(describe(message))
	}
}

// describe says what a message is about. A shop would look at its own books
// here, and ask Amazon for the object: messages come twice, late, and in any
// order.
func describe(message string) string {
	var inner struct{ NotificationType, NotificationData string }
	if err := json.Unmarshal([]byte(message), &inner); err != nil {
		return "accepted, but not understood: " + err.Error()
	}
	var data struct {
		Object struct {
			Fields []field `xml:",any"`
		} `xml:",any"`
	}
	if err := xml.Unmarshal([]byte(inner.NotificationData), &data); err != nil || len(data.Object.Fields) == 0 {
		return "accepted, but not understood: " + inner.NotificationData
	}
	var state string
	for _, f := range data.Object.Fields {
		switch {
		case f.XMLName.Local == "ChargebackState":
			state = f.Text
		case f.State != "":
			state = f.State
		}
	}
	// The type of a chargeback has spaces on the wire.
	kind := strings.ReplaceAll(inner.NotificationType, " ", "")
	return fmt.Sprintf("accepted: %s %s %s", kind, data.Object.Fields[0].Text, state)
}

// field is an element of the object: the first is its id, and one of them, such
// as CaptureStatus, has the state.
type field struct {
	XMLName xml.Name
	Text    string `xml:",chardata"`
	State   string `xml:"State"`
}

package command

import (
	"encoding/pem"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"sync"

	"github.com/rogpeppe/go-internal/testscript"
)

// receiver is a merchant's endpoint for notifications.
type receiver struct {
	mu       sync.Mutex
	statuses []int // of the answers to come, the last for ever
	got      []string
}

// receiversKey is where a script keeps its receivers.
type receiversKey struct{}

func (r *receiver) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	body, _ := io.ReadAll(q.Body)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.got = append(r.got, string(body))
	w.WriteHeader(r.statuses[0])
	if len(r.statuses) > 1 {
		r.statuses = r.statuses[1:]
	}
}

func startReceiver(ts *testscript.TestScript, _ bool, args []string) {
	r := &receiver{}
	for _, arg := range args[1:] {
		status, err := strconv.Atoi(arg)
		ts.Check(err)
		r.statuses = append(r.statuses, status)
	}
	if len(r.statuses) == 0 {
		r.statuses = []int{http.StatusOK}
	}
	server := httptest.NewUnstartedServer(r)
	if strings.HasSuffix(args[0], "_TLS") {
		server.StartTLS()
		certificate := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
		ts.Check(os.WriteFile(ts.MkAbs(args[0]+".pem"), certificate, 0o600))
	} else {
		server.Start()
	}
	ts.Defer(server.Close)
	ts.Setenv(args[0], server.URL)
	ts.Setenv(args[0]+"_ADDRESS", server.Listener.Addr().String())
	ts.Value(receiversKey{}).(map[string]*receiver)[args[0]] = r
}

func showReceived(ts *testscript.TestScript, _ bool, args []string) {
	r, ok := ts.Value(receiversKey{}).(map[string]*receiver)[args[0]]
	if !ok {
		ts.Fatalf("there is no receiver %s", args[0])
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	var text strings.Builder
	for i, body := range r.got {
		fmt.Fprintf(&text, "--- %d\n%s\n", i+1, body)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]+".txt"), []byte(text.String()), 0o600))
}

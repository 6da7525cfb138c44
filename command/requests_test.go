package command

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"
)

// A line says what became of a call, also when nothing was answered.
func TestPrintRequests(t *testing.T) {
	completed := statusAnswer{State: "Completed"}
	for name, tt := range map[string]struct {
		request requestAnswer
		want    string
	}{
		"answered":               {requestAnswer{Status: 200, After: completed}, "200  Completed"},
		"replayed":               {requestAnswer{Status: 200, After: completed, Replay: true}, "200  Completed (replay)"},
		"refused":                {requestAnswer{Status: 503, Code: "RequestThrottled"}, "503  RequestThrottled"},
		"an answer that is lost": {requestAnswer{Status: 500, Code: "InternalServerError", After: completed, Applied: true}, "500  InternalServerError (applied)"},
		"reset":                  {requestAnswer{Fault: "reset", After: completed}, "0  reset"},
		"reset when it was done": {requestAnswer{Fault: "reset", After: completed, Applied: true}, "0  reset (applied)"},
		"cut":                    {requestAnswer{Status: 200, Fault: "truncate", After: completed, Applied: true, Replay: true}, "200  truncate (applied) (replay)"},
	} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			tt.request.At, tt.request.SellerID, tt.request.Operation, tt.request.Object = "T", "S", "Capture", "O"
			require.NoError(t, printRequests(&Program{Stdout: &out}, []requestAnswer{tt.request}))
			require.Equal(t, "T  S  Capture  -  "+tt.want+"  O\n", out.String())
		})
	}
}

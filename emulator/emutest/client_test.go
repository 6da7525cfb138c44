package emutest

import (
	"io"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

// Amazon's own addresses are the emulator, and no other host is reached.
func TestClient(t *testing.T) {
	e := Start(t)
	require.Same(t, e.Client(), e.Seller(t).Client())
	for name, test := range map[string]struct{ url, want string }{
		"the API, live":    {"https://mws.amazonservices.com/OffAmazonPayments/2013-01-01", "MissingParameter"},
		"the API in plain": {"http://mws-eu.amazonservices.com/OffAmazonPayments_Sandbox/2013-01-01", "MissingParameter"},
		"the emulator":     {e.URL + "/_emulator/version", "emutest"},
	} {
		t.Run(name, func(t *testing.T) {
			response, err := e.Client().Get(test.url)
			require.NoError(t, err)
			defer response.Body.Close()
			body, err := io.ReadAll(response.Body)
			require.NoError(t, err)
			require.Contains(t, string(body), test.want)
		})
	}
	_, err := e.Client().Get("https://example.org/")
	require.ErrorContains(t, err, http.StatusText(http.StatusForbidden))
}

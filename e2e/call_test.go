package e2e

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// call sends one signed API call of the default seller and returns status and
// body of the answer. It signs on its own, by the rules of Signature Version 2,
// so that it agrees with the emulator only when both are right.
func call(t *testing.T, address string, parameters map[string]string) (status int, body string) {
	t.Helper()
	const path = "/OffAmazonPayments_Sandbox/2013-01-01"
	form := url.Values{
		"AWSAccessKeyId":   {"AKIAEXAMPLEACCESSKEY"},
		"SellerId":         {"A2EXAMPLESELLER"},
		"SignatureMethod":  {"HmacSHA256"},
		"SignatureVersion": {"2"},
		"Timestamp":        {time.Now().UTC().Format(time.RFC3339)},
		"Version":          {"2013-01-01"},
	}
	for name, value := range parameters {
		form.Set(name, value)
	}
	host := strings.TrimPrefix(address, "http://")
	query := strings.ReplaceAll(form.Encode(), "+", "%20") // Encode sorts by name
	mac := hmac.New(sha256.New, []byte("example-secret-key"))
	io.WriteString(mac, "POST\n"+host+"\n"+path+"\n"+query)
	form.Set("Signature", base64.StdEncoding.EncodeToString(mac.Sum(nil)))

	client := http.Client{Timeout: 10 * time.Second}
	response, err := client.PostForm(address+path, form)
	require.NoError(t, err)
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return response.StatusCode, string(content)
}

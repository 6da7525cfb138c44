package command

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"encoding/pem"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/stretchr/testify/require"
)

// connect asks the emulator's proxy for a tunnel, and expects a status.
func connect(ts *testscript.TestScript, _ bool, args []string) {
	c, err := net.Dial("tcp", ts.Getenv("ADDRESS"))
	ts.Check(err)
	defer c.Close()
	_, err = fmt.Fprintf(c, "CONNECT %s HTTP/1.1\r\nHost: %[1]s\r\n\r\n", args[1])
	ts.Check(err)
	response, err := http.ReadResponse(bufio.NewReader(c), &http.Request{Method: http.MethodConnect})
	ts.Check(err)
	if got := strconv.Itoa(response.StatusCode); got != args[0] {
		ts.Fatalf("CONNECT %s: got %s, want %s", args[1], got, args[0])
	}
}

// presents asks the port for TLS for a host, and expects the first certificate of
// a file.
func presents(ts *testscript.TestScript, neg bool, args []string) {
	c, err := tls.Dial("tcp", ts.Getenv("TLS_ADDRESS"), &tls.Config{ServerName: args[0], InsecureSkipVerify: true})
	ts.Check(err)
	defer c.Close()
	block, _ := pem.Decode([]byte(ts.ReadFile(args[1])))
	if same := bytes.Equal(block.Bytes, c.ConnectionState().PeerCertificates[0].Raw); same == neg {
		ts.Fatalf("the certificate for %s: the same as in %s: %t", args[0], args[1], same)
	}
}

func TestOwnCertificateThatIsWrong(t *testing.T) {
	folder := t.TempDir()
	file := func(name, content string) string {
		path := filepath.Join(folder, name)
		require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
		return path
	}
	const secret = "c2VjcmV0LXNlY3JldC1zZWNyZXQ="
	pemOf := func(kind string) string {
		return "-----BEGIN " + kind + "-----\n" + secret + "\n-----END " + kind + "-----\n"
	}
	cert, key, text := file("cert.pem", pemOf("CERTIFICATE")), file("key.pem", pemOf("PRIVATE KEY")), file("text", secret)
	missing := filepath.Join(folder, "missing")
	for name, test := range map[string]struct{ cert, key, says string }{
		"a key alone":          {"", key, "tls-key: goes with tls-cert"},
		"a certificate alone":  {cert, "", "tls-cert: goes with tls-key"},
		"no certificate":       {missing, key, "tls-cert: open " + missing},
		"no key":               {cert, missing, "tls-key: open " + missing},
		"a folder":             {folder, key, "tls-cert: read " + folder},
		"a text":               {text, key, "tls-cert: " + text + " holds no certificate"},
		"a text for a key":     {cert, text, "tls-key: " + text + " holds no private key"},
		"a broken certificate": {cert, key, "tls-cert " + cert + " and tls-key " + key},
		"the other way round":  {key, cert, "tls-cert " + key + " and tls-key " + cert},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := readOwnCertificate(test.cert, test.key)
			require.ErrorContains(t, err, test.says)
			require.NotContains(t, err.Error(), secret)
		})
	}
	own, err := readOwnCertificate("", "")
	require.NoError(t, err)
	require.Nil(t, own)
}

package e2e

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// kills is how often the emulator is killed under load.
const kills = 50

// victim is an emulator with a data folder that is going to be killed.
type victim struct {
	t   *testing.T
	cmd *exec.Cmd
	url string
}

// raise starts the emulator over a folder and waits until it is ready.
func raise(t *testing.T, dir string, flags ...string) *victim {
	t.Helper()
	program, err := build()
	require.NoError(t, err, "go build")
	args := []string{"serve", "--listen", "127.0.0.1:0", "--tls-listen", "none", "--fixtures", "none", "--data-dir", dir, "--ca-dir", filepath.Join(binDir, "ca")}
	cmd := exec.Command(program, append(args, flags...)...)
	var log bytes.Buffer
	cmd.Stderr = &log
	stdout, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		_ = cmd.Wait()
		require.FailNow(t, "the emulator ended before it was ready", log.String())
	}
	return &victim{t: t, cmd: cmd, url: strings.Fields(line)[1]}
}

// kill ends it as nothing can be prepared for.
func (v *victim) kill() {
	v.t.Helper()
	require.NoError(v.t, v.cmd.Process.Kill())
	_ = v.cmd.Wait() // it says that it was killed
}

// post sends a call; it fails when the emulator dies.
func (v *victim) post(path, contentType, body string) (string, error) {
	response, err := http.Post(v.url+path, contentType, strings.NewReader(body))
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	var answer bytes.Buffer
	if _, err := answer.ReadFrom(response.Body); err != nil {
		return "", err
	}
	if response.StatusCode >= 300 {
		return "", fmt.Errorf("%s: %s", response.Status, answer.String())
	}
	return answer.String(), nil
}

// api makes an unsigned call of a key that nobody configured, which is taken.
func (v *victim) api(element, action string, pairs ...string) (string, error) {
	form := "AWSAccessKeyId=AKIANOBODY&SignatureMethod=HmacSHA256&SignatureVersion=2&Signature=x&SellerId=A2EXAMPLESELLER&Timestamp=" +
		url.QueryEscape(time.Now().UTC().Format(time.RFC3339)) + "&Action=" + action
	for i := 0; i < len(pairs); i += 2 {
		form += "&" + pairs[i] + "=" + pairs[i+1]
	}
	answer, err := v.post("/OffAmazonPayments_Sandbox/2013-01-01", "application/x-www-form-urlencoded", form)
	_, rest, _ := strings.Cut(answer, "<"+element+">")
	id, _, _ := strings.Cut(rest, "<")
	return id, err
}

// capture makes an order, an authorization and a capture, and returns the id of
// the latter.
func (v *victim) capture(reference string) (string, error) {
	_, authorization, err := v.authorize(reference)
	if err != nil {
		return "", err
	}
	return v.api("AmazonCaptureId", "Capture", "AmazonAuthorizationId", authorization, "CaptureReferenceId", reference,
		"CaptureAmount.Amount", "10", "CaptureAmount.CurrencyCode", "USD")
}

// authorize makes an order and an authorization.
func (v *victim) authorize(reference string) (order, authorization string, err error) {
	answer, err := v.post("/_emulator/order-references", "application/json", `{"state":"Open","amount":{"amount":"10.00","currency":"USD"}}`)
	if err != nil {
		return "", "", err
	}
	var made struct{ ID string }
	if err := json.Unmarshal([]byte(answer), &made); err != nil {
		return "", "", err
	}
	authorization, err = v.api("AmazonAuthorizationId", "Authorize", "AmazonOrderReferenceId", made.ID, "AuthorizationReferenceId", reference,
		"TransactionTimeout", "0", "AuthorizationAmount.Amount", "10", "AuthorizationAmount.CurrencyCode", "USD")
	return made.ID, authorization, err
}

var captured = regexp.MustCompile(`"id": "(S01-\d{7}-\d{7}-C\d{6})"`)

// Every capture that was answered is there after the emulator was killed, none is
// there twice, and nothing is half there: what it knows is right in every detail,
// for it can be put back.
func TestKilledUnderLoad(t *testing.T) {
	requireE2E(t)
	dir := t.TempDir()
	answered := map[string]string{} // reference ids by capture
	v := raise(t, dir)
	for n := range kills {
		var mu sync.Mutex
		var load sync.WaitGroup
		enough := make(chan struct{})
		for worker := range 4 {
			load.Go(func() {
				for i := 0; ; i++ {
					reference := fmt.Sprintf("ref-%d-%d-%d", n, worker, i)
					id, err := v.capture(reference)
					if err != nil {
						if worker == 0 && i <= n%7 {
							t.Error(err) // before it was killed
							close(enough)
						}
						return
					}
					mu.Lock()
					if other, twice := answered[id]; twice {
						t.Errorf("%s is the id of %s and of %s", id, other, reference)
					}
					answered[id] = reference
					if worker == 0 && i == n%7 {
						close(enough)
					}
					mu.Unlock()
				}
			})
		}
		<-enough
		v.kill()
		load.Wait()
		v = raise(t, dir)
	}
	response, err := http.Get(v.url + "/_emulator/state")
	require.NoError(t, err)
	defer response.Body.Close()
	var state bytes.Buffer
	_, err = state.ReadFrom(response.Body)
	require.NoError(t, err)
	seen := map[string]bool{}
	for _, found := range captured.FindAllStringSubmatch(state.String(), -1) {
		seen[found[1]] = true
	}
	for id, reference := range answered {
		require.True(t, seen[id], "%s (%s) was answered and is lost", id, reference)
	}
	request, err := http.NewRequest(http.MethodPut, v.url+"/_emulator/state", &state)
	require.NoError(t, err)
	request.Header.Set("Content-Type", "application/json")
	put, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer put.Body.Close()
	require.Equal(t, http.StatusOK, put.StatusCode)
	v.kill()
	require.Greater(t, len(answered), kills)
}

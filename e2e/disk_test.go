package e2e

import (
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// smallDisk is a folder on a disk of its own, of 4 MB.
func smallDisk(t *testing.T) string {
	t.Helper()
	if os.Getuid() != 0 {
		require.Empty(t, os.Getenv("CI"), "only root can make a small disk")
		t.Skip("only root can make a small disk")
	}
	dir := t.TempDir()
	err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=4m")
	if errors.Is(err, syscall.EPERM) {
		require.Empty(t, os.Getenv("CI"), "nobody can make a small disk here")
		t.Skip("nobody can make a small disk here")
	}
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, syscall.Unmount(dir, 0)) })
	return dir
}

// stuff leaves no room in a folder.
func stuff(t *testing.T, name string) {
	t.Helper()
	f, err := os.Create(name)
	require.NoError(t, err)
	defer f.Close()
	for size := 4096; size > 0; size /= 2 {
		for err = nil; err == nil; {
			_, err = f.Write(make([]byte, size))
		}
		require.ErrorIs(t, err, syscall.ENOSPC)
	}
}

// get is the answer of the admin API.
func (v *victim) get(path string) string {
	v.t.Helper()
	response, err := http.Get(v.url + path)
	require.NoError(v.t, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	require.NoError(v.t, err)
	return string(body)
}

// state is all objects that the emulator knows.
func (v *victim) state() string { return v.get("/_emulator/objects") }

// What finds no room on the disk is refused and has not happened; once there is
// room the emulator goes on.
func TestFullDisk(t *testing.T) {
	requireE2E(t)
	disk := smallDisk(t)
	dir, filler := filepath.Join(disk, "data"), filepath.Join(disk, "filler")
	v := raise(t, dir, "--clock", "frozen")
	order, authorization, err := v.authorize("kept")
	require.NoError(t, err)
	stuff(t, filler)
	// A few changes still fit into what the file has.
	var refused error
	for n := 0; refused == nil; n++ {
		_, refused = v.post("/_emulator/order-references", "application/json", `{}`)
		require.Less(t, n, 10_000)
	}
	require.ErrorContains(t, refused, "500 ")
	require.ErrorContains(t, refused, "make room where --data-dir is")
	before := v.state()
	capture := func() (string, error) {
		return v.api("AmazonCaptureId", "Capture", "AmazonAuthorizationId", authorization, "CaptureReferenceId", "kept", "CaptureAmount.Amount", "10", "CaptureAmount.CurrencyCode", "USD")
	}
	for range 3 {
		_, err := capture()
		require.ErrorContains(t, err, "500 ")
		require.Contains(t, v.get("/_emulator/requests"), "could not be written to the data folder", "the hint")
	}
	require.Equal(t, before, v.state(), "nothing has changed")

	require.NoError(t, os.Remove(filler))
	id, err := capture() // the very call
	require.NoError(t, err)
	require.Contains(t, id, order+"-C")
	after := v.state()
	v.kill()
	v = raise(t, dir, "--clock", "frozen")
	require.Equal(t, after, v.state(), "what was answered is there, and nothing else")
	v.kill()
}

package pki

import (
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// asNobody runs a test once more as a user for whom permissions count, when it is
// root's: root may write anywhere. It says whether that was done.
func asNobody(t *testing.T) bool {
	t.Helper()
	if os.Getuid() != 0 {
		return false
	}
	folder, err := os.MkdirTemp("", "nobody-") // t.TempDir is below a folder that is root's alone
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, os.RemoveAll(folder)) })
	require.NoError(t, os.Chmod(folder, 0o777))
	program, err := os.ReadFile(os.Args[0])
	require.NoError(t, err)
	copied := filepath.Join(folder, "test")
	require.NoError(t, os.WriteFile(copied, program, 0o755))
	require.NoError(t, os.Chmod(copied, 0o755))
	again := exec.Command(copied, "-test.run=^"+t.Name()+"$", "-test.v")
	again.Dir, again.Env = folder, []string{"TMPDIR=" + folder}
	const nobody = 65534
	again.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	out, err := again.CombinedOutput()
	require.NoErrorf(t, err, "%s", out)
	require.Contains(t, string(out), "--- PASS: "+t.Name())
	return true
}

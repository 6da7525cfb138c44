package store_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
)

// What is written to a file that nobody will find again is not kept: it is said,
// and nothing has changed.
func TestFolderThatIsTakenAway(t *testing.T) {
	for name, take := range map[string]func(t *testing.T, dir string){
		"the folder is removed": func(t *testing.T, dir string) { require.NoError(t, os.RemoveAll(dir)) },
		"the file is removed":   func(t *testing.T, dir string) { require.NoError(t, os.Remove(filepath.Join(dir, "state.db"))) },
		"the lock is removed":   func(t *testing.T, dir string) { require.NoError(t, os.Remove(filepath.Join(dir, "lock"))) },
		"the file is replaced": func(t *testing.T, dir string) {
			file := filepath.Join(dir, "state.db")
			data, err := os.ReadFile(file)
			require.NoError(t, err)
			require.NoError(t, os.Rename(file, file+".old"))
			require.NoError(t, os.WriteFile(file, data, 0o600))
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "data")
			w := open(t, dir)
			a := w.Account(first)
			create := func() error {
				_, err := a.Create(engine.Arrangement{Environment: emulator.Sandbox, Buyer: &emulator.Buyer{}})
				return err
			}
			require.NoError(t, create())
			take(t, dir)
			require.ErrorContains(t, create(), "removed or replaced")
			require.Len(t, a.Objects("", ""), 1)
		})
	}
}

package store

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"go.etcd.io/bbolt"

	"amazon-pay-emulator/emulator/engine"
)

// A file of another format is refused by name, and left as it is, even when
// nothing else in it can be understood.
func TestOtherFormats(t *testing.T) {
	for name, test := range map[string]struct {
		format uint64
		want   string
	}{
		"newer": {format + 1, "it has the format 2 of a newer version; this one knows 1"},
		"older": {format - 1, "it has the format 0, which this version does not know any more"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			s, _, err := Open(dir)
			require.NoError(t, err)
			require.NoError(t, s.Write(nil, &engine.KeptTemplate{}))
			require.NoError(t, s.update(func(tx *bbolt.Tx) error {
				w := newWriter()
				w.uint(test.format)
				return tx.Bucket(metaBucket).Put(formatKey, seal(metaBucket, formatKey, w))
			}))
			require.NoError(t, s.Close())
			file := filepath.Join(dir, fileName)
			before, err := os.ReadFile(file)
			require.NoError(t, err)
			_, _, err = Open(dir)
			require.ErrorContains(t, err, test.want)
			require.ErrorContains(t, err, "it was left as it is")
			after, err := os.ReadFile(file)
			require.NoError(t, err)
			require.True(t, bytes.Equal(before, after))
		})
	}
}

package mws_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/diff"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "rewrite the files of testdata/wire by what the face answers now")

// wireFiles lists the wire cases. None at all is a mistake, not a success.
func wireFiles(t testing.TB) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", "wire", "*.txt"))
	require.NoError(t, err)
	require.NotEmpty(t, files, "no wire cases found")
	return files
}

// play runs a wire file and returns what it should look like and the calls in
// it.
func play(t *testing.T, file string) (want, got string, calls []exchange) {
	t.Helper()
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	s := &script{t: t, name: filepath.Base(file)}
	got = s.run(string(text))
	require.NotEmpty(t, s.calls, "%s calls nothing", file)
	return string(text), got, s.calls
}

// TestWire holds every answer against its file, byte by byte. With -update the
// files follow the face, and the test fails once more to show how they changed.
func TestWire(t *testing.T) {
	for _, file := range wireFiles(t) {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			want, got, _ := play(t, file)
			if want == got {
				return
			}
			changes := string(diff.Diff(file, []byte(want), "what the face answers", []byte(got)))
			if !*update {
				t.Fatal("go test -run TestWire -update rewrites this file:\n" + changes)
			}
			require.NoError(t, os.WriteFile(file, []byte(got), 0o644))
			t.Error("rewritten; read what has changed, and run the test again:\n" + changes)
		})
	}
}

// TestWireTwice plays every file again: the same seed and the same calls give
// the same answers, request ids and timestamps included.
func TestWireTwice(t *testing.T) {
	for _, file := range wireFiles(t) {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			_, first, one := play(t, file)
			_, second, two := play(t, file)
			require.Equal(t, first, second)
			for i := range one {
				require.Equal(t, one[i].answer.Header(), two[i].answer.Header())
			}
		})
	}
}

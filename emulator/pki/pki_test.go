package pki

import (
	"context"
	"crypto/x509"
	"maps"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const testCRL = "http://127.0.0.1:2729/_emulator/ca.crl"

var start = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// clock is the machine's time in a test.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Set(now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = now
}

// options are the usual ones for a directory.
func options(dir string) Options {
	return Options{Dir: dir, CRLURL: func() string { return testCRL }, Now: (&clock{now: start}).Now}
}

// shared is an authority in memory, for tests that only look at it.
var shared = sync.OnceValue(func() *Authority {
	o := options("")
	o.Hosts = []string{"Emulator.test", "192.168.7.9", "emu_lator"}
	a, err := Open(o)
	if err != nil {
		panic(err)
	}
	a.Prepare()
	return a
})

// storedFiles are the files of an authority.
var storedFiles = sync.OnceValue(func() map[string][]byte {
	dir, err := os.MkdirTemp("", "pki")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	a, err := Open(options(dir))
	if err == nil {
		_, err = a.Signing(context.Background())
	}
	if err != nil {
		panic(err)
	}
	files := map[string][]byte{}
	for _, name := range madeInOrder {
		if files[name], err = os.ReadFile(filepath.Join(dir, name)); err != nil {
			panic(err)
		}
	}
	return files
})

// newDir is a directory with the files of an authority, changed.
func newDir(t testing.TB, change func(files map[string][]byte)) string {
	t.Helper()
	dir, files := t.TempDir(), maps.Clone(storedFiles())
	if change != nil {
		change(files)
	}
	for name, content := range files {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), content, 0o600))
	}
	return dir
}

// snapshot is what is in a directory.
func snapshot(t testing.TB, dir string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	files := map[string]string{}
	for _, entry := range entries {
		content, err := os.ReadFile(filepath.Join(dir, entry.Name()))
		require.NoError(t, err)
		files[entry.Name()] = string(content)
	}
	return files
}

func open(t testing.TB, o Options) *Authority {
	t.Helper()
	a, err := Open(o)
	require.NoError(t, err)
	return a
}

func rootOf(t testing.TB, a *Authority) *x509.Certificate {
	t.Helper()
	c, err := a.Root(t.Context())
	require.NoError(t, err)
	return c
}

func signingOf(t testing.TB, a *Authority) Signing {
	t.Helper()
	s, err := a.Signing(t.Context())
	require.NoError(t, err)
	return s
}

// trust is what a client has that trusts the authority.
func trust(t testing.TB, a *Authority) *x509.CertPool {
	t.Helper()
	content, err := a.RootPEM(t.Context())
	require.NoError(t, err)
	pool := x509.NewCertPool()
	require.True(t, pool.AppendCertsFromPEM(content))
	return pool
}

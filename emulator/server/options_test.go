package server

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
	"amazon-pay-emulator/fixtures"
)

func TestOptionsThatAreRefused(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	for name, test := range map[string]struct {
		change func(*Options)
		says   []string
	}{
		"no seller":            {func(o *Options) { o.Default = Seller{} }, []string{"default seller"}},
		"a signature mode":     {func(o *Options) { o.Signature = "loose" }, []string{`"loose"`, "strict, known or off"}},
		"a throttle":           {func(o *Options) { o.Throttle = "on" }, []string{`"on"`, "off, sandbox or production"}},
		"an address":           {func(o *Options) { o.Listen = []string{"2729"} }, []string{`"2729"`, "HOST:PORT"}},
		"a port":               {func(o *Options) { o.Listen = []string{"localhost:http"} }, []string{`"localhost:http"`, "number"}},
		"a large port":         {func(o *Options) { o.Listen = []string{":65536"} }, []string{"65535"}},
		"a pattern of hosts":   {func(o *Options) { o.ProxyPassthrough = []string{"a.test", "*.test"} }, []string{`"*.test"`, "no wildcards"}},
		"several at once":      {func(o *Options) { o.Listen, o.Signature = []string{":x", ":y"}, "z" }, []string{":x", ":y", `"z"`}},
		"a folder that is not": {func(o *Options) { o.PortsFile = filepath.Join(folder, "no", "ports") }, []string{"there is no folder"}},
		"a file as a folder":   {func(o *Options) { o.PortsFile = filepath.Join(file, "ports") }, []string{"not a folder"}},
		"a folder as a file":   {func(o *Options) { o.PortsFile = folder }, []string{"this is a folder"}},
		"too many records":     {func(o *Options) { o.Keep = MostKept + 1 }, []string{"1000001", "up to 1000000"}},
		"fewer than none":      {func(o *Options) { o.Keep = -1 }, []string{"-1"}},
		"a device as a file":   {func(o *Options) { o.PortsFile = os.DevNull }, []string{"this is not a plain file"}},
	} {
		t.Run(name, func(t *testing.T) {
			o := Options{Default: example, KeysInMemory: true}
			test.change(&o)
			_, err := New(o)
			for _, text := range test.says {
				require.ErrorContains(t, err, text)
			}
		})
	}
}

func TestReachable(t *testing.T) {
	for address, want := range map[string]string{
		"127.0.0.1:2729":   "127.0.0.1:2729",
		":2729":            "127.0.0.1:2729",
		"0.0.0.0:2729":     "127.0.0.1:2729",
		"[::]:2729":        "127.0.0.1:2729",
		"[::1]:2729":       "[::1]:2729",
		"192.0.2.7:80":     "192.0.2.7:80",
		"pay.example:2729": "pay.example:2729",
		"nonsense":         "nonsense",
	} {
		require.Equal(t, want, Reachable(address), address)
	}
}

func load(t *testing.T, text string) fixtures.Fixture {
	t.Helper()
	f, problems := fixtures.Parse("shop.yaml", []byte(text))
	require.Empty(t, problems)
	return f
}

func TestSellers(t *testing.T) {
	s := newServer(t, func(o *Options) {
		o.Sellers = []Seller{
			{ID: "A2SECOND", AccessKey: "second", SecretKey: "s2", Region: emulator.UK, StoreName: "Configured"},
			{ID: example.ID, AccessKey: "never", SecretKey: "never"},
		}
		o.Fixture = load(t, `
sellers:
  - {id: A2THIRD, access_key: third, secret_key: s3}
  - {id: A2SECOND, store_name: Of the fixture}
  - {id: A2EXAMPLESELLER, access_key: never, secret_key: never}
`)
	})
	var got []engine.Seller
	for _, a := range s.engine.Accounts() {
		got = append(got, a.Seller())
	}
	require.Equal(t, []engine.Seller{
		{ID: example.ID, AccessKey: example.AccessKey, SecretKey: example.SecretKey, Region: emulator.US, StoreName: "Example Store"},
		{ID: "A2SECOND", AccessKey: "second", SecretKey: "s2", Region: emulator.UK, StoreName: "Of the fixture"},
		{ID: "A2THIRD", AccessKey: "third", SecretKey: "s3", Region: emulator.US, StoreName: "Example Store"},
	}, got)
	require.Equal(t, example.ID, s.engine.Default())
}

func TestWorld(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	with := func(seed uint64, rules emulator.Rules) *Server {
		return newServer(t, func(o *Options) {
			o.Seed, o.Rules, o.ClockStart = seed, rules, now
			o.Fixture = load(t, `
buyers: [{name: Bo, email: bo@example.test}]
orders:
  - total: 106.00 USD
    created: -8d
    authorizations: [{amount: 106.00 USD, created: -8d}]
`)
		})
	}
	ids := func(s *Server) (list []string) {
		for _, x := range s.engine.Account(example.ID).Objects("", "") {
			list = append(list, x.ID+" "+string(x.Status.State))
		}
		return list
	}
	first := ids(with(1, emulator.Rules{}))
	require.Len(t, first, 2)
	require.Equal(t, first, ids(with(1, emulator.Rules{})), "the same seed")
	require.NotEqual(t, first, ids(with(2, emulator.Rules{})), "another seed")
	require.NotEqual(t, first, ids(with(1, emulator.LikeSandbox())), "another profile")

	buyer := with(1, emulator.Rules{}).opts.buyer()
	require.Equal(t, "Bo", buyer().Name)
	require.NotSame(t, buyer(), buyer())
}

func TestFixtureThatCannotBe(t *testing.T) {
	_, err := New(Options{Default: example, KeysInMemory: true, Fixture: load(t, `
orders:
  - total: 106.00 USD
    authorizations: [{amount: 1060.00 USD}]
`)})
	require.ErrorContains(t, err, "shop.yaml:4:")
}

package command

import (
	"io/fs"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/server"
	"amazon-pay-emulator/ipnsender/sns"
)

// files is a folder for configure to read from.
type files map[string]string

func (f files) read(name string) ([]byte, error) {
	if text, ok := f[name]; ok {
		return []byte(text), nil
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

func TestSettingsWithoutAnything(t *testing.T) {
	c, warnings, err := configure(inputs{read: files{}.read})
	require.NoError(t, err)
	require.Empty(t, warnings)
	require.Equal(t, config{
		listen: []string{"127.0.0.1:2729"}, tlsListen: []string{"127.0.0.1:2730"}, fixtures: []string{"default"}, signature: "known", throttle: "off",
		profile: "production", rules: emulator.Production(), clock: "follow", clockRate: 1, logFormat: "auto", keep: 10_000,
		ipn: ipnConfig{retry: "sns", signature: sns.V1},
	}, c)
	require.Equal(t, server.Seller{
		ID: "A2EXAMPLESELLER", AccessKey: "AKIAEXAMPLEACCESSKEY", SecretKey: "example-secret-key", Region: "us",
	}, c.defaultSeller(nil))
}

// Each setting can be given in each of the three ways.
func TestEverySettingEveryWay(t *testing.T) {
	seed := uint64(18446744073709551615)
	values := map[string]struct {
		text string
		want func(*config)
	}{
		"listen":                {":2729, [::1]:0", func(c *config) { c.listen = []string{":2729", "[::1]:0"} }},
		"ports-file":            {"/run/ports.json", func(c *config) { c.portsFile = "/run/ports.json" }},
		"fixtures":              {"default,/shop.yaml", func(c *config) { c.fixtures = []string{"default", "/shop.yaml"} }},
		"scenario":              {"flaky,/mine.yaml", func(c *config) { c.scenarios = []string{"flaky", "/mine.yaml"} }},
		"seller-id":             {"A2MINE", func(c *config) { c.seller.ID = "A2MINE" }},
		"access-key":            {"AKIAMINE", func(c *config) { c.seller.AccessKey = "AKIAMINE" }},
		"secret-key":            {"s3cret/+=", func(c *config) { c.seller.SecretKey = "s3cret/+=" }},
		"region":                {"jp", func(c *config) { c.seller.Region = emulator.JP }},
		"signature":             {"strict", func(c *config) { c.signature = "strict" }},
		"profile":               {"sandbox", func(c *config) { c.profile, c.rules = "sandbox", emulator.LikeSandbox() }},
		"throttle":              {"production", func(c *config) { c.throttle = "production" }},
		"clock":                 {"0.5x", func(c *config) { c.clock, c.clockRate = "0.5x", 0.5 }},
		"clock-start":           {"2026-03-01T13:00:00.5+01:00", func(c *config) { c.clockStart = time.Date(2026, 3, 1, 12, 0, 0, 5e8, time.UTC) }},
		"seed":                  {"18446744073709551615", func(c *config) { c.seed = &seed }},
		"tls-listen":            {":2730, [::1]:0", func(c *config) { c.tlsListen = []string{":2730", "[::1]:0"} }},
		"tls-host":              {"emulator,192.0.2.1", func(c *config) { c.tlsHosts = []string{"emulator", "192.0.2.1"} }},
		"tls-cert":              {"/tls/own.pem", func(c *config) { c.tlsCert = "/tls/own.pem" }},
		"tls-key":               {"/tls/own-key.pem", func(c *config) { c.tlsKey = "/tls/own-key.pem" }},
		"proxy-passthrough":     {"images.test, [::1]:8443", func(c *config) { c.passing = []string{"images.test", "[::1]:8443"} }},
		"admin-host":            {"pay.test,emulator", func(c *config) { c.adminHosts = []string{"pay.test", "emulator"} }},
		"admin-token":           {"t0ken", func(c *config) { c.adminToken = "t0ken" }},
		"ipn-url":               {"http://127.0.0.1:3000/ipn", func(c *config) { c.ipn.url = "http://127.0.0.1:3000/ipn" }},
		"ipn-retry":             {"amazon", func(c *config) { c.ipn.retry = "amazon" }},
		"ipn-on-confirm":        {"true", func(c *config) { c.ipn.onConfirm = true }},
		"ipn-ca":                {"/ca.pem", func(c *config) { c.ipn.ca = "/ca.pem" }},
		"ipn-insecure":          {"on", func(c *config) { c.ipn.insecure = true }},
		"ipn-signature-version": {"2", func(c *config) { c.ipn.signature = sns.V2 }},
		"ca-dir":                {"/keys", func(c *config) { c.caDir = "/keys" }},
		"keep":                  {"1000000", func(c *config) { c.keep = 1_000_000 }},
		"data-dir":              {"/keys", func(c *config) { c.dataDir = "/keys" }},
		"log-level":             {"debug", func(c *config) { c.logLevel = slog.LevelDebug }},
		"log-format":            {"json", func(c *config) { c.logFormat = "json" }},
	}
	for _, s := range settings {
		v, ok := values[s.name]
		require.True(t, ok, "no case for %s", s.name)
		want, _, err := configure(inputs{})
		require.NoError(t, err)
		v.want(&want)
		flag := []string{v.text}
		if s.list {
			flag = splitList(v.text)
		}
		for way, in := range map[string]inputs{
			"flag":        {flags: map[string][]string{s.name: flag}},
			"environment": {environ: []string{s.twin() + "=" + v.text}},
			"file":        {flags: map[string][]string{"config": {"c.yaml"}}, read: files{"c.yaml": s.name + ": '" + v.text + "'"}.read},
		} {
			t.Run(s.name+" by "+way, func(t *testing.T) {
				c, warnings, err := configure(in)
				require.NoError(t, err)
				require.Empty(t, warnings)
				c.clockStart = c.clockStart.UTC()
				want.clockStart = want.clockStart.UTC()
				require.Equal(t, want, c)
			})
		}
	}
}

func TestWhichWayWins(t *testing.T) {
	file := files{"c.yaml": "seed: 3\nregion: jp\nprofile: sandbox\n"}.read
	c, _, err := configure(inputs{
		flags:   map[string][]string{"config": {"unused.yaml", "c.yaml"}, "seed": {"0", "1"}},
		environ: []string{"APAY_SEED=2", "APAY_REGION=uk", "APAY_PROFILE=", "OTHER=x"},
		read:    file,
	})
	require.NoError(t, err)
	require.EqualValues(t, 1, *c.seed, "the last flag beats everything")
	require.Equal(t, emulator.UK, c.seller.Region, "the environment beats the file")
	require.Equal(t, "sandbox", c.profile, "an empty variable is none")
	require.Equal(t, "follow", c.clock)
}

func TestConfigurationFile(t *testing.T) {
	c, _, err := configure(inputs{
		environ: []string{"APAY_CONFIG=" + filepath.Join("conf", "c.yaml")},
		read: files{filepath.Join("conf", "c.yaml"): `
listen: [":1", ":2"]
fixtures: [default, shop.yaml, /abs.yaml]
ports-file: out/ports.json
clock-start: 2026-03-01T12:00:00Z
seed: 12
signature: off
sellers:
  - {id: A2ONE, access_key: "1", secret_key: 0123, region: de, store_name: One}
  - id: A2TWO
    ipn_url: https://me:secret@shop.example/ipn
`}.read,
	})
	require.NoError(t, err)
	require.Equal(t, []string{":1", ":2"}, c.listen)
	require.Equal(t, []string{"default", filepath.Join("conf", "shop.yaml"), "/abs.yaml"}, c.fixtures, "paths are relative to the file")
	require.Equal(t, filepath.Join("conf", "out", "ports.json"), c.portsFile)
	require.EqualValues(t, 12, *c.seed)
	require.Equal(t, server.Signature("off"), c.signature)
	require.Equal(t, []server.Seller{
		{ID: "A2ONE", AccessKey: "1", SecretKey: "0123", Region: "de", StoreName: "One"},
		{ID: "A2TWO", IPNURL: "https://me:secret@shop.example/ipn"},
	}, c.sellers)
}

func TestBadSettings(t *testing.T) {
	const secret = "not for your eyes"
	flag := func(name string, values ...string) inputs { return inputs{flags: map[string][]string{name: values}} }
	file := func(text string) inputs {
		return inputs{flags: map[string][]string{"config": {"c.yaml"}}, read: files{"c.yaml": text}.read}
	}
	for name, test := range map[string]struct {
		in   inputs
		says []string
	}{
		"an address":                 {flag("listen", "2729"), []string{`--listen: "2729"`}},
		"no address":                 {flag("listen", ""), []string{`--listen: ""`}},
		"none with others":           {flag("fixtures", "none", "default"), []string{"--fixtures: none goes with nothing else"}},
		"an empty fixture":           {flag("fixtures", "default", ""), []string{"--fixtures: empty"}},
		"a seller":                   {flag("seller-id", "A2/EX"), []string{`--seller-id: "A2/EX"`}},
		"an access key":              {flag("access-key", ""), []string{`--access-key: ""`}},
		"a secret":                   {flag("secret-key", secret), []string{"--secret-key: not a secret key"}},
		"a region":                   {flag("region", "fr"), []string{`--region: "fr" is not a region; write us, uk, de or jp`}},
		"a host to pass through to":  {flag("proxy-passthrough", "a.test", "https://b.test"), []string{`--proxy-passthrough: "https://b.test" is not a host`}},
		"an empty one among others":  {flag("proxy-passthrough", "a.test", ""), []string{`--proxy-passthrough: "" is not a host`}},
		"a mode":                     {flag("signature", "loose"), []string{`--signature: "loose"`, "strict, known or off"}},
		"a profile":                  {flag("profile", "test"), []string{`--profile: "test"`, "production or sandbox"}},
		"a throttle":                 {flag("throttle", "on"), []string{`--throttle: "on"`, "off, sandbox or production"}},
		"a clock":                    {flag("clock", "fast"), []string{`--clock: "fast"`, "60x"}},
		"a rate of nothing":          {flag("clock", "0x"), []string{`"0x"`}},
		"a rate that is none":        {flag("clock", "NaNx"), []string{`"NaNx"`}},
		"a rate without end":         {flag("clock", "Infx"), []string{`"Infx"`}},
		"a number without an x":      {flag("clock", "60"), []string{`"60"`}},
		"a backward clock":           {flag("clock", "-1x"), []string{`"-1x"`}},
		"a day":                      {flag("clock-start", "2026-03-01"), []string{`--clock-start: "2026-03-01"`, "RFC 3339"}},
		"a far year":                 {flag("clock-start", "9999-03-01T00:00:00Z"), []string{"2999"}},
		"a negative seed":            {flag("seed", "-1"), []string{`--seed: "-1"`, "whole number"}},
		"a large seed":               {flag("seed", "18446744073709551616"), []string{"18446744073709551615"}},
		"nothing kept":               {flag("keep", "0"), []string{`--keep: "0" is not a number to keep; write 1 to 1000000`}},
		"less than nothing kept":     {flag("keep", "-1"), []string{`--keep: "-1"`}},
		"too much kept":              {flag("keep", "1000001"), []string{`--keep: "1000001"`}},
		"no number kept":             {flag("keep", "many"), []string{`--keep: "many"`}},
		"a token":                    {flag("admin-token", secret), []string{"--admin-token: not a token"}},
		"a level":                    {flag("log-level", "loud"), []string{`--log-level: "loud"`}},
		"a format":                   {flag("log-format", "xml"), []string{`--log-format: "xml"`}},
		"a variable":                 {inputs{environ: []string{"APAY_LOG_LEVEL=loud"}}, []string{`APAY_LOG_LEVEL: "loud"`}},
		"no file":                    {inputs{environ: []string{"APAY_CONFIG=no.yaml"}, read: files{}.read}, []string{"no.yaml: file does not exist"}},
		"an unknown key":             {file("sed: 1"), []string{"c.yaml:1:1: sed: unknown key; did you mean seed?"}},
		"config in config":           {file("config: d.yaml"), []string{"c.yaml:1:1: config: unknown key"}},
		"a doubled key":              {file("seed: 1\nseed: 2"), []string{"c.yaml:2:1: seed: the key is written twice"}},
		"a value in a file":          {file("clock: fast"), []string{`c.yaml:1:8: clock: "fast"`}},
		"a list for one":             {file("seed: [1, 2]"), []string{"c.yaml:1:7: seed: a list"}},
		"an empty list":              {file("listen: []"), []string{"c.yaml:1:9: listen: an empty list"}},
		"an empty value":             {file("seed:"), []string{"c.yaml:1:1: seed: an empty value"}},
		"a list of maps":             {file("listen: [{a: b}]"), []string{"c.yaml:1:10: listen[0]"}},
		"no map":                     {file("- seed"), []string{"c.yaml:1:1: a list is not a map"}},
		"two documents":              {file("seed: 1\n---\nseed: 2"), []string{"c.yaml:3:1: a second document"}},
		"no YAML":                    {file("seed: 1\n\t- x"), []string{"c.yaml:2:", "not YAML"}},
		"a seller without id":        {file("sellers: [{region: us}]"), []string{"c.yaml:1:11: sellers[0].id: left out"}},
		"a seller twice":             {file("sellers: [{id: A}, {id: A}]"), []string{"c.yaml:1:20: sellers[1]: seller A is there twice"}},
		"half a key":                 {file("sellers: [{id: A, access_key: K}]"), []string{"a key needs both its parts"}},
		"a seller's secret":          {file("sellers: [{id: A, access_key: K, secret_key: " + secret + "}]"), []string{"sellers[0].secret_key: can't be used"}},
		"a seller's unknown key":     {file("sellers: [{id: A, acess_key: K}]"), []string{"did you mean access_key?"}},
		"a seller's region":          {file("sellers: [{id: A, region: fr}]"), []string{`"fr"`, "us, uk, de or jp"}},
		"all that is wrong, at once": {inputs{flags: map[string][]string{"seed": {"x"}, "config": {"c.yaml"}}, environ: []string{"APAY_CLOCK=x"}, read: files{"c.yaml": "region: x\nfoo: 1"}.read}, []string{"--seed", "APAY_CLOCK", "c.yaml:1:9: region", "c.yaml:2:1: foo"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := configure(test.in)
			for _, text := range test.says {
				require.ErrorContains(t, err, text)
			}
			require.NotContains(t, err.Error(), secret)
		})
	}
}

func TestUnknownVariables(t *testing.T) {
	_, warnings, err := configure(inputs{environ: []string{
		"APAY_SED=1", "APAY_URL=http://x", "APAY_PORT_2729_TCP=tcp://10.0.0.1", "APAYSEED=1", "apay_seed=1",
	}})
	require.NoError(t, err)
	require.Equal(t, []string{
		"the variable APAY_SED means nothing here; did you mean APAY_SEED?",
		"the variable APAY_PORT_2729_TCP means nothing here",
	}, warnings)
}

func TestDefaultSeller(t *testing.T) {
	listed := []server.Seller{
		{ID: "A2FIRST", AccessKey: "first", SecretKey: "s1", Region: "de", StoreName: "First", IPNURL: "http://a/ipn"},
		{ID: "A2BARE"},
	}
	for name, test := range map[string]struct {
		given           server.Seller
		config, fixture []server.Seller
		want            server.Seller
	}{
		"nobody says anything":        {want: exampleSeller},
		"the first of the file":       {config: listed, want: listed[0]},
		"the first of the fixture":    {fixture: listed, want: listed[0]},
		"the file before a fixture":   {config: listed[1:], fixture: listed[:1], want: server.Seller{ID: "A2BARE", AccessKey: exampleSeller.AccessKey, SecretKey: exampleSeller.SecretKey, Region: "us"}},
		"the one named":               {given: server.Seller{ID: "A2FIRST"}, config: listed[1:], fixture: listed[:1], want: listed[0]},
		"one that is in no list":      {given: server.Seller{ID: "A2NEW"}, config: listed, want: server.Seller{ID: "A2NEW", AccessKey: exampleSeller.AccessKey, SecretKey: exampleSeller.SecretKey, Region: "us"}},
		"a flag before the list":      {given: server.Seller{SecretKey: "given", Region: "jp"}, config: listed, want: server.Seller{ID: "A2FIRST", AccessKey: "first", SecretKey: "given", Region: "jp", StoreName: "First", IPNURL: "http://a/ipn"}},
		"one key of the example's":    {given: server.Seller{AccessKey: "mine"}, want: server.Seller{ID: exampleSeller.ID, AccessKey: "mine", SecretKey: exampleSeller.SecretKey, Region: "us"}},
		"what the file leaves out":    {given: server.Seller{ID: "A2BARE"}, config: listed, fixture: []server.Seller{{ID: "A2BARE", AccessKey: "f", SecretKey: "f2"}}, want: server.Seller{ID: "A2BARE", AccessKey: "f", SecretKey: "f2", Region: "us"}},
		"another seller's keys never": {given: server.Seller{ID: "A2BARE"}, config: listed, want: server.Seller{ID: "A2BARE", AccessKey: exampleSeller.AccessKey, SecretKey: exampleSeller.SecretKey, Region: "us"}},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, test.want, config{seller: test.given, sellers: test.config}.defaultSeller(test.fixture))
		})
	}
}

// The rows of the table agree with each other.
func TestSettingsTable(t *testing.T) {
	for _, s := range settings {
		t.Run(s.name, func(t *testing.T) {
			require.NotEmpty(t, s.arg)
			require.NotEmpty(t, s.about)
			require.Equal(t, strings.ToLower(s.name), s.name)
			var c config
			require.NoError(t, s.set(&c, s.split(s.normal)), "the normal value can be given too")
		})
	}
}

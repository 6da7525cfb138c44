package command

import (
	"cmp"
	"context"
	"crypto/x509"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"syscall"
	"time"

	"amazon-pay-emulator/emulator/server"
	"amazon-pay-emulator/fixtures"
	"amazon-pay-emulator/ipnsender"
	"amazon-pay-emulator/scenarios"
)

// serve starts the emulator and runs it until the context ends.
func serve(flags *flag.FlagSet) action {
	given := map[string][]string{}
	for _, s := range settings {
		usage := s.about
		if !s.toggle {
			usage = fmt.Sprintf("`%s` %s", s.arg, s.about)
		}
		flags.Var(&settingFlag{s, given}, s.name, usage)
	}
	flags.Func(configFlag, "`FILE` a YAML file with a key for each flag, and a list of sellers", func(v string) error {
		given[configFlag] = append(given[configFlag], v)
		return nil
	})
	return func(ctx context.Context, p *Program, _ []string) error {
		c, warnings, err := configure(inputs{flags: given, environ: p.Environ, read: os.ReadFile})
		if err != nil {
			return misused("%w", err)
		}
		fixture, refused := fixtures.Load(c.fixtures)
		script, found := scenarios.Load(c.scenarios, server.Vocabulary())
		if found.Err() != nil && len(refused) == 0 {
			refused = c.unbuilt(p, fixture) // so that all is told in one run
		}
		if err := append(refused, found...).Err(); err != nil {
			return misused("%w", err)
		}
		log := c.logger(p)
		for _, w := range warnings {
			log.Warn(w)
		}
		for _, w := range found {
			log.Warn(w.String())
		}
		options := c.options(p, fixture)
		options.Scenarios = script
		options.Log = log
		if options.IPNCA, err = readCA(c.ipn.ca); err != nil {
			return misused("ipn-ca: %w", err)
		}
		if options.TLSCertificate, err = readOwnCertificate(c.tlsCert, c.tlsKey); err != nil {
			return misused("%w", err)
		}
		s, err := server.New(options)
		if err != nil {
			return misused("%w", err)
		}
		c.introduce(log, p, options)
		return explainPort(s.Run(ctx))
	}
}

// unbuilt is why a fixture that is well written can't be what the server starts
// from.
func (c config) unbuilt(p *Program, fixture fixtures.Fixture) fixtures.Problems {
	start := c.clockStart
	if start.IsZero() {
		start = p.Now()
	}
	_, problems := fixture.Build(fixtures.Setting{
		Start: start, Rules: c.rules, Default: c.defaultSeller(fixture.Sellers()), Sellers: c.sellers,
		Digits: func(string) func(uint32) uint32 { return counter() },
	})
	return problems
}

// options are what the server is to start from.
func (c config) options(p *Program, fixture fixtures.Fixture) server.Options {
	seed := uint64(rand.Uint32())
	if c.seed != nil {
		seed = *c.seed
	}
	retry, _ := ipnsender.ParsePolicy(c.ipn.retry) // which configure has tried
	return server.Options{
		Listen: c.listen, TLSListen: c.tlsListen, TLSHosts: c.tlsHosts,
		TLSOptional: slices.Equal(c.tlsListen, []string{server.DefaultTLSListen}), PortsFile: c.portsFile,
		AdminHosts: c.adminHosts, AdminToken: c.adminToken, ProxyPassthrough: c.passing,
		Default: c.defaultSeller(fixture.Sellers()), Sellers: c.sellers, Signature: c.signature, Throttle: c.throttle,
		Fixture: fixture, Rules: c.rules, Seed: seed, ClockStart: c.clockStart, ClockRate: c.clockRate, Real: p.Now,
		IPNURL: c.ipn.url, IPNRetry: retry, IPNOnConfirm: c.ipn.onConfirm, IPNInsecure: c.ipn.insecure,
		IPNSignature: c.ipn.signature, CADir: c.caDir, DataDir: c.dataDir, Keep: c.keep,
		Version: p.Version, Out: p.Stdout,
	}
}

// readCA reads a file of certificates; no name: no certificates.
func readCA(file string) ([]byte, error) {
	if file == "" {
		return nil, nil
	}
	pem, err := os.ReadFile(file)
	switch {
	case err != nil:
		return nil, err
	case !x509.NewCertPool().AppendCertsFromPEM(pem):
		return nil, fmt.Errorf("%s holds no certificate in PEM", file)
	}
	return pem, nil
}

// introduce tells what somebody needs to know who wants to call the emulator, or
// to have the same run again.
func (c config) introduce(log *slog.Logger, p *Program, o server.Options) {
	start := o.ClockStart
	if start.IsZero() {
		start = p.Now()
	}
	log.Info("starting", "version", o.Version, "seed", o.Seed, "profile", c.profile, "clock", c.clock,
		"clock_start", start.UTC().Format(time.RFC3339Nano), "signature", o.Signature, "fixtures", strings.Join(c.fixtures, ","), "scenarios", strings.Join(c.scenarios, ","))
	log.Info("default seller", "seller_id", o.Default.ID, "access_key", o.Default.AccessKey,
		"secret_key", shownSecret(o.Default.SecretKey), "region", o.Default.Region)
	if url := cmp.Or(o.Default.IPNURL, o.IPNURL); url != "" {
		log.Info("notifications", "ipn_url", ipnsender.Redacted(url), "ipn_retry", o.IPNRetry.String())
	}
}

// logger makes the log that the settings ask for.
func (c config) logger(p *Program) *slog.Logger {
	options := &slog.HandlerOptions{Level: c.logLevel}
	if c.logFormat == "text" || c.logFormat == "auto" && p.Terminal {
		return slog.New(slog.NewTextHandler(p.Stderr, options))
	}
	return slog.New(slog.NewJSONHandler(p.Stderr, options))
}

// explainPort adds what to do to an error of opening a port.
func explainPort(err error) error {
	flag := "--listen, such as 127.0.0.1:0 for any free one"
	var secure *server.TLSListenError
	if errors.As(err, &secure) {
		flag = "--tls-listen, such as 127.0.0.1:0 for any free one, or none"
	}
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return fmt.Errorf("%w\nsomething listens there already; choose another port with %s", err, flag)
	case errors.Is(err, syscall.EACCES):
		return fmt.Errorf("%w\nports below 1024 may need privileges; choose another with %s", err, flag)
	}
	return err
}

// settingFlag is the flag of a setting. It only keeps what it is given: configure
// decides what counts, and checks it.
type settingFlag struct {
	setting
	given map[string][]string
}

func (f *settingFlag) String() string { return f.normal }

// IsBoolFlag says that the flag needs no value.
func (f *settingFlag) IsBoolFlag() bool { return f.toggle }

func (f *settingFlag) Set(text string) error {
	f.given[f.name] = append(f.given[f.name], f.split(text)...)
	return nil
}

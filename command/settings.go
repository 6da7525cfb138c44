package command

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/server"
	"amazon-pay-emulator/fixtures"
	"amazon-pay-emulator/ipnsender"
	"amazon-pay-emulator/ipnsender/sns"
)

// settings lists every setting in the order in which help shows them.
var settings = []setting{
	{
		name: "listen", arg: "ADDRESS", normal: server.DefaultListen, list: true,
		about: "where to serve plain HTTP; port 0 takes any free one; repeatable",
		set: func(c *config, values []string) error {
			for _, v := range values {
				if err := server.CheckAddress(v); err != nil {
					return err
				}
			}
			c.listen = values
			return nil
		},
	},
	{
		name: "tls-listen", arg: "ADDRESS", normal: server.DefaultTLSListen, list: true,
		about: "where to serve the same over TLS, with certificates by server name; none or an empty value switches it off; repeatable",
		set: func(c *config, values []string) error {
			if len(values) == 0 || len(values) == 1 && (values[0] == "" || values[0] == noListener) {
				c.tlsListen = nil
				return nil
			}
			for _, v := range values {
				if err := server.CheckAddress(v); err != nil {
					return err
				}
			}
			c.tlsListen = values
			return nil
		},
	},
	{
		name: "tls-host", arg: "HOST", list: true,
		about: "a name or address that TLS certificates are wanted for beside Amazon Pay's and localhost; repeatable",
		set: func(c *config, values []string) error {
			c.tlsHosts = nil
			for _, v := range values {
				if v == "" && len(values) == 1 {
					break
				}
				if err := server.CheckTLSHost(v); err != nil {
					return err
				}
				c.tlsHosts = append(c.tlsHosts, v)
			}
			return nil
		},
	},
	{
		name: "tls-cert", arg: "FILE", path: true,
		about: "show this certificate (PEM) to TLS clients, instead of those of the own CA; goes with --tls-key",
		set:   one(func(c *config, v string) error { c.tlsCert = v; return nil }),
	},
	{
		name: "tls-key", arg: "FILE", path: true,
		about: "the private key (PEM) of --tls-cert",
		set:   one(func(c *config, v string) error { c.tlsKey = v; return nil }),
	},
	{
		name: "proxy-passthrough", arg: "HOST", list: true,
		about: "a HOST or HOST:PORT to which the proxy makes real connections; to all but Amazon Pay's hosts and these it refuses; repeatable",
		set: func(c *config, values []string) error {
			c.passing = nil
			for _, v := range values {
				if v == "" && len(values) == 1 {
					break
				}
				if err := server.CheckPassthrough(v); err != nil {
					return err
				}
				c.passing = append(c.passing, v)
			}
			return nil
		},
	},
	{
		name: "admin-host", arg: "HOST", list: true,
		about: "a name beside localhost under which pages may reach the admin API; repeatable",
		set: func(c *config, values []string) error {
			if c.adminHosts = nil; !slices.Equal(values, []string{""}) {
				c.adminHosts = values
			}
			return nil
		},
	},
	{
		name: adminTokenFlag, arg: "TOKEN",
		about: "the bearer token that the admin API wants; none: it wants none",
		set: one(func(c *config, v string) error {
			if v != "" && word(&c.adminToken, v) != nil {
				return errors.New("not a token; write printable characters without spaces") // never its text
			}
			return nil
		}),
	},
	{
		name: "ports-file", arg: "FILE", path: true,
		about: "write the chosen addresses there as JSON once ready",
		set:   one(func(c *config, v string) error { c.portsFile = v; return nil }),
	},
	{
		name: "fixtures", arg: "FILE", normal: "default", list: true, path: true,
		about: "starting state: a file or folder, default for the built-in one, none for nothing; repeatable",
		set: func(c *config, values []string) error {
			if slices.Contains(values, fixtures.None) && len(values) > 1 {
				return errors.New("none goes with nothing else")
			}
			if slices.Contains(values, "") {
				return errors.New("empty; write a file, a folder, default or none")
			}
			c.fixtures = values
			return nil
		},
	},
	{
		name: "scenario", arg: "NAME|FILE", list: true, path: true,
		about: "what Amazon decides: the name of a built-in scenario, a file, or a folder; repeatable, asked in this order",
		set: func(c *config, values []string) error {
			for _, v := range values {
				if v != "" {
					c.scenarios = append(c.scenarios, v)
				}
			}
			return nil
		},
	},
	{
		name: "seller-id", arg: "ID", normal: exampleSeller.ID, late: true,
		about: "the default seller: of calls, objects and commands that name none",
		set: one(func(c *config, v string) error {
			if !sellerForm.MatchString(v) {
				return fmt.Errorf("%q is not a seller id; write up to 64 letters, digits and - . _ ~", v)
			}
			c.seller.ID = v
			return nil
		}),
	},
	{
		name: "access-key", arg: "KEY", normal: exampleSeller.AccessKey, late: true,
		about: "the default seller's access key",
		set:   one(func(c *config, v string) error { return word(&c.seller.AccessKey, v) }),
	},
	{
		name: "secret-key", arg: "SECRET", normal: exampleSeller.SecretKey, late: true,
		about: "the default seller's secret key",
		set: one(func(c *config, v string) error {
			if word(&c.seller.SecretKey, v) != nil {
				return errors.New("not a secret key; write printable characters without spaces") // never its text
			}
			return nil
		}),
	},
	{
		name: "region", arg: "us|uk|de|jp", normal: string(exampleSeller.Region), late: true,
		about: "the default seller's region: currency and id prefix",
		set: one(func(c *config, v string) error {
			c.seller.Region = emulator.Region(v)
			return oneOf("a region", v, emulator.Regions...)
		}),
	},
	{
		name: "signature", arg: "strict|known|off", normal: "known",
		about: "how signatures are checked: exactly as documented and by known keys only, leniently when the key is known, or not",
		set: one(func(c *config, v string) (err error) {
			c.signature, err = server.ParseSignature(v)
			return err
		}),
	},
	{
		name: "profile", arg: "production|sandbox", normal: "production",
		about: "timings and limits: an authorization lives 30 days (production) or 2 (sandbox)",
		set: one(func(c *config, v string) (err error) {
			c.profile = v
			c.rules, err = emulator.RulesOf(v)
			return err
		}),
	},
	{
		name: "throttle", arg: "off|sandbox|production", normal: "off",
		about: "refuse calls above Amazon's quotas: none, or those of one of its environments",
		set: one(func(c *config, v string) (err error) {
			c.throttle, err = server.ParseThrottle(v)
			return err
		}),
	},
	{
		name: "clock", arg: "follow|frozen|60x", normal: "follow",
		about: "how the emulator's time runs: with real time, not at all, or at a rate of it",
		set: one(func(c *config, v string) (err error) {
			c.clock = v
			c.clockRate, err = parseRate(v)
			return err
		}),
	},
	{
		name: "clock-start", arg: "TIME", normal: "now",
		about: "what time it is at the start, such as 2026-03-01T12:00:00Z",
		set: one(func(c *config, v string) (err error) {
			c.clockStart, err = parseStart(v)
			return err
		}),
	},
	{
		name: "seed", arg: "NUMBER", normal: "random",
		about: "the same seed and calls give the same ids; printed when random",
		set: one(func(c *config, v string) error {
			if v == "random" {
				return nil
			}
			n, err := strconv.ParseUint(v, 10, 64)
			if err != nil {
				return fmt.Errorf("%q is not a seed; write a whole number from 0 to %d, or random", v, uint64(math.MaxUint64))
			}
			c.seed = &n
			return nil
		}),
	},
	{
		name: "ipn-url", arg: "URL",
		about: "where the notifications (IPNs) of sellers go that have no URL of their own; none: they are recorded only",
		set: one(func(c *config, v string) error {
			c.ipn.url = v
			if v == "" {
				return nil
			}
			return ipnsender.CheckURL(v)
		}),
	},
	{
		name: "ipn-retry", arg: "sns|amazon|DURATIONS", normal: "sns",
		about: "when failed ones are sent again: 3 times 20s apart, hourly for 14 days, or after each of such as 20m,20m,1h",
		set: one(func(c *config, v string) error {
			c.ipn.retry = v
			_, err := ipnsender.ParsePolicy(v)
			return err
		}),
	},
	{
		name: "ipn-on-confirm", arg: "true|false", normal: "false", toggle: true,
		about: "also notify when an order reference becomes Open",
		set:   one(func(c *config, v string) error { return truth(&c.ipn.onConfirm, v) }),
	},
	{
		name: "ipn-ca", arg: "FILE", path: true,
		about: "trust the certificates in this PEM file for https receivers, instead of the system's",
		set:   one(func(c *config, v string) error { c.ipn.ca = v; return nil }),
	},
	{
		name: "ipn-insecure", arg: "true|false", normal: "false", toggle: true,
		about: "accept any certificate of https receivers",
		set:   one(func(c *config, v string) error { return truth(&c.ipn.insecure, v) }),
	},
	{
		name: "ipn-signature-version", arg: "1|2", normal: "1",
		about: "of notifications; no official SDK accepts 2",
		set: one(func(c *config, v string) error {
			c.ipn.signature = sns.Version(v)
			return oneOf("a signature version", v, sns.Versions...)
		}),
	},
	{
		name: "ca-dir", arg: "FOLDER", path: true,
		about: "keep the CA and the key that signs notifications there (default in the user's configuration folder)",
		set:   one(func(c *config, v string) error { c.caDir = v; return nil }),
	},
	{
		name: "keep", arg: "NUMBER", normal: "10000",
		about: "how many calls, notifications and changes of state are remembered of each seller; the oldest go first",
		set: one(func(c *config, v string) error {
			n, err := strconv.Atoi(v)
			if err != nil || n < 1 || n > server.MostKept {
				return fmt.Errorf("%q is not a number to keep; write 1 to %d", v, server.MostKept)
			}
			c.keep = n
			return nil
		}),
	},
	{
		name: "data-dir", arg: "FOLDER", path: true,
		about: "keep everything there across restarts, the CA and signing key too unless --ca-dir is given",
		set:   one(func(c *config, v string) error { c.dataDir = v; return nil }),
	},
	{
		name: "log-level", arg: "debug|info|warn|error", normal: "info",
		about: "the least important lines that are logged",
		set: one(func(c *config, v string) error {
			if err := oneOf("a log level", v, "debug", "info", "warn", "error"); err != nil {
				return err
			}
			return c.logLevel.UnmarshalText([]byte(v))
		}),
	},
	{
		name: "log-format", arg: "auto|text|json", normal: "auto",
		about: "auto: text on a terminal, JSON otherwise; logs go to standard error",
		set: one(func(c *config, v string) error {
			c.logFormat = v
			return oneOf("a log format", v, "auto", "text", "json")
		}),
	},
}

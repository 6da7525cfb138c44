package server

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"time"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/mws"
	"amazon-pay-emulator/emulator/pki"
	"amazon-pay-emulator/fixtures"
	"amazon-pay-emulator/ipnsender"
	"amazon-pay-emulator/ipnsender/sns"
	"amazon-pay-emulator/scenarios"
)

// DefaultListen is where the emulator listens unless told otherwise: on this
// machine only.
const DefaultListen = "127.0.0.1:2729"

// DefaultTLSListen is where it listens for TLS.
const DefaultTLSListen = "127.0.0.1:2730"

// Seller is an account: who it is and by which keys it signs.
type Seller = fixtures.Seller

// Signature says how the signatures of calls are checked.
type Signature = mws.Mode

// ParseSignature reads a Signature by its name: strict, known or off.
func ParseSignature(name string) (Signature, error) { return mws.ParseMode(name) }

// Throttle says by which quotas calls are throttled.
type Throttle = mws.Throttle

// ParseThrottle reads a Throttle by its name: off, sandbox or production.
func ParseThrottle(name string) (Throttle, error) { return mws.ParseThrottle(name) }

// Options say what a Server starts from. Only Default is required.
type Options struct {
	// Listen are the addresses for plain HTTP, such as 127.0.0.1:2729, :2729 or
	// [::1]:0. Empty: DefaultListen.
	Listen []string
	// TLSListen are the addresses for the same over TLS, with certificates by server
	// name. Empty: none.
	TLSListen []string
	// TLSOptional goes without TLS, with a warning, where that can't be had there:
	// for an address that nobody has asked for.
	TLSOptional bool
	// TLSHosts are names and addresses that certificates are wanted for beside
	// Amazon Pay's, localhost and the loopback addresses.
	TLSHosts []string
	// TLSCertificate is shown to every TLS client in place of certificates by server
	// name; nil: those.
	TLSCertificate *tls.Certificate
	// ProxyPassthrough are the hosts, as CheckPassthrough takes them, to which the
	// proxy makes connections. Empty: it makes none.
	ProxyPassthrough []string
	// PortsFile gets the chosen addresses as JSON once ready; empty: none. A file
	// that is left over from another run is removed before.
	PortsFile string

	// Default is the seller of whatever names none.
	Default Seller
	// Sellers are the others that are configured. One that the fixture brings too
	// keeps what the fixture leaves out.
	Sellers []Seller
	// Signature is how signatures are checked; empty: known.
	Signature Signature
	// Throttle is by which quotas calls are throttled; empty: by none.
	Throttle Throttle

	// Fixture is what exists at the start; its first buyer is the buyer of orders
	// that are made later.
	Fixture fixtures.Fixture
	// Scenarios decide from the start on, in their order.
	Scenarios []*scenarios.Scenario
	// Rules are the timings and limits; the zero Rules mean production.
	Rules emulator.Rules
	// Seed makes ids and draws repeatable.
	Seed uint64
	// ClockStart is the virtual time at the start; zero: the real time then.
	ClockStart time.Time
	// ClockRate is how fast virtual time runs; 0: frozen.
	ClockRate float64
	// Real tells the real time; nil: time.Now.
	Real func() time.Time

	// IPNURL is where notifications go of sellers that have no URL of their own;
	// empty: they are recorded, not sent.
	IPNURL string
	// IPNRetry says when a failed attempt is made again; the zero Policy is SNS's.
	IPNRetry ipnsender.Policy
	// IPNOnConfirm also announces orders that become Open by their confirmation.
	IPNOnConfirm bool
	// IPNCA is what https receivers are verified by, as PEM; empty: the system's.
	IPNCA []byte
	// IPNInsecure verifies no receiver.
	IPNInsecure bool
	// IPNSignature is the version of signatures; empty: 1.
	IPNSignature sns.Version
	// CADir is where the authority keeps its keys; empty: a folder in the user's
	// configuration, or memory only when that can't be used.
	CADir string
	// DataDir is a folder that keeps everything beyond the life of the process, and
	// the authority's keys too where CADir is empty; empty: nothing is kept.
	DataDir string
	// KeysInMemory keeps them in memory whatever CADir says, and makes them only
	// when they are needed.
	KeysInMemory bool

	// AdminHosts are the names, beside localhost and loopback addresses, under which
	// pages may reach the admin API.
	AdminHosts []string
	// AdminToken is the bearer token that calls of the admin API have to bring; empty:
	// none.
	AdminToken string

	// Keep is how many calls, notifications and changes of state are remembered of
	// each seller, up to MostKept; 0: 10,000.
	Keep int

	// Version is what the admin API says of itself.
	Version string
	// Log gets what is worth telling; nil: nobody.
	Log *slog.Logger
	// Out gets one line once ready, such as "ready http://127.0.0.1:2729"; nil:
	// nobody.
	Out io.Writer
}

// MostKept bounds Options.Keep: a million records may have a gigabyte.
const MostKept = 1_000_000

// CheckTLSHost says what is wrong with a name or address that a certificate is
// wanted for.
func CheckTLSHost(host string) error { return pki.CheckHost(host) }

// withDefaults fills in what may be left out.
func (o Options) withDefaults() Options {
	if len(o.Listen) == 0 {
		o.Listen = []string{DefaultListen}
	}
	if o.Real == nil {
		o.Real = time.Now
	}
	if o.Rules == (emulator.Rules{}) {
		o.Rules = emulator.Production()
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.CADir == "" {
		o.CADir = o.DataDir
	}
	if o.Out == nil {
		o.Out = io.Discard
	}
	if o.IPNSignature == "" {
		o.IPNSignature = sns.V1
	}
	return o
}

// check collects what is wrong with the options.
func (o Options) check() error {
	var problems []error
	for _, address := range slices.Concat(o.Listen, o.TLSListen) {
		problems = append(problems, CheckAddress(address))
	}
	for _, host := range o.TLSHosts {
		problems = append(problems, pki.CheckHost(host))
	}
	for _, host := range o.ProxyPassthrough {
		problems = append(problems, CheckPassthrough(host))
	}
	if o.Signature != "" {
		_, err := ParseSignature(string(o.Signature))
		problems = append(problems, err)
	}
	if o.Throttle != "" {
		_, err := ParseThrottle(string(o.Throttle))
		problems = append(problems, err)
	}
	if o.Default.ID == "" {
		problems = append(problems, errors.New("a default seller is required"))
	}
	if o.IPNURL != "" {
		problems = append(problems, ipnsender.CheckURL(o.IPNURL))
	}
	if len(o.IPNCA) > 0 && !x509.NewCertPool().AppendCertsFromPEM(o.IPNCA) {
		problems = append(problems, errors.New("the CA for IPN receivers holds no certificate in PEM"))
	}
	if o.Keep < 0 || o.Keep > MostKept {
		problems = append(problems, fmt.Errorf("%d is not a number of records to keep; it goes up to %d", o.Keep, MostKept))
	}
	problems = append(problems, checkPortsFile(o.PortsFile))
	return errors.Join(problems...)
}

// checkPortsFile says whether the file could be written, as far as that can be
// seen without trying.
func checkPortsFile(name string) error {
	if name == "" {
		return nil
	}
	switch folder, err := os.Stat(filepath.Dir(name)); {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("ports file %s: there is no folder %s", name, filepath.Dir(name))
	case err != nil:
		return fmt.Errorf("ports file %s: %w", name, err)
	case !folder.IsDir():
		return fmt.Errorf("ports file %s: %s is not a folder", name, filepath.Dir(name))
	}
	switch file, err := os.Lstat(name); {
	case err != nil:
	case file.IsDir():
		return fmt.Errorf("ports file %s: this is a folder", name)
	case !file.Mode().IsRegular(): // it would be replaced, and removed at the end: not /dev/null
		return fmt.Errorf("ports file %s: this is not a plain file", name)
	}
	return nil
}

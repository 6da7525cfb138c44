package command

import (
	"log/slog"
	"time"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/server"
	"amazon-pay-emulator/ipnsender/sns"
)

// config is what serve is configured to: the values of all settings.
type config struct {
	listen     []string
	tlsListen  []string
	tlsHosts   []string
	tlsCert    string // a file; empty: certificates of the own CA
	tlsKey     string
	passing    []string // hosts to which the proxy leads on
	adminHosts []string
	adminToken string
	portsFile  string
	fixtures   []string
	scenarios  []string
	seller     server.Seller   // as far as given: the default seller
	sellers    []server.Seller // of the configuration file
	signature  server.Signature
	throttle   server.Throttle
	profile    string
	rules      emulator.Rules
	clock      string
	clockRate  float64
	clockStart time.Time // zero: now
	seed       *uint64   // nil: random
	ipn        ipnConfig
	caDir      string
	keep       int
	dataDir    string
	logLevel   slog.Level
	logFormat  string
}

// ipnConfig is how notifications are brought to sellers.
type ipnConfig struct {
	url       string
	retry     string // as ipnsender.ParsePolicy reads it
	onConfirm bool
	ca        string // a file; empty: the system's
	insecure  bool
	signature sns.Version
}

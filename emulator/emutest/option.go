package emutest

import (
	"time"

	"amazon-pay-emulator/emulator/server"
)

// ClockStart is the virtual time at which an emulator starts unless StartAt says
// otherwise.
var ClockStart = time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)

// Option changes how an emulator is started.
type Option func(*options)

type options struct {
	server  server.Options
	verbose bool
}

// StartAt is the virtual time at the start.
func StartAt(at time.Time) Option {
	return func(o *options) { o.server.ClockStart = at }
}

// Seed is for other ids and draws than those of seed 1.
func Seed(seed uint64) Option {
	return func(o *options) { o.server.Seed = seed }
}

// TLS also listens for TLS: see Emulator.TLSURL. Client has no need of it to reach
// the emulator by Amazon's names.
func TLS() Option {
	return func(o *options) { o.server.TLSListen = []string{"127.0.0.1:0"} }
}

// Verbose writes the emulator's log to the test's as it comes. Without it a test
// that fails is shown the log's warnings, and what was called in any case.
func Verbose() Option {
	return func(o *options) { o.verbose = true }
}

// With changes whatever else can be set. The function gets the options that the
// emulator is about to be started with; Log and Out are set after it.
func With(change func(*server.Options)) Option {
	return func(o *options) { change(&o.server) }
}

// defaults are what an emulator in a test starts from: nothing exists but the
// default seller.
func defaults() options {
	return options{server: server.Options{
		Listen:       []string{"127.0.0.1:0"},
		Default:      server.Seller{ID: "A2EXAMPLESELLER", AccessKey: "AKIAEXAMPLEACCESSKEY", SecretKey: "example-secret-key", Region: "us", StoreName: "Example Store"},
		Seed:         1,
		ClockStart:   ClockStart,
		KeysInMemory: true,
		Version:      "emutest",
	}}
}

package command

import (
	"context"
	"flag"
	"fmt"
)

// action is what a command does once its flags are set.
type action func(ctx context.Context, p *Program, args []string) error

// command is one row of the table: all that is to be known of a command but its
// code.
type command struct {
	name     string // one or two words
	args     string // as the usage line shows them
	least    int    // number of arguments
	most     int    // -1: any number
	summary  string // one line
	about    string // more, for its own help
	examples []string
	prepare  func(*flag.FlagSet) action
}

// commands lists every command in the order in which help shows them.
func commands() []command {
	return []command{
		{
			name: "serve", summary: "start the emulator (also without the word serve)",
			about: "Every flag has a twin in the environment and a key in the configuration file:\n" +
				"--clock-start is APAY_CLOCK_START, and clock-start: in the file that --config names.\n" +
				"A flag beats the environment, which beats the file.",
			examples: []string{
				"",
				"serve --listen :2729 --seed 1 --clock frozen",
				"--fixtures default,shop.yaml --profile sandbox",
			},
			prepare: serve,
		},
		{
			name: "call", args: "OPERATION NAME=VALUE...", least: 1, most: -1,
			summary: "sign one API call, send it, print the answer; exit 1 on an error answer",
			about:   "SellerId, Timestamp, Version, the access key and the signature are added, unless given.",
			examples: []string{
				"call GetServiceStatus",
				"call Capture AmazonAuthorizationId=S23-1234567-1234567-0000001 CaptureReferenceId=first \\\n" +
					"      CaptureAmount.Amount=106.00 CaptureAmount.CurrencyCode=USD",
			},
			prepare: call,
		},
		{
			name: "validate", args: "FILE...", least: 1, most: -1,
			summary: "check scenario and fixture files; every problem as file:line:col: message; exit 1 if any",
			about: "Which kind a file is of shows in its keys. The files of a folder are checked together, as serve reads them.\n" +
				"Warnings are printed too, but do no harm.",
			examples: []string{"validate decline.yaml", "validate shop.yaml", "validate testdata/fixtures"},
			prepare:  validate,
		},
		{
			name: "schema", args: "scenario|fixture", least: 1, most: 1,
			summary:  "print the JSON Schema of scenario or fixture files, for editors",
			examples: []string{"schema scenario > scenario.schema.json", "schema fixture > fixture.schema.json"},
			prepare:  schema,
		},
		{
			name: "healthcheck", summary: "exit 0 when the emulator is ready, 1 when not",
			about:    "With --wait it exits 0 as soon as the emulator is ready, and 124 when that took too long.",
			examples: []string{"healthcheck", "healthcheck --wait --timeout 30s"},
			prepare:  healthcheck,
		},
		{
			name: "clock show", summary: "show the emulator's time (also without the word show)",
			examples: []string{"clock", "clock show --seller A2PARALLEL --json"},
			prepare:  clockShow,
		},
		{
			name: "clock advance", args: "DURATION|TIME|next", least: 1, most: 1,
			summary:  "move time forward, and print what happened on the way",
			examples: []string{"clock advance 8d", "clock advance next", "clock advance 2026-03-01T12:00:00Z"},
			prepare:  clockAdvance,
		},
		{
			name: "clock freeze", summary: "let time stand still",
			examples: []string{"clock freeze"},
			prepare:  clockFreeze,
		},
		{
			name: "clock follow", summary: "let time run, as fast as real time or at a rate of it",
			examples: []string{"clock follow", "clock follow --rate 60"},
			prepare:  clockFollow,
		},
		{
			name: "clock set", args: "TIME", least: 1, most: 1,
			summary:  "set the time, which never runs backwards; what falls due by then happens",
			examples: []string{"clock set 2026-03-01T12:00:00Z"},
			prepare:  clockSet,
		},
		{
			name: "order create", summary: "make an order reference, as if a buyer had checked out, and print its id",
			examples: []string{
				"order create",
				"order create --amount 106.00 --currency USD --state Open",
				"order create --payment-method decline-amazon-rejected --amount 20.00 --state Open",
			},
			prepare: orderCreate,
		},
		{
			name: "show", args: "ID", least: 1, most: 1,
			summary:  "show any object by its Amazon id, with its history",
			examples: []string{"show S23-1234567-1234567-0000001", "show --json S23-1234567-1234567"},
			prepare:  show,
		},
		{
			name: "next", args: "[OPERATION]", most: 1,
			summary: "decide the next call of an operation, how it is answered, or how its notifications are delivered",
			about:   "The flags are the keys of a rule's outcome in scenarios.",
			examples: []string{
				"next Capture --state Declined --reason AmazonRejected", "next Capture --fault reset --applied",
				"next Authorize --error InternalServerError --times 2", "next Refund --when RefundReferenceId=web-* --error RequestThrottled",
				"next Capture --ipn-copies 2", "next --list", "next --clear --seller A2PARALLEL",
			},
			prepare: next,
		},
		{
			name: "decide", args: "ID", least: 1, most: 1,
			summary:  "resolve an object that is Pending, close one, or dispute a capture, now",
			examples: []string{"decide S23-1234567-1234567-C000001 --state Completed", "decide S23-1234567-1234567 --state Closed --reason AmazonClosed", "decide S23-1234567-1234567-C000001 --chargeback --amount 10.00"},
			prepare:  decide,
		},
		{
			name: "await", args: "[ID STATE]", most: 2,
			summary:  "wait until an object has a state, its newest IPN is delivered, or an operation was called; exit 124 when that takes too long, or can't happen",
			examples: []string{"await S23-1234567-1234567-C000001 Completed --timeout 30s", "await --ipn-for S23-1234567-1234567-C000001", "await --operation Capture --count 2"},
			prepare:  await,
		},
		{
			name: "ipn list", summary: "list the notifications (IPNs), with what became of them",
			examples: []string{"ipn list", "ipn list --object S23-1234567-1234567-C000001", "ipn list --state failed --type PaymentCapture"},
			prepare:  ipnList,
		},
		{
			name: "ipn show", args: "N|MESSAGE_ID", least: 1, most: 1,
			summary:  "show a notification with every attempt and its very bytes",
			about:    "N counts the notifications of one seller: the default one's, or that of --seller.",
			examples: []string{"ipn show 3", "ipn show 3 --seller A2PARALLEL --json"},
			prepare:  ipnShow,
		},
		{
			name: "ipn resend", args: "N|MESSAGE_ID", least: 1, most: 1,
			summary:  "send a notification once more, byte for byte, now",
			examples: []string{"ipn resend 3"},
			prepare:  ipnResend,
		},
		{
			name: "ipn release", args: "N|MESSAGE_ID", least: 1, most: 1,
			summary:  "let a notification go that is held",
			examples: []string{"ipn release 3"},
			prepare:  ipnRelease,
		},
		{
			name: "ipn sample", args: "TYPE", least: 1, most: 1,
			summary:  "send a notification that is marked as a sample",
			examples: []string{"ipn sample PaymentCapture", "ipn sample OrderReferenceNotification --environment live"},
			prepare:  ipnSample,
		},
		{
			name: "scenarios", summary: "list the built-in scenarios",
			examples: []string{"scenarios"},
			prepare:  scenarioList,
		},
		{
			name: "scenarios show", args: "NAME", least: 1, most: 1,
			summary:  "print the YAML of a built-in scenario, to use or to copy as a start",
			examples: []string{"scenarios show lost-answer", "scenarios show flaky > mine.yaml"},
			prepare:  scenarioSource,
		},
		{
			name: "scenario", summary: "show which scenarios are active, what each rule did, and why calls were left alone",
			examples: []string{"scenario", "scenario --seller A2PARALLEL --json"},
			prepare:  scenarioShow,
		},
		{
			name: "scenario use", args: "NAME|FILE...", least: 1, most: -1,
			summary:  "make scenarios active, in this order, instead of those that are",
			examples: []string{"scenario use lost-answer", "scenario use mine.yaml ipn-duplicated --seller A2PARALLEL"},
			prepare:  scenarioUse,
		},
		{
			name: "scenario off", summary: "switch scenarios off",
			examples: []string{"scenario off", "scenario off --seller A2PARALLEL"},
			prepare:  scenarioOff,
		},
		{
			name: "ca", summary: "print the certificate (PEM) that clients of the running emulator are to trust",
			examples: []string{"ca > ca.pem"},
			prepare:  ca,
		},
		{
			name: "env", args: "LANGUAGE", least: 1, most: 1,
			summary: "print proxy and CA settings for an SDK, for a shell's eval",
			about: "LANGUAGE is dotnet, go, java, node, php, python or ruby. The CA of the running emulator is\n" +
				"written to a file. What the environment can't set stands in comments; so do the limits of the SDK.",
			examples: []string{"env python", "env php --ca-file ca.pem", "env java --url http://amazon-pay:2729"},
			prepare:  env,
		},
		{
			name: "requests", summary: "list the API calls that were received; with --count exit 1 when their number differs",
			examples: []string{"requests", "requests --operation Capture --reference order-17 --count 1"},
			prepare:  requests,
		},
		{
			name: "events", summary: "print what happens, a line each: changes of state, calls, deliveries, clocks that were moved",
			about:    "It goes on until it is interrupted, or the emulator stops.",
			examples: []string{"events", "events --since 0 --type request,delivery", "events --seller A2PARALLEL --json"},
			prepare:  events,
		},
		{
			name: "state save", args: "FILE", least: 1, most: 1,
			summary:  "write the whole state to a file; - is standard output",
			about:    "The file holds what the emulator knows, keys and passwords of IPN URLs included, and can be\nread by its owner only. With --seller it holds that seller alone.",
			examples: []string{"state save before.json", "state save - --seller A2PARALLEL"},
			prepare:  stateSave,
		},
		{
			name: "state load", args: "FILE", least: 1, most: 1,
			summary:  "bring back a state that was saved; - is standard input",
			about:    "Everything is replaced, or with --seller that seller alone. A file that is not a state in\nevery detail changes nothing.",
			examples: []string{"state load before.json", "state load before.json --seller A2PARALLEL"},
			prepare:  stateLoad,
		},
		{
			name: "reset", summary: "bring back the starting state",
			examples: []string{"reset", "reset --seller A2PARALLEL", "reset --seed 7"},
			prepare:  reset,
		},
		{
			name: "version", summary: "print the version",
			examples: []string{"version"},
			prepare:  version,
		},
		{
			name: "help", args: "[COMMAND]", most: 2, summary: "say how a command is used",
			examples: []string{"help", "help clock advance"},
			prepare:  help,
		},
	}
}

// find looks a command up by its name.
func find(name string) (command, bool) {
	for _, c := range commands() {
		if c.name == name {
			return c, true
		}
	}
	return command{}, false
}

// count says whether there are as many arguments as the command takes.
func (c command) count(words []string) error {
	switch {
	case len(words) < c.least:
		return fmt.Errorf("%s needs %s", c.name, c.args)
	case c.most >= 0 && len(words) > c.most:
		return fmt.Errorf("%s takes no %q", c.name, words[c.most])
	}
	return nil
}

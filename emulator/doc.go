// Package emulator is the domain of the Amazon Pay emulator: what an order
// reference, an authorization, a capture and a refund are, which states they
// pass through, why, and when.
//
// Read order.go first, then moves.go, which lists every legal change of state
// as data. The rest follows one idea: a step is whole. A method such as
// Order.Capture takes an order by value, a command, Amazon's verdict and the
// environment of the moment, and returns a Step: the order as it is afterwards
// and the events that made it so. An error leaves no trace. What falls due
// later hangs from the order as alarms, and comes back through Order.Fire.
//
// The package is pure: it imports the standard library only, speaks no HTTP,
// XML, JSON or YAML, draws no random numbers of its own, and never asks what
// time it is. All instants are UTC with millisecond resolution and come from
// Env.Now.
//
// Every emulated rule says where it comes from with one of three words:
// documented (Amazon published it), observed (the service was seen doing it)
// or assumed (inferred or chosen). docs/fidelity.md lists them all.
package emulator

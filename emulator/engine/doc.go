// Package engine keeps the world that the emulator simulates: one Account for
// each seller, with its own lock, clock, journal, records and seeded draws.
// Calls of different sellers never wait for each other.
//
// Every change goes one way, Account.Do: lock, fire what is due, find the
// object, recognize a replay, check, decide, apply, commit. What the domain
// answers as a step is stored whole or not at all. Orders are stored as
// versions that are never written to, so that an answer can be rendered from
// one after the lock is released.
//
// Read account.go first, then call.go and clock.go. The package knows no wire
// format, and it never asks for the real time itself: Options.Real brings it.
package engine

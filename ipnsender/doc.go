// Package ipnsender brings notifications to merchants: one queue for each seller
// and endpoint, attempts on the seller's virtual clock, a retry policy, and a
// record of every attempt with the very bytes.
//
// First attempts leave in order within a group, which is an order reference; a
// notification that waits for its retry holds nobody back. Queues take turns, so
// that a merchant that hangs slows nobody else's notifications.
//
// The package sends bytes. It knows no orders and no scenarios; what a
// notification says and which of them are late, doubled or tampered with is
// decided before they come here. Read sender.go first.
package ipnsender

// Package store keeps what an engine knows in a folder, so that it survives the
// death of the process: one bbolt file, written by every change before it is
// seen, and a lock that keeps other processes out.
//
// Read store.go first, then layout.go, which says what is kept under which key,
// and record.go, which turns the domain's types into bytes. Every value carries a
// checksum of itself and its key. A file that is damaged, or of another format, is
// refused and left as it is.
//
// What was written survives a killed process, not a loss of power: nothing waits
// for the disk (docs/decisions/0006 says why).
package store

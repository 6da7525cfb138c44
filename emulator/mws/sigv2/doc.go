// Package sigv2 makes and checks AWS signatures of version 2, by which an
// MWS call proves who sent it.
//
// A signature is the HMAC of a string to sign: method, host, path and all
// parameters in one canonical order and encoding. Read [Request] first (what
// is signed), then [Key] (who signs), [Key.Verify] and [Variant]: clients in
// the field write that string in more ways than the documents allow, and a
// lenient check says which way it met instead of only failing.
//
// The package also reads the Timestamp parameter, which limits how long a
// signed request can be replayed ([ParseTimestamp], [Fresh]).
//
// It works on decoded parameters and knows no other part of the emulator. It
// never asks for the time, never logs, and puts no secret into a result, an
// error or anything that can be printed.
package sigv2

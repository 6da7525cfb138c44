// Package mws is the emulator's first face: the Amazon Pay MWS API of version
// 2013-01-01, as merchants' SDKs speak it.
//
// A request passes the checks in the order in which the service makes them (see
// pipeline.go) and then one row of the operation table (operations.go): a struct
// of parameters, a handler that puts one question or command to the engine, and
// a renderer that writes the answer from the version of the order that the
// engine returned. Refusals of the domain become wire errors in one table
// (refusals.go).
//
// The body is what the real service sends. Whatever helps people goes to the
// headers X-Emulator-Rule and X-Emulator-Hint and to the record of the call.
package mws

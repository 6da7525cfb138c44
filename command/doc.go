// Package command is the program's command line: sub-commands, flags,
// environment and configuration file.
//
// Read table.go first: every command is a row there, with its arguments, help
// and examples, and has a file of its own. Flags are those of the standard
// library, except that they may stand before or after the arguments. The
// settings of serve are rows too, in settings.go, and configure.go says which of
// flag, environment and file wins; both are pure.
//
// Commands reach the world through a Program only, so that tests run them in
// their own process. What the emulator does is no business of this package:
// serve hands server.Options over, and the client commands call the admin API of
// a running emulator.
package command

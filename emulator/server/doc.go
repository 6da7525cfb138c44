// Package server wires the emulator together and gives it its life cycle: New
// checks everything and creates nothing that others could see, Start opens the
// ports, Stop closes them, Run is the three in a row.
//
// Read server.go first, then route.go, which says who answers what: a plain
// check of the path's prefix, the admin API below /_emulator/ and the API's face
// everywhere else; and hosts.go for what Amazon's other hosts answer. proxy.go has
// the ways on which clients come by those names.
//
// The package holds no rules of the service and reads no flags, environment or
// files: its Options are values, whoever made them.
package server

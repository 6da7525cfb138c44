// Amazon-pay-emulator stands in for Amazon Pay's payment API (MWS, 2013-01-01)
// in tests: one program that keeps the real service's rules, with a clock that
// can be moved. It is no product of Amazon, and nothing for real payments.
//
// Package command is the command line, package emulator the domain.
package main

import (
	"os"

	"amazon-pay-emulator/command"
)

// version is set by the linker.
var version = "dev"

func main() { os.Exit(command.Main(version)) }

package engine

import "amazon-pay-emulator/emulator/vclock"

// ErrBackwards is the answer to moving a clock into its past.
var ErrBackwards = vclock.ErrBackwards

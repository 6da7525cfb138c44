// Package e2e tests the emulator as its users run it: the built program as a
// process of its own, the image made from the Dockerfile, and clients that were
// written for the real service and know nothing of an emulator.
//
// The tests need programs that a Go installation does not bring, so they skip
// unless APAY_E2E=1 is set. With it set, as .ci/run does after installing what
// they need, a missing program is a failure. Nothing in here may import the
// emulator's own packages: what is shared cannot contradict.
//
// Start with program_test.go (how the emulator is built, started and stopped),
// then boto_test.go (a real client), ipn_test.go (receivers of notifications) or
// image_test.go (the image).
package e2e

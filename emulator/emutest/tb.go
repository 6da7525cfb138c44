package emutest

// TB is what is needed of a *testing.T, *testing.B or *testing.F, or of the like
// in another test framework.
type TB interface {
	Helper()
	Name() string
	Cleanup(func())
	Failed() bool
	Logf(format string, args ...any)
	Fatalf(format string, args ...any) // does not return
}

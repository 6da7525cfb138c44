package emutest

import "testing"

// BenchmarkStart is an emulator from its start until it has gone. The promise is
// that it is there in less than 5 ms.
func BenchmarkStart(b *testing.B) {
	for b.Loop() {
		s := &spy{name: b.Name()}
		e := Start(s)
		b.StopTimer()
		e.Now() // it answers
		s.end()
		b.StartTimer()
	}
}

// BenchmarkSeller is a seller on an emulator that runs.
func BenchmarkSeller(b *testing.B) {
	e := Start(b)
	for b.Loop() {
		e.Seller(b)
	}
}

// BenchmarkCapture is the usual test of a capture: an order, an authorization, a
// capture, and a week.
func BenchmarkCapture(b *testing.B) {
	e := Start(b)
	for b.Loop() {
		e := e.Seller(&spy{name: b.Name()})
		e.pay()
		e.Advance(week)
	}
}

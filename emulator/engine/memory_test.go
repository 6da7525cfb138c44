package engine_test

import (
	"bufio"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
)

// BenchmarkMemory says what a million captures take, each with its order and
// authorization: bytes of live heap for one, and the most memory that the
// process ever had. Run it alone, once:
//
//	go test ./emulator/engine -run '^$' -bench Memory -benchtime 1x
func BenchmarkMemory(b *testing.B) {
	const captures = 1_000_000
	for b.Loop() {
		before := heap()
		s := newWorld(b).shop(first)
		for n := range captures {
			// References are as long as those of real shops, and of their own.
			s.captured("order-" + strconv.Itoa(100_000_000+n))
		}
		b.ReportMetric(float64(heap()-before)/captures, "B/capture")
		b.ReportMetric(float64(peak())/1e6, "peak-MB")
		s.is(s.Newest(emulator.KindCapture, "", engine.Place{}, 1)[0].ID, emulator.Completed, "", start)
	}
}

// heap is what is live.
func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// peak is the most memory that the process ever had resident; 0 where the system
// does not tell.
func peak() uint64 {
	f, err := os.Open("/proc/self/status")
	if err != nil {
		return 0
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if text, ok := strings.CutPrefix(lines.Text(), "VmHWM:"); ok {
			kb, _ := strconv.ParseUint(strings.Fields(text)[0], 10, 64)
			return kb * 1024
		}
	}
	return 0
}

package engine_test

import (
	"context"
	"strconv"
	"testing"
	"time"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
)

// BenchmarkCapture is one capture; the orders and authorizations that it needs
// are made outside the measured time.
func BenchmarkCapture(b *testing.B) {
	s := newWorld(b).shop(first)
	var commands []emulator.CaptureFunds
	call, n := sandbox(emulator.OpCapture), 0
	b.ReportAllocs()
	for b.Loop() {
		if len(commands) == 0 {
			b.StopTimer()
			for range 1000 {
				n++
				reference := strconv.Itoa(n)
				_, authorization := s.authorized(reference)
				commands = append(commands, emulator.CaptureFunds{Authorization: authorization, Reference: reference, Amount: dollars(60)})
			}
			b.StartTimer()
		}
		if _, err := s.Do(call, commands[0]); err != nil {
			b.Fatal(err)
		}
		commands = commands[1:]
	}
}

// BenchmarkReplay is a capture that was made before.
func BenchmarkReplay(b *testing.B) {
	s := newWorld(b).shop(first)
	_, authorization := s.authorized("auth")
	cmd := emulator.CaptureFunds{Authorization: authorization, Reference: "capture", Amount: dollars(60)}
	s.must(cmd)
	call := sandbox(emulator.OpCapture)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.Do(call, cmd); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkGet(b *testing.B) {
	s := newWorld(b).shop(first)
	_, _, capture := s.captured("ref")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.Get(engine.Call{Environment: emulator.Sandbox}, emulator.KindCapture, capture); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkGetOfManySellers is Get by all processors at once, each for a seller
// of its own: nobody waits for another.
func BenchmarkGetOfManySellers(b *testing.B) {
	w := newWorld(b)
	b.ReportAllocs()
	n := make(chan int, 1)
	n <- 0
	b.RunParallel(func(pb *testing.PB) {
		mine := <-n
		n <- mine + 1
		s := w.shop("A2SELLER" + strconv.Itoa(mine))
		_, _, capture := s.captured("ref")
		for pb.Next() {
			if _, err := s.Get(engine.Call{Environment: emulator.Sandbox}, emulator.KindCapture, capture); err != nil {
				b.Error(err)
				return
			}
		}
	})
}

// BenchmarkAdvance100k is an advance over 100,000 alarms that are due: a quarter
// of an hour in which drafts go stale one by one, or all in one moment.
func BenchmarkAdvance100k(b *testing.B) {
	const alarms = 100_000
	for _, test := range []struct {
		name  string
		apart time.Duration
	}{
		{"OneMoment", 0},
		{"Apart", 9 * time.Millisecond},
	} {
		b.Run(test.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				b.StopTimer()
				w := newWorld(b)
				s := w.shop(first)
				accounts := []*engine.Account{s.Account}
				for range alarms {
					s.draft()
					if test.apart > 0 {
						if _, err := w.only(engine.Advance{By: test.apart}, accounts...); err != nil {
							b.Fatal(err)
						}
					}
				}
				b.StartTimer()
				r, err := w.Advance(context.Background(), accounts, false, engine.Advance{By: day})
				if err != nil || len(r.Events) != alarms {
					b.Fatal(len(r.Events), err)
				}
			}
		})
	}
}

// BenchmarkNewest is one page of a list, of an account with 100,000 orders.
func BenchmarkNewest(b *testing.B) {
	s := newWorld(b).shop(first)
	for range 100_000 {
		s.draft()
	}
	b.ReportAllocs()
	for b.Loop() {
		if len(s.Newest(emulator.KindOrder, emulator.Draft, engine.Place{}, 50)) != 50 {
			b.Fatal("no page")
		}
	}
}

package engine_test

import (
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"amazon-pay-emulator/emulator/engine"
)

// recorder is whatever keeps records: an account, or the engine for strays.
type recorder interface {
	Record(engine.Record)
	Records() ([]engine.Record, uint64)
	DropRecords()
}

// strays makes the engine's records of calls that belong to nobody a recorder.
type strays struct{ *engine.Engine }

func (s strays) Record(r engine.Record)             { s.RecordStray(r) }
func (s strays) Records() ([]engine.Record, uint64) { return s.Strays() }
func (s strays) DropRecords()                       { s.DropStrays() }

func recorders(w *world) map[string]recorder {
	return map[string]recorder{"of a seller": w.Account(first), "strays": strays{w.Engine}}
}

func TestRecords(t *testing.T) {
	for name, r := range recorders(newWorld(t, keep(3))) {
		t.Run(name, func(t *testing.T) {
			list, dropped := r.Records()
			require.Empty(t, list)
			require.Zero(t, dropped)

			r.Record(engine.Record{N: 99, Operation: "Capture", Parameters: []engine.Parameter{{Name: "a", Value: "b"}}, Status: 200})
			list, dropped = r.Records()
			require.Equal(t, []engine.Record{{N: 1, Operation: "Capture", Parameters: []engine.Parameter{{Name: "a", Value: "b"}}, Status: 200}}, list)
			require.Zero(t, dropped)

			for n := range 6 {
				r.Record(engine.Record{Operation: strconv.Itoa(n)})
			}
			list, dropped = r.Records()
			require.Equal(t, []engine.Record{{N: 7, Operation: "5"}, {N: 6, Operation: "4"}, {N: 5, Operation: "3"}}, list, "the newest first, so many as are kept")
			require.EqualValues(t, 4, dropped)

			list[0].Operation = "changed"
			again, _ := r.Records()
			require.Equal(t, "5", again[0].Operation, "the list is the caller's own")

			r.DropRecords()
			list, dropped = r.Records()
			require.Empty(t, list)
			require.Zero(t, dropped, "what was asked to go is not missed")
			r.Record(engine.Record{Operation: "next"})
			list, _ = r.Records()
			require.Equal(t, []engine.Record{{N: 8, Operation: "next"}}, list, "numbers go on")
		})
	}
}

// Whatever is recorded and dropped, the records are the end of all that came, and
// what is missing before it was counted.
func TestRecordsAgainstModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		most := rapid.IntRange(1, 5).Draw(t, "keep")
		for _, r := range recorders(newWorld(t, keep(most))) {
			var all []uint64
			last := uint64(0)
			t.Repeat(map[string]func(*rapid.T){
				"": func(t *rapid.T) {
					list, dropped := r.Records()
					var numbers []uint64
					for _, x := range list {
						numbers = append(numbers, x.N)
					}
					slices.Reverse(numbers)
					kept := all[max(0, len(all)-most):]
					require.Equal(t, len(kept), len(numbers))
					require.True(t, slices.Equal(kept, numbers), "%v, %v", kept, numbers)
					require.EqualValues(t, len(all)-len(kept), dropped)
				},
				"record": func(*rapid.T) {
					last++
					all = append(all, last)
					r.Record(engine.Record{})
				},
				"drop": func(t *rapid.T) {
					if rapid.IntRange(0, 9).Draw(t, "one in ten") == 0 {
						all = nil
						r.DropRecords()
					}
				},
			})
		}
	})
}

// A stray call is answered at the default seller's time, with request ids of its
// own stream, so that it shifts nobody's.
func TestStray(t *testing.T) {
	w, twin := newWorld(t), newWorld(t)
	_, err := w.only(engine.Advance{By: day}, w.Account(second))
	require.NoError(t, err)
	stray := w.Stray()
	require.Equal(t, start, stray.At)
	require.NotEmpty(t, stray.RequestID)
	require.NotEqual(t, stray.RequestID, w.Stray().RequestID)
	require.Equal(t, twin.Account(first).Ask(), w.Account(first).Ask())
	require.Equal(t, stray.RequestID, twin.Stray().RequestID)
	require.Equal(t, []string{first, second}, ids(w.Accounts()), "it brings nobody into being")
}

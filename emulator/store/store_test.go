package store_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"amazon-pay-emulator/emulator"
	"amazon-pay-emulator/emulator/engine"
	"amazon-pay-emulator/emulator/server"
	"amazon-pay-emulator/emulator/store"
	"amazon-pay-emulator/scenarios"
)

const first, second = "A2FIRSTSELLER", "A2SECONDSELLER"

var start = time.Date(2021, 3, 4, 5, 6, 7, 89e6, time.UTC)

// world is an engine over a folder.
type world struct {
	*engine.Engine
	t     testing.TB
	dir   string
	store *store.Store
	n     int // makes reference ids
}

// open opens a folder and goes on with what is there, or begins.
func open(t testing.TB, dir string) *world {
	t.Helper()
	s, kept, err := store.Open(dir)
	require.NoError(t, err)
	t.Cleanup(func() { s.Close() })
	o := engine.Options{
		Real: func() time.Time { return start }, Seed: 1, ClockStart: start, Store: s, Keep: 50,
		Script:  script,
		Sellers: []engine.Seller{{ID: first, StoreName: "Pine Street Books", AccessKey: "AK", SecretKey: "secret"}},
	}
	if kept != nil {
		o.Kept = &kept.World
	}
	e, err := engine.New(o)
	require.NoError(t, err)
	return &world{Engine: e, t: t, dir: dir, store: s}
}

// script makes the script of a seller.
func script(string) engine.Script { return scenarios.NewDirector(server.Vocabulary(), nil, nil) }

// next decides the next capture.
func (w *world) next(a *engine.Account) error {
	rule, problems := scenarios.ParseRule("", []byte(`{"on":"Capture","then":{"state":"Declined","reason":"AmazonRejected"}}`), server.Vocabulary())
	require.NoError(w.t, problems.Err())
	return a.Scripted(func(s engine.Script) { s.(*scenarios.Director).Enqueue(rule) })
}

// killed is what is left of a world when its process is killed now: a copy of its
// file.
func (w *world) killed() string {
	w.t.Helper()
	data, err := os.ReadFile(filepath.Join(w.dir, "state.db"))
	require.NoError(w.t, err)
	dir := w.t.TempDir()
	require.NoError(w.t, os.WriteFile(filepath.Join(dir, "state.db"), data, 0o600))
	return dir
}

// states are those of all accounts. Where request ids stand is left out: a
// killed process leaves a gap.
func (w *world) states() []engine.State {
	var list []engine.State
	for _, a := range w.Accounts() {
		s, err := a.Save(func() error { return nil })
		require.NoError(w.t, err)
		s.Draws.Requests = engine.Position{}
		for i := range s.Orders { // nothing tells an empty list from none
			o := *s.Orders[i].Order
			if len(o.Alarms) == 0 {
				o.Alarms = nil
			}
			s.Orders[i].Order = &o
		}
		list = append(list, s)
	}
	return list
}

// move does something that depends on the draws alone.
func (w *world) move(r *rand.Rand) string {
	a := w.Account([]string{first, second}[r.IntN(2)])
	w.n++
	reference, amount := fmt.Sprint("ref-", w.n), emulator.Units(1+r.Int64N(40), emulator.USD)
	do := func(c emulator.Command) string {
		ans, err := a.Do(engine.Call{Operation: c.Operation(), Environment: emulator.Sandbox}, c)
		return fmt.Sprint(ans.Object, err)
	}
	pick := func(k emulator.Kind) string {
		list := a.Newest(k, "", engine.Place{}, 5)
		if len(list) == 0 {
			return "S01-0000000-0000000"
		}
		return list[r.IntN(len(list))].ID
	}
	switch r.IntN(10) {
	case 0, 1:
		b := &emulator.Buyer{Name: "Ana Fields", Payment: emulator.Visa, Address: &emulator.Address{City: "Bend", PostalCode: "97701", CountryCode: "US"}}
		o, err := a.Create(engine.Arrangement{Environment: emulator.Sandbox, Buyer: b, Total: emulator.Units(100, emulator.USD), Confirmed: r.IntN(4) > 0})
		return fmt.Sprint(o.ID, err)
	case 2, 3:
		return do(emulator.Authorize{Order: pick(emulator.KindOrder), Reference: reference, Amount: amount, Timeout: time.Duration(r.IntN(2)) * time.Hour, CaptureNow: r.IntN(3) == 0})
	case 4, 5:
		return do(emulator.CaptureFunds{Authorization: pick(emulator.KindAuthorization), Reference: reference, Amount: amount})
	case 6:
		return do(emulator.RefundCapture{Capture: pick(emulator.KindCapture), Reference: reference, Amount: amount})
	case 7:
		return fmt.Sprint(w.next(a))
	case 8:
		_, err := a.Dispute(pick(emulator.KindCapture), emulator.Money{}, "")
		return fmt.Sprint(err)
	}
	by := []time.Duration{time.Second, time.Hour, 8 * emulator.Day}[r.IntN(3)]
	adv, err := w.Advance(context.Background(), []*engine.Account{a}, false, engine.Advance{By: by})
	return fmt.Sprint(adv.Now, adv.Events, err)
}

// Whenever the process is killed, what is found is what was there, and goes on
// alike.
func TestKilledWorldGoesOnAlike(t *testing.T) {
	for seed := range uint64(20) {
		w := open(t, t.TempDir())
		r := rand.New(rand.NewPCG(seed, 1))
		for range r.IntN(120) {
			w.move(r)
		}
		again := open(t, w.killed())
		require.Equal(t, w.states(), again.states())
		again.n = w.n
		one, two := rand.New(rand.NewPCG(seed, 2)), rand.New(rand.NewPCG(seed, 2))
		for range 60 {
			require.Equal(t, w.move(one), again.move(two))
		}
		require.Equal(t, w.states(), again.states())
		require.Equal(t, w.states(), open(t, again.killed()).states())
	}
}

// An end in good order leaves no gap in request ids.
func TestClosedWorldGoesOnExactly(t *testing.T) {
	dir := t.TempDir()
	w := open(t, dir)
	w.Account(first).Ask()
	next := open(t, w.killed()).Account(first).Ask().RequestID // behind what was reserved
	w.Close()
	state, err := w.Account(first).Save(func() error { return nil })
	require.NoError(t, err)
	stray := w.Template()
	require.NoError(t, w.store.Close())
	again := open(t, dir)
	got, err := again.Account(first).Save(func() error { return nil })
	require.NoError(t, err)
	require.Equal(t, state, got)
	require.Equal(t, stray, again.Template())
	require.NotEqual(t, next, again.Account(first).Ask().RequestID)
}

func TestResetAndRestoreAreKept(t *testing.T) {
	w := open(t, t.TempDir())
	r := rand.New(rand.NewPCG(1, 1))
	for range 50 {
		w.move(r)
	}
	template := w.Template()
	saved := w.states()
	require.NoError(t, w.Reset(w.Accounts(), true, new(uint64)))
	require.Equal(t, w.states(), open(t, w.killed()).states())
	w.Account("A2THIRD")
	require.NoError(t, w.Restore(saved, &template, func(*engine.Account) func() { return func() {} }))
	require.Equal(t, saved, w.states())
	require.Equal(t, saved, open(t, w.killed()).states())
	one, two := rand.New(rand.NewPCG(3, 3)), rand.New(rand.NewPCG(3, 3))
	again := open(t, w.killed())
	again.n = w.n
	for range 60 {
		require.Equal(t, w.move(one), again.move(two))
	}
	require.Equal(t, w.states(), again.states())
}

// Sellers that write at one time are all kept.
func TestManyWriteAtOnce(t *testing.T) {
	w := open(t, t.TempDir())
	var all sync.WaitGroup
	for n := range 8 {
		all.Go(func() {
			for range 50 {
				_, err := w.Account(fmt.Sprint("A2SELLER", n)).Create(engine.Arrangement{Environment: emulator.Sandbox, Buyer: &emulator.Buyer{}})
				require.NoError(t, err)
			}
		})
	}
	all.Wait()
	require.Equal(t, w.states(), open(t, w.killed()).states())
}

func TestFolderInUse(t *testing.T) {
	dir := t.TempDir()
	w := open(t, dir)
	_, _, err := store.Open(dir)
	require.ErrorContains(t, err, "is in use by another emulator")
	require.NoError(t, w.store.Close())
	open(t, dir)
}

func TestFolderThatCannotBeUsed(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	for name, dir := range map[string]string{"a file": file, "below a file": filepath.Join(file, "x"), "where nobody writes": "/proc/1/data"} {
		t.Run(name, func(t *testing.T) {
			_, _, err := store.Open(dir)
			require.ErrorContains(t, err, "data folder "+dir+" can't be")
		})
	}
}

// sample is the file of a small world.
func sample(t *testing.T) (*world, []byte) {
	w := open(t, t.TempDir())
	r := rand.New(rand.NewPCG(7, 7))
	for range 150 {
		w.move(r)
	}
	data, err := os.ReadFile(filepath.Join(w.dir, "state.db"))
	require.NoError(t, err)
	return w, data
}

// Whatever is not a whole file is refused, and left as it is.
func TestDamagedFiles(t *testing.T) {
	_, good := sample(t)
	change := func(at int, to ...byte) []byte {
		data := bytes.Clone(good)
		copy(data[at:], to)
		return data
	}
	for name, test := range map[string]struct {
		data []byte
		want string
	}{
		"empty":                    {nil, "too short"},
		"a text":                   {[]byte("this is not a data file\n"), "too short"},
		"a long text":              {bytes.Repeat([]byte("this is not a data file\n"), 1000), "none of this emulator's"},
		"cut off":                  {good[:len(good)/2], "cut off"},
		"one byte short":           {good[:len(good)-1], "cut off"},
		"one page":                 {good[:4096], "cut off"},
		"nothing but zeros":        {make([]byte, len(good)), "none of this emulator's"},
		"the second half is zeros": {append(bytes.Clone(good[:len(good)/2]), make([]byte, len(good)-len(good)/2)...), ""},
		"another version of bbolt": {change(16+4, 9), "another version"},
		"a root page is damaged":   {change(4096+16+30, 0xff, 0xff), "damaged"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			file := filepath.Join(dir, "state.db")
			require.NoError(t, os.WriteFile(file, test.data, 0o600))
			_, _, err := store.Open(dir)
			require.ErrorContains(t, err, "data file "+file+" can't be used: ")
			require.ErrorContains(t, err, test.want)
			left, err := os.ReadFile(file)
			require.NoError(t, err)
			require.True(t, bytes.Equal(test.data, left), "it is left as it is")
		})
	}
}

// A bit that is flipped anywhere is found, unless nothing uses it.
func TestFlippedBits(t *testing.T) {
	w, good := sample(t)
	want := w.states()
	refused := 0
	r := rand.New(rand.NewPCG(5, 5))
	const tries = 1500
	for range tries {
		at, bit := r.IntN(len(good)), byte(1)<<r.IntN(8)
		dir := t.TempDir()
		file := filepath.Join(dir, "state.db")
		data := bytes.Clone(good)
		data[at] ^= bit
		require.NoError(t, os.WriteFile(file, data, 0o600))
		s, kept, err := store.Open(dir)
		if err != nil {
			refused++
			require.ErrorContains(t, err, "can't be used", "at %d", at)
			left, err := os.ReadFile(file)
			require.NoError(t, err)
			require.True(t, bytes.Equal(data, left), "at %d: it is left as it is", at)
			continue
		}
		e, err := engine.New(engine.Options{Script: script, Real: func() time.Time { return start }, Sellers: []engine.Seller{{ID: first}}, Kept: &kept.World, Keep: 50})
		require.NoError(t, err)
		again := &world{Engine: e, t: t}
		require.Equal(t, want, again.states(), "at %d", at)
		require.NoError(t, s.Close())
	}
	require.Greater(t, refused, tries/5)
}
